"""The job queue on procrastinate and a real PostgreSQL: the contract of every queue, and what is its own."""

import subprocess
import sys
import threading
from collections.abc import Iterator

import psycopg
import pytest

from oralexam.errors import SystemFault
from oralexam.jobs.job import JobState
from oralexam.storage.cluster_jobs import ProcrastinateJobQueue
from oralexam.storage.cluster_rows import CANCELLED
from tests.contracts.job_queue import KIND, LEASE_S, NOW, OTHER_SITTING, SITTING, JobQueueContract, later
from tests.storage.postgres import Cluster, cluster, programs

pytestmark = pytest.mark.skipif(
    programs() is None, reason="PostgreSQL is not installed (Debian: apt-get install postgresql)"
)


@pytest.fixture(scope="module")
def server() -> Iterator[Cluster]:
    """One server for all tests of this file; its database `template1` has the tables already."""
    bin_dir = programs()
    assert bin_dir is not None
    with cluster(bin_dir) as running:
        made = ProcrastinateJobQueue(running.url("template1"))
        made.open()
        made.close()
        yield running


@pytest.fixture
def url(server: Cluster) -> str:
    """The address of an empty queue's database."""
    return server.new_database()


@pytest.fixture
def queue(url: str) -> Iterator[ProcrastinateJobQueue]:
    """An empty queue."""
    opened = ProcrastinateJobQueue(url)
    opened.open()
    yield opened
    opened.close()


class TestProcrastinateJobQueue(JobQueueContract):
    """procrastinate's tables, with ours beside them, keep the contract of the queue."""

    @pytest.fixture
    def queue(self, queue: ProcrastinateJobQueue) -> ProcrastinateJobQueue:
        """The queue under test."""
        return queue


def history(url: str) -> list[str]:
    """What procrastinate has written down of all its jobs."""
    with psycopg.connect(url) as connection:
        rows = connection.execute("SELECT type::text FROM procrastinate_events ORDER BY id").fetchall()
        return [row[0] for row in rows if row[0] != "scheduled"]


def test_what_happens_to_a_job_stands_in_procrastinates_own_history(
    queue: ProcrastinateJobQueue, url: str
) -> None:
    """Its tools show the same: a try that failed, one that was given back, the end, and a person's wish."""
    job = queue.enqueue(KIND, sitting_id=SITTING, now=NOW)
    queue.lease("a", now=NOW, lease_s=LEASE_S)
    queue.fail(job.job_id, "a", reason="disk-full", retry_at=NOW, now=NOW)
    queue.lease("a", now=NOW, lease_s=LEASE_S)
    queue.give_back(job.job_id, "a", now=NOW)
    queue.lease("a", now=NOW, lease_s=LEASE_S)
    queue.fail(job.job_id, "a", reason="disk-full", retry_at=None, now=NOW)
    queue.requeue(job.job_id, now=NOW)
    queue.lease("a", now=NOW, lease_s=LEASE_S)
    queue.done(job.job_id, "a", now=NOW)
    again = ["started", "deferred_for_retry"]
    assert history(url) == [
        "deferred",
        *again,
        *again,
        "started",
        "failed",
        "retried",
        "started",
        "succeeded",
    ]


def test_a_job_that_was_aborted_there_ends_visibly_failed(queue: ProcrastinateJobQueue, url: str) -> None:
    """Also where its worker wanted another try; a person can ask for it again."""
    job = queue.enqueue(KIND, sitting_id=SITTING, now=NOW)
    queue.lease("a", now=NOW, lease_s=LEASE_S)
    with psycopg.connect(url) as connection:
        connection.execute("SELECT procrastinate_cancel_job_v1(id, true, false) FROM procrastinate_jobs")
    queue.fail(job.job_id, "a", reason="disk-full", retry_at=later(5), now=NOW)
    (failed,) = queue.of_sitting(SITTING)
    assert (failed.state, failed.reason) == (JobState.FAILED, "disk-full")
    assert queue.lease("a", now=later(100), lease_s=LEASE_S) is None
    assert queue.requeue(job.job_id, now=NOW)
    assert queue.lease("a", now=NOW, lease_s=LEASE_S) is not None


