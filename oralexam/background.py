"""A task in the background: named, started and stopped by its owner, and heard at once when it breaks."""

import asyncio
from collections.abc import Coroutine
from typing import Any

import structlog

_log = structlog.get_logger(__name__)


class BackgroundTask:
    """One task of one owner.

    What breaks it is logged when it breaks: an owner who reads it only on stopping learns weeks later that
    nothing was swept, watched or told all the while.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._task: asyncio.Task[None] | None = None

    @property
    def is_running(self) -> bool:
        """Whether it was started, and has not ended since."""
        return self._task is not None and not self._task.done()

    def start(self, work: Coroutine[Any, Any, None]) -> None:
        """Have `work` done beside everything else."""
        self._task = asyncio.create_task(work, name=self._name)
        self._task.add_done_callback(_read)

    async def stop(self) -> None:
        """Cancel it, and return when it has ended; one that was never started has."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait({self._task})
            self._task = None


def _read(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and (fault := task.exception()) is not None:
        _log.error("task-broke", task=task.get_name(), exc_info=fault)
