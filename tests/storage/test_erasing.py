"""What two people have decided is carried out to its end, whenever the server dies; nothing of it is left."""

import os
import signal
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from oralexam.errors import NotFound, Refused, Unavailable
from oralexam.retention.deletions import Deletion, DeletionState, confirmed
from oralexam.retention.kinds import DataKind
from oralexam.rooms.events import ClockPaused
from oralexam.rooms.judging.events import JudgementSealed
from oralexam.rooms.seats import Seat
from oralexam.storage.candidate_papers import SqlCandidatePapers
from oralexam.storage.deletions import SqlDeletions
from oralexam.storage.engine import open_database
from oralexam.storage.erasing import Step
from oralexam.storage.erasing_rows import KIND_OF_TABLE, STAYS
from oralexam.storage.events import SqlEventStore
from oralexam.storage.exam_sessions import SqlExamSessions
from oralexam.storage.files import DataFolder
from oralexam.storage.jobs import SqlJobQueue
from oralexam.storage.transcripts import SqlTranscriptStore
from oralexam.storage.viewings import SqlViewings
from tests.contracts.event_store import NOW, later
from tests.retention.made_retention import (
    ASKS,
    CANARY,
    CONFIRMS,
    KEEP,
    SHARED,
    Centre,
    deletion,
    files_of,
    fill,
)
from tests.storage.samples import transcript


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[Centre]:
    """A data folder with two candidates."""
    files = files_of(tmp_path / "data")
    database = open_database(files.database_path)
    yield fill(database, files)
    database.close()


def decided(centre: Centre, wanted: Deletion) -> Deletion:
    """The same once a second person has confirmed it."""
    return SqlDeletions(centre.database).change(
        wanted.deletion_id, lambda each: confirmed(each, by=CONFIRMS, now=later(60))
    )


def check_gone(centre: Centre) -> None:
    """Nothing of the first candidate stands anywhere; the second is whole; act and viewings remain."""
    assert centre.holds_words(CANARY) == []
    store = SqlEventStore(centre.database)
    for sitting_id in centre.sittings(centre.first):
        assert store.verify(sitting_id) == ()
        assert store.chain_head(sitting_id).seq == len(store.load(sitting_id)) > 30
        assert len(SqlViewings(centre.database).of_sitting(sitting_id)) == 1
    for sitting_id in centre.sittings(centre.second):
        assert store.verify(sitting_id) == ()
        assert KEEP in str(store.load(sitting_id))
        assert len(SqlTranscriptStore(centre.database).load(sitting_id)) == 1
        assert (centre.files.recordings_dir() / sitting_id / "candidate-audio-001.mjr").exists()
    store.close()
    assert len(SqlCandidatePapers(centre.database).of_candidacy(centre.second)) == 2
    assert (centre.files.session_papers_dir(centre.session.session_id) / f"{SHARED}.original").exists()
    (act,) = SqlDeletions(centre.database).of_session(centre.session.session_id)
    assert (act.state, act.asked_by, act.decided_by, act.reason) == (DeletionState.DONE, ASKS, CONFIRMS, "")
    session = SqlExamSessions(centre.database).get(centre.session.session_id).session
    assert [each.name for each in session.candidacies] == ["", f"Zed {KEEP}"]


def test_nothing_of_a_candidate_is_left(centre: Centre) -> None:
    """Not in a table, not in free space or the log of the database, not in a file of any folder."""
    assert len(centre.holds_words(CANARY)) > 8
    gone = centre.eraser().carry_out(decided(centre, deletion(centre)), now=later(120))
    assert [target.candidacy_id for target in gone] == [centre.first]
    check_gone(centre)
    queue = SqlJobQueue(centre.database)
    assert queue.of_sittings(centre.sittings(centre.first)) == []
    # Nothing is asked for again, and a worker that is late puts nothing back.
    store = SqlEventStore(centre.database)
    assert store.ended_without_jobs() == ()
    store.close()
    sitting_id = centre.sittings(centre.first)[0]
    with pytest.raises(NotFound):
        SqlTranscriptStore(centre.database).save(sitting_id, transcript(sitting_id, "candidate", CANARY))


