"""Where one of two copies has slipped: a crowded browser puts in or leaves out ten milliseconds now and then.

Every window between two slips fits to the sample, but all together lie on no line. So what lies between two
slips is placed by itself, like what a new connection has begun.
"""

from collections.abc import Sequence
from itertools import pairwise
from statistics import median
from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

LEAST_SLIP: Final = 192
"""Samples, 4 ms: browsers slip by the 10 ms that they render at once; windows are found to less than one."""
MOST_SLIP: Final = 9_600
"""200 ms; the worst in four crowded calls was 70. A window alone that lies further off was found wrongly."""
MOST_DRIFT: Final = 500e-6
"""What two clocks may do meanwhile (as `aligning.MAX_DRIFT`)."""
_UNSTEADY: Final = 50e-6
"""How far a drift that was found may be off."""
_LEAST_HOLE: Final = 960


class Point(msgspec.Struct, frozen=True, kw_only=True):
    """A window that was found: sample `at` of the voice is sample `own` of the run."""

    part: int
    at: float
    own: float


def apart(
    parts: Sequence[tuple[int, int]], points: Sequence[Point], heard: NDArray[np.bool_]
) -> tuple[list[tuple[int, int]], list[Point]]:
    """Parts cut in two wherever their points show a slip, and the points with their new parts' numbers.

    Args:
        parts: (first, end) of what one clock has placed, in order.
        points: What was found in them, in order.
        heard: Where the journal has sound: a slip is laid into a hole where there is one.
    """
    drift = _drift(points)
    cut: list[tuple[int, int]] = []
    placed: list[Point] = []
    for number, (first, end) in enumerate(parts):
        groups = _groups([point for point in points if point.part == number], drift)
        for place, group in enumerate(groups):
            if place:
                ends, begins = _between(round(groups[place - 1][-1].at), round(group[0].at), heard)
                cut[-1] = (cut[-1][0], ends)
            cut.append((begins if place else first, end))
            placed += [msgspec.structs.replace(point, part=len(cut) - 1) for point in group]
    return cut, placed


def _drift(points: Sequence[Point]) -> float:
    """The median from each window to the next: slips are fewer than what lies between them."""
    steps = [
        (b.own - a.own) / (b.at - a.at) - 1 for a, b in pairwise(points) if a.part == b.part and b.at > a.at
    ]
    return min(MOST_DRIFT, max(-MOST_DRIFT, median(steps))) if steps else 0.0


def _groups(points: Sequence[Point], drift: float) -> list[list[Point]]:
    """What lies on one line each, never empty but as a whole."""

    def step(one: Point, other: Point) -> float:
        return (other.own - one.own) - (other.at - one.at) * (1 + drift)

    def slipped(one: Point, other: Point) -> bool:
        return abs(step(one, other)) > LEAST_SLIP + _UNSTEADY * (other.at - one.at)

    groups: list[list[Point]] = [[]]
    last: Point | None = None
    for place, point in enumerate(points):
        following = points[place + 1] if place + 1 < len(points) else None
        if last is not None and slipped(last, point):
            alone = following is None or slipped(point, following)
            astray = following is not None and not slipped(last, following)
            if alone and (astray or abs(step(last, point)) > MOST_SLIP):
                groups[-1].append(point)  # it was found wrongly: it counts, and nobody follows it
                continue
            groups.append([])
        groups[-1].append(point)
        last = point
    return groups


def _between(before: int, behind: int, heard: NDArray[np.bool_]) -> tuple[int, int]:
    """Where the one part ends and the next begins: at both sides of the longest hole, else in the middle."""
    missing = np.concatenate([[0], (~heard[before:behind]).astype(np.int8), [0]])
    edges = np.flatnonzero(np.diff(missing)).reshape(-1, 2)
    if len(edges):
        first, end = edges[int((edges[:, 1] - edges[:, 0]).argmax())]
        if end - first >= _LEAST_HOLE:
            return before + int(first), before + int(end)
    middle = (before + behind) // 2
    return middle, middle
