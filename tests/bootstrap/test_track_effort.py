"""What a track takes is counted without its waiting, and without the time that is another's."""

import threading

import pytest

from oralexam.bootstrap.track_effort import TrackEffort
from oralexam.clock import ManualClock
from oralexam.jobs.job import Job, Turn
from oralexam.jobs.memory import InMemoryJobQueue
from oralexam.transcripts.shared_recognizer import RecognizerDesk, TrackRecognizer


def job(subject: str, *, live: bool) -> Job:
    """A track."""
    turn = Turn(live=live)
    return InMemoryJobQueue().enqueue(
        "transcribe-track", sitting_id="s", subject=subject, now=ManualClock().now(), turn=turn
    )


@pytest.fixture
def recognizer() -> TrackRecognizer:
    """One that has waited for two seconds of the ten minutes."""
    made = TrackRecognizer(RecognizerDesk(threading.Event()), lambda: pytest.fail("asked"), live=True)
    made.waited_s = 2.0
    return made


def test_a_call_under_way_has_not_taken_the_time_that_it_waited(recognizer: TrackRecognizer) -> None:
    """Ten minutes of talk took a minute; another that ran beside it changes nothing."""
    clock = ManualClock()
    effort = TrackEffort(clock)
    live, late = job("candidate", live=True), job("juror", live=False)
    assert effort.begin(live, recognizer) is recognizer
    effort.begin(late, recognizer)
    clock.advance(600)
    assert effort.end(live, idle_s=538) == pytest.approx(60)
    assert effort.end(live, idle_s=0) == 0, "it has ended"


def test_two_calls_that_are_over_have_taken_half_each(recognizer: TrackRecognizer) -> None:
    """However they waited for each other; a live one beside them is not counted with them."""
    clock = ManualClock()
    effort = TrackEffort(clock)
    one, two, live = job("candidate", live=False), job("juror", live=False), job("juror", live=True)
    for each in (one, two, live):
        effort.begin(each, recognizer)
    clock.advance(60)
    assert effort.end(one, idle_s=0) == pytest.approx(30)
    clock.advance(10)
    assert effort.end(two, idle_s=0) == pytest.approx(40)


def test_what_never_began_has_taken_nothing() -> None:
    """No model, no sound."""
    assert TrackEffort(ManualClock()).end(job("juror", live=False), idle_s=3) == 0
