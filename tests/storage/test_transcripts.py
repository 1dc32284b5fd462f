"""Transcripts in the database: every version kept, the latest read."""

import sqlite3

import pytest

from oralexam.errors import NotFound
from oralexam.storage.engine import Database
from oralexam.storage.events import SqlEventStore
from oralexam.storage.transcripts import SqlTranscriptStore
from oralexam.transcripts.ports import TranscriptStore
from tests.contracts.event_store import OTHER_SITTING, SITTING, opened
from tests.storage.samples import transcript


@pytest.fixture
def transcripts(database: Database, store: SqlEventStore) -> TranscriptStore:
    """A transcript store that knows two sittings."""
    for sitting_id in (SITTING, OTHER_SITTING):
        store.append(sitting_id, after_seq=0, events=[opened()])
    return SqlTranscriptStore(database)


def test_a_sitting_has_one_transcript_for_each_seat(transcripts: TranscriptStore):
    """By seat, equal to what was saved; another sitting has its own."""
    juror, candidate = transcript(SITTING, "juror", "good morning"), transcript(SITTING, "candidate", "hello")
    transcripts.save(SITTING, juror)
    transcripts.save(SITTING, candidate)
    assert transcripts.load(SITTING) == [candidate, juror]
    assert transcripts.load(OTHER_SITTING) == []


def test_a_new_version_is_read_and_the_old_one_is_kept(transcripts: TranscriptStore, database: Database):
    """What was once evidence is not overwritten; eleven versions are still in order."""
    for number in range(1, 12):
        transcripts.save(SITTING, transcript(SITTING, "juror", f"version {number}"))
    (latest,) = transcripts.load(SITTING)
    assert latest.text() == "version 11"
    connection = sqlite3.connect(database.path)
    rows = connection.execute("SELECT version, body FROM transcripts ORDER BY version").fetchall()
    connection.close()
    assert [version for version, _ in rows] == list(range(1, 12))
    assert '"version 1"' in rows[0][1]


def test_what_says_nothing_new_is_no_new_version(transcripts: TranscriptStore, database: Database):
    """A worker that was killed between writing and saying so: the next one hears the same."""
    for text in ("once", "once", "twice", "once"):
        transcripts.save(SITTING, transcript(SITTING, "juror", text))
    connection = sqlite3.connect(database.path)
    versions = connection.execute("SELECT version FROM transcripts ORDER BY version").fetchall()
    connection.close()
    assert versions == [(1,), (2,), (3,)]
    (latest,) = transcripts.load(SITTING)
    assert latest.text() == "once"


def test_a_transcript_of_a_wiped_sitting_is_not_kept(transcripts: TranscriptStore, store: SqlEventStore):
    """A worker that finishes after the wipe writes nothing back."""
    rehearsal = "0e37df36-f698-4e63-8b9f-0f7f0a9b5c0d"
    store.append(rehearsal, after_seq=0, events=[opened(rehearsal=True)])
    store.wipe(rehearsal)
    with pytest.raises(NotFound, match="unknown-sitting"):
        transcripts.save(rehearsal, transcript(rehearsal, "juror", "late"))
