"""A track's packets as stretches that each follow one clock, and where those lie on the exam clock."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

import msgspec

from oralexam.journal.exam_clock import ExamClock, SegmentClock, SegmentTiming, fit
from oralexam.journal.reader import CLOCK_RATES_HZ, JournalPacket, TrackFiles, in_order, read_packets
from oralexam.journal.sidecar import Closed, Opened, SidecarLine, read_sidecar
from oralexam.journal.unconfirmed import MAX_UNCONFIRMED_BYTES

MAX_JUMP_S: Final = 2
"""A timestamp that runs this much ahead of the time that passed at arrival, or back, shows another clock."""
LONGEST_TRACK_S: Final = 6 * 3600.0
"""What claims to lie later than this after the first is damage, and left out: no exam is as long."""


class Stretch(msgspec.Struct, frozen=True, kw_only=True):
    """Packets of one segment that follow one clock, in order."""

    clock: SegmentClock
    packets: Sequence[JournalPacket]


class PlacedStretch(msgspec.Struct, frozen=True, kw_only=True):
    """A stretch on the exam clock; from `ends_s` on, the one after it is heard and seen instead."""

    stretch: Stretch
    starts_s: float
    ends_s: float


def placed(stretches: Iterable[Stretch], exam_clock: ExamClock) -> list[PlacedStretch]:
    """Stretches of one seat and kind in the order of their beginnings.

    Where two overlap, the later one counts: it is the connection that replaced the other.
    """
    starts = sorted(
        ((exam_clock.seconds(each.clock, each.packets[0].timestamp), each) for each in stretches),
        key=lambda start: start[0],
    )
    kept = [start for start in starts if start[0] - starts[0][0] < LONGEST_TRACK_S]
    ends = [start_s for start_s, _ in kept[1:]]
    ends += [kept[0][0] + LONGEST_TRACK_S] if kept else []
    return [
        PlacedStretch(stretch=stretch, starts_s=start_s, ends_s=end_s)
        for (start_s, stretch), end_s in zip(kept, ends, strict=True)
    ]


def read_stretches(
    tracks: Iterable[TrackFiles], clocks: Mapping[Path, SegmentClock], *, seat: str, kind: str
) -> list[Stretch]:
    """What a seat sent of one kind (`audio` or `video`): all stretches of all its segments."""
    mine = [track for track in tracks if track.seat == seat and track.kind == kind]
    return [
        stretch
        for track in mine
        for stretch in _read_segment(track, clocks.get(track.mjr_path), _repeated(track, mine))
    ]


def identity(packet: JournalPacket) -> tuple[int, int, int]:
    """What a packet keeps wherever it stands a second time."""
    return packet.ssrc, packet.sequence, packet.timestamp


def _repeated(track: TrackFiles, mine: Sequence[TrackFiles]) -> frozenset[tuple[int, int, int]]:
    """What stands again at the beginning of later segments, where this one was abandoned (journal/writer.py).

    It is one that is not closed, and the later one is known by the same ssrc: the line `abandoned` may be
    missing where the disk refuses, and the segment it names may be gone, or another recording's.
    """
    lines = read_sidecar(track.sidecar_path)
    if not lines or isinstance(lines[-1], Closed):
        return frozenset()
    ssrcs = _ssrcs(lines)
    found: set[tuple[int, int, int]] = set()
    for other in mine:
        if other.segment > track.segment and ssrcs & _ssrcs(read_sidecar(other.sidecar_path)):
            left_bytes = MAX_UNCONFIRMED_BYTES
            for packet in read_packets(other.mjr_path):
                found.add(identity(packet))
                left_bytes -= 12 + len(packet.payload)
                if left_bytes < 0:
                    break
    return frozenset(found)


def _ssrcs(lines: Iterable[SidecarLine]) -> set[int]:
    return {line.ssrc for line in lines if isinstance(line, Opened)}


def _read_segment(
    track: TrackFiles, clock: SegmentClock | None, repeated: frozenset[tuple[int, int, int]]
) -> list[Stretch]:
    """The stretches of one segment; where its sender's clock was set anew, each has a clock of its own."""
    rate_hz = CLOCK_RATES_HZ[track.kind]
    packets = (each for each in read_packets(track.mjr_path) if identity(each) not in repeated)
    divided = split(in_order(packets), rate_hz)
    if len(divided) == 1 and clock is not None:
        return [Stretch(clock=clock, packets=divided[0])]
    # The clock of the whole segment was fitted through the jump, and is right nowhere.
    own = ((_fit_alone(each, rate_hz), each) for each in divided)
    return [Stretch(clock=fitted, packets=each) for fitted, each in own if fitted is not None]


def _fit_alone(packets: list[JournalPacket], rate_hz: int) -> SegmentClock | None:
    arrivals = tuple((packet.timestamp, packet.arrival_us) for packet in packets)
    return fit(SegmentTiming(clock_rate_hz=rate_hz, arrivals=arrivals))


def split(packets: Iterable[JournalPacket], rate_hz: int) -> list[list[JournalPacket]]:
    """Ordered packets of one segment, divided where the sender's clock was set anew.

    A single packet with a foreign timestamp divides nothing: it is left out.
    """
    stretches: list[list[JournalPacket]] = []
    splitter = Splitter(rate_hz)
    for each in packets:
        for begins, packet in splitter.push(each):
            if begins:
                stretches.append([])
            stretches[-1].append(packet)
    return stretches


class Splitter:
    """Divides ordered packets of one segment as they come, where the sender's clock was set anew."""

    def __init__(self, rate_hz: int) -> None:
        self._rate_hz = rate_hz
        self._last: JournalPacket | None = None
        self._suspect: JournalPacket | None = None

    def push(self, packet: JournalPacket) -> list[tuple[bool, JournalPacket]]:
        """Take a packet; give out those that are certain, each with whether a new stretch begins with it."""
        if self._last is None:
            self._last = packet
            return [(True, packet)]
        following = _following(self._last, packet, self._rate_hz)
        if following is not None:
            self._last, self._suspect = following, None
            return [(False, following)]
        suspect, self._suspect = self._suspect, packet
        following = _following(suspect, packet, self._rate_hz) if suspect is not None else None
        if suspect is None or following is None:
            return []
        self._last, self._suspect = following, None
        return [(True, suspect), (False, following)]


def _following(last: JournalPacket, packet: JournalPacket, rate_hz: int) -> JournalPacket | None:
    """`packet` with its timestamp counted on from `last`; None where it cannot follow on the same clock."""
    ticks = ((packet.timestamp - last.timestamp + (1 << 31)) & 0xFFFFFFFF) - (1 << 31)
    elapsed = (packet.arrival_us - last.arrival_us) * rate_hz // 1_000_000
    if not -MAX_JUMP_S * rate_hz < ticks < max(0, elapsed) + MAX_JUMP_S * rate_hz:
        return None
    timestamp = last.timestamp + ticks
    return packet if packet.timestamp == timestamp else msgspec.structs.replace(packet, timestamp=timestamp)
