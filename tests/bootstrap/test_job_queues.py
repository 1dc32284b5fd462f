"""Which queue the jobs are in is said by one setting; a wrong one is said at the start."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from oralexam.bootstrap.job_queues import open_job_queue
from oralexam.cli.sentences import SENTENCES
from oralexam.errors import SystemFault
from oralexam.jobs.job import JobState
from oralexam.storage.cluster_jobs import ProcrastinateJobQueue
from oralexam.storage.engine import Database, open_database
from oralexam.storage.jobs import SqlJobQueue
from tests.contracts.job_queue import KIND, NOW, SITTING
from tests.storage.postgres import cluster, programs


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """The data folder's own."""
    opened = open_database(tmp_path / "oralexam.sqlite3")
    yield opened
    opened.close()


def test_without_the_setting_the_jobs_are_in_the_data_folder(database: Database) -> None:
    """And closing the queue leaves the database open: others use it."""
    queue = open_job_queue("", database)
    assert isinstance(queue, SqlJobQueue)
    queue.close()
    assert queue.unfinished() == []


@pytest.mark.parametrize("address", ["mysql://here/jobs", "jobs", "/data/oralexam.sqlite3"])
def test_an_address_of_something_else_is_refused(database: Database, address: str) -> None:
    """With a sentence that says what is taken; the address itself, which may hold a password, is in none."""
    with pytest.raises(SystemFault, match="jobs-database-not-supported") as fault:
        open_job_queue(address, database)
    assert fault.value.details == {}
    assert "postgresql://" in SENTENCES[fault.value.reason]


def test_where_the_packages_are_missing_it_is_said_which(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The extra is named: an ordinary installation has none of them."""
    monkeypatch.delitem(sys.modules, "oralexam.storage.cluster_jobs", raising=False)
    monkeypatch.setitem(sys.modules, "procrastinate", None)
    with pytest.raises(SystemFault, match="jobs-packages-missing") as fault:
        open_job_queue("postgresql:///jobs", database)
    assert "cluster" in SENTENCES[fault.value.reason]


def test_with_it_they_are_in_postgresql(database: Database) -> None:
    """And outlive whoever asked for them."""
    bin_dir = programs()
    if bin_dir is None:
        pytest.skip("PostgreSQL is not installed (Debian: apt-get install postgresql)")
    with cluster(bin_dir) as server:
        address = server.new_database()
        first = open_job_queue(address, database)
        assert isinstance(first, ProcrastinateJobQueue)
        job = first.enqueue(KIND, sitting_id=SITTING, now=NOW)
        first.close()
        again = open_job_queue(address, database)
        assert again.of_sitting(SITTING) == [job]
        assert job.state is JobState.QUEUED
        again.close()
    assert SqlJobQueue(database).unfinished() == []
