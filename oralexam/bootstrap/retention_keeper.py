"""The server's daily look at what is due, and the hand that finishes deletions, from the first moment on."""

import asyncio
import contextlib

import structlog

from oralexam.errors import OralExamError
from oralexam.webapp.retention.work import RetentionWork

_log = structlog.get_logger(__name__)

LOOK_S = 3600.0
"""What counts as a day is for `retention.clocks`; looking more often only finds sooner that one has begun."""
AGAIN_S = 30.0
"""A worker that is waited for needs minutes at most."""


class RetentionKeeper:
    """Finishes what an earlier server has left, then looks every hour."""

    def __init__(self, work: RetentionWork) -> None:
        self._work = work
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin; what was confirmed before this server started is carried out at once."""
        self._task = asyncio.create_task(self._keep(), name="retention-keeper")

    async def stop(self) -> None:
        """Look no more; a step that runs is ended, and done again at the next start."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _keep(self) -> None:
        while True:
            finished = False
            try:
                await self._work.look()
                finished = await self._work.carry_on()
                await self._work.sweep()
            except OralExamError as fault:
                _log.error("retention-look-failed", code=fault.reason)
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._work.wanted.wait(), LOOK_S if finished else AGAIN_S)
