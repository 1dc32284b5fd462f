"""Has the chain of a part that is over name its recordings, own copies and transcripts by their digests.

One hand in the whole server writes these events, and it reads the chain before: whatever line a killed server
had come to, the next one writes what is missing and nothing twice.
"""

import asyncio
from pathlib import Path

import structlog

from oralexam.clock import Clock
from oralexam.copies.reader import FOLDER
from oralexam.evidence.noting import journals_of, missing_digests, own_sizes
from oralexam.rooms.phases import OVER
from oralexam.rooms.supervisor import RoomSupervisor
from oralexam.storage.digests import SqlDigests

_log = structlog.get_logger(__name__)


class DigestDesk:
    """One for the whole server."""

    def __init__(self, *, rooms: RoomSupervisor, digests: SqlDigests, recordings: Path, clock: Clock) -> None:
        self._rooms = rooms
        self._digests = digests
        self._recordings = recordings
        self._clock = clock
        self._turn = asyncio.Lock()

    async def note(self, sitting_id: str) -> bool:
        """Append what the chain of a sitting does not name yet; whether nothing is left to come.

        False while a journal is being closed, or a page may still send of its own copy. A part that is not
        over is left alone: its end asks again.

        Raises:
            NotFound: `unknown-sitting`.
            SystemFault: `storage-failed`, `room-slow`; call again.
        """
        async with self._turn:
            if (await self._rooms.state(sitting_id)).phase not in OVER:
                return True
            whole, missing = await asyncio.to_thread(
                missing_digests, self._digests, self._recordings, sitting_id, now=self._clock.now()
            )
            if missing:
                await self._rooms.note(sitting_id, *missing)
                _log.info("digests-noted", sitting_id=sitting_id, events=len(missing))
            return whole

    def lacking(self) -> set[str]:
        """The sittings that are over and whose chains lack something: what a killed server has left."""
        over = self._digests.over_without_recordings()
        wanted = {each for each in over if journals_of(self._recordings, each)}
        noted = self._digests.own_copies()
        for sitting_id in self.with_copies():
            known = noted.get(sitting_id, {})
            if any(known.get(name, 0) < size for name, size in own_sizes(self._recordings, sitting_id)):
                wanted.add(sitting_id)
        return wanted | set(self._digests.over_with_new_transcripts())

    def with_copies(self) -> list[str]:
        """The sittings of which something of an own copy is on the disk."""
        found = self._recordings.iterdir() if self._recordings.is_dir() else ()
        return [path.name for path in found if (path / FOLDER).is_dir()]
