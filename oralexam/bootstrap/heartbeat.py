"""When the server was last alive: a file that it writes, so that it can say how long it was down.

The ledger needs it: a server that was killed cannot say when, and a sitting may be silent for minutes.
Wall clocks are set while servers are down; how long one was is asked of the clock of the machine's own that
runs from boot to boot (Linux, CLOCK_BOOTTIME), as long as the machine was not started anew.
"""

import asyncio
import os
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import msgspec
import structlog

_log = structlog.get_logger(__name__)

BEAT_S = 1.0
"""The time that a server was down is known to this."""
STEPPED_S: Final = 2.0
"""A wall clock that went so much otherwise than the machine's own has been set; a beat may be 1 s old."""
_BOOT_ID: Final = Path("/proc/sys/kernel/random/boot_id")


class _Beat(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the file says: its time is the wall clock's."""

    boot_id: str
    since_boot_s: float


class Absence(msgspec.Struct, frozen=True, kw_only=True):
    """How long no server of this data folder was there."""

    down_s: float
    """At least so long, where the machine was started anew and its clock set back."""
    clock_stepped: bool
    """Whether the wall clock was set meanwhile."""


def since_boot_s() -> float:
    """How long this machine has been running, its sleep included."""
    return time.clock_gettime(time.CLOCK_BOOTTIME)


def boot_id() -> str:
    """Another one after each start of the machine; "" where the kernel does not say."""
    try:
        return _BOOT_ID.read_text("ascii").strip()
    except OSError:
        return ""


class Heartbeat:
    """Writes `file` once a second."""

    def __init__(
        self,
        file: Path,
        *,
        boot: Callable[[], str] = boot_id,
        running_s: Callable[[], float] = since_boot_s,
    ) -> None:
        self._file = file
        self._boot_id = boot()
        self._running_s = running_s
        self._task: asyncio.Task[None] | None = None

    async def absence(self, now: datetime) -> Absence | None:
        """How long no server was there, up to `now`; None where none ever was. Ask before `start`."""
        return await asyncio.to_thread(self._absence, now)

    def _absence(self, now: datetime) -> Absence | None:
        try:
            last_at = datetime.fromtimestamp(self._file.stat().st_mtime, UTC)
            content = self._file.read_bytes()
        except OSError:
            return None
        by_wall_s, running_s = (now - last_at).total_seconds(), self._running_s()
        try:
            beat = msgspec.json.decode(content, type=_Beat)
        except msgspec.DecodeError:  # written by hand, or cut by a full disk: the file's own time is left
            return Absence(down_s=max(0.0, by_wall_s), clock_stepped=by_wall_s < 0)
        if beat.boot_id and beat.boot_id == self._boot_id:
            down_s = max(0.0, running_s - beat.since_boot_s)
            return Absence(down_s=down_s, clock_stepped=abs(by_wall_s - down_s) > STEPPED_S)
        # No server ran before the machine did.
        return Absence(down_s=max(by_wall_s, running_s), clock_stepped=by_wall_s < running_s)

    def start(self) -> None:
        """Begin to beat."""
        self._task = asyncio.create_task(self._beat_for_ever(), name="heartbeat")

    async def stop(self) -> None:
        """The last beat is now."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            await asyncio.to_thread(self._beat)

    async def _beat_for_ever(self) -> None:
        while True:
            await asyncio.to_thread(self._beat)
            await asyncio.sleep(BEAT_S)

    def _beat(self) -> None:
        beat = _Beat(boot_id=self._boot_id, since_boot_s=round(self._running_s(), 3))
        try:
            descriptor = os.open(self._file, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o640)
            try:
                # In place, with blanks where it was longer: whoever is killed here has left the whole of it.
                os.pwrite(descriptor, msgspec.json.encode(beat).ljust(96), 0)
            finally:
                os.close(descriptor)
        except OSError as error:
            # Without it the ledger knows less; the exam goes on. The disk watch says what is wrong.
            _log.warning("heartbeat-not-written", problem=type(error).__name__)