def test_a_job_that_was_cancelled_there_says_so(queue: ProcrastinateJobQueue, url: str) -> None:
    """It does not look as if it waited for a model, and is not queued when one comes."""
    queue.enqueue(KIND, sitting_id=SITTING, now=NOW)
    with psycopg.connect(url) as connection:
        connection.execute("SELECT procrastinate_cancel_job_v1(id, false, false) FROM procrastinate_jobs")
    (cancelled,) = queue.of_sitting(SITTING)
    assert (cancelled.state, cancelled.reason) == (JobState.FAILED, CANCELLED)
    assert queue.unblock(KIND, now=NOW) == 0


_WORKER = """
import sys
from datetime import datetime
from oralexam.storage.cluster_jobs import ProcrastinateJobQueue

url, name, now = sys.argv[1:]
queue = ProcrastinateJobQueue(url)
queue.open()
while (job := queue.lease(name, now=datetime.fromisoformat(now), lease_s=60)) is not None:
    print(job.job_id, flush=True)
queue.close()
"""


def test_two_worker_processes_never_get_the_same_job(queue: ProcrastinateJobQueue, url: str) -> None:
    """Forty jobs, two processes that take as fast as they can: each job is taken once."""
    wanted = {queue.enqueue(KIND, sitting_id=SITTING, subject=str(n), now=NOW).job_id for n in range(40)}
    workers = [
        subprocess.Popen(
            [sys.executable, "-c", _WORKER, url, name, NOW.isoformat()], stdout=subprocess.PIPE, text=True
        )
        for name in ("one", "two")
    ]
    taken = [worker.communicate(timeout=60)[0].split() for worker in workers]
    assert [worker.returncode for worker in workers] == [0, 0]
    assert sorted(taken[0] + taken[1]) == sorted(wanted)


def test_who_opens_waits_for_nobody_at_work(queue: ProcrastinateJobQueue, url: str) -> None:
    """Tables that are there are left alone: even making an index that exists waits for every writer."""
    queue.enqueue(KIND, sitting_id=SITTING, now=NOW)
    with psycopg.connect(url) as at_work:
        at_work.execute("UPDATE oralexam_jobs SET tries = 1")  # not committed
        late = ProcrastinateJobQueue(f"{url}&options=-c%20lock_timeout%3D1000")
        late.open()
        late.close()


def test_of_many_who_ask_for_the_same_job_at_once_all_get_one(queue: ProcrastinateJobQueue) -> None:
    """And one row of it exists."""
    found: list[str] = []

    def ask() -> None:
        found.append(queue.enqueue(KIND, sitting_id=SITTING, subject="juror", now=NOW).job_id)

    askers = [threading.Thread(target=ask) for _ in range(10)]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join(30)
    assert len(found) == 10
    assert set(found) == {job.job_id for job in queue.of_sitting(SITTING)}


def test_programs_that_open_a_new_database_at_once_make_its_tables_once(server: Cluster) -> None:
    """A server and two workers that are started together."""
    empty = server.new_database(template="template0")
    opened: list[ProcrastinateJobQueue] = []

    def open_one() -> None:
        queue = ProcrastinateJobQueue(empty)
        queue.open()
        opened.append(queue)

    openers = [threading.Thread(target=open_one) for _ in range(3)]
    for opener in openers:
        opener.start()
    for opener in openers:
        opener.join(60)
    assert len(opened) == 3
    job = opened[0].enqueue(KIND, sitting_id=OTHER_SITTING, now=NOW)
    assert opened[2].of_sitting(OTHER_SITTING) == [job]
    for queue in opened:
        queue.close()


def test_a_database_that_goes_away_is_a_fault_and_comes_back(server: Cluster, url: str) -> None:
    """Each call that meets it says `storage-failed`; the next one has a new connection."""
    queue = ProcrastinateJobQueue(url)
    queue.open()
    with psycopg.connect(server.url("postgres"), autocommit=True) as manager:
        name = url.partition("@/")[2].partition("?")[0]
        manager.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
    assert queue.of_sitting(SITTING) == [], "a connection that was cut is looked at before it is used"
    with psycopg.connect(server.url("postgres"), autocommit=True) as manager:
        manager.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())
    queue._pool.timeout = 0.5  # a dozen seconds are for people
    with pytest.raises(SystemFault, match="storage-failed"):
        queue.of_sitting(SITTING)
    queue.close()


def test_an_address_where_nobody_answers_is_said_without_its_password() -> None:
    """The server does not start, and names no secret."""
    queue = ProcrastinateJobQueue(
        "postgresql://someone:canary-secret@/nowhere?host=/nonexistent", patience_s=0.5
    )
    with pytest.raises(SystemFault, match="jobs-database-unreachable") as fault:
        queue.open()
    assert "canary" not in str(fault.value)
