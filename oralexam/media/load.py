"""How busy this process's event loop is: its share of a core, its lateness, what waits in its sockets."""

import asyncio
import os
import time
from collections import deque
from pathlib import Path
from typing import Final

from oralexam.background import BackgroundTask
from oralexam.media.ports import MediaLoad

LOOK_S: Final = 0.05
"""How often lateness is sampled: twenty wakings a second, beside the thousands of a single video call."""
WINDOW_S: Final = 10.0
"""What is told is of this long: a burst of key frames is no load, ten seconds are."""
READ_S: Final = 1.0
"""How often processor time and sockets are read."""
_UDP_TABLES: Final = (Path("/proc/self/net/udp"), Path("/proc/self/net/udp6"))


class LoadMeter:
    """Measures from `start` to `stop`, on the loop that it was started on."""

    def __init__(self) -> None:
        self._late_s: deque[float] = deque(maxlen=int(WINDOW_S / LOOK_S))
        self._read: deque[tuple[float, float, int, int]] = deque(maxlen=int(WINDOW_S / READ_S) + 1)
        """At each reading: the time, processor seconds, bytes unread, packets dropped so far."""
        self._task = BackgroundTask("media-load")

    def start(self) -> None:
        """Begin to measure."""
        self._task.start(self._measure())

    async def stop(self) -> None:
        """Measure no more."""
        await self._task.stop()

    def load(self, open_calls: int, connections: int = 0, guests: int = 0) -> MediaLoad:
        """What the last seconds were like."""
        late = sorted(self._late_s)
        first, last = (self._read[0], self._read[-1]) if self._read else ((0.0,) * 4, (0.0,) * 4)
        took_s = last[0] - first[0]
        return MediaLoad(
            busy_share=round((last[1] - first[1]) / took_s, 4) if took_s else 0.0,
            late_p95_ms=round(1000 * late[int(0.95 * (len(late) - 1))], 2) if late else 0.0,
            unread_bytes=max((reading[2] for reading in self._read), default=0),
            dropped_packets=max(0, int(last[3] - first[3])),
            open_calls=open_calls,
            connections=connections,
            guests=guests,
        )

    async def _measure(self) -> None:
        loop, due_s = asyncio.get_running_loop(), 0.0
        while True:
            if (now := loop.time()) >= due_s:
                due_s = now + READ_S
                self._read.append((now, time.process_time(), *own_udp_sockets()))
            asleep_at = loop.time()
            await asyncio.sleep(LOOK_S)
            self._late_s.append(max(0.0, loop.time() - asleep_at - LOOK_S))


def own_udp_sockets() -> tuple[int, int]:
    """(bytes unread, packets dropped) of this process's UDP sockets, from Linux (proc(5), net/udp)."""
    own = set()
    try:
        # Not pathlib: this runs once a second beside the packets, and its objects cost more than the calls.
        for name in os.listdir("/proc/self/fd"):  # noqa: PTH208
            try:
                target = os.readlink(f"/proc/self/fd/{name}")  # noqa: PTH115
            except OSError:
                continue
            if target.startswith("socket:["):
                own.add(target[8:-1])
        unread = dropped = 0
        for table in _UDP_TABLES:
            for line in table.read_text(encoding="ascii").splitlines()[1:]:
                fields = line.split()
                if fields[9] in own:
                    unread += int(fields[4].partition(":")[2], 16)
                    dropped += int(fields[-1])
    except (OSError, ValueError, IndexError):
        return 0, 0  # elsewhere than on Linux
    return unread, dropped
