"""Appends of many threads: each on the disk when it returns, and those that wait together are one commit."""

import sqlite3
import threading
from concurrent.futures import Future

import pytest
from sqlalchemy import event

from oralexam.errors import SystemFault
from oralexam.identifiers import new_id
from oralexam.storage import events as events_module
from oralexam.storage.engine import Database
from oralexam.storage.events import SqlEventStore
from tests.contracts.event_store import notes, opened

WAITING = 20


def _together(store: SqlEventStore, wanted: dict[str, int]) -> list[Future[int]]:
    """Append a note behind each sitting's number, all of them while the writer's thread is held up."""
    held = threading.Event()
    store._appends._writer.submit(held.wait, 30)
    try:
        return [
            store.append_soon(sitting_id, after_seq=seq, events=[notes(sitting_id)])
            for sitting_id, seq in wanted.items()
        ]
    finally:
        held.set()


@pytest.fixture
def sittings(store: SqlEventStore) -> list[str]:
    """Sittings that are open."""
    made = [new_id() for _ in range(WAITING)]
    for sitting_id in made:
        store.append(sitting_id, after_seq=0, events=[opened()])
    return made


def test_what_waits_together_is_one_commit(database: Database, store: SqlEventStore, sittings: list[str]):
    """Twenty appends of twenty rooms, one commit; every chain holds."""
    commits: list[object] = []
    event.listen(database._reader, "commit", commits.append)
    written = _together(store, dict.fromkeys(sittings, 1))
    assert [each.result(30) for each in written] == [2] * WAITING
    assert len(commits) == 1
    for sitting_id in sittings:
        assert store.verify(sitting_id) == ()
        assert store.load(sitting_id)[-1] == notes(sitting_id)


def test_more_than_go_together_go_in_several(database: Database, sittings: list[str]):
    """Other writers (jobs, links) come in between; nobody is forgotten."""
    store = SqlEventStore(database, most_at_once=8)
    commits: list[object] = []
    event.listen(database._reader, "commit", commits.append)
    assert [each.result(30) for each in _together(store, dict.fromkeys(sittings, 1))] == [2] * WAITING
    assert len(commits) == 3


def test_one_that_is_refused_does_not_harm_the_others(store: SqlEventStore, sittings: list[str]):
    """A conflict is told to its room alone, and leaves nothing."""
    wrong = sittings[3]
    wanted = {sitting_id: 7 if sitting_id == wrong else 1 for sitting_id in sittings}
    for sitting_id, written in zip(sittings, _together(store, wanted), strict=True):
        if sitting_id == wrong:
            with pytest.raises(SystemFault, match="events-conflict"):
                written.result(30)
        else:
            assert written.result(30) == 2
    assert {sitting_id: store.chain_head(sitting_id).seq for sitting_id in sittings}.get(wrong) == 1


def test_a_transaction_that_fails_fails_for_all_and_stores_nothing(
    store: SqlEventStore, sittings: list[str], monkeypatch: pytest.MonkeyPatch
):
    """A full disk in the middle: SQLite may have rolled back by itself, so nobody is told that it stands."""
    write, broken = events_module._store, sittings[5]
    full = sqlite3.OperationalError("database or disk is full")
    full.sqlite_errorcode, full.sqlite_errorname = sqlite3.SQLITE_FULL, "SQLITE_FULL"

    def breaks(session: object, sitting_id: str, links: object) -> None:
        if sitting_id == broken:
            raise full
        write(session, sitting_id, links)

    monkeypatch.setattr(events_module, "_store", breaks)
    for written in _together(store, dict.fromkeys(sittings, 1)):
        with pytest.raises(SystemFault, match="disk-full"):
            written.result(30)
    assert {store.chain_head(sitting_id).seq for sitting_id in sittings} == {1}
    monkeypatch.undo()
    assert store.append(broken, after_seq=1, events=[notes()]) == 2, "the next one is written"


def test_what_waits_at_the_end_is_written_and_what_comes_later_is_told(
    store: SqlEventStore, sittings: list[str]
):
    """A server that stops loses nothing that a room has given away, even if the room has stopped waiting."""
    written = _together(store, dict.fromkeys(sittings, 1))
    assert not any(each.cancel() for each in written)
    store.close()
    assert [each.result(0) for each in written] == [2] * WAITING
    with pytest.raises(SystemFault, match="storage-failed"):
        store.append(sittings[0], after_seq=2, events=[notes()])
