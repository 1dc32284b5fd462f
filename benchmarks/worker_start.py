"""What it costs the server's event loop that a media worker is started beside it: no call may notice.

A process as big as an idle server starts workers, one after the other, and looks every millisecond how late
its loop is; the same for as long without a start, in turn. Others can only make it later; beside them it may
be run by `chrt -f 5`.
"""

import asyncio
import contextlib
import tempfile
import time
from typing import Final

import numpy as np
import psutil
import uvloop

from benchmarks.result import print_result
from oralexam import heap
from oralexam.bootstrap.media import worker_program
from oralexam.media.pool import messages as say
from oralexam.media.pool.worker import MediaWorker
from oralexam.media.ports import MediaSettings

STARTS: Final = 12
LOOK_S: Final = 0.001
SERVER_MB: Final = 110
"""An idle server (`benchmarks idle`): what is copied or shared when a process is forked."""
MAX_PAUSE_MS: Final = 5.0


class _Pauses:
    """How late the loop comes to what is due every millisecond."""

    def __init__(self) -> None:
        self._longest_s = 0.0

    async def watch(self) -> None:
        while True:
            asleep = time.monotonic()
            await asyncio.sleep(LOOK_S)
            self._longest_s = max(self._longest_s, time.monotonic() - asleep - LOOK_S)

    def take_ms(self) -> float:
        """The longest since this was last asked."""
        longest_s, self._longest_s = self._longest_s, 0.0
        return round(1000 * longest_s, 3)


async def _start_one(recordings: str) -> float:
    """Start a worker and end it; the seconds until it answered."""
    began = time.monotonic()
    worker = MediaWorker(
        program=worker_program(),
        begin=say.Begin(recordings=recordings, utc_offset_us=0, settings=MediaSettings()),
        on_news=lambda _worker, _news: None,
        on_end=lambda _worker: None,
    )
    await worker.ready()
    took_s = time.monotonic() - began
    await worker.stop()
    return took_s


async def measure() -> None:
    """Starts and stillness in turn, and the line."""
    process = psutil.Process()
    ballast = [
        bytearray(1_000_000) for _ in range(max(0, SERVER_MB - process.memory_info().rss // 1_000_000))
    ]
    heap.settle()
    pauses = _Pauses()
    watching = asyncio.create_task(pauses.watch(), name="pauses")
    starting_ms, still_ms, took_s = [], [], []
    with tempfile.TemporaryDirectory() as recordings:
        await _start_one(recordings)  # the files that Python reads are in memory then
        for _ in range(STARTS):
            pauses.take_ms()
            took_s.append(await _start_one(recordings))
            starting_ms.append(pauses.take_ms())
            await asyncio.sleep(took_s[-1])
            still_ms.append(pauses.take_ms())
    watching.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await watching
    print_result(
        name="worker_start",
        value=float(np.median(starting_ms)),
        unit="ms that the loop stands still, at the longest, while a media worker is started and ended",
        goal=f"<= {MAX_PAUSE_MS:g} ms in the worst of {STARTS} starts",
        holds=max(starting_ms) <= MAX_PAUSE_MS,
        rests_on={
            "worst_ms": max(starting_ms),
            "each_ms": starting_ms,
            "rival": {
                "name": "as long without a start",
                "median_ms": float(np.median(still_ms)),
                "each_ms": still_ms,
            },
            "ready_after_s": round(float(np.median(took_s)), 3),
            "rss_mb": round(process.memory_info().rss / 1e6) if ballast else 0,
        },
    )


def main() -> None:
    """Measure and print."""
    uvloop.run(measure())


if __name__ == "__main__":
    main()
