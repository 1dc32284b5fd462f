"""A centre with one candidate of the whole title, after the day, in a real database."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from oralexam.bootstrap.stores import Stores, open_stores
from oralexam.clock import SystemClock
from oralexam.exams.formats import FormatBook
from oralexam.exams.session import PartSitting, SessionState
from oralexam.journal.sidecar import Checksum, Closed, encode_line
from oralexam.settings import Settings
from oralexam.storage.files import DataFolder
from oralexam.webapp.assets import web_folder
from oralexam.webapp.record_desk import RecordDesk
from tests.dossier import made_records as made
from tests.rooms.situations import TableRoom

RECORDED_BYTES = 64 * 1024
"""A record does not read the recordings, only what was noted of them."""
NOTES_A_FILE = 600
"""One a second, as a journal syncs."""


@dataclass(frozen=True, kw_only=True)
class Centre:
    """What a benchmark of documents needs."""

    stores: Stores
    files: DataFolder
    records: RecordDesk
    session_id: str
    candidacy_id: str
    parts: int
    events: int


@contextmanager
def open_centre(folder: Path) -> Iterator[Centre]:
    """Fill a data folder as a day does."""
    files = DataFolder(folder)
    stores = open_stores(Settings(data=folder), files)
    clock, session = SystemClock(), made.session()
    rooms = [
        made.judged_call(typing=True),
        made.judged_visitor(),
        *(made.interview(kind, 13 + place) for place, kind in enumerate(made.INTERVIEWS)),
    ]
    stores.exam_sessions.create(session, now=clock.now())
    stores.exam_sessions.set_state(session.session_id, SessionState.OPEN, now=clock.now())
    candidacy_id = session.candidacies[0].candidacy_id
    for place, room in enumerate(rooms):
        _store(stores, room, session.session_id, candidacy_id, place)
        if room.state.zero_at is not None:
            _record(files, room.sitting_id)
    try:
        yield Centre(
            stores=stores,
            files=files,
            records=RecordDesk(
                sessions=stores.exam_sessions,
                events=stores.events,
                progress=stores.judging_progress,
                corrections=stores.corrections,
                scenarios=stores.scenarios,
                formats=FormatBook(),
                grids=stores.grids,
                files=files,
                web=web_folder(),
                clock=clock,
            ),
            session_id=session.session_id,
            candidacy_id=candidacy_id,
            parts=len(rooms),
            events=sum(len(room.history) for room in rooms),
        )
    finally:
        stores.close()


def _store(stores: Stores, room: TableRoom, session_id: str, candidacy_id: str, place: int) -> None:
    part = PartSitting(
        session_id=session_id,
        candidacy_id=candidacy_id,
        part=room.state.sitting.part,
        position=place,
        sitting_id=room.sitting_id,
    )
    stores.exam_sessions.reserve([part])
    stores.events.append(room.sitting_id, after_seq=0, events=room.history)


def _record(files: DataFolder, sitting_id: str) -> None:
    folder = files.recordings_dir() / sitting_id
    folder.mkdir()
    content = bytes(RECORDED_BYTES)
    sha256 = hashlib.sha256(content).hexdigest()
    for seat in ("candidate", "juror"):
        for kind in ("audio", "video"):
            (folder / f"{seat}-{kind}-001.mjr").write_bytes(content)
            noted = [Checksum(bytes=RECORDED_BYTES, sha256=sha256)] * NOTES_A_FILE
            closed = Closed(packets=1, bytes=RECORDED_BYTES, sha256=sha256, utc_us=1)
            lines = b"".join(encode_line(line) for line in (*noted, closed))
            (folder / f"{seat}-{kind}-001.jsonl").write_bytes(lines)
