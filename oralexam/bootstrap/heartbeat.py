"""When the server was last alive: a file that it touches, so that it can say how long it was down.

The ledger needs it: a server that was killed cannot say when, and a sitting may be silent for minutes.
"""

import asyncio
from datetime import UTC, datetime
from pathlib import Path

import structlog

from oralexam.background import BackgroundTask

_log = structlog.get_logger(__name__)

BEAT_S = 1.0
"""The time that a server was down is known to this."""


class Heartbeat:
    """Touches `file` once a second."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._task = BackgroundTask("heartbeat")

    async def last(self) -> datetime | None:
        """When a server of this data folder was last alive; None where none ever was. Ask before `start`."""
        try:
            status = await asyncio.to_thread(self._file.stat)
        except OSError:
            return None
        return datetime.fromtimestamp(status.st_mtime, UTC)

    def start(self) -> None:
        """Begin to beat."""
        self._task.start(self._beat_for_ever())

    async def stop(self) -> None:
        """The last beat is now."""
        if self._task.is_running:
            await self._task.stop()
            await asyncio.to_thread(self._beat)

    async def _beat_for_ever(self) -> None:
        while True:
            await asyncio.to_thread(self._beat)
            await asyncio.sleep(BEAT_S)

    def _beat(self) -> None:
        try:
            self._file.touch()
        except OSError as error:
            # Without it the ledger knows less; the exam goes on. The disk watch says what is wrong.
            _log.warning("heartbeat-not-written", problem=type(error).__name__)
