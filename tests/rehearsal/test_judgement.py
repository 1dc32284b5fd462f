"""What makes a rehearsal fail, and what only informs."""

from dataclasses import replace

import msgspec
import pytest

from oralexam.rehearsal.judgement import judge, may_be_missing
from oralexam.rehearsal.outcome import Outcome
from oralexam.rehearsal.report import PhaseTimes, Recording, Report, encode
from oralexam.rehearsal.script import write_script
from oralexam.rooms.seats import PARTIES, Seat
from oralexam.transcripts.transcript import RecognizerIdentity, TrackTranscript, Utterance

SCRIPT = write_script([(Seat.JUROR, 5.0), (Seat.CANDIDATE, 5.0)])
PHASES = ("waiting", "drawn", "preparation", "ringing", "connecting", "call", "writing")


def _recording(seat, kind, *, missing=0) -> Recording:
    return Recording(
        seat=seat,
        kind=kind,
        segment=1,
        duration_s=SCRIPT.call_s,
        packets=1000 - missing,
        missing_packets=missing,
        sha256="0" * 64,
        path="x.mjr",
    )


def _transcript(
    seat, *, note="rehearsal model: knows only the rehearsal's lines", at=None
) -> TrackTranscript:
    (turn,) = SCRIPT.of(seat)
    starts = turn.starts_s if at is None else at
    return TrackTranscript(
        sitting_id="s",
        seat=seat,
        utterances=(Utterance(start_s=starts, end_s=starts + 5, text="Hello.", words=()),),
        recognizer=RecognizerIdentity(
            engine="e", engine_version="1", model="m", model_sha256="0", settings="", note=note
        ),
        starts_at_s=0,
        audio_duration_s=SCRIPT.call_s,
        speech_duration_s=5,
    )


@pytest.fixture
def good():
    """A rehearsal in which everything held."""
    return Outcome(
        script=SCRIPT,
        loss=0,
        video=True,
        phases=tuple(
            PhaseTimes(name=name, planned_s=10.0 if name in {"preparation", "call"} else None, actual_s=10.05)
            for name in PHASES
        ),
        recordings=tuple(_recording(seat, kind) for seat in PARTIES for kind in ("audio", "video")),
        transcripts=tuple(_transcript(seat) for seat in PARTIES),
        references=dict.fromkeys(PARTIES, "Hello."),
        shipped=frozenset(PARTIES),
        wer=dict.fromkeys(PARTIES, 0.0),
        heard_in_call={
            Seat.CANDIDATE: {"audio": 700, "video": 200},
            Seat.JUROR: {"audio": 700, "video": 200},
            Seat.OBSERVER: {"audio": 1400, "video": 400},
        },
        warned=True,
        notes_typed="n",
        notes_kept="n",
        text_typed="t",
        text_kept="t",
        handed_in=True,
        copies={"mix": True},
    )


def _codes(outcome) -> set[str]:
    return {problem.code for problem in judge(outcome)}


def test_a_good_rehearsal_has_no_problem(good):
    """Nothing is found where everything held."""
    assert judge(good) == ()


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"phases": ()}, "phase-missing"),
        ({"phases": (PhaseTimes(name="call", planned_s=10, actual_s=10.11),)}, "phase-off-plan"),
        ({"warned": False}, "no-warning"),
        ({"recordings": ()}, "recording-missing"),
        ({"recordings": tuple(_recording(seat, "video", missing=1) for seat in PARTIES)}, "packets-missing"),
        ({"heard_in_call": {}}, "received-too-little"),
        ({"heard_in_call": {seat: {"audio": 9999} for seat in Seat}}, "received-too-little"),
        ({"notes_kept": ""}, "notes-differ"),
        ({"text_kept": "other"}, "text-differs"),
        ({"handed_in": False}, "not-handed-in"),
        ({"transcripts": ()}, "transcript-missing"),
        ({"wer": dict.fromkeys(PARTIES, 0.01)}, "words-differ"),
        ({"transcripts": tuple(_transcript(seat, at=100.0) for seat in PARTIES)}, "words-off-the-clock"),
        ({"copies": {"mix": False}}, "copy-missing"),
    ],
)
def test_whatever_does_not_hold_is_a_problem_with_a_code(good, changed, code):
    """Each promise has its own code."""
    assert code in _codes(replace(good, **changed))


@pytest.mark.parametrize(
    ("loss", "missing", "held"),
    [(0.0, 1, False), (0.05, 1, True), (0.05, 2, False), (0.2, 20, True), (0.2, 21, False), (0.4, 500, True)],
)
def test_loss_may_cost_a_thousandth_of_audio_at_5_percent_and_2_percent_at_20(good, loss, missing, held):
    """Without loss nothing may be missing; video under loss only informs."""
    recordings = [_recording(seat, "audio", missing=missing) for seat in PARTIES]
    recordings += [_recording(seat, "video", missing=0 if loss == 0 else 900) for seat in PARTIES]
    assert ("packets-missing" not in _codes(replace(good, loss=loss, recordings=tuple(recordings)))) is held


def test_words_only_inform_under_loss_with_another_model_and_with_other_voices(good):
    """Only the memorised lines, heard by the model that memorised them, on a whole line, must be right."""
    wrong = replace(good, wer=dict.fromkeys(PARTIES, 0.5))
    assert "words-differ" in _codes(wrong)
    assert "words-differ" not in _codes(replace(wrong, loss=0.05))
    assert "words-differ" not in _codes(replace(wrong, shipped=frozenset()))
    real = tuple(_transcript(seat, note="") for seat in PARTIES)
    assert "words-differ" not in _codes(replace(wrong, transcripts=real))


def test_between_the_two_promises_the_weaker_one_holds():
    """10 % loss is judged as 20 %: nothing was promised for it."""
    assert [may_be_missing(loss) for loss in (0.0, 0.01, 0.05, 0.1, 0.2, 0.3)] == [
        0.0,
        0.001,
        0.001,
        0.02,
        0.02,
        1.0,
    ]


def test_the_report_has_what_the_issue_asks_for():
    """`--json` prints these names, and null where nobody can know."""
    report = Report(
        ok=True,
        sitting_id="s",
        phases=(PhaseTimes(name="call", planned_s=1, actual_s=1),),
        recordings=(_recording(Seat.JUROR, "audio"),),
        transcript=(),
        wer={Seat.CANDIDATE: None, Seat.JUROR: 0.0},
        time_to_transcript_s=1.5,
        replay_url="http://localhost:1/replay/s",
        problems=(),
        pace=60,
        loss=0,
        seed=1,
        model="m",
        heard={},
        sent={},
        data_folder=None,
    )
    content = msgspec.json.decode(encode(report))
    asked = {"ok", "sitting_id", "phases", "recordings", "transcript", "wer", "time_to_transcript_s"}
    assert asked | {"replay_url", "problems"} <= set(content)
    assert content["wer"] == {"candidate": None, "juror": 0.0}
    assert set(content["phases"][0]) == {"name", "planned_s", "actual_s"}
    assert {"seat", "kind", "duration_s", "packets", "missing_packets", "sha256", "path"} <= set(
        content["recordings"][0]
    )
