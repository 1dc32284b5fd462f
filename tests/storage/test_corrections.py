"""Corrections in the database: upon one version, never changed, gone with the sitting."""

import sqlite3
import threading
from datetime import datetime
from pathlib import Path

import pytest

from oralexam.errors import NotFound, Refused, SystemFault
from oralexam.storage import corrections as corrections_module
from oralexam.storage.corrections import SqlCorrections
from oralexam.storage.engine import Database
from oralexam.storage.events import SqlEventStore
from oralexam.storage.transcripts import SqlTranscriptStore
from oralexam.transcripts.correction import Add, Confirm, Correct, CorrectionOrder, decide
from oralexam.transcripts.reading import CorrectionAct, Standing, Version, versions_read
from tests.contracts.event_store import NOW, OTHER_SITTING, SITTING, opened
from tests.storage.samples import transcript

CANARY = "canary-qx7"


@pytest.fixture
def corrections(database: Database, store: SqlEventStore) -> SqlCorrections:
    """Two sittings with a transcript; the second is a rehearsal."""
    for sitting_id, rehearsal in ((SITTING, False), (OTHER_SITTING, True)):
        store.append(sitting_id, after_seq=0, events=[opened(rehearsal=rehearsal)])
        SqlTranscriptStore(database).save(sitting_id, transcript(sitting_id, "candidate", "hello from leeds"))
    return SqlCorrections(database)


def correct(corrections: SqlCorrections, text: str, *, sitting_id: str = SITTING, revision: int = 0) -> None:
    """Correct the only utterance of the first version."""
    order = Correct(utterance_id="heard-0", revision=revision, text=text)
    corrections.act(sitting_id, "candidate", 1, order, author="Claire Morel", now=NOW)


def test_what_was_corrected_is_read_again_and_the_machine_is_not_touched(
    database: Database, corrections: SqlCorrections
) -> None:
    """Text, author and instant come back as they were; the transcript is byte for byte what it was."""
    before = SqlTranscriptStore(database).load(SITTING)
    correct(corrections, "hello from Leeds")
    (reading,) = corrections.readings(SITTING)
    assert (reading.seat, reading.version, reading.newest, reading.revision) == ("candidate", 1, True, 1)
    assert reading.utterances[0].line.text == "hello from Leeds"
    assert (reading.history[0].author, reading.history[0].at) == ("Claire Morel", NOW)
    assert SqlTranscriptStore(database).load(SITTING) == before


def test_corrections_stay_with_the_version_that_was_read(
    database: Database, corrections: SqlCorrections
) -> None:
    """The machine writes anew: what people did is shown upon what they read, beside the newer version."""
    correct(corrections, "hello from Leeds")
    SqlTranscriptStore(database).save(SITTING, transcript(SITTING, "candidate", "hello", model="medium.en"))
    SqlTranscriptStore(database).save(SITTING, transcript(SITTING, "candidate", "hello Leeds", model="x"))
    read, newest = corrections.readings(SITTING)
    assert (read.version, read.newest, read.utterances[0].line.text) == (1, False, "hello from Leeds")
    assert (newest.version, newest.newest, newest.history) == (3, True, ())
    assert newest.recognizer.model == "x"
    (standing,) = versions_read(corrections.versions(SITTING)).values()
    assert standing.version == 1


