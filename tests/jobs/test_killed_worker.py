"""kill -9 of a worker in the middle of a job: it is taken up within a minute, and there is one result."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from oralexam.clock import ManualClock
from oralexam.jobs.job import Job, JobState
from oralexam.jobs.queue import JobQueue
from oralexam.jobs.runner import BACK_OFF_S, LEASE_S, MOST_TRIES, POLL_S, WORKER_LOST, JobRunner
from oralexam.storage.cluster_jobs import ProcrastinateJobQueue
from oralexam.storage.engine import open_database
from oralexam.storage.events import SqlEventStore
from oralexam.storage.jobs import SqlJobQueue
from tests.contracts.event_store import opened
from tests.contracts.job_queue import KIND, SITTING
from tests.storage.postgres import Cluster, cluster, programs

TAKEN_UP_WITHIN_S = 60.0
"""Issue 4, point 3."""
PATIENCE_S = 60.0

# A worker as the product runs it, with its own lease and heartbeat; its job is in the middle of its work for
# ever, unless the file `finish` is there, and then it is done.
_WORKER = """
import sys, time
from pathlib import Path
from oralexam.clock import SystemClock
from oralexam.jobs.runner import JobRunner
from oralexam.storage.cluster_jobs import ProcrastinateJobQueue
from oralexam.storage.engine import open_database
from oralexam.storage.jobs import SqlJobQueue

place, folder, name = sys.argv[1], Path(sys.argv[2]), sys.argv[3]
if place.startswith("postgresql:"):
    queue = ProcrastinateJobQueue(place)
    queue.open()
else:
    queue = SqlJobQueue(open_database(place))

def work(job):
    (folder / f"begun-{name}").touch()
    while not (folder / "finish").exists():
        time.sleep(0.01)

JobRunner(queue=queue, handlers={"transcribe-track": work}, clock=SystemClock(), worker_id=name).run()
"""


class Place:
    """A queue that several processes can open."""

    def __init__(self, address: str, queue: JobQueue, folder: Path) -> None:
        self.address = address
        self.queue = queue
        self._folder = folder
        self._workers: list[subprocess.Popen[bytes]] = []

    def start_worker(self, name: str) -> subprocess.Popen[bytes]:
        """A worker, once it is in the middle of a job."""
        worker = subprocess.Popen([sys.executable, "-c", _WORKER, self.address, self._folder, name])
        self._workers.append(worker)
        until(lambda: (self._folder / f"begun-{name}").exists() or worker.poll() is not None)
        assert worker.poll() is None
        return worker

    def job(self) -> Job:
        """The one job."""
        (job,) = self.queue.of_sitting(SITTING)
        return job

    def end(self) -> None:
        """Kill whatever still runs."""
        for worker in self._workers:
            worker.kill()
            worker.wait(PATIENCE_S)
        self.queue.close()


def until(holds: Callable[[], bool]) -> None:
    """Wait for what another process does."""
    give_up_at = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < give_up_at
        time.sleep(0.01)


@pytest.fixture(scope="module")
def server() -> Iterator[Cluster]:
    """PostgreSQL, for the tests that want it."""
    bin_dir = programs()
    if bin_dir is None:
        pytest.skip("PostgreSQL is not installed (Debian: apt-get install postgresql)")
    with cluster(bin_dir) as running:
        yield running


@pytest.fixture(params=["sqlite", "procrastinate"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    """Both queues that processes share."""
    if request.param == "sqlite":
        database = open_database(tmp_path / "oralexam.sqlite3")
        SqlEventStore(database).append(SITTING, after_seq=0, events=[opened()])
        made = Place(str(database.path), SqlJobQueue(database), tmp_path)
        yield made
        made.end()
        database.close()
        return
    url = request.getfixturevalue("server").new_database()
    queue = ProcrastinateJobQueue(url)
    queue.open()
    made = Place(url, queue, tmp_path)
    yield made
    made.end()


def test_a_killed_workers_job_is_taken_up_within_a_minute_and_done_once(place: Place) -> None:
    """Not while the dead one's lease runs; then at once, by a worker whose result is the only one."""
    place.queue.enqueue(KIND, sitting_id=SITTING, now=datetime.now(UTC))
    dead = place.start_worker("dead")
    dead.send_signal(signal.SIGKILL)
    dead.wait(PATIENCE_S)
    held = place.job()
    assert (held.state, held.worker_id, held.tries) == (JobState.RUNNING, "dead", 1)
    assert held.leased_until is not None
    # The real lease, and the clock moved to its end: nobody has to wait for half a minute.
    assert held.leased_until - datetime.now(UTC) <= timedelta(seconds=LEASE_S)
    assert LEASE_S + POLL_S <= TAKEN_UP_WITHIN_S - 20, "the rest is for a start on a slow machine"
    results: list[str] = []
    clock = ManualClock(held.leased_until - timedelta(seconds=1))
    runner = JobRunner(
        queue=place.queue,
        handlers={KIND: lambda job: results.append(job.job_id)},
        clock=clock,
        worker_id="next",
    )
    assert not runner.run_one(), "the lease still runs"
    clock.advance(1)
    assert runner.run_one()
    assert not runner.run_one()
    assert results == [held.job_id]
    over = place.job()
    assert (over.state, over.tries, over.worker_id) == (JobState.DONE, 2, "")


def test_a_worker_that_was_only_thought_dead_changes_nothing_any_more(place: Place, tmp_path: Path) -> None:
    """It comes to its end after another has the job: what it says is ignored, the other's end stands."""
    place.queue.enqueue(KIND, sitting_id=SITTING, now=datetime.now(UTC))
    slow = place.start_worker("slow")
    slow.send_signal(signal.SIGSTOP)
    late = datetime.now(UTC) + timedelta(seconds=2 * LEASE_S)
    taken = place.queue.lease("other", now=late, lease_s=LEASE_S)
    assert taken is not None
    (tmp_path / "finish").touch()
    slow.send_signal(signal.SIGCONT)
    # It looks for its next job only when it has put down this one: there it waits for the second one.
    second = place.queue.enqueue(KIND, sitting_id=SITTING, subject="juror", now=datetime.now(UTC))
    until(
        lambda: (
            {job.job_id: job for job in place.queue.of_sitting(SITTING)}[second.job_id].state is JobState.DONE
        )
    )
    (mine,) = [job for job in place.queue.of_sitting(SITTING) if job.job_id == taken.job_id]
    assert (mine.state, mine.worker_id) == (JobState.RUNNING, "other")
    assert place.queue.done(taken.job_id, "other", now=late)


def test_a_job_that_kills_three_workers_is_a_visible_failure(place: Place) -> None:
    """Three processes die in it; the fourth does not touch it, and says why."""
    place.queue.enqueue(KIND, sitting_id=SITTING, now=datetime.now(UTC))
    for number in range(MOST_TRIES):
        worker = place.start_worker(f"worker-{number}")
        worker.kill()
        worker.wait(PATIENCE_S)
        # What the server says of a worker whose process has ended.
        assert place.queue.desert(f"worker-{number}", now=datetime.now(UTC)) == 1
    clock = ManualClock(datetime.now(UTC) + timedelta(seconds=sum(BACK_OFF_S)))
    fourth = JobRunner(
        queue=place.queue, handlers={KIND: lambda _job: pytest.fail("never")}, clock=clock, worker_id="fourth"
    )
    assert fourth.run_one()
    assert (place.job().state, place.job().reason) == (JobState.FAILED, WORKER_LOST)
    assert not fourth.run_one()
