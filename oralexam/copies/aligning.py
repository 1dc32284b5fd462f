"""Where a browser's own copy lies beside the journal of the same voice: found in the sound, to the sample.

Clocks say where to look, within seconds; correlation of both sounds in many windows says where it is. One
line is laid through all windows, with one drift for the run and one offset for each part of the journal that
one clock has placed. Pure: sound in, figures out.
"""

from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise
from statistics import median
from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from oralexam.copies.gaps import RunReport
from oralexam.copies.likeness import (
    COARSE,
    LEAST_SCORE,
    LOUD,
    RATE_HZ,
    Present,
    Sound,
    emphasised,
    likeness,
    loudest,
    slowed,
    slowed_mask,
)
from oralexam.copies.slips import Point, apart

SEARCH_S: Final = 3.0
"""How far the clocks of a page and of the server may be apart; the page sets its clock by the server's."""
BLOCK_S: Final = 5.0
"""One window in each: 500 ppm move a block by 2.5 ms."""
_COARSE_WINDOW_S: Final = 3.0
_FINE_WINDOW_S: Final = 1.0
_FINE_SEARCH: Final = 240
"""5 ms each way: twenty times what a search at 4 kHz may be off."""
_SHORTEST_S: Final = 0.5
"""Less than some syllables fit in too many places."""
_CLEARER_BY: Final = 0.75
"""The next best place further than `_SAME_PEAK_S` away must be worse by so much: hum fits everywhere."""
_SAME_PEAK_S: Final = 0.03
MAX_STEP_S: Final = 0.5
"""Further apart no two connections are placed: their clocks are fitted to the least delayed packets."""
MAX_DRIFT: Final = 500e-6
"""As `journal.exam_clock.MAX_DRIFT`."""
MOST_RESIDUAL_S: Final = 0.001
LEAST_WINDOWS: Final = 3
"""Where so many are not to be had, all of them must match."""
_AGREEING: Final = 0.7
_MATCHED: Final = 0.4
"""So many of the windows in which both have sound must match: the same voice does nearly always."""
_SLOPE_SPAN_S: Final = 15.0

NOTHING_TO_COMPARE: Final = "nothing-to-compare"
"""The reason of a run that has sound where the journal has none, and nowhere else."""


class Leg(msgspec.Struct, frozen=True, kw_only=True):
    """From `first` to before `end` of the voice, the run's sample is `own + (t - first) * rate`."""

    first: int
    end: int
    own: float
    rate: float

    def at(self, sample: float) -> float:
        """The run's sample at a sample of the voice."""
        return self.own + (sample - self.first) * self.rate


class Aligned(msgspec.Struct, frozen=True, kw_only=True):
    """A run beside a voice; `legs` follow each other, one for each part, none where it is not trusted."""

    report: RunReport
    legs: tuple[Leg, ...] = ()


def align(
    run: str,
    voice: Sound,
    heard: Present,
    parts: Sequence[tuple[int, int]],
    own: Sound,
    *,
    expected: float,
) -> Aligned:
    """Lay a run beside a voice.

    Args:
        run: Its name, for the report.
        voice: The journal's sound.
        heard: Where the journal has sound of its own; the rest is concealed, and shows nothing.
        parts: (first, end) of what one clock has placed, in order.
        own: The run's sound, zero where it has none.
        expected: The run's sample at the voice's first one, by the clocks.
    """
    slow_voice, slow_heard, slow_own = slowed(voice), slowed_mask(heard), slowed(own)
    blocks, silent = 0, 0
    near: list[Point] = []
    for number, part in enumerate(parts):
        for block in _blocks(part):
            found = _coarse(slow_voice, slow_heard, slow_own, block, expected)
            if found is None:
                continue
            blocks += not found.silent
            silent += found.silent
            near += [Point(part=number, at=found.at, own=found.own)] if found.own is not None else []
    parts, near = apart(parts, near, heard)
    # A second of drifting sound fits nowhere quite: it is set right by the drift that the search has shown.
    rate = _slope(near) if near else 1.0
    exact = [_fine(voice, heard, own, point, rate) for point in near]
    points = [point for point in exact if point is not None]
    return _fitted(run, parts, points, windows=blocks, silent=silent)


