"""One seat's voice, packet by packet, while it is being recorded: segment after segment, each clock apart.

What comes out depends on what stands in the journal, never on when it was read: a call that was followed and
one that is read afterwards give the same packets in the same order.
"""

import time
from collections import deque
from pathlib import Path
from typing import Final

import msgspec

from oralexam.journal.exam_clock import SegmentClock, SegmentTiming, fit
from oralexam.journal.reader import (
    CLOCK_RATES_HZ,
    JournalPacket,
    JournalTail,
    PacketOrder,
    TrackFiles,
    list_tracks,
)
from oralexam.journal.sidecar import Abandoned, Closed, decode_lines
from oralexam.journal.stretches import Splitter, identity

LATE_PACKETS: Final = 150
"""How far a repaired packet may stand behind here: three seconds. Repair gives up sooner; waiting for the
whole window of the reader (20 s) would keep what was said from being written down."""
DESERTED_S: Final = 2.0
"""A segment that nobody closed (its server was killed) is over when it was still so long beside a newer."""
REPEATED_PACKETS: Final = 4096
"""How many packets are known again where a segment repeats them: 82 s of voice. It may repeat more
(journal/unconfirmed.py); a live transcript then has those words twice, a copy never."""
_CHUNK_BYTES: Final = 1 << 16
_END_BYTES: Final = 1024
_WINDOW_S: Final = 5
_RATE_HZ: Final = CLOCK_RATES_HZ["audio"]
_TICK_US: Final = 1e6 / _RATE_HZ
_STEADY_WINDOWS: Final = 5
STEADY_AFTER_S: Final = float(_WINDOW_S)
"""So long after an instant, `FollowedClock.steady_us` knows it for good."""


class FollowedPacket(msgspec.Struct, frozen=True, kw_only=True):
    """A packet in its order; with `begins` another clock counts than before: `clock` is its number."""

    packet: JournalPacket
    begins: bool
    clock: int


class FollowedClock:
    """The clock of one stretch of packets, from the least delayed packet of each window of five seconds."""

    def __init__(self, segment: Path) -> None:
        self.segment = segment
        self.alone = True
        """Whether it is the only clock of its segment: then that of the whole segment holds for it."""
        self._first: tuple[int, int] | None = None
        self._least: dict[int, tuple[int, int]] = {}

    def note(self, packet: JournalPacket) -> None:
        """Take a packet's arrival."""
        if self._first is None:
            self._first = (packet.timestamp, packet.arrival_us)
        ticks = packet.timestamp - self._first[0]
        window = ticks // (_WINDOW_S * _RATE_HZ)
        least = self._least.get(window)
        if least is None or _delay_us(packet.timestamp, packet.arrival_us) < _delay_us(*least):
            self._least[window] = (packet.timestamp, packet.arrival_us)

    def steady_us(self, timestamp: int) -> float:
        """When a timestamp was, by the least delayed packet of the half minute that ends with its window.

        What comes after that window changes nothing: it is the same, asked while the call runs or afterwards.
        """
        if self._first is None:
            return 0.0
        window = (timestamp - self._first[0]) // (_WINDOW_S * _RATE_HZ)
        known = [
            self._least[near] for near in range(window - _STEADY_WINDOWS, window + 1) if near in self._least
        ]
        return timestamp * _TICK_US + min(_delay_us(*each) for each in known or [self._first])

    def fitted(self) -> SegmentClock | None:
        """The clock as far as it can be known now."""
        if self._first is None:
            return None
        return fit(SegmentTiming(clock_rate_hz=_RATE_HZ, arrivals=(self._first, *self._least.values())))


def _delay_us(timestamp: int, arrival_us: int) -> float:
    return arrival_us - timestamp * _TICK_US


