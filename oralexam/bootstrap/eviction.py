"""Sittings that are over leave the memory: rooms, channels, allowances and media. The store has them all."""

import asyncio
from datetime import timedelta

import structlog

from oralexam.background import BackgroundTask
from oralexam.clock import Clock
from oralexam.media.ports import Media
from oralexam.rooms.phases import OVER
from oralexam.rooms.supervisor import RoomSupervisor
from oralexam.signaling.dispatch import Dispatcher

_log = structlog.get_logger(__name__)

LOOK_S = 60.0
KEPT_FOR = timedelta(minutes=1)
"""After its end: the jury's and the candidate's pages still look at it."""


class Eviction:
    """Looks once a minute for what nobody needs any more; whoever asks for it later has it folded again."""

    def __init__(self, *, rooms: RoomSupervisor, dispatcher: Dispatcher, media: Media, clock: Clock) -> None:
        self._rooms = rooms
        self._dispatcher = dispatcher
        self._media = media
        self._clock = clock
        self._task = BackgroundTask("eviction")

    def start(self) -> None:
        """Begin to look."""
        self._task.start(self._look_for_ever())

    async def stop(self) -> None:
        """Look no more."""
        await self._task.stop()

    async def look(self) -> int:
        """Let go of the sittings that are over and deserted; return how many there were."""
        ended_by = self._clock.now() - KEPT_FOR
        over = [
            sitting_id
            for sitting_id, state in self._rooms.live_states().items()
            if state.phase in OVER and state.spans[-1].started_at <= ended_by
        ]
        gone = 0
        for sitting_id in over:
            if self._dispatcher.release(sitting_id) and self._rooms.release(sitting_id):
                await self._media.end(sitting_id)
                gone += 1
        return gone

    async def _look_for_ever(self) -> None:
        while True:
            await asyncio.sleep(LOOK_S)
            try:
                gone = await self.look()
            except Exception:  # noqa: BLE001 — an edge: memory that is not freed now is freed in a minute
                _log.exception("eviction-failed")
            else:
                if gone:
                    _log.info("sittings-evicted", sittings=gone)
