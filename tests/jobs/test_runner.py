"""The runner does jobs, so many of a kind at once, tries three times, and never loses one."""

import threading
from collections.abc import Callable

import pytest

from oralexam.clock import ManualClock
from oralexam.errors import SystemFault, Unavailable
from oralexam.jobs.job import Job, JobState, Turn
from oralexam.jobs.memory import InMemoryJobQueue
from oralexam.jobs.runner import (
    BACK_OFF_S,
    LEASE_S,
    RECHECK_S,
    WORKER_LOST,
    Handler,
    JobRunner,
    WorkerStopping,
)

KIND = "transcribe-track"
SITTING = "6f9619ff-8b86-4d01-b42d-00cf4fc964ff"


class Bench:
    """A runner, its queue and its clock, and one job."""

    def __init__(self, handler: Handler, *, ready: Callable[[], bool] | None = None) -> None:
        self.clock = ManualClock()
        self.queue = InMemoryJobQueue()
        self.job = self.queue.enqueue(KIND, sitting_id=SITTING, subject="juror", now=self.clock.now())
        self.runner = self.new_runner(handler, ready=ready)

    def new_runner(
        self,
        handler: Handler,
        *,
        ready: Callable[[], bool] | None = None,
        lease_s: float = LEASE_S,
    ) -> JobRunner:
        """Another worker on the same queue."""
        return JobRunner(
            queue=self.queue,
            handlers={KIND: handler},
            clock=self.clock,
            worker_id="worker",
            ready={KIND: ready} if ready else None,
            lease_s=lease_s,
            poll_s=0.01,
        )

    @property
    def now_stands(self) -> Job:
        """The job as anybody sees it."""
        (job,) = self.queue.of_sitting(SITTING)
        return job


def broken_disk(_job: Job) -> None:
    """Fails in a way that the house knows."""
    raise SystemFault("disk-full")


def bug(_job: Job) -> None:
    """Fails in a way that nobody foresaw."""
    raise ZeroDivisionError


def no_model(_job: Job) -> None:
    """Waits for a person."""
    raise Unavailable("model-not-installed", model="small.en")


def test_a_job_is_handed_to_its_handler_and_done():
    """The handler sees the job as it was leased."""
    seen: list[Job] = []
    bench = Bench(seen.append)
    assert bench.runner.run_one()
    assert [(job.job_id, job.subject, job.tries) for job in seen] == [(bench.job.job_id, "juror", 1)]
    assert bench.now_stands.state is JobState.DONE
    assert not bench.runner.run_one(), "nothing is left"


def test_a_failed_try_is_made_again_after_a_pause():
    """Queued with its reason, not before the back-off has passed."""
    bench = Bench(broken_disk)
    assert bench.runner.run_one()
    assert (bench.now_stands.state, bench.now_stands.reason) == (JobState.QUEUED, "disk-full")
    bench.clock.advance(BACK_OFF_S[0] - 0.1)
    assert not bench.runner.run_one()
    bench.clock.advance(0.1)
    assert bench.runner.run_one()
    assert bench.now_stands.tries == 2


@pytest.mark.parametrize(("handler", "reason"), [(broken_disk, "disk-full"), (bug, "unexpected")])
def test_three_failed_tries_are_the_end(handler, reason: str):
    """The job stays, failed, with the code of what went wrong."""
    bench = Bench(handler)
    for _try in range(3):
        assert bench.runner.run_one()
        bench.clock.advance(60)
    assert (bench.now_stands.state, bench.now_stands.reason) == (JobState.FAILED, reason)
    assert not bench.runner.run_one()


def test_a_missing_model_blocks_the_job_visibly_and_costs_no_try():
    """It waits, however often, and is done once the model is there."""
    installed = threading.Event()

    def handler(job: Job) -> None:
        if not installed.is_set():
            no_model(job)

    bench = Bench(handler, ready=installed.is_set)
    for _look in range(5):
        bench.runner.run_one()
        bench.clock.advance(RECHECK_S)
    assert (bench.now_stands.state, bench.now_stands.reason, bench.now_stands.tries) == (
        JobState.WAITING_FOR_MODEL,
        "model-not-installed",
        0,
    )
    installed.set()
    assert bench.runner.run_one()
    assert bench.now_stands.state is JobState.DONE


def test_a_new_worker_tries_waiting_jobs_again():
    """Whoever installed the model may simply have started the worker again."""
    bench = Bench(no_model)
    bench.runner.run_one()
    assert bench.now_stands.state is JobState.WAITING_FOR_MODEL
    assert not bench.runner.run_one()
    assert bench.new_runner(lambda _job: None).run_one()
    assert bench.now_stands.state is JobState.DONE


def test_a_fault_in_asking_whether_it_is_ready_stops_no_other_work():
    """Not knowing counts as not ready."""

    def cannot_tell() -> bool:
        raise SystemFault("disk-broken")

    bench = Bench(lambda _job: None, ready=cannot_tell)
    assert bench.runner.run_one()
    assert bench.now_stands.state is JobState.DONE


def test_a_job_that_kills_its_worker_every_time_ends_as_failed():
    """Three workers died without a word; the fourth does not touch the job."""
    bench = Bench(lambda _job: pytest.fail("the fourth worker must not try"))
    for name in ("first", "second", "third"):
        bench.queue.lease(name, now=bench.clock.now(), lease_s=LEASE_S)
        bench.clock.advance(LEASE_S)
    assert bench.runner.run_one()
    assert (bench.now_stands.state, bench.now_stands.reason) == (JobState.FAILED, WORKER_LOST)


