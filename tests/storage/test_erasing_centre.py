"""Old viewings, closed accounts and rehearsals go when they are old, and nothing younger with them."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from oralexam.exams.people import Role
from oralexam.identifiers import new_id
from oralexam.retention.deletions import Deletion, Ground
from oralexam.retention.kinds import DataKind
from oralexam.retention.viewing import Viewed, Viewer, ViewingKind
from oralexam.rooms.seats import Seat
from oralexam.storage.accounts import Accounts
from oralexam.storage.deletions import SqlDeletions
from oralexam.storage.engine import open_database
from oralexam.storage.erasing_centre import CentreEraser
from oralexam.storage.events import SqlEventStore
from oralexam.storage.jobs import SqlJobQueue
from oralexam.storage.viewings import SqlViewings
from tests.contracts.event_store import NOW, OTHER_SITTING, SITTING, opened
from tests.exams.made_sessions import ready_session
from tests.retention.made_retention import ASKS, CANARY, Centre, files_of

OLD, CUT = NOW - timedelta(days=400), NOW - timedelta(days=365)


@pytest.fixture
def centre(tmp_path: Path) -> Iterator[Centre]:
    """A data folder with an old and a new one of each."""
    files = files_of(tmp_path / "data")
    database = open_database(files.database_path)
    store = SqlEventStore(database)
    for sitting_id, at, word in ((SITTING, OLD, CANARY), (OTHER_SITTING, NOW, "new")):
        store.append(sitting_id, after_seq=0, events=[opened(rehearsal=True, at=at)])
        folder = files.recordings_dir() / sitting_id
        folder.mkdir()
        (folder / "candidate-audio-001.mjr").write_bytes(word.encode())
        SqlViewings(database).add(
            Viewed(kind=ViewingKind.SESSION_TABLE, session_id=new_id()),
            Viewer(seat=Seat.MANAGER, browser="0" * 12, name=f"Viewer {word}"),
            now=at,
        )
        accounts = Accounts(database)
        account = accounts.add(login=word, name=f"Staff {word}", role=Role.JUROR, password_hash=word, now=at)
        accounts.set_active(account.account_id, active=False, now=at)
    store.close()
    yield Centre(database=database, files=files, session=ready_session())
    database.close()


@pytest.mark.parametrize("kind", [DataKind.VIEWINGS, DataKind.ACCOUNTS, DataKind.REHEARSALS])
def test_what_is_old_goes_and_what_is_new_stays(kind: DataKind, centre: Centre) -> None:
    """By a deletion of the centre's own; the oldest that is left is the new one."""
    eraser = CentreEraser(database=centre.database, files=centre.files, jobs=SqlJobQueue(centre.database))
    assert eraser.oldest(kind) == OLD
    wanted = Deletion(
        deletion_id=new_id(),
        before=CUT,
        kinds=(kind,),
        ground=Ground.LENGTH_OVER,
        reason="old",
        asked_at=NOW,
        asked_by=ASKS,
    )
    SqlDeletions(centre.database).add(wanted)
    centre.eraser().carry_out(wanted, now=NOW)
    assert eraser.oldest(kind) == NOW
    word = {DataKind.VIEWINGS: "Viewer", DataKind.ACCOUNTS: "Staff"}.get(kind)
    gone = CANARY if word is None else f"{word} {CANARY}"
    if word is None:
        assert not (centre.files.recordings_dir() / SITTING).exists()
        assert (centre.files.recordings_dir() / OTHER_SITTING).exists()
    else:
        assert centre.holds_words(gone) == []
    assert centre.holds_words("new") != []
