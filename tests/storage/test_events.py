"""The event store in SQLite."""

from datetime import timedelta

import pytest

from oralexam.errors import NotFound, SystemFault, UserMistake
from oralexam.rooms.phases import Phase
from oralexam.storage.engine import Database
from oralexam.storage.events import SqlEventStore
from tests.contracts.event_store import (
    NOW,
    OTHER_SITTING,
    SITTING,
    EventStoreContract,
    InMemoryEventStore,
    entered,
    later,
    notes,
    one_of_each,
    opened,
)


class TestInMemoryEventStore(EventStoreContract):
    """The fake that tests of rooms use keeps the contract."""

    @pytest.fixture
    def store(self) -> InMemoryEventStore:
        """The fake under test."""
        return InMemoryEventStore()


class TestSqlEventStore(EventStoreContract):
    """The table keeps the contract."""

    @pytest.fixture
    def store(self, store: SqlEventStore) -> SqlEventStore:
        """The table under test."""
        return store


def test_a_refused_append_leaves_nothing(store: SqlEventStore):
    """A conflict in the middle changes neither events nor the head."""
    store.append(SITTING, after_seq=0, events=[opened()])
    before = store.chain_head(SITTING)
    with pytest.raises(SystemFault):
        store.append(SITTING, after_seq=5, events=[notes()])
    assert store.chain_head(SITTING) == before
    assert store.verify(SITTING) == ()


def test_the_summary_follows_the_events(store: SqlEventStore):
    """Phase, since when, how many events; oldest sitting first."""
    store.append(SITTING, after_seq=0, events=[opened(at=later(10))])
    store.append(OTHER_SITTING, after_seq=0, events=[opened(rehearsal=True)])
    store.append(SITTING, after_seq=1, events=[entered(Phase.DRAWN, at=later(20)), notes()])
    rehearsal, exam = store.list_sittings()
    assert (rehearsal.sitting_id, rehearsal.rehearsal, rehearsal.phase) == (
        OTHER_SITTING,
        True,
        Phase.WAITING,
    )
    assert (exam.phase, exam.phase_since, exam.opened_at) == (Phase.DRAWN, later(20), later(10))
    assert (exam.last_seq, exam.erased_at) == (3, None)


def test_history_numbers_the_events_and_ends_at_the_head(store: SqlEventStore):
    """Numbers from 1; the last hash is the chain's head."""
    store.append(SITTING, after_seq=0, events=one_of_each())
    history = store.history(SITTING)
    assert [stored.seq for stored in history] == list(range(1, len(history) + 1))
    assert [stored.event for stored in history] == one_of_each()
    head = store.chain_head(SITTING)
    assert (history[-1].seq, history[-1].hash) == (head.seq, head.hash)


def test_a_chain_that_nobody_touched_holds(store: SqlEventStore):
    """Every kind of event verifies, against the stored head and a printed one."""
    store.append(SITTING, after_seq=0, events=one_of_each())
    assert store.verify(SITTING) == ()
    assert store.verify(SITTING, head=store.chain_head(SITTING)) == ()


@pytest.mark.parametrize(
    ("edit", "found"),
    [
        (
            "UPDATE events SET canonical = replace(canonical, 'rbour', 'urbor') WHERE seq = 1",
            {(1, "hash")},
        ),
        (
            "UPDATE personal_payloads SET payload = replace(payload, 'Zoë', 'Joe') WHERE seq = 1",
            {(1, "payload")},
        ),
        ("UPDATE personal_payloads SET salt = 'not hex' WHERE seq = 1", {(1, "payload")}),
        ("DELETE FROM personal_payloads WHERE seq = 2", {(2, "payload-missing")}),
        ("DELETE FROM events WHERE seq = 3", {(2, "head")}),
        ("UPDATE sittings SET last_seq = 2", {(3, "head")}),
    ],
)
def test_an_edit_of_the_database_is_found(
    database: Database, store: SqlEventStore, edit: str, found: set[tuple[int, str]]
):
    """Whatever row is changed with a database tool, verification says where."""
    store.append(SITTING, after_seq=0, events=[opened(), notes(), entered(Phase.DRAWN)])
    with database.writing() as session:
        session.connection().exec_driver_sql(edit)
    assert {(broken.seq, broken.code) for broken in store.verify(SITTING)} == found


def test_a_chain_cut_with_its_stored_head_is_found_by_the_printed_one(
    database: Database, store: SqlEventStore
):
    """Who also edits the sitting's own head is found by the head that was printed on the day."""
    store.append(SITTING, after_seq=0, events=[opened(), notes()])
    earlier = store.chain_head(SITTING)
    store.append(SITTING, after_seq=2, events=[notes("the proof", revision=2)])
    printed = store.chain_head(SITTING)
    with database.writing() as session:
        connection = session.connection()
        connection.exec_driver_sql("DELETE FROM events WHERE seq = 3")
        connection.exec_driver_sql("UPDATE sittings SET last_seq = 2, head_hash = ?", (earlier.hash,))
    assert store.verify(SITTING) == ()
    assert [broken.code for broken in store.verify(SITTING, head=printed)] == ["head"]


def test_a_sitting_can_go_on_after_an_erasure(store: SqlEventStore):
    """Events appended later chain to the ones before; erasing again takes the new ones too."""
    store.append(SITTING, after_seq=0, events=[opened()])
    store.erase_personal(SITTING, now=NOW)
    store.append(SITTING, after_seq=1, events=[notes("written later")])
    assert store.load(SITTING)[1] == notes("written later")
    store.erase_personal(SITTING, now=NOW + timedelta(days=1))
    assert store.load(SITTING)[1] == notes("")
    assert store.verify(SITTING) == ()
    assert store.list_sittings()[0].erased_at == NOW


def test_an_exam_is_never_wiped(store: SqlEventStore):
    """Only a rehearsal can go; an exam is evidence."""
    store.append(SITTING, after_seq=0, events=[opened()])
    with pytest.raises(UserMistake, match="not-a-rehearsal"):
        store.wipe(SITTING)
    assert store.load(SITTING) == [opened()]


@pytest.mark.parametrize("ask", ["load", "history", "chain_head", "verify", "wipe"])
def test_what_does_not_exist_is_not_found(store: SqlEventStore, ask: str):
    """Every question about an unknown sitting has the same answer."""
    with pytest.raises(NotFound, match="unknown-sitting"):
        getattr(store, ask)(SITTING)
    with pytest.raises(NotFound, match="unknown-sitting"):
        store.erase_personal(SITTING, now=NOW)
