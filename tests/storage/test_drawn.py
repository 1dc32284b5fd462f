"""What a session's other sittings have drawn is read from their events."""

from datetime import UTC, datetime

import msgspec

from oralexam.exams.bank import key_of
from oralexam.exams.eligibility import DrawnBefore, Reuse
from oralexam.exams.parts import PartKind
from oralexam.exams.session import PartSitting
from oralexam.identifiers import new_id
from oralexam.rooms import commands
from oralexam.storage.drawn import SqlDrawn
from oralexam.storage.engine import Database
from oralexam.storage.events import SqlEventStore
from oralexam.storage.exam_sessions import SqlExamSessions
from tests.exams.made_sessions import ready_session
from tests.rooms.lots import draw_by_lot
from tests.rooms.situations import SCENARIO, TableRoom

NOW = datetime(2026, 12, 8, 9, tzinfo=UTC)
OTHER = msgspec.structs.replace(SCENARIO, scenario_id="zinc-tubs", number=13)


def a_session(database: Database, sittings: int, *, reuse: Reuse | None = None) -> list[str]:
    """A session whose parts are the sittings with these ids."""
    session = ready_session(candidates=sittings)
    settings = msgspec.structs.replace(session.settings, reuse=reuse)
    session = msgspec.structs.replace(session, session_id=new_id(), settings=settings)
    sessions = SqlExamSessions(database)
    sessions.create(session, now=NOW)
    parts = [
        PartSitting(
            session_id=session.session_id,
            candidacy_id=candidacy.candidacy_id,
            part=PartKind.CALL,
            position=0,
            sitting_id=new_id(),
        )
        for candidacy in session.candidacies
    ]
    sessions.reserve(parts)
    return [part.sitting_id for part in parts]


def drawn_room(store: SqlEventStore, sitting_id: str, *, void: bool = False) -> str:
    """A sitting that has drawn from two scenarios; the scenario it fell on."""
    room = TableRoom(scenarios=(SCENARIO, OTHER))
    draw_by_lot(room)
    drawn = room.state.drawn
    assert drawn is not None
    if void:
        room.manage(commands.VoidDraw, reason="it leaked")
    store.append(sitting_id, after_seq=0, events=room.history)
    return drawn.lot.drawn


def test_what_the_sessions_others_drew_is_used_and_what_leaked_is_void(
    database: Database, store: SqlEventStore
) -> None:
    """Of this session only, and not what the sitting itself drew."""
    mine, used, leaked, waiting = a_session(database, 4)
    drawn = drawn_room(store, used)
    void = drawn_room(store, leaked, void=True)
    drawn_room(store, mine)
    store.append(waiting, after_seq=0, events=TableRoom().history)
    (elsewhere,) = a_session(database, 1)
    drawn_room(store, elsewhere)
    before = SqlDrawn(database, reuse=Reuse.NEVER)(mine)
    assert before == DrawnBefore(used=frozenset({drawn}), void=frozenset({void}), reuse=Reuse.NEVER)
    assert {drawn, void} <= {key_of(SCENARIO), key_of(OTHER)}


def test_the_session_says_whether_what_was_drawn_stays_in_the_draw(database: Database) -> None:
    """What it says counts before what the service is set to; where it says nothing, that counts."""
    (never,), (silent,) = a_session(database, 1, reuse=Reuse.NEVER), a_session(database, 1)
    drawn = SqlDrawn(database, reuse=Reuse.ALWAYS)
    assert (drawn(never).reuse, drawn(silent).reuse) == (Reuse.NEVER, Reuse.ALWAYS)


def test_a_sitting_without_a_session_stands_alone(database: Database, store: SqlEventStore) -> None:
    """A rehearsal, or a single sitting: nothing was drawn before."""
    sitting_id = new_id()
    drawn_room(store, sitting_id)
    drawn_room(store, new_id())
    assert SqlDrawn(database)(sitting_id) == DrawnBefore()


def test_a_scenario_drawn_anew_after_a_leak_counts_as_what_it_is_now(
    database: Database, store: SqlEventStore
) -> None:
    """The first lot is void, the second is used."""
    mine, other = a_session(database, 2)
    room = TableRoom(scenarios=(SCENARIO, OTHER))
    draw_by_lot(room)
    room.manage(commands.VoidDraw, reason="it leaked")
    draw_by_lot(room)
    store.append(other, after_seq=0, events=room.history)
    drawn = room.state.drawn
    assert drawn is not None
    before = SqlDrawn(database)(mine)
    assert before.used == {drawn.lot.drawn}
    assert before.void == {room.state.draws.voids[0].scenario}
    assert not before.used & before.void
