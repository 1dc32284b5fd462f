"""The disk as it fills: the log says when little room is left, when none is, and when there is again."""

import asyncio
from collections.abc import Callable

import structlog

from oralexam.background import BackgroundTask
from oralexam.errors import OralExamError

_log = structlog.get_logger(__name__)

LOOK_S = 30.0
"""A video call writes about 20 MB in this time: far less than a tenth of any disk."""


class DiskWatch:
    """Asks now and then, and says what has changed; the requests and calls do their own asking."""

    def __init__(self, probe: Callable[[], None]) -> None:
        self._probe = probe
        self._task = BackgroundTask("disk-watch")

    def start(self) -> None:
        """Begin to look."""
        self._task.start(self._look_for_ever())

    async def stop(self) -> None:
        """Look no more."""
        await self._task.stop()

    async def _look_for_ever(self) -> None:
        said = "ok"
        while True:
            found = await asyncio.to_thread(self._found)
            if found != said:
                _say(found)
            said = found
            await asyncio.sleep(LOOK_S)

    def _found(self) -> str:
        try:
            self._probe()
        except OralExamError as error:
            return error.reason
        except OSError as error:
            return type(error).__name__
        return "ok"


def _say(found: str) -> None:
    match found:
        case "ok":
            _log.info("disk-has-room")
        case "disk-low":
            _log.warning("disk-fills", code=found)
        case _:
            _log.error("disk-fills", code=found)
