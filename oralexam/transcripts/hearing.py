"""One clip: whose speech it is, which words it holds, and what else was heard in it."""

from collections.abc import Callable

import msgspec
import numpy as np

from oralexam.transcripts.bleed import OutlineBeside, divide
from oralexam.transcripts.clip_finder import FoundClip
from oralexam.transcripts.clips import MARGIN_S, Clip
from oralexam.transcripts.filled_pauses import filled_pauses
from oralexam.transcripts.honesty import believed
from oralexam.transcripts.ports import SAMPLE_RATE_HZ, RecognizedSpeech, SpeechRecognizer, SpeechSpan
from oralexam.transcripts.spectrum import FRAME_SAMPLES, HOP_SAMPLES

Beside = Callable[[int, int], OutlineBeside]
"""The other track's outline at so many frames (second) from a sample of the stretch (first)."""


class ClipHeard(msgspec.Struct, frozen=True, kw_only=True):
    """What was heard in a clip; places count from the beginning of the stretch."""

    said: tuple[tuple[Clip, RecognizedSpeech], ...]
    """Clips of this speaker's own, and their words; none where no text could be believed."""
    own: tuple[SpeechSpan, ...]
    others: tuple[SpeechSpan, ...]
    hesitations: tuple[SpeechSpan, ...]


def hear(found: FoundClip, *, recognizer: SpeechRecognizer, beside: Beside | None) -> ClipHeard:
    """The words of what is this speaker's own; the other's speech is given to no recogniser."""
    own, others = found.pieces, tuple[SpeechSpan, ...]()
    if beside is not None:
        own, others = _divided(found, beside)
    clips = [(found.clip, own)] if not others else _clips(found, own, others)
    said = []
    for clip, pieces in clips:
        first = clip.cut.start_samples - found.clip.cut.start_samples
        last = clip.cut.end_samples - found.clip.cut.start_samples
        heard = recognizer.recognize(np.ascontiguousarray(found.samples[first:last]))
        said.append((clip, believed(heard, pieces=pieces)))
    begins = found.clip.cut.start_samples
    hesitations = tuple(filled_pauses(found.samples, _all_moved(own, -begins)))
    return ClipHeard(said=tuple(said), own=own, others=others, hesitations=_all_moved(hesitations, begins))


def _divided(found: FoundClip, beside: Beside) -> tuple[tuple[SpeechSpan, ...], tuple[SpeechSpan, ...]]:
    cut = found.clip.cut.start_samples
    frames = max(0, (len(found.samples) - FRAME_SAMPLES) // HOP_SAMPLES + 1)
    here = tuple(_moved(piece, -cut) for piece in found.pieces)
    whose = divide(found.samples, here, beside(cut, frames))
    return _all_moved(whose.own, cut), _all_moved(whose.others, cut)


def _clips(
    found: FoundClip, own: tuple[SpeechSpan, ...], others: tuple[SpeechSpan, ...]
) -> list[tuple[Clip, tuple[SpeechSpan, ...]]]:
    """One's own speech as clips with nothing of the other's in them."""
    runs: list[list[SpeechSpan]] = []
    for piece in own:
        after = runs[-1][-1].end_samples if runs else 0
        between = any(after <= other.start_samples < piece.start_samples for other in others)
        if runs and not between:
            runs[-1].append(piece)
        else:
            runs.append([piece])
    margin = round(MARGIN_S * SAMPLE_RATE_HZ)
    cut = found.clip.cut
    clips = []
    for run in runs:
        start, end = run[0].start_samples, run[-1].end_samples
        before = [other.end_samples for other in others if other.end_samples <= start]
        behind = [other.start_samples for other in others if other.start_samples >= end]
        earliest = max([*before, cut.start_samples])
        latest = min([*behind, cut.end_samples])
        clip = Clip(
            speech=SpeechSpan(start_samples=start, end_samples=end),
            cut=SpeechSpan(
                start_samples=max(earliest, start - margin), end_samples=min(latest, end + margin)
            ),
        )
        clips.append((clip, tuple(run)))
    return clips


def _all_moved(spans: tuple[SpeechSpan, ...], by: int) -> tuple[SpeechSpan, ...]:
    return tuple(_moved(span, by) for span in spans)


def _moved(span: SpeechSpan, by: int) -> SpeechSpan:
    return SpeechSpan(start_samples=span.start_samples + by, end_samples=span.end_samples + by)
