"""A whole call in two Chromium pages, an observer's and a guest's: heard, recorded, transcribed, replayed."""

from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from oralexam.journal.decoding import load_audio
from oralexam.rooms.seats import PARTIES
from oralexam.transcripts.word_errors import count_normalised_errors
from tests.browser.exam_pages import until
from tests.browser.fake_microphones import RATE_HZ, best_correlation, envelope, lines_of
from tests.browser.played_call import LINES, TOKEN, PlayedCall, check_recordings, manager_of
from tests.browser.replayed_call import hear_words
from tests.faults.servers import Program
from tests.webapp.visitors import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.timeout(420)]

CALL_S = 34.0
JOBS_S = 240.0
"""Until sound and transcripts are ready: how long it takes is measured elsewhere, here it has to end."""


@pytest.fixture
async def program(tmp_path: Path) -> AsyncIterator[Program]:
    """The real program, with its worker."""
    running = Program(tmp_path / "data", ORALEXAM_MANAGER_TOKEN=TOKEN, ORALEXAM_WORKER="true")
    await running.start()
    yield running
    await running.end()


async def _report(manager: Visitor, sitting_id: str) -> dict[str, Any]:
    """The rehearsal's report once its jobs are done."""
    report: dict[str, Any] = {}

    async def done() -> bool:
        status, body = await manager.request("GET", f"/api/manager/sittings/{sitting_id}/report")
        report.update(body)
        assert status == 200, body
        kinds = [job["kind"] for job in body["jobs"]]
        there = kinds.count("transcribe-track") == len(PARTIES) and "listening-copies" in kinds
        # The words are there before the text is handed in: they were written down while they were spoken.
        done = all(job["state"] == "done" for job in body["jobs"])
        return there and done and body["handed_in_at"] is not None

    await until(done, JOBS_S, lambda: f"jobs are not done: {report.get('jobs')}")
    return report


def _check_envelopes(call: PlayedCall, zero_utc: str, least: float) -> None:
    """The recording's energy rises and falls as what was spoken does."""
    for seat in PARTIES:
        stretches = load_audio(
            call.program.data / "recordings", call.sitting_id, seat, datetime.fromisoformat(zero_utc)
        )
        heard = np.concatenate([stretch.samples for stretch in stretches])
        correlation = best_correlation(envelope(call.sounds[seat], RATE_HZ), envelope(heard, 16_000))
        assert correlation >= least, (seat, correlation)


async def test_two_pages_talk_and_the_replay_plays_it(program: Program, tmp_path: Path) -> None:
    """Phases pass, each hears the other, the recording is what was said, every word is right and plays."""
    call = PlayedCall(program, tmp_path, call_s=CALL_S, writes=True, guest=True)
    async with manager_of(program) as manager:
        await call.play(manager)
        report = await _report(manager, call.sitting_id)
    assert call.problems == []
    assert [phase["name"] for phase in report["phases"]][-3:] == ["connecting", "call", "writing"]
    for phase in report["phases"]:
        if phase["planned_s"] is not None:
            assert abs(phase["actual_s"] - phase["planned_s"]) < 0.1, phase
    check_recordings(report, most_missing=0, call_s=CALL_S)
    _check_envelopes(call, report["zero_utc"], 0.9)
    for seat in PARTIES:
        reference = " ".join(line.text or "" for line in lines_of(seat, LINES))
        heard = next(each for each in report["transcripts"] if each["seat"] == seat)
        text = " ".join(utterance["text"] for utterance in heard["utterances"])
        assert count_normalised_errors(reference, text).count == 0, (seat, text)
    await hear_words(call)
