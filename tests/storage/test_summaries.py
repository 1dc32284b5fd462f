"""The list of sittings says what a fold would say, and folds nothing."""

from datetime import timedelta

from sqlalchemy import text

from oralexam.jobs.job import Job
from oralexam.rooms.events import ScenarioDrawn
from oralexam.rooms.phases import Phase
from oralexam.storage.engine import Database
from oralexam.storage.events import SqlEventStore
from oralexam.storage.jobs import SqlJobQueue
from oralexam.storage.migrations import MIGRATIONS
from tests.contracts.event_store import (
    NOW,
    OTHER_SITTING,
    SITTING,
    entered,
    later,
    notes,
    one_of_each,
    opened,
)


def _drawn() -> ScenarioDrawn:
    return next(event for event in one_of_each() if isinstance(event, ScenarioDrawn))


def _called(store: SqlEventStore, sitting_id: str, *, ends: Phase) -> None:
    """A sitting with a call that began, and its end."""
    happened = [
        opened(),
        _drawn(),
        entered(Phase.DRAWN, at=later(5)),
        notes(),
        entered(Phase.CALL, at=later(10)),
        entered(ends, at=later(20)),
    ]
    store.append(sitting_id, after_seq=0, events=happened)


def test_a_line_says_who_what_and_which_way(store: SqlEventStore):
    """Names of the opening, the scenario of the draw, every phase with its instant."""
    _called(store, SITTING, ends=Phase.WRITING)
    (line,) = store.list_sittings()
    assert (line.opened, line.scenario) == (opened(), _drawn().lot.drawn)
    course = [(step.phase, step.at) for step in line.course]
    assert course == [
        (Phase.WAITING, NOW),
        (Phase.DRAWN, later(5)),
        (Phase.CALL, later(10)),
        (Phase.WRITING, later(20)),
    ]
    assert line.was_called


def test_erased_names_read_as_nothing(store: SqlEventStore):
    """The list has no copy of what was erased."""
    store.append(SITTING, after_seq=0, events=[opened()])
    store.erase_personal(SITTING, now=NOW)
    (line,) = store.list_sittings()
    assert (line.opened.candidate_name, line.opened.room_name) == ("", opened().room_name)


def test_what_was_over_long_ago_can_be_left_out(store: SqlEventStore):
    """What is not over stays in the list, however old it is."""
    _called(store, SITTING, ends=Phase.HANDED_IN)
    store.append(OTHER_SITTING, after_seq=0, events=[opened()])
    assert len(store.list_sittings(since=later(20))) == 2
    assert [line.sitting_id for line in store.list_sittings(since=later(21))] == [OTHER_SITTING]


def _ask(database: Database) -> Job:
    return SqlJobQueue(database).enqueue("copies", sitting_id=SITTING, now=NOW + timedelta(hours=1))


def test_calls_whose_jobs_were_never_asked_for_are_found(database: Database, store: SqlEventStore):
    """Over, with a call, without a job; one that still runs has time."""
    _called(store, SITTING, ends=Phase.ABORTED)
    _called(store, OTHER_SITTING, ends=Phase.WRITING)
    assert store.ended_without_jobs() == (SITTING,)
    _ask(database)
    assert store.ended_without_jobs() == ()


def test_a_database_from_before_gets_its_lines(database: Database, store: SqlEventStore):
    """The migration makes from the events what the program would have kept."""
    _called(store, SITTING, ends=Phase.WRITING)
    store.append(OTHER_SITTING, after_seq=0, events=[opened()])
    before = store.list_sittings()
    with database.writing() as session:
        connection = session.connection()
        for column in ("course", "scenario"):
            connection.execute(text(f"ALTER TABLE sittings DROP COLUMN {column}"))
        MIGRATIONS[1](connection)
    assert store.list_sittings() == before