class SeatTail:
    """Follows one seat's voice; the same object reads a call that is over."""

    def __init__(self, recordings: Path, sitting_id: str, seat: str) -> None:
        self._recordings = recordings
        self._sitting_id = sitting_id
        self._seat = seat
        self._done = 0
        self._current: _Segment | None = None
        self._lately: deque[tuple[int, int, int]] = deque(maxlen=REPEATED_PACKETS)
        self.clocks: list[FollowedClock] = []
        self.packets_read = 0
        """Packets as they stand in the journal, late and double ones too."""

    def poll(self) -> list[FollowedPacket]:
        """What has come since the last time, at most some seconds of it; nothing when there is no news."""
        segment = self._current or self._next()
        if segment is None:
            return []
        came = segment.poll()
        out = self._taken(segment, came)
        if not came and segment.tail.at_end() and (segment.is_closed() or self._deserted(segment)):
            out += self._end(segment)
        return out

    def finish(self) -> list[FollowedPacket]:
        """Nothing more comes: what waited for packets before it, and whatever is left in the files."""
        out: list[FollowedPacket] = []
        while (segment := self._current or self._next()) is not None:
            while came := segment.poll():
                out += self._taken(segment, came)
            out += self._end(segment)
        return out

    def _taken(self, segment: "_Segment", came: list[JournalPacket]) -> list[FollowedPacket]:
        """What is new of it: a segment that a failed sync began repeats the end of the one before."""
        self.packets_read += len(came)
        new = [packet for packet in came if identity(packet) not in segment.before]
        self._lately.extend(map(identity, new))
        return [each for packet in new for each in self._ordered(segment, segment.order.push(packet))]

    @property
    def is_quiet(self) -> bool:
        """Whether all that is there was read, and nothing is being recorded, as far as files can tell."""
        return self._current is None and self._next() is None

    def _next(self) -> "_Segment | None":
        newer = [track for track in self._tracks() if track.segment > self._done]
        if newer:
            self._current = _Segment(newer[0], before=frozenset(self._lately))
        return self._current

    def _tracks(self) -> list[TrackFiles]:
        return [
            track
            for track in list_tracks(self._recordings, self._sitting_id)
            if (track.seat, track.kind) == (self._seat, "audio")
        ]

    def _deserted(self, segment: "_Segment") -> bool:
        if time.monotonic() - segment.grew_at < DESERTED_S:
            return False
        return any(track.segment > segment.files.segment for track in self._tracks())

    def _end(self, segment: "_Segment") -> list[FollowedPacket]:
        self._done, self._current = segment.files.segment, None
        return self._ordered(segment, segment.order.flush())

    def _ordered(self, segment: "_Segment", packets: list[JournalPacket]) -> list[FollowedPacket]:
        out = []
        for each in packets:
            for begins, packet in segment.splitter.push(each):
                if begins:
                    clock = FollowedClock(segment.files.mjr_path)
                    for other in self.clocks:
                        if other.segment == clock.segment:
                            other.alone = clock.alone = False
                    self.clocks.append(clock)
                self.clocks[-1].note(packet)
                out.append(FollowedPacket(packet=packet, begins=begins, clock=len(self.clocks) - 1))
        return out


class _Segment:
    """One segment that is being read."""

    def __init__(self, files: TrackFiles, *, before: frozenset[tuple[int, int, int]]) -> None:
        self.files = files
        self.before = before
        """What was read of earlier segments lately."""
        self.tail = JournalTail(files.mjr_path)
        self.order = PacketOrder(LATE_PACKETS)
        self.splitter = Splitter(_RATE_HZ)
        self.grew_at = time.monotonic()

    def poll(self) -> list[JournalPacket]:
        came = self.tail.poll(_CHUNK_BYTES)
        if came:
            self.grew_at = time.monotonic()
        return came

    def is_closed(self) -> bool:
        """Whether its last line says that nothing more comes."""
        try:
            with self.files.sidecar_path.open("rb") as file:
                size = file.seek(0, 2)
                file.seek(max(0, size - _END_BYTES))
                end = file.read()
        except FileNotFoundError:
            return False
        return any(isinstance(line, Closed | Abandoned) for line in decode_lines(end))
