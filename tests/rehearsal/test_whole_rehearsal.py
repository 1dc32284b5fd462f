"""The whole thing: `oralexam rehearse` as a user runs it, against a real server."""

import json
import os
import subprocess
import sys
from importlib import resources
from pathlib import Path

import pytest

from oralexam.rehearsal.manager_desk import ManagerDesk, SittingWanted
from oralexam.rehearsal.own_server import OwnServer
from oralexam.rehearsal.participant import Participant
from oralexam.rehearsal.seat_client import SeatLost
from oralexam.rehearsal.web_client import ServerSaidNo, WebClient
from oralexam.rooms.seats import PARTIES, Seat

LINES = Path(str(resources.files("oralexam.rehearsal") / "lines"))
LINES_SPOKEN = {seat: [LINES / f"{seat}-0{number}.opus" for number in (1, 2, 3)] for seat in PARTIES}


def _rehearse(*options: object) -> tuple[subprocess.CompletedProcess, dict]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("ORALEXAM_")}
    done = subprocess.run(
        [sys.executable, "-m", "oralexam", "rehearse", "--json", *map(str, options)],
        capture_output=True,
        text=True,
        timeout=280,
        check=False,
        env=environment,
    )
    lines = done.stdout.strip().splitlines()
    return done, json.loads(lines[-1]) if lines else {}


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_a_whole_exam_is_drawn_prepared_rung_recorded_transcribed_and_replayed(tmp_path):
    """Without loss everything holds: phases on time, nothing missing, the memorised words come back.

    Three of each one's seven lines: all fourteen come back in tests/transcripts, and are spoken where no file
    is given (tests/rehearsal/test_lines.py).
    """
    done, report = _rehearse(
        *("--pace", 300, "--data", tmp_path / "data"),
        *(each for seat in PARTIES for line in LINES_SPOKEN[seat] for each in (f"--{seat}-audio", line)),
    )
    assert done.returncode == 0, (report.get("problems"), done.stderr)
    assert report["ok"] is True
    assert report["problems"] == []
    assert len(done.stdout.strip().splitlines()) == 1
    timed = {phase["name"]: phase for phase in report["phases"] if phase["planned_s"] is not None}
    assert set(timed) == {"preparation", "call", "writing"}
    assert timed["preparation"]["planned_s"] == pytest.approx(3.0)
    assert report["wer"] == {"candidate": 0.0, "juror": 0.0}
    assert {(file["seat"], file["kind"]) for file in report["recordings"]} == {
        (seat, kind) for seat in PARTIES for kind in ("audio", "video")
    }
    assert all(file["missing_packets"] == 0 and Path(file["path"]).is_file() for file in report["recordings"])
    assert len(report["transcript"]) >= 6
    assert all(line["words"] for line in report["transcript"])


@pytest.mark.slow
@pytest.mark.timeout(200)
def test_at_5_percent_loss_the_recording_is_whole(tmp_path):
    """Repair brings back what the wire loses, on both legs, with voices that nobody trained for."""
    done, report = _rehearse(
        *("--pace", 900, "--loss", 0.05, "--seed", 7, "--data", tmp_path / "data"),
        # Three lines each are over 2,000 packets: of 700, one would be more than 0.1 %.
        *(word for at in range(1, 4) for word in ("--candidate-audio", LINES / f"candidate-0{at}.opus")),
        *(word for at in range(1, 4) for word in ("--juror-audio", LINES / f"juror-0{at}.opus")),
    )
    assert done.returncode == 0, (report.get("problems"), done.stderr)
    audio = [file for file in report["recordings"] if file["kind"] == "audio"]
    assert sum(file["missing_packets"] for file in audio) <= 0.001 * sum(file["packets"] for file in audio)
    assert report["loss"] == 0.05


def test_what_is_not_audio_is_refused_before_anything_starts(tmp_path):
    """One sentence that names the file, exit code 1, and no data folder."""
    letter = tmp_path / "letter.txt"
    letter.write_text("Dear Sir, ...", encoding="utf-8")
    done, report = _rehearse("--candidate-audio", letter, "--data", tmp_path / "data")
    assert done.returncode == 1
    assert report == {}
    assert "letter.txt" in done.stderr
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "data").exists()


def test_a_model_that_is_none_is_refused_before_anything_starts(tmp_path):
    """A text file is no Whisper checkpoint."""
    model = tmp_path / "model.pt"
    model.write_text("no weights", encoding="utf-8")
    done, _ = _rehearse("--model", model, "--data", tmp_path / "data")
    assert done.returncode == 1
    assert "model.pt" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.slow
async def test_synthetic_people_and_paces_stay_out_of_real_sittings(tmp_path):
    """The server refuses a pace on a real sitting, and a synthetic person in one."""
    async with OwnServer(tmp_path) as server, WebClient(server.url) as web:
        desk = ManagerDesk(web)
        await desk.sign_in(server.manager_token)
        with pytest.raises(ServerSaidNo) as refusal:
            await desk.open(SittingWanted(rehearsal=False, pace=60, call_s=20, loss=0, seed=1))
        assert refusal.value.details["said"] == "rehearsal-only"
        real = {"candidate_name": "C", "juror_name": "J", "observer_name": "O", "room_name": "R"}
        opened = await web.post("/api/manager/sittings", real, dict)
        token = opened["links"]["candidate"].partition("#")[2]
        with pytest.raises(SeatLost) as refusal:
            async with Participant(base_url=server.url, token=token, seat=Seat.CANDIDATE):
                pytest.fail("the synthetic candidate sat down in a real sitting")
        assert refusal.value.__cause__.details["status"] == 409
    assert not server.running
