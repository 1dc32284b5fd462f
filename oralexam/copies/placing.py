"""Where a run lies beside a voice: by its sound, or, where there is nothing to compare, by the clocks."""

from collections.abc import Sequence
from itertools import pairwise
from statistics import median
from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from oralexam.copies.aligning import NOTHING_TO_COMPARE, Aligned, Leg, align
from oralexam.copies.doubts import doubted
from oralexam.copies.gaps import RunReport
from oralexam.copies.likeness import RATE_HZ, Present, Sound
from oralexam.copies.reader import Piece, Run
from oralexam.copies.sound import sound_of
from oralexam.journal.opus import LOOKAHEAD_SAMPLES

CLOCKS_WITHIN_MS: Final = 300.0
"""A page sets its clock by half a round trip, and the journal's side lacks what a packet's way takes: 150 ms
each, as much as ITU-T G.114 allows a conversation."""
CORRECTED_WITHIN_MS: Final = 100.0
"""Another run of this voice has shown how far clocks and sound are apart: a page that is opened anew sets its
clock anew."""
_QUIET: Final = 24
"""16-bit samples: what the page puts in for sound that never came is nought, and Opus leaves this of it."""
_QUIET_SAMPLES: Final = 48
"""A millisecond: a wave that goes through nought is no silence."""


class Laid(msgspec.Struct, frozen=True, kw_only=True):
    """A run, its sound, and where it lies."""

    run: Run
    own: Sound
    given: tuple[tuple[int, int], ...]
    """Which of its samples a microphone gave: (first, end)."""
    aligned: Aligned
    doubted: tuple[tuple[int, int], ...] = ()
    """Where it holds another sound than the journal, in samples of the voice: (first, end)."""


def laid_beside(
    runs: Sequence[Run],
    voice: Sound,
    heard: Present,
    parts: Sequence[tuple[int, int]],
    *,
    starts_us: float,
) -> list[Laid]:
    """Every run of a voice beside its journal; `starts_us` is when the voice's first sample was, UTC."""
    laid, expected = [], []
    for run in runs:
        own = whole_samples(sound_of(run))
        expected.append(_by_clocks(run, starts_us))
        aligned = (
            align(run.run, voice, heard, parts, own, expected=expected[-1])
            if run.pieces
            else Aligned(report=_nothing(run))
        )
        given = _given(run, own)
        doubts = doubted(voice, heard, own, given, aligned.legs)
        laid.append(Laid(run=run, own=own, given=given, aligned=aligned, doubted=tuple(doubts)))
    off = [
        each.aligned.legs[0].at(0) - place
        for each, place in zip(laid, expected, strict=True)
        if each.aligned.legs
    ]
    shift = median(off) if off else 0.0
    return [
        msgspec.structs.replace(
            each, aligned=_clocked(each.run, len(voice), place + shift, starts_us, known=bool(off))
        )
        if each.aligned.report.reason == NOTHING_TO_COMPARE
        else each
        for each, place in zip(laid, expected, strict=True)
    ]


def whole_samples(sound: NDArray[np.float32]) -> Sound:
    """As 16-bit samples: half the memory, and what the decoder gave."""
    return np.clip(np.rint(sound * 32768), -32768, 32767).astype(np.int16)


def _by_clocks(run: Run, starts_us: float) -> float:
    """The run's sample at the voice's first one, as the page's clock and the server's say."""
    return float(np.median(_told(run, starts_us)))


def _told(run: Run, starts_us: float) -> list[float]:
    told = [anchor.sample - (anchor.server_us - starts_us) * RATE_HZ / 1e6 for anchor in run.anchors]
    return told or [-(run.server_us - starts_us) * RATE_HZ / 1e6]


def _clocked(run: Run, samples: int, place: float, starts_us: float, *, known: bool) -> Aligned:
    """One leg, as the clocks say; how far off it may be is never told smaller than they disagree."""
    told = _told(run, starts_us)
    spread_ms = max(abs(each - median(told)) for each in told) * 1000 / RATE_HZ
    report = RunReport(
        run=run.run,
        offset_s=round(-place / RATE_HZ, 6),
        drift_ppm=0.0,
        residual_ms=0.0,
        windows=0,
        agreeing=0,
        by_clock=True,
        within_ms=round((CORRECTED_WITHIN_MS if known else CLOCKS_WITHIN_MS) + spread_ms, 1),
    )
    return Aligned(report=report, legs=(Leg(first=0, end=samples, own=place, rate=1.0),))


def _nothing(run: Run) -> RunReport:
    return RunReport(
        run=run.run,
        offset_s=0.0,
        drift_ppm=0.0,
        residual_ms=0.0,
        windows=0,
        agreeing=0,
        reason="nothing-there",
    )


def _given(run: Run, own: Sound) -> tuple[tuple[int, int], ...]:
    """The samples of a run that are sound, (first, end): not what never came, nor what was filled in.

    Nor the last that a decoder still holds back where the next packet never came (RFC 7845, section 4.2).
    """
    there = np.zeros(len(own), np.bool_)
    for piece in run.pieces:
        there[piece.first_sample : piece.first_sample + piece.samples] = True
        for first, end in _filled_in(piece, own):
            there[first:end] = False
    for piece, following in pairwise(run.pieces):
        end = piece.first_sample + piece.samples
        if following.first_sample > end:
            there[end - LOOKAHEAD_SAMPLES : end] = False
    edges = np.flatnonzero(np.diff(np.concatenate([[0], there.astype(np.int8), [0]])))
    return tuple((int(first), int(end)) for first, end in edges.reshape(-1, 2))


def _filled_in(piece: Piece, own: Sound) -> list[tuple[int, int]]:
    """Where a page has put nought for samples that its browser never gave; it says how many, not where.

    The longest silences of the segment; where there are none, its quietest stretch.
    """
    if not piece.filled:
        return []
    begin, end = piece.first_sample, piece.first_sample + piece.samples
    if piece.filled >= piece.samples:
        return [(begin, end)]
    sound = own[begin:end].astype(np.int32)
    edges = np.flatnonzero(np.diff(np.concatenate([[0], (np.abs(sound) <= _QUIET).astype(np.int8), [0]])))
    silences = [(int(a), int(b)) for a, b in edges.reshape(-1, 2) if b - a >= _QUIET_SAMPLES]
    left, found = piece.filled, []
    for first, until in sorted(silences, key=lambda each: each[0] - each[1]):
        taken = min(left, until - first)
        found.append((begin + first, begin + first + taken))
        left -= taken
        if not left:
            break
    if left and not found:
        energy = np.concatenate([[0], np.cumsum(sound.astype(np.int64) ** 2)])
        quietest = int((energy[left:] - energy[:-left]).argmin())
        found.append((begin + quietest, begin + quietest + left))
    return found
