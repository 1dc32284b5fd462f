"""Viewings are kept as they were written, and outlive what was looked at."""

import sqlite3
from pathlib import Path

import pytest

from oralexam.errors import NotFound
from oralexam.retention.viewing import Viewed, Viewer, ViewingKind
from oralexam.rooms.seats import Seat
from oralexam.storage.engine import Database
from oralexam.storage.events import SqlEventStore
from oralexam.storage.viewings import SqlViewings
from tests.contracts.event_store import NOW, OTHER_SITTING, SITTING, later, opened

VIEWER = Viewer(seat=Seat.EVALUATOR, browser="0123456789ab", account_id="a-1", name="Claire Morel")
REPLAY = Viewed(kind=ViewingKind.REPLAY, sitting_id=SITTING)


def test_a_viewing_reads_as_it_was_written(database: Database, store: SqlEventStore):
    """What, when and by whom; the oldest first; another sitting's are not among them."""
    for sitting_id in (SITTING, OTHER_SITTING):
        store.append(sitting_id, after_seq=0, events=[opened()])
    log = SqlViewings(database)
    played = Viewed(kind=ViewingKind.MEDIA, detail="mix.webm", sitting_id=SITTING)
    log.add(played, VIEWER, now=later(2))
    log.add(REPLAY, VIEWER, now=NOW)
    log.add(Viewed(kind=ViewingKind.REPLAY, sitting_id=OTHER_SITTING), VIEWER, now=NOW)
    assert [(each.at, each.viewed, each.viewer) for each in log.of_sitting(SITTING)] == [
        (NOW, REPLAY, VIEWER),
        (later(2), played, VIEWER),
    ]


def test_a_viewing_of_no_sitting_is_refused(database: Database):
    """Nothing is written about what does not exist."""
    log = SqlViewings(database)
    with pytest.raises(NotFound, match="unknown-sitting"):
        log.add(REPLAY, VIEWER, now=NOW)
    assert log.of_sitting(SITTING) == ()


def test_nobody_changes_a_viewing(database: Database, store: SqlEventStore, tmp_path: Path):
    """SQLite itself refuses, whoever opens the file."""
    store.append(SITTING, after_seq=0, events=[opened()])
    SqlViewings(database).add(REPLAY, VIEWER, now=NOW)
    connection = sqlite3.connect(tmp_path / "oralexam.sqlite3")
    with pytest.raises(sqlite3.IntegrityError, match="viewings never change"):
        connection.execute("UPDATE viewings SET viewer_name = 'nobody'")
    connection.close()


def test_viewings_outlive_an_erasure_and_go_with_a_rehearsal(database: Database, store: SqlEventStore):
    """That an examination was looked at stays known when its people are not; a rehearsal leaves nothing."""
    store.append(SITTING, after_seq=0, events=[opened()])
    store.append(OTHER_SITTING, after_seq=0, events=[opened(rehearsal=True)])
    log = SqlViewings(database)
    log.add(REPLAY, VIEWER, now=NOW)
    log.add(Viewed(kind=ViewingKind.REPLAY, sitting_id=OTHER_SITTING), VIEWER, now=NOW)
    store.erase_personal(SITTING, now=later(60))
    store.wipe(OTHER_SITTING)
    assert len(log.of_sitting(SITTING)) == 1
    assert log.of_sitting(OTHER_SITTING) == ()
