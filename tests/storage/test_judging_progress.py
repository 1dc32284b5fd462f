"""How far judging is, of a whole session at once, from the events of judging alone."""

from oralexam.exams.session import PartSitting
from oralexam.storage.engine import Database
from oralexam.storage.events import SqlEventStore
from oralexam.storage.exam_sessions import SqlExamSessions
from oralexam.storage.judging_progress import SqlJudgingProgress
from tests.dossier import made_records as made
from tests.dossier.made_juries import Jury
from tests.rooms.situations import TableRoom


def _kept(database: Database, *rooms: TableRoom) -> str:
    """A session with these parts; its id."""
    session, sessions, events = made.session(), SqlExamSessions(database), SqlEventStore(database)
    sessions.create(session, now=made.MADE)
    for place, room in enumerate(rooms):
        opened = room.state.sitting
        sessions.reserve(
            [
                PartSitting(
                    session_id=session.session_id,
                    candidacy_id=session.candidacies[0].candidacy_id,
                    part=opened.part,
                    position=place,
                    sitting_id=room.sitting_id,
                )
            ]
        )
        events.append(room.sitting_id, after_seq=0, events=room.history)
    events.close()
    return session.session_id


def test_who_has_sealed_and_what_is_locked_is_known_without_the_rest(database: Database):
    """The same as the fold of all events says; names, marks and words are not read."""
    call, visitor = made.judged_call(), made.judged_visitor()
    session_id = _kept(database, call, visitor, made.interview(made.INTERVIEWS[0], 13))
    found = SqlJudgingProgress(database).of_session(session_id)
    assert set(found) == {call.sitting_id, visitor.sitting_id}
    of_call, of_visitor = found[call.sitting_id], found[visitor.sitting_id]
    assert of_call.locked is not None
    assert call.state.judging.locked is not None
    assert of_call.locked.digest == call.state.judging.locked.digest
    assert [(each.judge, each.version) for each in of_call.sealed] == [
        (each.judge, each.version) for each in call.state.judging.sealed
    ]
    assert of_visitor.both_sealed
    assert of_visitor.locked is None
    assert {each.body for each in (*of_call.sealed, *of_visitor.sealed)} == {""}
    assert {judge.name for judge in of_call.judges} == {""}


def test_markers_alone_are_no_judging(database: Database):
    """A part that nobody has begun to judge is not in the answer; nor is another session's."""
    room = made.call()
    session_id = _kept(database, room)
    assert SqlJudgingProgress(database).of_session(session_id) == {}
    assert SqlJudgingProgress(database).of_session("another") == {}


def test_a_reopened_deliberation_is_locked_no_more(database: Database):
    """The page says again that both have sealed."""
    room = made.visitor()
    jury = Jury(room, room.state.sitting.part)
    jury.seal("juror", 3)
    jury.seal("observer", 2)
    jury.lock()
    jury.reopen()
    found = SqlJudgingProgress(database).of_session(_kept(database, room))
    assert found[room.sitting_id].both_sealed
    assert found[room.sitting_id].locked is None
