"""The two copies of a voice made one: the journal as it is, and in its holes what the browser has kept.

Pure but for the decoder. The journal is the base since it is what the others heard and what the server saw
come; of the own copy only what the journal lacks is taken (docs/decisions/0183). Originals never change.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Final

import msgspec
import numpy as np
from numpy.typing import NDArray

from oralexam.copies.aligning import Leg
from oralexam.copies.gaps import CopyMap, Held, Span
from oralexam.copies.likeness import RATE_HZ, Present, Sound
from oralexam.copies.placing import Laid, laid_beside, whole_samples
from oralexam.copies.reader import Run
from oralexam.journal.decoding import decode
from oralexam.journal.opus import SeatAudio

CROSSFADE_SAMPLES: Final = 240
"""5 ms: no click, and shorter than any sound of speech."""
_MOST_STRETCH: Final = 0.03
"""Between two connections time may be told by some ms differently on both sides: a hole is drawn out by so
much at the most (half a semitone), and by more only where nothing else fits."""
_SLIP_SAMPLES: Final = 1920
"""A hole so short, with nothing of the run in it, is a slip that `journal.opus` has set right."""
_SYLLABLE_SAMPLES: Final = RATE_HZ // 10
"""A tenth of a second: shorter holes are concealed well enough for words."""
_SPEECH_RMS: Final = 104.0
"""-50 dBFS: quieter nobody is understood; noise that is louder costs a transcript made for nothing."""
_AT_ONCE: Final = 10 * RATE_HZ
_JOURNAL, _OWN = 1, 2


class Filled(msgspec.Struct, frozen=True, kw_only=True):
    """A voice of both copies: 48 kHz, mono, from `starts_s` on; `held` says who has each sample."""

    starts_s: float
    sound: Sound
    held: NDArray[np.uint8]
    map: CopyMap

    @property
    def taken(self) -> bool:
        """Whether anything came from an own copy."""
        return self.map.filled_samples > 0


def fill(
    audio: SeatAudio,
    runs: Sequence[Run],
    *,
    starts_us: float,
    earliest_s: float,
    latest_s: float,
    between_s: Sequence[tuple[float, float]] = (),
) -> Filled:
    """Lay all runs of a voice beside its journal and take from them what it lacks.

    Args:
        audio: The journal's voice.
        runs: Its own copies, the earliest first.
        starts_us: When the journal's first sample was, UTC.
        earliest_s: On the exam clock; nothing before it is taken: nobody was to be recorded then.
        latest_s: Nor anything behind it.
        between_s: Nor anything in these stretches between two calls, in which nothing is missing, either.
    """
    voice = whole_samples(decode(audio.frames))
    heard = np.ones(len(voice), np.bool_)
    for frame in audio.frames:
        if frame.concealed:
            heard[frame.at_samples : frame.at_samples + frame.samples] = False
    parts = _parts(heard, audio.seams)
    laid = laid_beside(runs, voice, heard, parts, starts_us=starts_us)
    before = max(0, round((audio.starts_s - earliest_s) * RATE_HZ))
    behind = max(0, round((latest_s - audio.starts_s) * RATE_HZ) - len(voice))
    lead, tail = 0, 0
    for each in laid:
        for first, end, _ in _kept(each, _joined(each.aligned.legs, heard, -before, len(voice) + behind)):
            lead, tail = max(lead, -first), max(tail, end - len(voice))
    sound = np.pad(voice, (lead, tail))
    held = np.pad(np.where(heard, _JOURNAL, 0).astype(np.uint8), (lead, tail))
    for first_s, end_s in between_s:
        places = [max(0, round((at_s - audio.starts_s) * RATE_HZ) + lead) for at_s in (first_s, end_s)]
        held[slice(*places)] |= _JOURNAL
    # What was found in the sound goes before what the clocks say.
    for each in sorted(laid, key=lambda one: one.aligned.report.by_clock):
        _take(sound, held, each, _joined(each.aligned.legs, heard, -lead, len(voice) + tail), lead)
    starts_s = audio.starts_s - lead / RATE_HZ
    return Filled(starts_s=starts_s, sound=sound, held=held, map=_mapped(sound, held, starts_s, laid))


def _parts(heard: Present, seams: Sequence[int]) -> list[tuple[int, int]]:
    """What one clock has placed, without the hole before the next."""
    edges = [0, *seams, len(heard)]
    parts = []
    for first, end in pairwise(edges):
        known = np.flatnonzero(heard[first:end][::-1])
        if len(known):
            parts.append((first, end - int(known[0])))
    return parts


def _joined(legs: Sequence[Leg], heard: Present, first: int, end: int) -> list[Leg]:
    """Legs without a hole between them, from `first` to `end`; between parts time is drawn out a little."""
    if not legs:
        return []
    joined = []
    lead, last = legs[0], legs[-1]
    if first < lead.first:
        joined.append(Leg(first=first, end=lead.first, own=lead.at(first), rate=lead.rate))
    for leg, following in pairwise(legs):
        joined.append(leg)
        hole = following.first - leg.end
        if hole <= 0:
            continue
        there = following.own - leg.at(leg.end)
        if hole <= _SLIP_SAMPLES and there < hole / 2:
            heard[leg.end : following.first] = True  # nothing is missing: the clock was set
            joined.append(Leg(first=leg.end, end=following.first, own=-1e12, rate=1.0))
        elif abs(there - hole) <= max(24.0, _MOST_STRETCH * hole):
            joined.append(Leg(first=leg.end, end=following.first, own=leg.at(leg.end), rate=there / hole))
        else:
            half = leg.end + hole // 2
            joined.append(Leg(first=leg.end, end=half, own=leg.at(leg.end), rate=leg.rate))
            joined.append(Leg(first=half, end=following.first, own=following.at(half), rate=following.rate))
    joined.append(last)
    if last.end < end:
        joined.append(Leg(first=last.end, end=end, own=last.at(last.end), rate=last.rate))
    return joined


def _kept(laid: Laid, legs: Sequence[Leg]) -> Iterator[tuple[int, int, Leg]]:
    """Where the run has sound that may be taken, in samples of the voice: (first, end, leg)."""
    for leg in legs:
        for first, end in laid.given:
            # Rounded: the last sample of a run may stand for the half one behind it.
            begins = max(leg.first, round(leg.first + (first - leg.own) / leg.rate))
            ends = min(leg.end, round(leg.first + (end - leg.own) / leg.rate))
            for from_, to in laid.doubted:
                if begins < min(ends, from_):
                    yield begins, min(ends, from_), leg
                begins = max(begins, to)
            if begins < ends:
                yield begins, ends, leg


def _take(sound: Sound, held: NDArray[np.uint8], laid: Laid, legs: Sequence[Leg], lead: int) -> None:
    """Put the run's sound where nobody has any yet, softly at both ends of each hole."""
    kept = list(_kept(laid, legs))
    for first, end, leg in kept:
        for hole_first, hole_end in _runs_of(held[first + lead : end + lead] == 0):
            begins, ends = first + hole_first, first + hole_end
            # The fade lies beside the hole, where both have sound; where there is none, it cannot.
            fades_in = min(CROSSFADE_SAMPLES, hole_first)
            fades_out = min(CROSSFADE_SAMPLES, end - ends)
            for at in range(begins - fades_in, ends + fades_out, _AT_ONCE):
                to = min(at + _AT_ONCE, ends + fades_out)
                places = leg.own + (np.arange(at, to, dtype=np.float64) - leg.first) * leg.rate
                weight = np.ones(to - at)
                ramp = np.arange(at, to)
                if fades_in:
                    weight = np.minimum(weight, (ramp - (begins - fades_in) + 1) / (fades_in + 1))
                if fades_out:
                    weight = np.minimum(weight, (ends + fades_out - ramp) / (fades_out + 1))
                here = sound[at + lead : to + lead]
                mixed = here * (1 - weight) + _between(laid.own, places) * weight
                sound[at + lead : to + lead] = np.clip(np.rint(mixed), -32768, 32767).astype(np.int16)
    for first, end, _ in kept:
        held[first + lead : end + lead] |= _OWN