def test_no_paper_comes_for_somebody_who_was_erased(centre: Centre) -> None:
    """It is refused; a file whose row went before, or never came, goes with the deletion."""
    folder = centre.files.session_papers_dir(centre.session.session_id)
    (folder / f"{'e' * 64}.original").write_bytes(CANARY.encode())
    papers = SqlCandidatePapers(centre.database)
    brought = papers.of_candidacy(centre.first)[0]
    centre.eraser().carry_out(decided(centre, deletion(centre)), now=later(120))
    check_gone(centre)
    with pytest.raises(Refused, match="papers-erased"):
        papers.add(
            centre.session.session_id, centre.first, use=brought.use, paper=brought.paper, now=later(130)
        )
    assert papers.of_candidacy(centre.first) == ()


def test_what_comes_late_brings_nothing_of_a_deleted_kind_back(centre: Centre) -> None:
    """Somebody's marks were on their way while they were deleted: the chain has them, without their words."""
    wanted = deletion(centre, DataKind.MARKS)
    centre.eraser().carry_out(decided(centre, wanted), now=later(120))
    sitting_id = centre.sittings(centre.first)[0]
    store = SqlEventStore(centre.database)
    word = "late-canary"
    sealed = JudgementSealed(
        at=NOW,
        judge="juror",
        version=9,
        digest="0" * 64,
        judge_name="",
        body=word,
        reason="",
    )
    paused = ClockPaused(at=NOW, by=Seat.MANAGER, reason=word)
    seq = store.chain_head(sitting_id).seq
    store.append(sitting_id, after_seq=seq, events=[sealed, paused])
    late = store.load(sitting_id)[-2:]
    assert [getattr(each, "body", "") or each.reason for each in late] == ["", word]
    assert store.verify(sitting_id) == ()
    store.close()


@pytest.mark.parametrize("begun", [Step.JOBS, Step.TARGET])
def test_no_pack_that_was_begun_meanwhile_outlives_a_deletion(centre: Centre, begun: Step) -> None:
    """Begun before the rows were gone, it may have read them, wherever the deletion was."""
    pack = centre.files.packs_dir() / "pack.zip"

    def begin(reached: Step) -> None:
        if reached is begun:
            pack.parent.mkdir(exist_ok=True)
            pack.write_bytes(CANARY.encode())

    centre.eraser().carry_out(decided(centre, deletion(centre)), now=later(120), after=begin)
    assert not pack.exists()
    check_gone(centre)


@pytest.mark.parametrize("step", list(Step))
def test_a_server_that_is_killed_goes_on_where_it_was(step: Step, tmp_path: Path) -> None:
    """Killed behind each step: the next start finds the deletion confirmed, and all of it is done."""
    files = files_of(tmp_path / "data")
    database = open_database(files.database_path)
    centre = fill(database, files)
    wanted = decided(centre, deletion(centre))
    database.close()

    def die(reached: Step) -> None:
        if reached is step:
            os.kill(os.getpid(), signal.SIGKILL)

    child = os.fork()
    if child == 0:
        try:
            again = started_again(centre, files)
            again.eraser().carry_out(wanted, now=later(120), after=die)
        finally:
            os._exit(1)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
    centre = started_again(centre, files)
    for left in SqlDeletions(centre.database).in_state(DeletionState.CONFIRMED):
        assert step is not Step.DONE
        centre.eraser().carry_out(left, now=later(180))
    check_gone(centre)
    centre.database.close()


def started_again(centre: Centre, files: DataFolder) -> Centre:
    """The same centre after a start: another process, another connection."""
    return Centre(database=open_database(files.database_path), files=files, session=centre.session)


