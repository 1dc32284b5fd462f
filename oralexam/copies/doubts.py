"""Where a run that is trusted holds another sound than the journal: nothing is taken from it beside that.

Four tenths of all windows make a run trusted (`aligning`); what lies beside a hole may be among the others.
A hole is filled only where the nearest sound that both have, before it and behind it, is the same.
"""

from collections.abc import Sequence
from itertools import groupby
from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from oralexam.copies.aligning import Leg
from oralexam.copies.likeness import (
    COARSE,
    LEAST_SCORE,
    RATE_HZ,
    Present,
    Sound,
    likeness,
    loudest,
    slowed,
    slowed_mask,
)
from oralexam.copies.slips import MOST_SLIP

_WINDOW: Final = RATE_HZ // COARSE
"""A second: on the rehearsal's lines 68 of the same voice gave 0.92 and more, 340 of another 0.22 at most."""
_ASTRAY: Final = MOST_SLIP // COARSE
"""A browser that slipped holds the same words a little aside: they are the same words."""
_IN_A_ROW: Final = 2
"""A single second that fits nowhere is one in the middle of which the browser has slipped."""

_Slow = NDArray[np.float32]


class _Compared(msgspec.Struct, frozen=True, kw_only=True):
    first: int
    end: int
    fits: bool


def doubted(
    voice: Sound, heard: Present, own: Sound, given: Sequence[tuple[int, int]], legs: Sequence[Leg]
) -> list[tuple[int, int]]:
    """Stretches of the voice, (first, end), in which the run is not what was said; they may lie beyond it.

    Args:
        voice: The journal's sound.
        heard: Where the journal has sound of its own.
        own: The run's sound.
        given: Which of its samples a microphone gave, (first, end).
        legs: Where it lies.
    """
    there = np.zeros(len(own), np.bool_)
    for first, end in given:
        there[first:end] = True
    compared = _compare(slowed(voice), slowed_mask(heard), slowed(own), slowed_mask(there), legs)
    stretches = []
    before = -len(own)
    for fits, alike in groupby(compared, key=lambda each: each.fits):
        row = list(alike)
        if not fits and len(row) >= _IN_A_ROW:
            behind = next((each.first for each in compared if each.first > row[-1].first), None)
            stretches.append((before, behind * COARSE if behind is not None else len(voice) + len(own)))
        before = row[-1].end * COARSE
    return stretches


def _compare(
    voice: _Slow, heard: Present, own: _Slow, there: Present, legs: Sequence[Leg]
) -> list[_Compared]:
    """Every second in which both have sound, in order."""
    found = []
    for leg in legs:
        for at in range(-(-leg.first // COARSE), leg.end // COARSE - _WINDOW + 1, _WINDOW):
            end = at + _WINDOW
            if loudest(voice[at:end] * heard[at:end], _WINDOW) is None:
                continue
            begin = round(leg.at(at * COARSE) / COARSE)
            low, high = begin - _ASTRAY, begin + _WINDOW + _ASTRAY
            if low < 0 or high > len(own) or not there[low:high].all():
                continue  # The run has not begun here, or has a hole of its own.
            alike = likeness(voice[at:end], heard[at:end], own[low:high])
            found.append(_Compared(first=at, end=end, fits=bool(alike.max() >= LEAST_SCORE)))
    return found