def test_two_at_once_make_one_act_each_or_are_told(corrections: SqlCorrections) -> None:
    """Of ten who correct one utterance at the same time, one does; the others learn that it has changed."""
    told: list[str] = []
    start = threading.Barrier(10)

    def save(number: int) -> None:
        start.wait()
        try:
            correct(corrections, f"hello {number}")
        except Refused as refused:
            told.append(refused.reason)

    threads = [threading.Thread(target=save, args=(number,)) for number in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert told == ["transcript-changed"] * 9
    assert [line.revision for line in corrections.readings(SITTING)[0].history] == [1]


def test_an_act_is_never_changed_and_upon_nothing_there_is_none(
    database: Database, corrections: SqlCorrections
) -> None:
    """The database itself refuses; a version that does not exist, or is not what was read, is said."""
    correct(corrections, "hello from Leeds")
    order = Confirm(utterance_id="heard-0", revision=0)
    for sitting_id, seat, version in (
        (SITTING, "juror", 1),
        (SITTING, "candidate", 2),
        ("x", "candidate", 1),
    ):
        with pytest.raises(NotFound, match="unknown-transcript"):
            corrections.act(sitting_id, seat, version, order, author="", now=NOW)
    connection = sqlite3.connect(database.path)
    with pytest.raises(sqlite3.IntegrityError, match="never change"):
        connection.execute("UPDATE corrections SET body = '{}'")
    with pytest.raises(sqlite3.IntegrityError, match="never change"):
        connection.execute("UPDATE transcripts SET body = '{}'")
    connection.execute("DROP TRIGGER transcripts_never_change")
    connection.execute("UPDATE transcripts SET body = replace(body, 'hello', 'jello')")
    connection.commit()
    connection.close()
    with pytest.raises(SystemFault, match="transcript-altered"):
        corrections.readings(SITTING)


@pytest.mark.parametrize("how", ["erased", "wiped", "all rehearsals"])
def test_corrections_go_with_their_sitting(
    how: str, store: SqlEventStore, corrections: SqlCorrections, tmp_path: Path
) -> None:
    """Not a byte of what was written or by whom is left; the other sitting keeps its own."""
    gone, kept = (SITTING, OTHER_SITTING) if how == "erased" else (OTHER_SITTING, SITTING)
    correct(corrections, f"hello {CANARY}", sitting_id=gone)
    correct(corrections, "hello from Leeds", sitting_id=kept)
    if how == "erased":
        store.erase_personal(gone, now=NOW)
    elif how == "wiped":
        store.wipe(gone)
    else:
        store.wipe_rehearsals()
    assert CANARY.encode() not in b"".join(path.read_bytes() for path in sorted(tmp_path.iterdir()))
    assert corrections.readings(gone) == ()
    assert corrections.readings(kept)[0].utterances[0].line.standing is Standing.CORRECTED
    with pytest.raises(NotFound, match="unknown-transcript"):
        correct(corrections, "late", sitting_id=gone)


def test_rehearsals_say_nothing_about_transcripts(corrections: SqlCorrections) -> None:
    """Only examinations that somebody has read are asked how far the machine was right."""
    assert corrections.read_sittings() == ()
    correct(corrections, "hello from Leeds")
    correct(corrections, "hello", revision=1)
    correct(corrections, "hello", sitting_id=OTHER_SITTING)
    assert corrections.read_sittings() == (SITTING,)


def test_what_an_act_does_is_worked_out_while_others_may_write(
    database: Database, corrections: SqlCorrections, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Meanwhile somebody else has acted upon the same version: it is worked out anew, and nothing is lost."""
    decided: list[int] = []

    def slow(version: Version, order: CorrectionOrder, *, author: str, at: datetime) -> CorrectionAct | None:
        decided.append(len(version.acts))
        if len(decided) == 1:
            # A writer that had to wait for this one would wait for ever: both are this thread.
            added = Add(at_s=1.2, text="Leeds")
            SqlCorrections(database).act(SITTING, "candidate", 1, added, author="another", now=NOW)
        return decide(version, order, author=author, at=at)

    monkeypatch.setattr(corrections_module, "decide", slow)
    correct(corrections, "hello from Leeds")
    reading = corrections.reading(SITTING, "candidate", 1)
    assert reading is not None
    assert [line.after for line in reading.history] == ["Leeds", "hello from Leeds"]
    assert decided == [0, 0, 1]
    assert reading == corrections.readings(SITTING)[0]
    assert corrections.reading(SITTING, "juror", 1) is None
