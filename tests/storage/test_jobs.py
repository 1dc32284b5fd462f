"""The job queue as a table."""

import subprocess
import sys
from pathlib import Path

import pytest

from oralexam.errors import NotFound
from oralexam.storage.engine import Database, open_database
from oralexam.storage.events import SqlEventStore
from oralexam.storage.jobs import SqlJobQueue
from tests.contracts.event_store import opened
from tests.contracts.job_queue import KIND, LEASE_S, NOW, OTHER_SITTING, SITTING, JobQueueContract


@pytest.fixture
def queue(database: Database, store: SqlEventStore) -> SqlJobQueue:
    """A queue in a database that knows the contract's two sittings."""
    for sitting_id in (SITTING, OTHER_SITTING):
        store.append(sitting_id, after_seq=0, events=[opened(rehearsal=True)])
    return SqlJobQueue(database)


class TestSqlJobQueue(JobQueueContract):
    """The table keeps the contract of the queue."""

    @pytest.fixture
    def queue(self, queue: SqlJobQueue) -> SqlJobQueue:
        """The table under test."""
        return queue


def test_a_job_of_an_unknown_sitting_is_not_found(database: Database):
    """Nothing is written down for a sitting that was wiped."""
    with pytest.raises(NotFound, match="unknown-sitting"):
        SqlJobQueue(database).enqueue(KIND, sitting_id=SITTING, now=NOW)


def test_a_wiped_rehearsal_takes_its_jobs_with_it(queue: SqlJobQueue, store: SqlEventStore):
    """Its jobs are gone, those of others stay."""
    queue.enqueue(KIND, sitting_id=SITTING, now=NOW)
    other = queue.enqueue(KIND, sitting_id=OTHER_SITTING, now=NOW)
    store.wipe(SITTING)
    assert queue.of_sitting(SITTING) == []
    assert queue.of_sitting(OTHER_SITTING) == [other]


def test_jobs_outlive_the_process(queue: SqlJobQueue, tmp_path: Path):
    """A second opening of the file finds the same jobs in the same states."""
    queue.enqueue(KIND, sitting_id=SITTING, now=NOW)
    leased = queue.lease("a", now=NOW, lease_s=LEASE_S)
    again = open_database(tmp_path / "oralexam.sqlite3")
    assert SqlJobQueue(again).of_sitting(SITTING) == [leased]
    again.close()


_WORKER = """
import sys
from datetime import datetime
from oralexam.storage.engine import open_database
from oralexam.storage.jobs import SqlJobQueue

path, name, now = sys.argv[1:]
database = open_database(path)
queue = SqlJobQueue(database)
while (job := queue.lease(name, now=datetime.fromisoformat(now), lease_s=60)) is not None:
    print(job.job_id, flush=True)
"""


def test_two_worker_processes_never_get_the_same_job(queue: SqlJobQueue, tmp_path: Path):
    """Forty jobs, two processes that take as fast as they can: each job is taken once."""
    wanted = {queue.enqueue(KIND, sitting_id=SITTING, subject=str(n), now=NOW).job_id for n in range(40)}
    workers = [
        subprocess.Popen(
            [sys.executable, "-c", _WORKER, tmp_path / "oralexam.sqlite3", name, NOW.isoformat()],
            stdout=subprocess.PIPE,
            text=True,
        )
        for name in ("one", "two")
    ]
    taken = [worker.communicate(timeout=60)[0].split() for worker in workers]
    assert [worker.returncode for worker in workers] == [0, 0]
    assert sorted(taken[0] + taken[1]) == sorted(wanted)
