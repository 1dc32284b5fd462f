"""Looks after the digests in the chains: at ends of parts, with each transcript and copy, at the start.

And after what pages bring late: it is to be heard as well as named.
"""

import asyncio
from collections.abc import Callable, Sequence

import structlog

from oralexam.background import BackgroundTask
from oralexam.errors import NotFound, OralExamError
from oralexam.rooms import events
from oralexam.rooms.phases import OVER
from oralexam.rooms.state import RoomState
from oralexam.storage.digests import SqlDigests
from oralexam.webapp.after.digest_desk import DigestDesk

_log = structlog.get_logger(__name__)

LOOK_S = 2.0
"""Transcripts are written down by another process: so soon afterwards the chain names them."""


class DigestKeeper:
    """Subscriber of the rooms; one task.

    Args:
        desk: Writes them.
        digests: Which there are.
        late: Told, in a thread, of each sitting of which nothing more is on its way, and, at the start, of
            all that have own copies; where it answers False it is told again.
    """

    def __init__(
        self, desk: DigestDesk, digests: SqlDigests, *, late: Callable[[str], bool] = lambda _sitting_id: True
    ) -> None:
        self._desk = desk
        self._digests = digests
        self._late = late
        self._waiting: set[str] = set()
        self._unheard: set[str] = set()
        self._until = 0
        self._task = BackgroundTask("digest-keeper")

    async def happened(self, sitting_id: str, state: RoomState, happened: Sequence[events.AnyEvent]) -> None:
        """Subscriber of the rooms: a part that has just ended waits for its digests."""
        if state.phase in OVER and any(
            isinstance(event, events.PhaseEntered | events.PartAborted) for event in happened
        ):
            self._waiting.add(sitting_id)

    def copy_came(self, sitting_id: str) -> None:
        """A page has brought something of its own copy: while a part runs, that is nothing new."""
        self._waiting.add(sitting_id)

    def start(self) -> None:
        """Begin with what an earlier server has left."""
        self._task.start(self._keep())

    async def stop(self) -> None:
        """Look no more; what is missing is found at the next start."""
        await self._task.stop()

    async def _keep(self) -> None:
        begun = False
        while True:
            try:
                if begun:
                    await self._look_for_transcripts()
                else:
                    self._until = await asyncio.to_thread(self._digests.transcripts_until)
                    self._waiting |= await asyncio.to_thread(self._desk.lacking)
                    # A chain may name what a killed server could not ask to be heard.
                    self._unheard |= set(await asyncio.to_thread(self._desk.with_copies))
                    begun = True
                for sitting_id in sorted(self._waiting):
                    await self._note(sitting_id)
                for sitting_id in sorted(self._unheard - self._waiting):
                    await self._hear(sitting_id)
            except OralExamError as fault:
                _log.warning("digests-wait", code=fault.reason)
            except Exception:  # noqa: BLE001 -- the edge of a task: one sitting must not end it for all
                _log.exception("digests-broke")
            await asyncio.sleep(LOOK_S)

    async def _look_for_transcripts(self) -> None:
        until = await asyncio.to_thread(self._digests.transcripts_until)
        if until > self._until:
            self._waiting |= set(await asyncio.to_thread(self._digests.with_transcripts_after, self._until))
        # After an erasure numbers begin lower again.
        self._until = until

    async def _note(self, sitting_id: str) -> None:
        # Before the look: what comes while it is taken has another.
        self._waiting.discard(sitting_id)
        again = True
        try:
            again = not await self._desk.note(sitting_id)
            self._unheard.add(sitting_id)
        except NotFound:
            again = False
        except OralExamError as fault:
            _log.warning("digests-wait", sitting_id=sitting_id, code=fault.reason)
        finally:
            if again:
                self._waiting.add(sitting_id)

    async def _hear(self, sitting_id: str) -> None:
        try:
            if await asyncio.to_thread(self._late, sitting_id):
                self._unheard.discard(sitting_id)
        except OralExamError as fault:
            _log.warning("late-copies-wait", sitting_id=sitting_id, code=fault.reason)
        except OSError as fault:
            # A file that cannot be read keeps no other sitting waiting.
            _log.warning("late-copies-wait", sitting_id=sitting_id, code="unreadable", error=repr(fault))
