"""Exam sessions are kept whole, changed by one at a time, and erased without a trace."""

import threading
from pathlib import Path

import msgspec
import pytest

from oralexam.clock import ManualClock
from oralexam.errors import NotFound, Refused
from oralexam.exams.parts import PartKind
from oralexam.exams.session import PartSitting, SessionState
from oralexam.storage.engine import Database
from oralexam.storage.exam_sessions import SqlExamSessions
from tests.exams.made_sessions import id_of, ready_session

NOW = ManualClock().now()
CANARY = "canary-dyslexia"


@pytest.fixture
def sessions(database: Database) -> SqlExamSessions:
    """The sessions of an empty database."""
    return SqlExamSessions(database)


def in_files(database: Database, words: str) -> bool:
    """Whether the words stand anywhere in the database's files."""
    folder = Path(database.path).parent
    return any(words.encode() in path.read_bytes() for path in folder.iterdir() if path.is_file())


def test_a_session_comes_back_as_it_was_written(sessions: SqlExamSessions) -> None:
    """Dates, hours, names and right-to-left text."""
    session = ready_session(candidates=2)
    first = msgspec.structs.replace(session.candidacies[0], name="مريم O’Connor-Lefèvre")
    session = msgspec.structs.replace(session, candidacies=(first, session.candidacies[1]))
    kept = sessions.create(session, now=NOW)
    assert (kept.revision, kept.state) == (1, SessionState.DRAFT)
    assert sessions.get(session.session_id) == kept
    assert sessions.get(session.session_id).session == session


def test_a_change_that_saw_an_older_version_is_refused(sessions: SqlExamSessions) -> None:
    """Nothing of it is stored: the other's change is there, whole."""
    session = ready_session()
    sessions.create(session, now=NOW)
    theirs = msgspec.structs.replace(session, title="Theirs")
    mine = msgspec.structs.replace(session, title="Mine")
    assert sessions.save(theirs, revision=1, now=NOW).revision == 2
    with pytest.raises(Refused, match="edited-meanwhile"):
        sessions.save(mine, revision=1, now=NOW)
    assert sessions.get(session.session_id).session.title == "Theirs"


def test_of_ten_who_save_at_once_one_wins(sessions: SqlExamSessions) -> None:
    """The revision is compared inside the writer's transaction."""
    session = ready_session()
    sessions.create(session, now=NOW)
    won: list[str] = []

    def save(title: str) -> None:
        try:
            sessions.save(msgspec.structs.replace(session, title=title), revision=1, now=NOW)
        except Refused:
            return
        won.append(title)

    threads = [threading.Thread(target=save, args=(f"title {number}",)) for number in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [sessions.get(session.session_id).session.title] == won


def test_causes_stand_apart_and_go_with_their_candidate(sessions: SqlExamSessions) -> None:
    """They are in no session that is read, and a candidate who is taken out takes theirs along."""
    session = ready_session(candidates=2)
    one, two = session.candidacies
    sessions.create(session, now=NOW)
    causes = {one.candidacy_id: CANARY, two.candidacy_id: "x", id_of("stranger", 1): "nobody's"}
    kept = sessions.save(session, revision=1, now=NOW, causes=causes)
    assert CANARY not in msgspec.json.encode(kept).decode()
    assert sessions.causes(session.session_id) == {one.candidacy_id: CANARY, two.candidacy_id: "x"}
    sessions.save(msgspec.structs.replace(session, candidacies=(two,)), revision=2, now=NOW)
    assert sessions.causes(session.session_id) == {two.candidacy_id: "x"}


def test_a_part_keeps_the_sitting_that_it_was_first_given(sessions: SqlExamSessions) -> None:
    """A second opening after a crash makes no second sitting."""
    session = ready_session()
    sessions.create(session, now=NOW)
    part = PartSitting(
        session_id=session.session_id,
        candidacy_id=session.candidacies[0].candidacy_id,
        part=PartKind.CALL,
        position=0,
        sitting_id=id_of("sitting", 1),
    )
    sessions.reserve([part])
    sessions.reserve([msgspec.structs.replace(part, sitting_id=id_of("sitting", 2))])
    assert sessions.parts(session.session_id) == (part,)
    assert sessions.part_of(part.sitting_id) == part
    assert sessions.part_of(id_of("sitting", 2)) is None


def test_only_a_draft_can_be_removed_and_nothing_of_it_stays(
    sessions: SqlExamSessions, database: Database
) -> None:
    """What was opened is evidence."""
    draft, opened = ready_session(seed="canarydraft"), ready_session(seed="kept")
    for session in (draft, opened):
        sessions.create(session, now=NOW)
    assert sessions.set_state(opened.session_id, SessionState.OPEN, now=NOW).opened_at == NOW
    assert [kept.session for kept in sessions.listed(SessionState.OPEN)] == [opened]
    with pytest.raises(Refused, match="session-not-a-draft"):
        sessions.remove(opened.session_id)
    sessions.remove(draft.session_id)
    with pytest.raises(NotFound, match="unknown-session"):
        sessions.get(draft.session_id)
    assert not in_files(database, "canarydraft")


def test_people_can_be_erased_from_a_session(sessions: SqlExamSessions, database: Database) -> None:
    """Names, codes and causes are in none of the database's files; parts and ids stay."""
    session = ready_session(seed="canaryname")
    candidacy = session.candidacies[0].candidacy_id
    sessions.create(session, now=NOW)
    sessions.save(session, revision=1, now=NOW, causes={candidacy: CANARY})
    sessions.set_state(session.session_id, SessionState.CLOSED, now=NOW)
    sessions.erase_personal(session.session_id, now=NOW)
    erased = sessions.get(session.session_id)
    assert erased.erased_at == NOW
    assert [each.candidacy_id for each in erased.session.candidacies] == [candidacy]
    assert not in_files(database, CANARY)
    assert not in_files(database, "Candidate 1 canaryname")
    assert not in_files(database, "Claire Morel canaryname")


def test_a_closed_session_is_not_changed(sessions: SqlExamSessions) -> None:
    """Its days are over."""
    session = ready_session()
    sessions.create(session, now=NOW)
    sessions.set_state(session.session_id, SessionState.CLOSED, now=NOW)
    with pytest.raises(Refused, match="session-closed"):
        sessions.save(session, revision=2, now=NOW)
