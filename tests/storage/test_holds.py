"""A legal hold stops every way in which something can be deleted, until two people have ended it."""

import sqlite3
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import msgspec
import pytest

from oralexam.errors import Refused
from oralexam.exams.session import SessionState
from oralexam.identifiers import new_id
from oralexam.retention.deletions import Deletion, DeletionState, confirmed
from oralexam.retention.holds import Hold, asked_to_release, kept_on, released
from oralexam.retention.kinds import OF_CANDIDATES
from oralexam.storage.candidate_papers import SqlCandidatePapers
from oralexam.storage.deletions import SqlDeletions
from oralexam.storage.engine import open_database
from oralexam.storage.erasing import Step
from oralexam.storage.events import SqlEventStore
from oralexam.storage.exam_sessions import SqlExamSessions
from oralexam.storage.files import DataFolder
from oralexam.storage.holds import SqlHolds
from oralexam.storage.tables import TranscriptRow
from tests.contracts.event_store import NOW, SITTING, later, opened
from tests.retention.made_retention import ASKS, CANARY, CONFIRMS, KEEP, Centre, deletion, files_of, fill


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[Centre]:
    """A data folder with two candidates."""
    files = files_of(tmp_path / "data")
    database = open_database(files.database_path)
    yield fill(database, files)
    database.close()


def held(centre: Centre) -> Hold:
    """A hold on the first candidate, files included, as the desk sets it."""
    hold = Hold(
        hold_id=new_id(),
        session_id=centre.session.session_id,
        candidacy_id=centre.first,
        reason="appeal of 3 December",
        appealed_on=date(2026, 12, 3),
        set_at=NOW,
        set_by=ASKS,
    )
    SqlHolds(centre.database).add(hold)
    centre.files.hold_only([*centre.sittings(centre.first), centre.session.session_id])
    return hold


def _confirm(centre: Centre, deletion_id: str) -> None:
    SqlDeletions(centre.database).change(deletion_id, lambda each: confirmed(each, by=CONFIRMS, now=later(1)))


def _take_paper(centre: Centre) -> None:
    papers = SqlCandidatePapers(centre.database)
    papers.remove(centre.first, papers.of_candidacy(centre.first)[0].entry_id)


def _event_store(centre: Centre, do: Callable[[SqlEventStore], object]) -> None:
    store = SqlEventStore(centre.database)
    try:
        do(store)
    finally:
        store.close()


PATHS: dict[str, Callable[[Centre], object]] = {
    "a sitting's people": lambda centre: _event_store(
        centre, lambda store: store.erase_personal(centre.sittings(centre.first)[0], now=NOW)
    ),
    "a session's people": lambda centre: SqlExamSessions(centre.database).erase_personal(
        centre.session.session_id, now=NOW
    ),
    "a paper of the file": _take_paper,
    "a sitting's files": lambda centre: centre.files.remove_sitting(centre.sittings(centre.first)[0]),
    "recordings": lambda centre: centre.files.remove_recordings(centre.sittings(centre.first)[0]),
    "listening copies": lambda centre: centre.files.remove_listening(centre.sittings(centre.first)[1]),
    "asking for a deletion": deletion,
}


@pytest.mark.parametrize("path", list(PATHS))
def test_every_path_is_stopped(path: str, centre: Centre) -> None:
    """Each is refused with the same code, and not a byte has gone."""
    held(centre)
    before = centre.holds_words(CANARY)
    with pytest.raises(Refused, match="under-legal-hold"):
        PATHS[path](centre)
    assert centre.holds_words(CANARY) == before


def test_what_was_asked_before_the_hold_is_stopped_too(centre: Centre) -> None:
    """Not confirmed; and one that was confirmed a moment before deletes nothing more."""
    asked, decided = deletion(centre), deletion(centre)
    _confirm(centre, decided.deletion_id)
    before = centre.holds_words(CANARY)
    held(centre)
    with pytest.raises(Refused, match="under-legal-hold"):
        _confirm(centre, asked.deletion_id)
    with pytest.raises(Refused, match="under-legal-hold"):
        centre.eraser().carry_out(decided, now=later(2))
    # And the one that was put under hold in the middle: its rows are asked for again.
    assert set(before) <= set(centre.holds_words(CANARY))


def test_a_hold_in_the_middle_protects_one_and_stops_no_other(centre: Centre) -> None:
    """Set while a whole session is being deleted: that one stays whole, the others go, nothing is left."""
    whole = deletion(centre, candidacy_id=centre.second)
    before: list[str] = []

    def hold(reached: Step) -> None:
        if reached is Step.JOBS:
            before.extend(_lasting(centre))
            held(centre)

    gone = centre.eraser().carry_out(
        type(whole)(**{**_fields(whole), "candidacy_id": None, "kinds": OF_CANDIDATES}),
        now=later(3),
        after=hold,
    )
    assert [target.candidacy_id for target in gone] == [centre.second]
    assert _lasting(centre) == before
    assert centre.holds_words(KEEP) == []
    assert SqlDeletions(centre.database).in_state(DeletionState.DONE)
    with sqlite3.connect(centre.files.database_path) as connection:
        assert KEEP not in "\n".join(connection.iterdump())