def test_a_kind_without_a_handler_fails_and_says_so():
    """A job that nobody can do does not wait for ever."""
    bench = Bench(lambda _job: None)
    runner = JobRunner(queue=bench.queue, handlers={}, clock=bench.clock, worker_id="other")
    assert runner.run_one()
    assert (bench.now_stands.state, bench.now_stands.reason) == (JobState.FAILED, "no-handler")


def test_a_long_job_keeps_its_lease():
    """While the handler computes, a thread renews the lease: time passes, and nobody else gets the job."""
    beaten = threading.Event()
    bench = Bench(lambda _job: None)
    renew = bench.queue.heartbeat

    def heartbeat(job_id: str, worker_id: str, **times) -> bool:  # noqa: ANN003  # handed on as they are
        kept = renew(job_id, worker_id, **times)
        beaten.set()
        return kept

    bench.queue.heartbeat = heartbeat  # type: ignore[method-assign]

    def long(_job: Job) -> None:
        bench.clock.advance(0.05)
        assert beaten.wait(5)
        bench.clock.advance(0.05)
        assert bench.queue.lease("thief", now=bench.clock.now(), lease_s=1) is None

    assert bench.new_runner(long, lease_s=0.09).run_one()
    assert bench.now_stands.state is JobState.DONE
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("heartbeat")]


def test_what_a_worker_says_after_it_lost_the_lease_is_ignored():
    """Another worker has the job by then."""
    bench = Bench(lambda _job: None)

    def slow(_job: Job) -> None:
        bench.clock.advance(LEASE_S + 1)
        assert bench.queue.lease("other", now=bench.clock.now(), lease_s=LEASE_S) is not None

    assert bench.new_runner(slow).run_one()
    assert (bench.now_stands.state, bench.now_stands.worker_id) == (JobState.RUNNING, "other")


def test_a_runner_that_is_stopped_gives_back_what_takes_long():
    """The job in hand is queued as if nobody had begun it, and the next one is left alone."""
    begun = threading.Event()

    def long(_job: Job) -> None:
        begun.set()
        assert bench.runner.stopping.wait(10)
        raise WorkerStopping

    bench = Bench(long)
    bench.queue.enqueue(KIND, sitting_id=SITTING, subject="candidate", now=bench.clock.now())
    runs = threading.Thread(target=bench.runner.run)
    runs.start()
    assert begun.wait(10)
    bench.runner.stop()
    runs.join(10)
    assert not runs.is_alive()
    jobs = bench.queue.of_sitting(SITTING)
    assert [(job.state, job.tries, job.worker_id) for job in jobs] == [(JobState.QUEUED, 0, "")] * 2


def test_so_many_of_a_kind_run_at_once():
    """Two calls are followed at the same time, a third waits; another kind has room of its own."""
    together = threading.Barrier(3)
    ends = threading.Event()

    def follow(_job: Job) -> None:
        together.wait(10)
        ends.wait(10)

    bench = Bench(follow)
    for seat in ("candidate", "observer"):
        bench.queue.enqueue(KIND, sitting_id=SITTING, subject=seat, now=bench.clock.now())
    bench.queue.enqueue("copies", sitting_id=SITTING, now=bench.clock.now())
    runner = JobRunner(
        queue=bench.queue,
        handlers={KIND: follow, "copies": follow},
        clock=bench.clock,
        worker_id="worker",
        at_once={KIND: 2},
        poll_s=0.01,
    )
    runs = threading.Thread(target=runner.run)
    runs.start()
    try:
        together.wait(10)
        states = {(job.kind, job.state) for job in bench.queue.of_sitting(SITTING)}
        assert (KIND, JobState.QUEUED) in states, "the third waits"
    finally:
        runner.stop()
        ends.set()
        together.abort()
        runs.join(10)
    assert not runs.is_alive()


def test_a_database_that_cannot_be_had_stops_no_worker():
    """It looks again a moment later."""
    bench = Bench(lambda _job: None)
    lease = bench.queue.lease
    faults = [SystemFault("storage-failed")]

    def broken_once(*args: object, **more: object) -> Job | None:
        if faults:
            raise faults.pop()
        return lease(*args, **more)  # type: ignore[arg-type]

    bench.queue.lease = broken_once  # type: ignore[method-assign]
    assert not bench.runner.run_one()
    assert bench.runner.run_one()
    assert bench.now_stands.state is JobState.DONE


def test_calls_that_are_over_never_take_the_place_of_those_under_way():
    """One late call at a time; a call under way is begun at once beside it, another late one is not."""
    begun: list[str] = []
    three = threading.Event()
    ends = threading.Event()

    def follow(job: Job) -> None:
        begun.append(job.subject)
        if len(begun) == 3:
            three.set()
        ends.wait(10)

    bench = Bench(follow)
    for subject, live in [("late", False), ("live", True), ("live too", True)]:
        bench.queue.enqueue(
            KIND, sitting_id=SITTING, subject=subject, now=bench.clock.now(), turn=Turn(live=live)
        )
    runner = JobRunner(
        queue=bench.queue,
        handlers={KIND: follow},
        clock=bench.clock,
        worker_id="worker",
        at_once={KIND: 10},
        late_at_once={KIND: 1},
        poll_s=0.01,
    )
    runs = threading.Thread(target=runner.run)
    runs.start()
    try:
        assert three.wait(10)
        assert sorted(begun) == ["juror", "live", "live too"], "of those that are over the oldest alone"
        assert [job.state for job in bench.queue.unfinished()].count(JobState.QUEUED) == 1
    finally:
        runner.stop()
        ends.set()
        runs.join(10)
    assert not runs.is_alive()


def test_what_a_handler_says_that_it_took_is_kept():
    """Seconds of computing, for the forecast."""
    bench = Bench(lambda _job: 12.5)
    assert bench.runner.run_one()
    assert bench.now_stands.busy_s == 12.5
