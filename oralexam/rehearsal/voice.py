"""A synthetic voice: an Opus packet every 20 ms, speech where the script says so, else silence."""

import asyncio
import time
from collections import deque
from collections.abc import Iterator, Sequence
from fractions import Fraction

import av
from aiortc import MediaStreamTrack
from av.stream import Stream

from oralexam.rehearsal.lines import OPUS_HZ, PACKET_S, PACKET_SAMPLES

SILENCE = bytes((0xF8, 0xFF, 0xFE))
"""An Opus packet of 20 ms that decodes to silence (what browsers send for a muted track, RFC 6716)."""
_TIME_BASE = Fraction(1, OPUS_HZ)


class Voice(MediaStreamTrack):
    """A track that never ends and never drifts: packet n is due n · 20 ms after the first one.

    When the event loop was held up, the packets that are due follow at once: none is left out, none is sent
    twice, and every one keeps its own timestamp, as from a sound card whose buffer was read late.
    """

    kind = "audio"

    def __init__(self) -> None:
        super().__init__()
        self.sent_packets = 0
        self._ticks = 0
        """Which 20 ms of this voice come next: sent ones, and those that passed without a connection."""
        self._started_at: float | None = None
        self._turns: deque[tuple[float, tuple[bytes, ...]]] = deque()
        self._speaking: Iterator[bytes] = iter(())

    def say(self, packets: Sequence[bytes], *, at: float) -> None:
        """Speak `packets` from the instant `at` (monotonic seconds) on; called in the order of time."""
        self._turns.append((at, tuple(packets)))

    def hush(self) -> None:
        """Say nothing more: the call is over."""
        self._turns.clear()
        self._speaking = iter(())

    def skip_to_now(self) -> None:
        """Leave out what has passed unsent: a new connection starts with the present, like a microphone."""
        if self._started_at is None:
            return
        passed = int((time.monotonic() - self._started_at) / PACKET_S) + 1
        while self._ticks < passed:
            self._payload(self._started_at + self._ticks * PACKET_S)
            self._ticks += 1

    async def recv(self) -> "av.Packet[Stream]":  # not subscriptable at run time
        """The next packet, when it is due."""
        now = time.monotonic()
        if self._started_at is None:
            self._started_at = now
        due = self._started_at + self._ticks * PACKET_S
        if due > now:
            await asyncio.sleep(due - now)
        packet = av.Packet(self._payload(due))
        packet.pts = self._ticks * PACKET_SAMPLES
        packet.time_base = _TIME_BASE
        self._ticks += 1
        self.sent_packets += 1
        return packet

    def _payload(self, due: float) -> bytes:
        payload = next(self._speaking, None)
        if payload is None and self._turns and self._turns[0][0] <= due:
            self._speaking = iter(self._turns.popleft()[1])
            payload = next(self._speaking, None)
        return SILENCE if payload is None else payload
