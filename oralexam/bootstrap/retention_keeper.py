"""The server's daily look at what is due, and the hand that finishes deletions, from the first moment on."""

import asyncio
import contextlib
from typing import Protocol

import structlog

from oralexam.background import BackgroundTask
from oralexam.errors import OralExamError

_log = structlog.get_logger(__name__)

LOOK_S = 3600.0
"""What counts as a day is for `retention.clocks`; looking more often only finds sooner that one has begun."""
AGAIN_S = 30.0
"""A worker that is waited for needs minutes at most."""


class DueWork(Protocol):
    """What the keeper has done (`webapp.retention.work`)."""

    wanted: asyncio.Event
    """Set when something was confirmed; `carry_on` takes it back."""

    async def look(self) -> None:
        """Write down what is due."""
        ...

    async def carry_on(self) -> bool:
        """Carry out what is confirmed; whether nothing of that is left."""
        ...

    async def sweep(self) -> None:
        """Remove once more what was deleted lately."""
        ...


class RetentionKeeper:
    """Finishes what an earlier server has left, then looks every hour."""

    def __init__(self, work: DueWork) -> None:
        self._work = work
        self._task = BackgroundTask("retention-keeper")

    def start(self) -> None:
        """Begin; what was confirmed before this server started is carried out at once."""
        self._task.start(self._keep())

    async def stop(self) -> None:
        """Look no more; a step that runs is ended, and done again at the next start."""
        await self._task.stop()

    async def _keep(self) -> None:
        while True:
            try:
                await self._work.look()
                finished = await self._work.carry_on()
                await self._work.sweep()
            except OralExamError as fault:
                _log.error("retention-look-failed", code=fault.reason)
            except Exception:  # noqa: BLE001 -- the edge of a task: what is due must be looked at again
                _log.exception("retention-look-failed")
            else:
                await self._rest(LOOK_S if finished else AGAIN_S)
                continue
            # Not until something is wanted: what failed has left that standing, and would fail again at once.
            await asyncio.sleep(AGAIN_S)

    async def _rest(self, longest_s: float) -> None:
        """Wait until something is wanted, no longer than `longest_s`."""
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(longest_s):
                await self._work.wanted.wait()
