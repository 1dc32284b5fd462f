"""Whose voice it is: the other speaker, heard through a loudspeaker, is told from one's own speech.

What comes out of a loudspeaker into a microphone is the other track once more: later, quieter, coloured. So
speech counts as the other's where the other track, up to some hundred milliseconds earlier, is louder and its
outline by time and frequency runs alike. One's own voice at its own level does neither, also while both talk.
The figures behind the constants stand in docs/transcription.md.
"""

import msgspec
import numpy as np
from numpy.typing import NDArray

from oralexam.transcripts.ports import SAMPLE_RATE_HZ, Samples, SpeechSpan
from oralexam.transcripts.spectrum import BANDS, HOP_S, HOP_SAMPLES, Outline, outline
from oralexam.transcripts.speech_detection import SHORTEST_SPEECH_S

LONGEST_LAG_S = 0.64
"""How much later the other's voice may come back: two ways through the network, a jitter buffer and a sound
card each; ITU-T G.114 holds 0.4 s one way for too much."""
EARLIEST_LAG_S = -0.096
"""Clocks of two tracks agree within some hundredths of a second; in one room there is no lag at all."""
MARGIN_DB = 6.0
"""The other track is at least twice as loud: which of the two is the copy."""
FAR_DB = 30.0
"""Nobody's own voice is as much below the other's: there, less likeness is enough, since noise blurs it."""
ALIKE = 0.72
ALIKE_FAR = 0.5
"""Correlation of the outlines. Measured over 0.96 s: bleed 0.74 and more in 95 of 100 blocks down to -30 dB,
0.57 and more at -40 dB; two people who talk at the same time 0.66 and less."""

_BLOCK = 60
_STEP = 15
_BEFORE = round(LONGEST_LAG_S / HOP_S)
_AFTER = round(-EARLIEST_LAG_S / HOP_S)
_SILENCE_DB = -100.0


class Own(msgspec.Struct, frozen=True, kw_only=True):
    """Speech, divided by whose it is; places as they were given."""

    own: tuple[SpeechSpan, ...]
    others: tuple[SpeechSpan, ...]


class OutlineBeside(msgspec.Struct, frozen=True, kw_only=True):
    """The other track's outline beside a clip: from `BEFORE` frames before it to `AFTER` frames after it."""

    levels: Outline


BEFORE, AFTER = _BEFORE, _AFTER


def divide(samples: Samples, pieces: tuple[SpeechSpan, ...], beside: OutlineBeside) -> Own:
    """The pieces of speech in `samples`, divided into this speaker's and the other's."""
    here = outline(samples)
    if not len(here):
        return Own(own=pieces, others=())
    there = _as_long(beside.levels, len(here) + _BEFORE + _AFTER)
    own: list[SpeechSpan] = []
    others: list[SpeechSpan] = []
    for piece in pieces:
        # A frame stands for the half of it that lies in its middle.
        first = max(0, min(piece.start_samples // HOP_SAMPLES, len(here) - 1))
        last = min(len(here), max(first + 1, piece.end_samples // HOP_SAMPLES))
        edges = _edges(here, there, first, last)
        for start, end, is_other in edges:
            span = SpeechSpan(
                start_samples=piece.start_samples if start == first else start * HOP_SAMPLES,
                end_samples=piece.end_samples if end == last else end * HOP_SAMPLES,
            )
            if is_other:
                others.append(span)
            elif len(edges) == 1 or _length_s(span) >= SHORTEST_SPEECH_S:
                own.append(span)
    return Own(own=tuple(own), others=tuple(others))


def _edges(here: Outline, there: Outline, first: int, last: int) -> list[tuple[int, int, bool]]:
    """A piece of speech as runs of frames: (first, end, whether it is the other's)."""
    length = last - first
    if length <= _BLOCK:
        middle = (first + last) // 2
        start = max(0, min(middle - _BLOCK // 2, len(here) - _BLOCK))
        end = min(len(here), start + _BLOCK)
        return [(first, last, _is_other(here, there, start, end))]
    starts = [*range(first, last - _BLOCK, _STEP), last - _BLOCK]
    judged = [_is_other(here, there, start, start + _BLOCK) for start in starts]
    # A single block that disagrees with both beside it is chance.
    steady = [
        judged[index - 1]
        if 0 < index < len(judged) - 1 and judged[index - 1] == judged[index + 1]
        else judgement
        for index, judgement in enumerate(judged)
    ]
    runs: list[tuple[int, int, bool]] = []
    for index, judgement in enumerate(steady):
        # Each block decides about its middle; the first and the last also about the edges.
        start = first if index == 0 else runs[-1][1]
        end = last if index + 1 == len(starts) else starts[index] + (_BLOCK + _STEP) // 2
        if runs and runs[-1][2] == judgement:
            start = runs.pop()[0]
        runs.append((start, end, judgement))
    return runs


def _is_other(here: Outline, there: Outline, start: int, end: int) -> bool:
    """Whether frames hold the other's voice."""
    mine, length = here[start:end], end - start
    # Row 0 of `there` lies `_BEFORE` frames before row 0 of `here`.
    theirs = there[start : end + _BEFORE + _AFTER]
    loud = 10 ** (theirs[:, 0].astype(np.float64) / 10)
    mean_loud = np.convolve(loud, np.full(length, 1 / length), "valid")
    level_db = 10 * np.log10((10 ** (mine[:, 0].astype(np.float64) / 10)).mean())
    if 10 * np.log10(mean_loud.max()) - level_db < MARGIN_DB:
        return False
    alike = _likeness(mine[:, 1:].astype(np.float64), theirs[:, 1:].astype(np.float64))
    best = int(alike.argmax())
    above_db = 10 * np.log10(mean_loud[best]) - level_db
    if above_db < MARGIN_DB:
        return False
    return bool(alike[best] >= (ALIKE_FAR if above_db >= FAR_DB else ALIKE))


def _likeness(mine: NDArray[np.float64], theirs: NDArray[np.float64]) -> NDArray[np.float64]:
    """The correlation of two outlines for each place of the shorter one in the other, band means apart.

    A loudspeaker and a room change how loud a band is, hardly how it rises and falls.
    """
    length = len(mine)
    centred = mine - mine.mean(axis=0)
    both = sum(np.correlate(theirs[:, band], centred[:, band], "valid") for band in range(BANDS))
    sums = np.cumsum(np.concatenate([np.zeros((1, BANDS)), theirs]), axis=0)
    squares = np.cumsum(np.concatenate([np.zeros((1, BANDS)), theirs**2]), axis=0)
    spread = (squares[length:] - squares[:-length] - (sums[length:] - sums[:-length]) ** 2 / length).sum(
        axis=1
    )
    result: NDArray[np.float64] = both / np.sqrt(np.maximum(spread, 1e-6) * max((centred**2).sum(), 1e-6))
    return result


def _as_long(levels: Outline, length: int) -> Outline:
    """As many rows as asked for: where nothing is known of the other, nothing was heard."""
    short = max(0, length - len(levels))
    return np.pad(levels[:length], ((0, short), (0, 0)), constant_values=_SILENCE_DB)


def _length_s(span: SpeechSpan) -> float:
    return (span.end_samples - span.start_samples) / SAMPLE_RATE_HZ
