"""One clock for all tracks: from a packet's RTP timestamp to UTC, and to seconds of the exam.

A packet is never early, only late, so the least delayed packets of a track show its clock (the minimum-delay
filter that RFC 5905 section 10 uses for NTP). Sender reports then tell how the tracks of one connection lie
to each other at the sender, before encoding and pacing delayed one more than the other.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import combinations
from pathlib import Path
from statistics import median
from typing import Final

import msgspec

from oralexam.journal.reader import CLOCK_RATES_HZ, TrackFiles, read_packets
from oralexam.journal.sidecar import Anchor, Opened, SenderReport, read_sidecar

WINDOW_S: Final = 5.0
"""The least delayed packet of each such window stands for it: 250 Opus packets, few of them undelayed."""
MIN_SPAN_S: Final = 30.0
"""Below this, jitter of 3 ms reads as a drift of 100 ppm: the nominal rate is nearer the truth."""
MAX_DRIFT: Final = 500e-6
"""Sound cards keep within some 100 ppm; a slope beyond this is a measurement gone wrong."""
MAX_CORRECTION_US: Final = 500_000
"""A sender report that moves a track further than this is not believed."""
_NTP_EPOCH_US: Final = 2_208_988_800 * 1_000_000
"""From 1900 (NTP) to 1970 (RFC 5905 figure 4)."""


class SegmentTiming(msgspec.Struct, frozen=True, kw_only=True):
    """What was observed of one segment: (RTP timestamp, UTC µs) pairs of arrivals and of sender reports.

    RTP timestamps are raw or unwrapped; the first arrival is the origin. `reports` carry the sender's UTC.
    """

    clock_rate_hz: int
    arrivals: tuple[tuple[int, int], ...]
    reports: tuple[tuple[int, int], ...] = ()
    connection: str = ""


class SegmentClock(msgspec.Struct, frozen=True, kw_only=True):
    """A line through one segment: `origin_rtp` was sent at `origin_utc_us`, and each tick lasts `tick_us`."""

    origin_rtp: int
    origin_utc_us: float
    tick_us: float

    def utc_us(self, rtp: int) -> float:
        """The instant of an RTP timestamp, raw or unwrapped, within 6 hours of the segment's first packet."""
        return self.origin_utc_us + _since(rtp, self.origin_rtp) * self.tick_us


class ExamClock(msgspec.Struct, frozen=True, kw_only=True):
    """Seconds of the exam: zero is the instant when the call phase first began."""

    zero_utc: datetime

    def seconds(self, clock: SegmentClock, rtp: int) -> float:
        """When an RTP timestamp of that segment is, on the exam clock."""
        return clock.utc_us(rtp) / 1e6 - self.zero_utc.timestamp()


def ntp_to_utc_us(ntp: int) -> int:
    """A 64-bit NTP timestamp (RFC 3550 section 4) as microseconds since 1970."""
    return ((ntp * 1_000_000) >> 32) - _NTP_EPOCH_US


def read_timing(track: TrackFiles) -> SegmentTiming:
    """What the two files of a track tell about its clock."""
    lines = read_sidecar(track.sidecar_path)
    opened = next((line for line in lines if isinstance(line, Opened)), None)
    arrivals = [(packet.timestamp, packet.arrival_us) for packet in read_packets(track.mjr_path)]
    arrivals += [(line.rtp, line.utc_us) for line in lines if isinstance(line, Anchor)]
    return SegmentTiming(
        clock_rate_hz=opened.clock_rate if opened else CLOCK_RATES_HZ[track.kind],
        arrivals=tuple(arrivals),
        reports=tuple(
            (line.rtp, ntp_to_utc_us(line.ntp)) for line in lines if isinstance(line, SenderReport)
        ),
        connection=opened.connection if opened else "",
    )


def fit(timing: SegmentTiming) -> SegmentClock | None:
    """The clock of one segment from the arrivals of its packets alone; None without any packet."""
    if not timing.arrivals:
        return None
    nominal_us = 1e6 / timing.clock_rate_hz
    origin_rtp = timing.arrivals[0][0]
    points = [(_since(rtp, origin_rtp), utc_us) for rtp, utc_us in timing.arrivals]
    base_us = points[0][1]
    window_ticks = WINDOW_S * timing.clock_rate_hz
    earliest: dict[int, tuple[float, float]] = {}
    for ticks, utc_us in points:
        delay_us = (utc_us - base_us) - ticks * nominal_us
        window = int(ticks // window_ticks)
        if window not in earliest or delay_us < earliest[window][1]:
            earliest[window] = (ticks, delay_us)
    minima = list(earliest.values())
    slope = _slope(minima, MIN_SPAN_S * timing.clock_rate_hz, MAX_DRIFT * nominal_us)
    offset_us = min(delay_us - slope * ticks for ticks, delay_us in minima)
    return SegmentClock(origin_rtp=origin_rtp, origin_utc_us=base_us + offset_us, tick_us=nominal_us + slope)


def fit_together(timings: Sequence[SegmentTiming]) -> list[SegmentClock | None]:
    """The clocks of segments; those of one connection are set to each other by their sender reports."""
    clocks = [fit(timing) for timing in timings]
    leads: dict[str, list[tuple[int, float]]] = {}
    for index, (timing, clock) in enumerate(zip(timings, clocks, strict=True)):
        if clock is not None and timing.connection and timing.reports:
            # How much later than the sender says this track seems to be: the way there, and its own delays.
            lead_us = median(clock.utc_us(rtp) - utc_us for rtp, utc_us in timing.reports)
            leads.setdefault(timing.connection, []).append((index, lead_us))
    for group in leads.values():
        least_us = min(lead_us for _, lead_us in group)
        for index, lead_us in group:
            clock = clocks[index]
            if clock is not None and lead_us - least_us <= MAX_CORRECTION_US:
                clocks[index] = msgspec.structs.replace(
                    clock, origin_utc_us=clock.origin_utc_us - (lead_us - least_us)
                )
    return clocks


def segment_clocks(tracks: Iterable[TrackFiles]) -> dict[Path, SegmentClock]:
    """The clock of each track of a sitting by its packet file; tracks without a packet have none."""
    listed = list(tracks)
    fitted = fit_together([read_timing(track) for track in listed])
    return {track.mjr_path: clock for track, clock in zip(listed, fitted, strict=True) if clock is not None}


def _since(rtp: int, origin: int) -> int:
    """Ticks from `origin` to `rtp`, the nearer way round the 32-bit circle (RFC 3550 section 5.1)."""
    return ((rtp - origin + (1 << 31)) & 0xFFFFFFFF) - (1 << 31)


def _slope(points: Sequence[tuple[float, float]], min_span: float, limit: float) -> float:
    """The median slope between points that lie far apart (Theil and Sen), 0 where that would be guesswork."""
    if len(points) < 3:
        return 0.0
    thinned = points[:: max(1, len(points) // 60)]  # 60 points give 1,770 pairs: enough, and quick
    slopes = [
        (b[1] - a[1]) / (b[0] - a[0]) for a, b in combinations(thinned, 2) if abs(b[0] - a[0]) >= min_span
    ]
    return max(-limit, min(limit, median(slopes))) if slopes else 0.0
