"""One utterance: whose speech it is, which words it holds, and what else was heard in it."""

from collections.abc import Callable

import msgspec
import numpy as np

from oralexam.transcripts.bleed import OutlineBeside, divide
from oralexam.transcripts.clip_finder import FoundClip
from oralexam.transcripts.clips import MARGIN_S, Clip
from oralexam.transcripts.filled_pauses import filled_pauses
from oralexam.transcripts.honesty import believed, repeats_itself
from oralexam.transcripts.packing import Piece, Window
from oralexam.transcripts.ports import SAMPLE_RATE_HZ, RecognizedSpeech, SpeechRecognizer, SpeechSpan
from oralexam.transcripts.spectrum import FRAME_SAMPLES, HOP_SAMPLES
from oralexam.transcripts.transcript import UNCLEAR_BELOW
from oralexam.transcripts.unpacking import misplaced, unpacked

Beside = Callable[[int, int], OutlineBeside]
"""The other track's outline at so many frames (second) from a sample of the stretch (first)."""
SHORT_S = 0.6
"""A clip with less speech is heard by itself in any case: a cough or a knock that the detector lets in is
about as long. So is a "yes", which costs a window then. Chosen, not measured."""
_NOTHING = RecognizedSpeech(text="", words=())


Said = tuple[Clip, RecognizedSpeech]
"""A clip and its words, timed from its start; none where no text could be believed."""


class Gated(msgspec.Struct, frozen=True, kw_only=True):
    """What an utterance holds, before any word of it is known; places count from the stretch's start."""

    pieces: tuple[Piece, ...]
    """Clips of this speaker's own."""
    own: tuple[SpeechSpan, ...]
    others: tuple[SpeechSpan, ...]
    hesitations: tuple[SpeechSpan, ...]

    def without_sound(self) -> "Gated":
        """What is kept of it once its clips stand in their windows: a call would be 20 MB of sound."""
        return msgspec.structs.replace(self, pieces=())


def gate(found: FoundClip, *, beside: Beside | None) -> Gated:
    """What of an utterance is this speaker's own; the other's speech is given to no recogniser."""
    own, others = found.pieces, tuple[SpeechSpan, ...]()
    if beside is not None:
        own, others = _divided(found, beside)
    clips = [(found.clip, own)] if not others else _clips(found, own, others)
    begins = found.clip.cut.start_samples
    pieces = [
        Piece(
            clip=clip,
            spoken=spoken,
            samples=np.ascontiguousarray(
                found.samples[clip.cut.start_samples - begins : clip.cut.end_samples - begins]
            ),
        )
        for clip, spoken in clips
    ]
    hesitations = tuple(filled_pauses(found.samples, _all_moved(own, -begins)))
    return Gated(pieces=tuple(pieces), own=own, others=others, hesitations=_all_moved(hesitations, begins))


def hear(window: Window, *, recognizer: SpeechRecognizer) -> tuple[Said, ...]:
    """The words of each clip of a window.

    Every rule of `honesty` is laid on each clip, but a no-speech probability is one for the whole window: a
    noise beside speech is not asked whether it is speech. So a clip of several is heard again by itself, and
    what it then says counts, where it is left without a believed word, where it is short, and where its words
    are unlikely. A longer noise with likely words keeps them. Where nothing tells whose the words of a window
    are, all its clips are heard again.
    """
    heard = recognizer.recognize(window.samples())
    if len(window.pieces) == 1:
        (piece,) = window.pieces
        return ((piece.clip, _in(heard, believed(heard, pieces=piece.spoken))),)
    # A text that goes in circles is nobody's, and words beside all speech may be anybody's.
    nobodys = repeats_itself(heard.text) or misplaced(heard, window)
    parts = [_NOTHING] * len(window.pieces) if nobodys else unpacked(heard, window)
    said = []
    for piece, part in zip(window.pieces, parts, strict=True):
        answer = believed(part, pieces=piece.spoken)
        if not answer.text or _doubtful(answer, piece):
            answer = believed(recognizer.recognize(piece.samples), pieces=piece.spoken)
        # A whole window tells a language better than a clip of it.
        said.append((piece.clip, _in(heard, answer)))
    return tuple(said)


def _in(heard: RecognizedSpeech, answer: RecognizedSpeech) -> RecognizedSpeech:
    """A clip's words, with what its window sounded like, also where none of them is believed."""
    return msgspec.structs.replace(answer, language=heard.language)


def _doubtful(answer: RecognizedSpeech, piece: Piece) -> bool:
    """Whether a clip's words, heard among others, may be what a recogniser makes of a noise."""
    speech_s = sum(span.end_samples - span.start_samples for span in piece.spoken) / SAMPLE_RATE_HZ
    likely = sum(word.probability for word in answer.words)
    return speech_s < SHORT_S or likely < UNCLEAR_BELOW * len(answer.words)


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