def test_one_kind_goes_and_the_rest_stays(centre: Centre) -> None:
    """Recordings of the whole session; the chain says so, and still finds what nobody has deleted."""
    kinds = (DataKind.RECORDINGS, DataKind.LISTENING_COPIES, DataKind.WRITINGS)
    wanted = msgspec.structs.replace(deletion(centre, *kinds), candidacy_id=None)
    centre.eraser().carry_out(wanted, now=later(120))
    store = SqlEventStore(centre.database)
    for candidacy_id, word in ((centre.first, CANARY), (centre.second, KEEP)):
        for sitting_id in centre.sittings(candidacy_id):
            assert store.verify(sitting_id) == ()
            events = str(store.load(sitting_id))
            assert f"Zed {word}" in events
            assert f"{word} 1" not in events
            assert len(SqlTranscriptStore(centre.database).load(sitting_id)) == 1
            assert not (centre.files.recordings_dir() / sitting_id).exists()
            assert not (centre.files.root / "listening" / sitting_id).exists()
    sitting_id = centre.sittings(centre.first)[0]
    connection = sqlite3.connect(centre.files.database_path)
    connection.execute("DELETE FROM personal_payloads WHERE sitting_id = ? AND seq = 1", [sitting_id])
    connection.commit()
    connection.close()
    assert [each.code for each in store.verify(sitting_id)] == ["payload-missing"]
    store.close()


def test_a_worker_that_is_at_it_is_waited_for(centre: Centre) -> None:
    """Nothing is deleted while somebody still writes about it; afterwards all of it is."""
    queue = SqlJobQueue(centre.database)
    first = centre.sittings(centre.first)[0]
    while (job := queue.lease("w-1", now=NOW, lease_s=60)) is not None and job.sitting_id != first:
        queue.done(job.job_id, "w-1", now=NOW)
    assert job is not None
    wanted = decided(centre, deletion(centre))
    with pytest.raises(Unavailable, match="worker-at-it"):
        centre.eraser().carry_out(wanted, now=later(120))
    assert (centre.files.recordings_dir() / first).exists()
    queue.done(job.job_id, "w-1", now=NOW)
    centre.eraser().carry_out(wanted, now=later(121))
    check_gone(centre)


def test_files_that_came_back_are_swept(centre: Centre) -> None:
    """What a process had open when it was deleted is gone after the next look."""
    wanted = decided(centre, deletion(centre))
    centre.eraser().carry_out(wanted, now=later(120))
    late = centre.files.listening_dir(centre.sittings(centre.first)[0])
    (late / "mix.webm").write_bytes(CANARY.encode())
    centre.eraser().sweep(wanted)
    assert centre.holds_words(CANARY) == []


def test_every_table_of_a_sitting_or_a_candidate_is_erased_or_named_as_staying(centre: Centre) -> None:
    """What a later table holds goes with the marks unless somebody has said otherwise."""
    connection = sqlite3.connect(centre.files.database_path)
    tables = {
        name
        for (name,) in connection.execute(
            "SELECT m.name FROM sqlite_master AS m JOIN pragma_table_info(m.name) AS c"
            " WHERE m.type = 'table' AND c.name IN ('sitting_id', 'candidacy_id')"
        )
    }
    connection.close()
    assert STAYS | set(KIND_OF_TABLE) <= tables
    store = SqlEventStore(centre.database)
    centre.eraser().carry_out(decided(centre, deletion(centre)), now=later(120))
    connection = sqlite3.connect(centre.files.database_path)
    for table in tables - STAYS:
        rows = str(list(connection.execute(f"SELECT * FROM {table}")))  # noqa: S608 — the schema's names
        assert centre.first not in rows, table
        assert not any(sitting_id in rows for sitting_id in centre.sittings(centre.first)), table
    connection.close()
    assert store.load(centre.sittings(centre.first)[0])
    assert Seat.MANAGER in {
        each.viewer.seat for each in SqlViewings(centre.database).of_candidacy(centre.first)
    }
    store.close()


def test_a_deletion_stays_on_record(centre: Centre) -> None:
    """SQLite itself refuses to remove one."""
    deletion(centre)
    connection = sqlite3.connect(centre.files.database_path)
    with pytest.raises(sqlite3.IntegrityError, match="stay on record"):
        connection.execute("DELETE FROM deletions")
    connection.close()


def test_nobody_confirms_their_own(centre: Centre) -> None:
    """The same account, and the same name under another account."""
    wanted = deletion(centre)
    for by in (ASKS, msgspec.structs.replace(CONFIRMS, name=" claire  MOREL")):
        with pytest.raises(Refused, match="second-person-needed"):
            SqlDeletions(centre.database).change(
                wanted.deletion_id,
                lambda each, by=by: confirmed(each, by=by, now=later(1)),  # type: ignore[misc]
            )