def _blocks(part: tuple[int, int]) -> Iterator[tuple[int, int]]:
    first, end = part
    count = max(1, round((end - first) / (BLOCK_S * RATE_HZ)))
    edges = [first + (end - first) * number // count for number in range(count + 1)]
    yield from ((a, b) for a, b in pairwise(edges) if b - a >= _SHORTEST_S * RATE_HZ)


class _Look(msgspec.Struct, frozen=True, kw_only=True):
    at: int
    """A sample of the voice."""
    own: int | None = None
    """The run's there; None where nothing fits."""
    silent: bool = False
    """The run is here, and nobody is heard in it."""


def _coarse(
    voice: NDArray[np.float32],
    heard: Present,
    own: NDArray[np.float32],
    block: tuple[int, int],
    expected: float,
) -> _Look | None:
    """What one window shows; None where nobody can be heard, or the run is not there."""
    first, end = -(-block[0] // COARSE), block[1] // COARSE
    rate = RATE_HZ // COARSE
    length = min(round(_COARSE_WINDOW_S * rate), end - first)
    at = loudest(voice[first:end] * heard[first:end], length)
    if at is None:
        return None
    at += first
    middle = round(at + expected / COARSE)
    low = max(0, middle - round(SEARCH_S * rate))
    field = own[low : max(low, middle + length + round(SEARCH_S * rate))]
    if len(field) < length:
        return None
    covered = min(len(own), middle + length) - max(0, middle) >= length / 2
    if float(np.sqrt(np.mean(field**2))) < LOUD / 3:
        return _Look(at=at, silent=True) if covered else None
    scores = likeness(voice[at : at + length], heard[at : at + length], field)
    best = int(scores.argmax())
    beside = scores.copy()
    beside[max(0, best - round(_SAME_PEAK_S * rate)) : best + round(_SAME_PEAK_S * rate) + 1] = 0
    clear = scores[best] >= LEAST_SCORE and beside.max() <= _CLEARER_BY * scores[best]
    if not clear and not covered:
        return None  # By the clocks the run has not begun, or is over.
    shorter = min(length * COARSE, round(_FINE_WINDOW_S * RATE_HZ))
    loud = loudest(voice[at : at + length] * heard[at : at + length], shorter // COARSE) or 0
    return _Look(at=(at + loud) * COARSE, own=(low + best + loud) * COARSE if clear else None)


def _fine(voice: Sound, heard: Present, own: Sound, near: Point, rate: float) -> Point | None:
    """The place to a part of a sample, at the middle of one window; None where the copies differ too much."""
    at, own_at = round(near.at), round(near.own)
    length = min(round(_FINE_WINDOW_S * RATE_HZ), len(voice) - at)
    low = own_at - _FINE_SEARCH
    if low < 0 or own_at + length + _FINE_SEARCH > len(own):
        return None
    window = slice(at, at + length)
    places = np.arange(length) / rate
    here = np.interp(places, np.arange(length), voice[window].astype(np.float32)).astype(np.float32)
    template = emphasised(here)
    mask = heard[window] & np.concatenate([[False], heard[window][:-1]])
    field = emphasised(own[low : own_at + length + _FINE_SEARCH].astype(np.float32))
    scores = likeness(template, mask, field)
    best = int(scores.argmax())
    if scores[best] < LEAST_SCORE or not 0 < best < len(scores) - 1:
        return None
    before, peak, behind = (float(score) for score in scores[best - 1 : best + 2])
    curve = before - 2 * peak + behind
    shift = 0.5 * (before - behind) / curve if curve < 0 else 0.0
    middle = length / 2
    return Point(part=near.part, at=at + middle / rate, own=low + best + shift + middle)


def _fitted(
    run: str, parts: Sequence[tuple[int, int]], points: Sequence[Point], *, windows: int, silent: int
) -> Aligned:
    """One drift, an offset a part; what does not agree is left out, and too much of it is no alignment."""

    def doubted(reason: str, agreeing: int = 0) -> Aligned:
        report = RunReport(
            run=run,
            offset_s=0.0,
            drift_ppm=0.0,
            residual_ms=0.0,
            windows=windows,
            agreeing=agreeing,
            reason=reason,
        )
        return Aligned(report=report)

    if not windows and not silent:
        return doubted(NOTHING_TO_COMPARE)
    least = min(LEAST_WINDOWS, windows)
    if windows < LEAST_WINDOWS and (silent or len(points) < windows):
        return doubted("too-little-speech")
    if len(points) < max(least, _MATCHED * windows):
        return doubted("another-sound")
    everywhere = median(point.own - point.at for point in points)
    near = [point for point in points if abs(point.own - point.at - everywhere) <= MAX_STEP_S * RATE_HZ]
    slope = _slope(near)
    offsets: dict[int, float] = {}
    kept: list[Point] = []
    for number in sorted({point.part for point in near}):
        of_part = [point for point in near if point.part == number]
        middle = median(point.own - point.at * slope for point in of_part)
        agreeing = [
            point
            for point in of_part
            if abs(point.own - point.at * slope - middle) <= 2 * MOST_RESIDUAL_S * RATE_HZ
        ]
        if agreeing:
            offsets[number] = sum(point.own - point.at * slope for point in agreeing) / len(agreeing)
            kept += agreeing
    if len(kept) < max(least, _AGREEING * len(points)):
        return doubted("windows-disagree", len(kept))
    if abs(slope - 1) > MAX_DRIFT:
        return doubted("clock-too-far-off", len(kept))
    errors = [point.own - point.at * slope - offsets[point.part] for point in kept]
    residual_s = float(np.sqrt(np.mean(np.square(errors)))) / RATE_HZ
    if residual_s > MOST_RESIDUAL_S:
        return doubted("windows-disagree", len(kept))
    legs = []
    for number, (first, end) in enumerate(parts):
        nearest = min(offsets, key=lambda known: abs(known - number))
        legs.append(Leg(first=first, end=end, own=offsets[nearest] + first * slope, rate=slope))
    report = RunReport(
        run=run,
        offset_s=round(-legs[0].at(0) / slope / RATE_HZ, 6),
        drift_ppm=round((slope - 1) * 1e6, 2),
        residual_ms=round(residual_s * 1000, 4),
        windows=windows,
        agreeing=len(kept),
    )
    return Aligned(report=report, legs=tuple(legs))


def _slope(points: Sequence[Point]) -> float:
    """The median slope between points of one part far apart (Theil and Sen), then a line through them."""
    slopes = [
        (b.own - a.own) / (b.at - a.at)
        for a, b in combinations(points, 2)
        if a.part == b.part and abs(b.at - a.at) >= _SLOPE_SPAN_S * RATE_HZ
    ]
    if not slopes:
        return 1.0
    slope = median(slopes)
    # Those that agree, by least squares: the median alone is a little less exact.
    middles: dict[int, tuple[float, float]] = {}
    over = under = 0.0
    for number in {point.part for point in points}:
        of_part = [point for point in points if point.part == number]
        middle = median(point.own - point.at * slope for point in of_part)
        good = [p for p in of_part if abs(p.own - p.at * slope - middle) <= 2 * MOST_RESIDUAL_S * RATE_HZ]
        if not good:  # the sound has slipped to and fro: the median lies where no window is
            continue
        middles[number] = (sum(p.at for p in good) / len(good), sum(p.own for p in good) / len(good))
        over += sum((p.at - middles[number][0]) * (p.own - middles[number][1]) for p in good)
        under += sum((p.at - middles[number][0]) ** 2 for p in good)
    return over / under if under else slope
