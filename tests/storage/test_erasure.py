"""Nothing is left of what was erased: the database's files are searched byte by byte."""

import random
import sqlite3
import threading
from pathlib import Path

import msgspec
import pytest

from oralexam.errors import SystemFault
from oralexam.rooms.events import AnyEvent, SittingOpened, TextSaved
from oralexam.rooms.seats import Seat
from oralexam.storage.engine import Database
from oralexam.storage.events import SqlEventStore
from oralexam.storage.jobs import SqlJobQueue
from oralexam.storage.tickets import Tickets
from oralexam.storage.transcripts import SqlTranscriptStore
from tests.contracts.event_store import NOW, OTHER_SITTING, SITTING, later, notes, opened
from tests.storage.samples import transcript

CANARY = "canary-qx7"
SEED = 1
"""With these lengths of text a deletion without VACUUM leaves readable copies behind (measured)."""


def _bytes(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.iterdir()))


@pytest.fixture
def written(database: Database, store: SqlEventStore) -> SqlEventStore:
    """Two rehearsals full of text, in many revisions so that pages have been split and moved."""
    for sitting_id, word in ((SITTING, CANARY), (OTHER_SITTING, "keep-me")):
        first = msgspec.structs.replace(opened(rehearsal=True), candidate_name=f"Zed {word}")
        store.append(sitting_id, after_seq=0, events=[first])
        SqlTranscriptStore(database).save(sitting_id, transcript(sitting_id, "candidate", f"said {word}"))
        SqlJobQueue(database).enqueue("transcribe-track", sitting_id=sitting_id, subject="juror", now=NOW)
        link = Tickets(database).create(sitting_id, Seat.CANDIDATE, expires_at=later(60))
        Tickets(database).redeem(link, cookie=None, now=NOW)
    chance = random.Random(SEED)
    for number in range(200):
        for sitting_id, word in ((SITTING, CANARY), (OTHER_SITTING, "keep-me")):
            happened: list[AnyEvent] = []
            for revision in range(chance.randrange(1, 4)):
                text = f"{word} {number} " * chance.randrange(1, chance.choice([5, 50, 400]))
                happened.append(notes(text, revision=revision))
            seq = store.chain_head(sitting_id).seq
            store.append(
                sitting_id, after_seq=seq, events=[*happened, TextSaved(at=NOW, text=word, revision=1)]
            )
    return store


def test_erased_text_is_in_no_file_and_the_chain_holds(
    database: Database, written: SqlEventStore, tmp_path: Path
):
    """Names, notes, texts and speech of the sitting are gone from file and log; others stay whole."""
    assert CANARY.encode() in _bytes(tmp_path)
    head, before = written.chain_head(SITTING), written.load(OTHER_SITTING)
    written.erase_personal(SITTING, now=NOW)
    assert CANARY.encode() not in _bytes(tmp_path)
    assert written.verify(SITTING, head=head) == ()
    erased = written.load(SITTING)
    assert isinstance(erased[0], SittingOpened)
    assert (erased[0].candidate_name, erased[0].room_name) == ("", "Salle 12")
    assert SqlTranscriptStore(database).load(SITTING) == []
    assert written.load(OTHER_SITTING) == before
    assert written.verify(OTHER_SITTING) == ()
    assert len(SqlTranscriptStore(database).load(OTHER_SITTING)) == 1


def test_a_wiped_rehearsal_leaves_nothing(database: Database, written: SqlEventStore, tmp_path: Path):
    """No row in any table, and neither its id nor its text in any file; the other rehearsal is whole."""
    written.wipe(SITTING)
    assert CANARY.encode() not in _bytes(tmp_path)
    assert SITTING.encode() not in _bytes(tmp_path)
    connection = sqlite3.connect(database.path)
    tables = [name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
    for table in tables:
        for row in connection.execute(f"SELECT * FROM {table}"):  # noqa: S608 — the names come from the schema
            assert SITTING not in row, table
    connection.close()
    assert written.verify(OTHER_SITTING) == ()


def test_all_rehearsals_go_at_once_and_exams_stay(database: Database, written: SqlEventStore, tmp_path: Path):
    """What was wiped is named, so that its files can follow."""
    exam = "0e37df36-f698-4e63-8b9f-0f7f0a9b5c0d"
    written.append(exam, after_seq=0, events=[opened()])
    assert set(written.wipe_rehearsals()) == {SITTING, OTHER_SITTING}
    assert CANARY.encode() not in _bytes(tmp_path)
    assert [sitting.sitting_id for sitting in written.list_sittings()] == [exam]
    assert database.probe() >= 1
    assert written.wipe_rehearsals() == ()


def test_a_reader_that_keeps_the_log_makes_the_erasure_incomplete(
    database: Database, written: SqlEventStore, tmp_path: Path
):
    """It is said, not hidden; when the reader has gone, the same call completes it."""
    other = sqlite3.connect(database.path, isolation_level=None)
    other.execute("BEGIN")
    other.execute("SELECT count(*) FROM events").fetchone()
    with database.reading() as session:
        session.connection().exec_driver_sql("PRAGMA busy_timeout = 50")
    with pytest.raises(SystemFault, match="erasure-incomplete"):
        written.erase_personal(SITTING, now=NOW)
    other.execute("ROLLBACK")
    other.close()
    written.erase_personal(SITTING, now=NOW)
    assert CANARY.encode() not in _bytes(tmp_path)
    assert written.list_sittings()[0].erased_at == NOW


def test_an_exam_goes_on_while_another_sitting_is_erased(written: SqlEventStore):
    """Appends of other threads wait for the erasure and are all stored."""
    start = written.chain_head(OTHER_SITTING).seq

    def append_ten() -> None:
        for number in range(10):
            written.append(OTHER_SITTING, after_seq=start + number, events=[notes(revision=number)])

    thread = threading.Thread(target=append_ten)
    thread.start()
    written.erase_personal(SITTING, now=NOW)
    thread.join()
    assert written.chain_head(OTHER_SITTING).seq == start + 10
    assert written.verify(OTHER_SITTING) == ()