def test_a_hold_in_the_middle_leaves_one_person_whole(centre: Centre) -> None:
    """Of one alone the deletion is stopped, before a row or a file is gone."""
    wanted = deletion(centre)
    _confirm(centre, wanted.deletion_id)
    before = _lasting(centre)

    def hold(reached: Step) -> None:
        if reached is Step.JOBS:
            held(centre)

    with pytest.raises(Refused, match="under-legal-hold"):
        centre.eraser().carry_out(wanted, now=later(3), after=hold)
    assert _lasting(centre) == before


@pytest.fixture
def half_done(centre: Centre, monkeypatch: pytest.MonkeyPatch) -> Deletion:
    """A deletion of the first candidate that was killed between rows and files."""
    wanted = deletion(centre)
    _confirm(centre, wanted.deletion_id)
    (wanted,) = SqlDeletions(centre.database).in_state(DeletionState.CONFIRMED)

    class Killed(Exception):
        """The server's end, in the middle of a method."""

    def die(*_arguments: object, **_named: object) -> None:
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(DataFolder, "remove_sitting", die)
        with pytest.raises(Killed):
            centre.eraser().carry_out(wanted, now=later(3))
    assert _lasting(centre)
    return wanted


def test_a_hold_between_a_killed_deletions_rows_and_its_files_keeps_no_half(
    centre: Centre, half_done: Deletion
) -> None:
    """The rows' transaction had decided: words without sound, or sound without words, is nothing to keep."""
    held(centre)
    centre.eraser().carry_out(half_done, now=later(60))
    assert centre.holds_words(CANARY) == []
    assert SqlDeletions(centre.database).in_state(DeletionState.DONE)
    for sitting_id in centre.sittings(centre.first):
        assert not centre.files.left_of(sitting_id)


def test_what_was_written_since_goes_when_a_killed_deletion_goes_on(
    centre: Centre, half_done: Deletion
) -> None:
    """A row of somebody who had read before the rows went."""
    sitting_id = centre.sittings(centre.first)[0]
    with centre.database.writing() as transaction:
        transaction.add(TranscriptRow(sitting_id=sitting_id, seat="candidate", version=9, body=CANARY))
    assert centre.holds_words(CANARY)
    centre.eraser().carry_out(half_done, now=later(60))
    assert centre.holds_words(CANARY) == []


def test_an_earlier_deletion_decides_nothing_for_a_later_one(centre: Centre) -> None:
    """Files that came back from elsewhere, under hold: what was deleted once is asked for again."""
    first = deletion(centre)
    _confirm(centre, first.deletion_id)
    (first,) = SqlDeletions(centre.database).in_state(DeletionState.CONFIRMED)
    centre.eraser().carry_out(first, now=later(3))
    again = centre.files.recordings_dir() / centre.sittings(centre.first)[0] / "candidate-audio-001.mjr"
    again.parent.mkdir(parents=True)
    again.write_bytes(b"brought back")
    held(centre)
    second = type(first)(**{**_fields(first), "decided_at": later(600)})
    with pytest.raises(Refused, match="under-legal-hold"):
        centre.eraser().carry_out(second, now=later(601))
    assert again.exists()


def test_why_time_was_granted_stays_under_hold(centre: Centre) -> None:
    """The cause cannot be emptied or changed, nor its candidate taken out; the other's can."""
    sessions, session_id = SqlExamSessions(centre.database), centre.session.session_id
    sessions.set_state(session_id, SessionState.OPEN, now=later(1))
    held(centre)
    kept, causes = sessions.get(session_id), sessions.causes(session_id)
    other = {centre.first: causes[centre.first], centre.second: "another"}
    saved = sessions.save(kept.session, revision=kept.revision, now=later(2), causes=other)
    for changed in ({}, {**other, centre.first: ""}, {**other, centre.first: "something else"}):
        with pytest.raises(Refused, match="under-legal-hold"):
            sessions.save(kept.session, revision=saved.revision, now=later(3), causes=changed)
    without = msgspec.structs.replace(kept.session, candidacies=kept.session.candidacies[1:])
    with pytest.raises(Refused, match="under-legal-hold"):
        sessions.save(without, revision=saved.revision, now=later(3))
    assert sessions.causes(session_id) == other


