"""A centre with one candidate of the whole title, after the day, in a real database."""

import hashlib
import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from oralexam.bootstrap.stores import Stores, open_stores
from oralexam.clock import SystemClock
from oralexam.exams.formats import FormatBook
from oralexam.exams.session import PartSitting, SessionState
from oralexam.journal.sidecar import Checksum, Closed, Opened, encode_line
from oralexam.rooms.supervisor import RoomSupervisor
from oralexam.settings import Settings
from oralexam.storage.files import DataFolder
from oralexam.webapp.after.digest_desk import DigestDesk
from oralexam.webapp.after.pack_desk import PackDesk
from oralexam.webapp.after.record_desk import RecordDesk
from oralexam.webapp.assets import web_folder
from tests.dossier import made_records as made
from tests.rooms.fakes import FakeMedia
from tests.rooms.situations import TableRoom

CALL_S = 600
BYTES_A_SECOND: dict[Literal["audio", "video"], int] = {"audio": 4_000, "video": 62_500}
"""32 kbit/s of Opus and 500 of VP8: two voices and two pictures make 80 MB in ten minutes."""


@dataclass(frozen=True, kw_only=True)
class Centre:
    """What a benchmark of documents needs."""

    stores: Stores
    files: DataFolder
    records: RecordDesk
    packs: PackDesk
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
    records = RecordDesk(
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
    )
    packs = PackDesk(
        files=files,
        sessions=stores.exam_sessions,
        events=stores.events,
        scenarios=None,
        record=records.printed,
        digests=DigestDesk(
            rooms=RoomSupervisor(
                store=stores.events, media=FakeMedia(), scenarios=stores.scenarios, clock=clock
            ),
            digests=stores.digests,
            recordings=files.recordings_dir(),
            clock=clock,
        ),
        clock=clock,
    )
    packs.prepare()
    try:
        yield Centre(
            stores=stores,
            files=files,
            records=records,
            packs=packs,
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
    """Ten minutes of both voices and both pictures, about 80 MB, synced and hashed every second."""
    folder = files.recordings_dir() / sitting_id
    folder.mkdir()
    for seat in ("candidate", "juror"):
        for kind, rate in BYTES_A_SECOND.items():
            chance = random.Random(f"{sitting_id} {seat} {kind}")  # noqa: S311 -- the same bytes each time
            digest, written = hashlib.sha256(), 0
            lines = [encode_line(_opened(sitting_id, seat, kind))]
            with (folder / f"{seat}-{kind}-001.mjr").open("wb") as journal:
                for _ in range(CALL_S):
                    second = chance.randbytes(rate)
                    journal.write(second)
                    digest.update(second)
                    written += rate
                    lines.append(encode_line(Checksum(bytes=written, sha256=digest.hexdigest())))
            closed = Closed(packets=1, bytes=written, sha256=digest.hexdigest(), utc_us=1)
            content = b"".join([*lines, encode_line(closed)])
            (folder / f"{seat}-{kind}-001.jsonl").write_bytes(content)


def _opened(sitting_id: str, seat: str, kind: Literal["audio", "video"]) -> Opened:
    return Opened(
        sitting_id=sitting_id,
        seat=seat,
        kind=kind,
        segment=1,
        codec="opus" if kind == "audio" else "vp8",
        clock_rate=48_000 if kind == "audio" else 90_000,
        ssrc=7,
        payload_type=111,
        utc_us=1,
    )