def _between(sound: Sound, places: NDArray[np.float64]) -> NDArray[np.float64]:
    """Samples between samples, by cubics through four of them (Catmull and Rom)."""
    whole = np.floor(places).astype(np.int64)
    part = places - whole
    a, b, c, d = (
        sound[np.clip(whole + step, 0, len(sound) - 1)].astype(np.float64) for step in (-1, 0, 1, 2)
    )
    curve: NDArray[np.float64] = b + 0.5 * part * (
        c - a + part * (2 * a - 5 * b + 4 * c - d + part * (3 * (b - c) + d - a))
    )
    return curve


def _runs_of(mask: Present) -> list[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(np.concatenate([[0], mask.astype(np.int8), [0]])))
    return [(int(first), int(end)) for first, end in edges.reshape(-1, 2)]


def _said_s(sound: Sound, taken: Present) -> float:
    """How much of what was taken is loud, in holes that are long enough for a sound of speech."""
    loud = 0
    for first, end in _runs_of(taken):
        if end - first >= _SYLLABLE_SAMPLES:
            whole = sound[first : first + (end - first) // _SYLLABLE_SAMPLES * _SYLLABLE_SAMPLES]
            parts = whole.reshape(-1, _SYLLABLE_SAMPLES).astype(np.float32)
            loud += int(np.count_nonzero(np.sqrt(np.mean(parts**2, axis=1)) >= _SPEECH_RMS))
    return round(loud * _SYLLABLE_SAMPLES / RATE_HZ, 3)


def _mapped(sound: Sound, held: NDArray[np.uint8], starts_s: float, laid: Sequence[Laid]) -> CopyMap:
    """The map of both copies, and what was found of each run."""
    edges = np.unique(np.concatenate([[0], np.flatnonzero(np.diff(held)) + 1, [len(held)]]))
    words = {0: Held.NEITHER, _JOURNAL: Held.JOURNAL_ONLY, _OWN: Held.OWN_ONLY}
    trusted = any(not each.aligned.report.reason for each in laid)
    spans = [
        Span(
            starts_s=round(starts_s + int(first) / RATE_HZ, 6),
            ends_s=round(starts_s + int(end) / RATE_HZ, 6),
            held=words[int(held[first])],
        )
        for first, end in pairwise(edges)
        # Without an alignment nothing is known of what the own copy holds here.
        if int(held[first]) in words and (trusted or held[first] == 0)
    ]
    return CopyMap(
        spans=tuple(spans),
        samples=len(held),
        journal_missing_samples=int(np.count_nonzero(held & _JOURNAL == 0)),
        filled_samples=int(np.count_nonzero(held == _OWN)),
        missing_samples=int(np.count_nonzero(held == 0)),
        said_s=_said_s(sound, held == _OWN),
        runs=tuple(each.aligned.report for each in laid),
        whole=bool(laid) and all(each.run.whole for each in laid),
    )
