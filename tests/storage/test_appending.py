"""Appends of many threads: each on the disk when it returns, and those that wait together are one commit."""

import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

import pytest
from sqlalchemy import event

from oralexam.errors import SystemFault
from oralexam.identifiers import new_id
from oralexam.storage import events as events_module
from oralexam.storage.engine import Database
from oralexam.storage.events import SqlEventStore
from tests.contracts.event_store import notes, opened

WAITING = 20


def _together(database: Database, jobs: list[Callable[[], int]]) -> list[Future[int]]:
    """Start every job while another writer holds the database, then let them go."""
    with ThreadPoolExecutor(len(jobs)) as threads:
        started = threading.Barrier(len(jobs) + 1)

        def run(job: Callable[[], int]) -> int:
            started.wait(30)
            return job()

        with database.writing():
            futures = [threads.submit(run, job) for job in jobs]
            started.wait(30)
            # One of them waits for the database; the others for that one.
            threading.Event().wait(0.3)
    return futures


@pytest.fixture
def sittings(store: SqlEventStore) -> list[str]:
    """Sittings that are open."""
    made = [new_id() for _ in range(WAITING)]
    for sitting_id in made:
        store.append(sitting_id, after_seq=0, events=[opened()])
    return made


def test_what_waits_together_is_one_commit(database: Database, store: SqlEventStore, sittings: list[str]):
    """Twenty appends of twenty rooms, a handful of commits; every chain holds."""
    commits: list[object] = []
    event.listen(database._reader, "commit", commits.append)
    jobs = [
        lambda sitting_id=sitting_id: store.append(sitting_id, after_seq=1, events=[notes(sitting_id)])
        for sitting_id in sittings
    ]
    assert [future.result() for future in _together(database, jobs)] == [2] * WAITING
    assert len(commits) < WAITING / 2
    for sitting_id in sittings:
        assert store.verify(sitting_id) == ()
        assert store.load(sitting_id)[-1] == notes(sitting_id)


def test_one_that_is_refused_does_not_harm_the_others(
    database: Database, store: SqlEventStore, sittings: list[str]
):
    """A conflict is told to its room alone, and leaves nothing."""
    wrong = sittings[3]
    jobs = [
        lambda sitting_id=sitting_id: store.append(
            sitting_id, after_seq=7 if sitting_id == wrong else 1, events=[notes()]
        )
        for sitting_id in sittings
    ]
    for sitting_id, future in zip(sittings, _together(database, jobs), strict=True):
        if sitting_id == wrong:
            with pytest.raises(SystemFault, match="events-conflict"):
                future.result()
        else:
            assert future.result() == 2
    assert {sitting_id: store.chain_head(sitting_id).seq for sitting_id in sittings}.get(wrong) == 1


def test_a_transaction_that_fails_fails_for_all_and_stores_nothing(
    database: Database, store: SqlEventStore, sittings: list[str], monkeypatch: pytest.MonkeyPatch
):
    """A full disk in the middle: SQLite may have rolled back by itself, so nobody is told that it stands."""
    write, broken = events_module._store, sittings[5]
    full = sqlite3.OperationalError("database or disk is full")
    full.sqlite_errorcode, full.sqlite_errorname = sqlite3.SQLITE_FULL, "SQLITE_FULL"

    def breaks(session: object, sitting_id: str, links: object) -> None:
        if sitting_id == broken:
            raise full
        write(session, sitting_id, links)

    monkeypatch.setattr(store._appends, "_next", _all_at_once(store, WAITING))
    monkeypatch.setattr(events_module, "_store", breaks)
    jobs = [
        lambda sitting_id=sitting_id: store.append(sitting_id, after_seq=1, events=[notes()])
        for sitting_id in sittings
    ]
    for future in _together(database, jobs):
        with pytest.raises(SystemFault, match="disk-full"):
            future.result()
    assert {store.chain_head(sitting_id).seq for sitting_id in sittings} == {1}


def _all_at_once(store: SqlEventStore, count: int) -> Callable[[], list[object]]:
    """Take no batch before all are there."""
    waiting = store._appends._waiting

    def take() -> list[object]:
        for _ in range(3000):
            if len(waiting) == count:
                break
            threading.Event().wait(0.01)
        return [waiting.popleft() for _ in range(len(waiting))]

    return take
