"""When words will be there: what is measured, what comes before, and when nobody can say."""

from datetime import UTC, datetime, timedelta

import pytest

from oralexam.clock import ManualClock
from oralexam.jobs.forecast import KEPT_S, Forecast, ready_at, speed
from oralexam.jobs.job import Job, JobState, Turn
from oralexam.jobs.memory import InMemoryJobQueue

NOW = datetime(2026, 12, 8, 14, 0, tzinfo=UTC)
KIND = "transcribe-track"


def a_job(
    sitting_id: str, *, running_s: float | None = None, turn: Turn | None = None, **more: object
) -> Job:
    """A job of ten minutes of sound; one that runs has begun `running_s` ago."""
    values: dict[str, object] = {
        "job_id": sitting_id,
        "kind": KIND,
        "sitting_id": sitting_id,
        "created_at": NOW,
        "updated_at": NOW,
        "not_before": NOW,
        "turn": turn or Turn(audio_s=600),
    }
    if running_s is not None:
        values |= {"state": JobState.RUNNING, "begun_at": NOW - timedelta(seconds=running_s)}
    return Job(**(values | more))  # type: ignore[arg-type]


def done(busy_s: float | None, audio_s: float | None) -> Job:
    """A job that is done."""
    return a_job("x", state=JobState.DONE, busy_s=busy_s, turn=Turn(audio_s=audio_s))


def minutes(found: dict[str, datetime]) -> dict[str, float]:
    """The same in minutes from now."""
    return {sitting_id: (at - NOW).total_seconds() / 60 for sitting_id, at in found.items()}


def test_the_speed_is_the_median_of_what_was_measured() -> None:
    """One odd call moves nothing; what is very short, or was not measured, says nothing."""
    assert speed([done(60, 600), done(66, 600), done(600, 600)]) == pytest.approx(0.11)
    assert speed([done(3, 1), done(None, 600), done(60, None)]) is None
    assert speed([]) is None


def test_who_waits_is_ready_after_those_who_come_first() -> None:
    """A tenth of the length each; both tracks of a sitting; a figure in whole minutes, never too early."""
    waiting = [a_job("a"), a_job("a"), a_job("b"), a_job("c", turn=Turn(audio_s=30))]
    assert minutes(dict(ready_at(waiting, busy_per_audio=0.1, now=NOW))) == {"a": 2, "b": 3, "c": 4}


def test_what_has_been_worked_on_for_a_while_is_ready_sooner() -> None:
    """Two tracks that run share the machine; what runs over its time delays nobody by a guess."""
    together = [a_job("a", running_s=60), a_job("a", running_s=60), a_job("b")]
    assert minutes(dict(ready_at(together, busy_per_audio=0.1, now=NOW))) == {"a": 1, "b": 2}
    longer = [a_job("a", running_s=3600), a_job("b")]
    assert minutes(dict(ready_at(longer, busy_per_audio=0.1, now=NOW))) == {"a": 0, "b": 1}


def test_calls_under_way_take_their_share_first() -> None:
    """Five voices at a tenth each leave a half; they have no figure: they are written as spoken."""
    live = [a_job(f"live {n}", running_s=60, turn=Turn(live=True)) for n in range(5)]
    assert minutes(dict(ready_at([*live, a_job("a")], busy_per_audio=0.1, now=NOW))) == {"a": 2}
    assert ready_at([*live, *live, a_job("a")], busy_per_audio=0.1, now=NOW) == {}, "nothing is left"


def test_a_try_that_waits_for_its_time_is_not_ready_before_it() -> None:
    """The back-off counts."""
    later = a_job("a", not_before=NOW + timedelta(minutes=5))
    assert minutes(dict(ready_at([later], busy_per_audio=0.1, now=NOW))) == {"a": 6}


def test_where_nobody_knows_nothing_is_said() -> None:
    """No measure, or a length that is not known: of that sitting and of all behind it."""
    assert ready_at([a_job("a")], busy_per_audio=None, now=NOW) == {}
    waiting = [a_job("a"), a_job("b"), a_job("b", turn=Turn()), a_job("c")]
    assert minutes(dict(ready_at(waiting, busy_per_audio=0.1, now=NOW))) == {"a": 1}


class Desk:
    """A queue with one measured job, one that waits, and a forecast."""

    def __init__(self) -> None:
        self.clock = ManualClock()
        self.queue = InMemoryJobQueue()
        self.alive = True
        self.forecast = Forecast(queue=self.queue, kind=KIND, clock=self.clock, at_work=lambda: self.alive)
        self.ask("done")
        job = self.queue.lease("w", now=self.clock.now(), lease_s=60)
        assert job is not None
        self.queue.done(job.job_id, "w", now=self.clock.now(), busy_s=60)

    def ask(self, sitting_id: str) -> Job:
        """Ten minutes of sound more."""
        return self.queue.enqueue(KIND, sitting_id=sitting_id, now=self.clock.now(), turn=Turn(audio_s=600))

    def told(self) -> dict[str, datetime]:
        """What is foretold a moment later."""
        self.clock.advance(KEPT_S)
        return dict(self.forecast.words_ready_at())


def test_the_forecast_follows_the_queue() -> None:
    """Nothing waits; one waits; it is done."""
    desk = Desk()
    assert desk.told() == {}
    job = desk.ask("a")
    ready = desk.told()["a"]
    assert timedelta(minutes=1) <= ready - desk.clock.now() <= timedelta(minutes=2)
    desk.queue.enqueue("copies", sitting_id="a", now=desk.clock.now())
    assert desk.told() == {"a": ready}, "other kinds of work are not words, and the figure stands still"
    desk.queue.lease("w", now=desk.clock.now(), lease_s=60)
    desk.queue.done(job.job_id, "w", now=desk.clock.now(), busy_s=58)
    assert desk.told() == {}


def test_without_a_worker_nothing_is_foretold() -> None:
    """One that somebody else has started shows by what it holds."""
    desk = Desk()
    desk.ask("a")
    desk.alive = False
    assert desk.told() == {}
    desk.queue.lease("elsewhere", now=desk.clock.now(), lease_s=60)
    assert set(desk.told()) == {"a"}
    desk.clock.advance(60)
    assert desk.told() == {}, "its lease has ended"