def test_of_a_session_the_others_go(centre: Centre) -> None:
    """Who is held stays, whole; the deletion of everybody else is done."""
    held(centre)
    centre.files.hold_only(centre.sittings(centre.first))
    whole, before = deletion(centre, candidacy_id=centre.second), _lasting(centre)
    assert len(before) > 5
    gone = centre.eraser().carry_out(
        # Of the whole session, as a clock or a manager asks for it.
        type(whole)(**{**_fields(whole), "candidacy_id": None, "kinds": OF_CANDIDATES}),
        now=later(3),
    )
    assert [target.candidacy_id for target in gone] == [centre.second]
    assert centre.holds_words(KEEP) == []
    assert _lasting(centre) == before
    assert CANARY in str(SqlExamSessions(centre.database).get(centre.session.session_id).session)


def _lasting(centre: Centre) -> list[str]:
    """The files of the one who is held; packs that wait go with any deletion, and are made again."""
    lasting = ("recordings", "listening", "session-papers")
    return [path for path in centre.holds_words(CANARY) if path.startswith(lasting)]


def _fields(value: object) -> dict[str, object]:
    return {name: getattr(value, name) for name in value.__struct_fields__}  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "table", ["personal_payloads", "transcripts", "events", "sittings", "candidate_papers"]
)
def test_sqlite_itself_refuses(table: str, centre: Centre) -> None:
    """Whatever program opens the file: what is held is not deleted, what is not held may be."""
    held(centre)
    first, second = centre.sittings(centre.first)[0], centre.sittings(centre.second)[0]
    column, ids = (
        ("candidacy_id", (centre.first, centre.second))
        if table == "candidate_papers"
        else ("sitting_id", (first, second))
    )
    connection = sqlite3.connect(centre.files.database_path)
    connection.execute("PRAGMA foreign_keys = ON")
    with pytest.raises(sqlite3.IntegrityError, match="under-legal-hold"):
        connection.execute(f"DELETE FROM {table} WHERE {column} = ?", [ids[0]])  # noqa: S608 — a test's own
    assert connection.execute(f"DELETE FROM {table} WHERE {column} = ?", [ids[1]]).rowcount > 0  # noqa: S608
    connection.rollback()
    connection.close()


def test_wiping_rehearsals_takes_nothing_that_is_held(centre: Centre) -> None:
    """A sitting by itself can be held, too; the wiping of rehearsals beside it goes on."""
    store = SqlEventStore(centre.database)
    rehearsal = new_id()
    store.append(rehearsal, after_seq=0, events=[opened(rehearsal=True)])
    store.append(SITTING, after_seq=0, events=[opened()])
    SqlHolds(centre.database).add(
        Hold(
            hold_id=new_id(),
            sitting_id=SITTING,
            reason="appeal",
            appealed_on=date(2026, 12, 3),
            set_at=NOW,
            set_by=ASKS,
        )
    )
    assert store.wipe_rehearsals() == (rehearsal,)
    with pytest.raises(Refused, match="under-legal-hold"):
        store.erase_personal(SITTING, now=NOW)
    store.close()


def test_two_people_end_a_hold(centre: Centre) -> None:
    """One asks, another releases; until then it goes on; afterwards everything can be deleted."""
    holds, hold = SqlHolds(centre.database), held(centre)
    with pytest.raises(Refused, match="release-not-asked"):
        holds.change(hold.hold_id, lambda each: released(each, by=CONFIRMS, now=later(1)))
    holds.change(hold.hold_id, lambda each: asked_to_release(each, by=ASKS, reason="closed", now=later(1)))
    with pytest.raises(Refused, match="second-person-needed"):
        holds.change(hold.hold_id, lambda each: released(each, by=ASKS, now=later(2)))
    assert len(holds.in_force()) == 1
    holds.change(hold.hold_id, kept_on)
    with pytest.raises(Refused, match="release-not-asked"):
        holds.change(hold.hold_id, lambda each: released(each, by=CONFIRMS, now=later(2)))
    holds.change(hold.hold_id, lambda each: asked_to_release(each, by=ASKS, reason=CANARY, now=later(3)))
    holds.change(hold.hold_id, lambda each: released(each, by=CONFIRMS, now=later(4)))
    assert holds.in_force() == ()
    centre.files.hold_only([])
    wanted = deletion(centre)
    _confirm(centre, wanted.deletion_id)
    centre.eraser().carry_out(wanted, now=later(5))
    # What the hold said of the person is gone as well; that there was one is not.
    assert centre.holds_words(CANARY) == []
    (kept,) = holds.of_session(centre.session.session_id)
    assert (kept.reason, kept.release_reason, kept.released_by) == ("", "", CONFIRMS)
    assert SqlDeletions(centre.database).in_state(DeletionState.DONE)[0].reason == ""


def test_one_hold_at_a_time(centre: Centre) -> None:
    """A second one would have to be released by two people as well, and somebody would forget it."""
    held(centre)
    with pytest.raises(Refused, match="held-already"):
        held(centre)
