"""A call that is over, in a session: its events, journals with their checksums, copies to listen to."""

import asyncio
import hashlib
from datetime import datetime
from pathlib import Path

import msgspec
import pytest

from oralexam.bootstrap.server import Server
from oralexam.exams.parts import PartKind
from oralexam.exams.session import PartSitting, SessionState
from oralexam.journal.sidecar import Checksum, Closed, encode_line
from oralexam.records.exam_zero import exam_zero
from oralexam.records.listening import make_copies
from oralexam.records.listening_place import ListeningPlace
from oralexam.rooms.seats import PARTIES
from tests.dossier import made_records as made
from tests.records import made_recordings
from tests.rooms.situations import TableRoom

SPOKEN_S = 12.0
"""Of the ten minutes: what follows is a gap, which the replay shows."""


def two_criteria(server: Server, now: datetime) -> None:
    """The centre judges a call by two criteria: what can be pressed for two can be pressed for five."""
    grid = server.stores.grids.current(PartKind.CALL)
    assert grid is not None
    shorter = msgspec.structs.replace(grid, criteria=grid.criteria[:2])
    based_on = (grid.grid_id, grid.version)
    server.stores.grids.publish(shorter, based_on=based_on, author="Léa Morin", now=now)


async def held_call(server: Server, patched: pytest.MonkeyPatch) -> tuple[str, TableRoom]:
    """A session whose candidate has passed the call: the session's id, and the room as it was."""
    session, room = made.session(), made.call()
    server.stores.exam_sessions.create(session, now=made.MADE)
    server.stores.exam_sessions.set_state(session.session_id, SessionState.OPEN, now=made.MADE)
    part = PartSitting(
        session_id=session.session_id,
        candidacy_id=session.candidacies[0].candidacy_id,
        part=PartKind.CALL,
        position=0,
        sitting_id=room.sitting_id,
    )
    server.stores.exam_sessions.reserve([part])
    server.stores.events.append(room.sitting_id, after_seq=0, events=room.history)
    patched.setattr(made_recordings, "ZERO", exam_zero(room.state))
    await asyncio.to_thread(_recorded, server, room)
    return session.session_id, room


def _recorded(server: Server, room: TableRoom) -> None:
    files = server._files
    for seat in PARTIES:
        packets = made_recordings.encode_opus(made_recordings.speech(SPOKEN_S, seat))
        sent = made_recordings.opus_rtp(packets, begins_s=0.0, first_timestamp=960)
        journal = made_recordings.journal(files.recordings_dir(), room.sitting_id, sent, seat=seat)
        _sealed(journal, len(packets))
    place = ListeningPlace(
        recordings=files.recordings_dir(),
        listening=files.root / "listening",
        load_events=server.stores.events.load,
    )
    place.fill(
        room.sitting_id,
        lambda sitting_id, zero, work: make_copies(files.recordings_dir(), sitting_id, zero, work),
    )


def _sealed(journal: Path, packets: int) -> None:
    """What the server notes when a track ends."""
    content = journal.read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    ends_us = int(made.MADE.timestamp() * 1e6)
    lines = (
        Checksum(bytes=len(content), sha256=digest),
        Closed(packets=packets, bytes=len(content), sha256=digest, utc_us=ends_us),
    )
    with journal.with_suffix(".jsonl").open("ab") as sidecar:
        sidecar.write(b"".join(map(encode_line, lines)))
