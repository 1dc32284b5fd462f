"""The embedded database: durable, patient, and honest about what goes wrong."""

import sqlite3
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import text

from oralexam.errors import SystemFault
from oralexam.storage.engine import Database, open_database
from oralexam.storage.events import SqlEventStore
from oralexam.storage.migrations import MIGRATIONS
from tests.contracts.event_store import SITTING, notes, opened


def _pragma(database: Database, name: str) -> object:
    with database.reading() as session:
        return session.connection().execute(text(f"PRAGMA {name}")).scalar_one()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("journal_mode", "wal"),
        ("synchronous", 2),
        ("foreign_keys", 1),
        ("secure_delete", 1),
        ("temp_store", 2),
    ],
)
def test_every_connection_is_set_up(database: Database, name: str, value: object):
    """Write-ahead log, synced at each commit, foreign keys kept, deleted bytes zeroed."""
    with database.reading(), database.reading():
        assert _pragma(database, name) == value


def test_a_database_can_be_named_by_path_or_url(tmp_path: Path):
    """Both open the same file."""
    path = tmp_path / "one.sqlite3"
    first = open_database(path)
    SqlEventStore(first).append(SITTING, after_seq=0, events=[opened()])
    first.close()
    second = open_database(f"sqlite:///{path}")
    assert SqlEventStore(second).load(SITTING) == [opened()]
    second.close()


def test_another_database_is_not_supported():
    """PostgreSQL is refused with a code, not with an import error."""
    with pytest.raises(SystemFault, match="database-not-supported"):
        open_database("postgresql+psycopg://db/oralexam")


def test_what_is_no_database_is_said_so(tmp_path: Path):
    """A text file, a folder, a folder that is not there: one code, the cause kept."""
    (tmp_path / "notes.txt").write_text("these are notes and no database " * 100)
    for place in (tmp_path / "notes.txt", tmp_path, tmp_path / "nowhere" / "x.sqlite3"):
        with pytest.raises(SystemFault, match="storage-failed") as caught:
            open_database(place)
        assert caught.value.__cause__ is not None


def test_the_probe_answers_with_the_version(database: Database):
    """A database that works says which tables it has."""
    assert database.probe() == len(MIGRATIONS)


def test_the_probe_finds_a_database_of_another_version(database: Database):
    """A file that somebody put in its place is not ready."""
    with database.writing() as session:
        session.connection().execute(text("INSERT INTO schema_version VALUES (999, 'later')"))
    with pytest.raises(SystemFault, match="database-too-new"):
        database.probe()


@pytest.mark.slow
def test_a_database_locked_for_ten_seconds_loses_no_event(database: Database, store: SqlEventStore):
    """Another process holds the writer's lock for 10 s; four appends wait and are all stored."""
    store.append(SITTING, after_seq=0, events=[opened()])
    other = sqlite3.connect(database.path, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    release = threading.Timer(10.0, lambda: other.execute("ROLLBACK"))
    release.start()
    started = time.monotonic()

    def append_four() -> None:
        for seq in range(1, 5):
            store.append(SITTING, after_seq=seq, events=[notes(revision=seq)])

    with ThreadPoolExecutor(1) as threads:
        waiting = threads.submit(append_four)
        assert store.load(SITTING) == [opened()], "readers do not wait"
        assert time.monotonic() - started < 5
        waiting.result(timeout=30)
    assert time.monotonic() - started >= 10
    release.join()
    other.close()
    assert len(store.load(SITTING)) == 5
    assert store.verify(SITTING) == ()


def test_a_database_that_stays_locked_is_a_fault_and_changes_nothing(
    database: Database, store: SqlEventStore
):
    """`storage-failed`, nothing is changed, and no text of an exam is in the message or its cause."""
    store.append(SITTING, after_seq=0, events=[opened()])
    with database.reading() as session:
        session.connection().execute(text("PRAGMA busy_timeout = 50"))
    other = sqlite3.connect(database.path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(SystemFault, match="storage-failed") as caught:
        store.append(SITTING, after_seq=1, events=[notes("my secret plan")])
    assert caught.value.details == {"cause": "SQLITE_BUSY"}
    assert "secret" not in f"{caught.value!r} {caught.value.__cause__!r} {caught.value.__cause__}"
    other.execute("ROLLBACK")
    other.close()
    assert store.append(SITTING, after_seq=1, events=[notes()]) == 2


def test_a_full_disk_has_its_own_code_and_is_survived(database: Database, store: SqlEventStore):
    """`disk-full`; nothing of the append stands; once there is room the same append goes through."""
    store.append(SITTING, after_seq=0, events=[opened()])
    with database.reading() as session:
        connection = session.connection()
        pages = connection.execute(text("PRAGMA page_count")).scalar_one()
        connection.execute(text(f"PRAGMA max_page_count = {pages}"))
    with pytest.raises(SystemFault, match="disk-full") as caught:
        store.append(SITTING, after_seq=1, events=[notes("long " * 10_000)])
    assert "long" not in f"{caught.value} {caught.value.__cause__}"
    assert store.load(SITTING) == [opened()]
    with database.reading() as session:
        session.connection().execute(text("PRAGMA max_page_count = 1000000"))
    assert store.append(SITTING, after_seq=1, events=[notes("long " * 10_000)]) == 2
    assert store.verify(SITTING) == ()


def test_a_damaged_file_is_a_fault(tmp_path: Path):
    """Pages that were overwritten are reported with a code."""
    path = tmp_path / "damaged.sqlite3"
    database = open_database(path)
    store = SqlEventStore(database)
    store.append(SITTING, after_seq=0, events=[opened(), *(notes("x" * 1000, revision=n) for n in range(50))])
    database.close()
    whole = path.read_bytes()
    path.write_bytes(whole[:4096] + b"\xa5" * (len(whole) - 4096))
    with pytest.raises(SystemFault, match="storage-failed"):
        open_database(path)


def test_a_failing_body_leaves_nothing_and_frees_the_writer(database: Database, store: SqlEventStore):
    """What is raised inside a writing session undoes all of it, and the next writer gets its turn."""

    def fail() -> None:
        with database.writing() as session:
            session.connection().execute(text("DELETE FROM schema_version"))
            raise LookupError

    with pytest.raises(LookupError):
        fail()
    assert database.probe() == len(MIGRATIONS)
    assert store.append(SITTING, after_seq=0, events=[opened()]) == 1


_OPEN = "import sys; from oralexam.storage.engine import open_database; open_database(sys.argv[1]).close()"


def test_server_and_workers_can_open_a_new_database_at_once(tmp_path: Path):
    """Three processes that start on an empty folder all succeed, and the tables are made once."""
    path = tmp_path / "new.sqlite3"
    opening = [subprocess.Popen([sys.executable, "-c", _OPEN, path]) for _ in range(3)]
    assert [process.wait(timeout=60) for process in opening] == [0, 0, 0]
    database = open_database(path)
    assert database.probe() == len(MIGRATIONS)
    database.close()
