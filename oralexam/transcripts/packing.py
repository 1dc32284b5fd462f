"""Which clips of a track are heard together: several in one window of Whisper's.

Whisper's encoder hears 30 s whatever is in them, and a turn of a call has five: one by one, most of its work
is on silence. What stands in a window depends on the clips and on nothing else (not on when they were found,
nor on how busy the machine was), so a call that is followed and one that is read afterwards have the same.
"""

from itertools import pairwise

import msgspec
import numpy as np

from oralexam.transcripts.clips import Clip
from oralexam.transcripts.ports import SAMPLE_RATE_HZ, Samples, SpeechSpan

LONGEST_WINDOW_S = 28.0
"""Whisper hears 30 s (whisper/audio.py, CHUNK_LENGTH). What is left is silence behind the last word, by which
it tells that a sentence has ended. The longest clip fits: 20 s of speech, and 2.55 s on each side where a
microphone opened early and closed late (`clips`)."""
FULL_S = 25.0
"""A window that is fuller waits for no more: what would fit is shorter than nearly all that is said."""
GAP_S = 0.5
"""Silence between two clips, beside their own margins of 0.2 s: longer than a comma's, and than the tenth
of a second by which word times are off. Halves of what was cut have none between them: the recogniser hears
them as they were spoken."""
LONGEST_SPAN_S = 120.0
"""From the first word of a window to its last, in the call: who speaks little is written down, too. Nobody
reads it before the hang-up, and who only asks fills a third of a window in a minute (measured)."""


class Piece(msgspec.Struct, frozen=True, kw_only=True):
    """A clip of this speaker's own, its sound, and the speech in it as it was detected."""

    clip: Clip
    spoken: tuple[SpeechSpan, ...]
    samples: Samples

    @property
    def length_samples(self) -> int:
        """How long its sound is."""
        return len(self.samples)


class Window(msgspec.Struct, frozen=True, kw_only=True):
    """Clips that are heard together, in the order in which they were spoken."""

    pieces: tuple[Piece, ...]

    @property
    def begins(self) -> tuple[int, ...]:
        """Where each clip begins in the window."""
        return _begins(self.pieces)

    @property
    def length_samples(self) -> int:
        """How long it is."""
        return self.begins[-1] + self.pieces[-1].length_samples

    @property
    def places(self) -> tuple[tuple[int, int], ...]:
        """What tells it from every other window of its stretch."""
        return tuple((each.clip.cut.start_samples, each.clip.cut.end_samples) for each in self.pieces)

    def samples(self) -> Samples:
        """Its sound: the clips, and silence between those that do not touch."""
        if len(self.pieces) == 1:
            return self.pieces[0].samples
        sound = np.zeros(self.length_samples, np.float32)
        for begin, piece in zip(self.begins, self.pieces, strict=True):
            sound[begin : begin + piece.length_samples] = piece.samples
        return sound


class Packer:
    """Fills windows with the clips of one stretch, in their order.

    With `single_clips` each clip has a window of its own.
    """

    def __init__(self, *, single_clips: bool, waiting: tuple[Piece, ...] = ()) -> None:
        self._single_clips = single_clips
        self._waiting = waiting

    def copy(self) -> "Packer":
        """Another one that stands as this one does."""
        return Packer(single_clips=self._single_clips, waiting=self._waiting)

    def take(self, piece: Piece) -> list[Window]:
        """The windows that are closed by a clip: the one before it, that with it, both or neither."""
        closed = []
        if self._waiting and not self._fits(piece):
            closed += self.rest()
        self._waiting = (*self._waiting, piece)
        if self._single_clips or _length(self._waiting) >= FULL_S * SAMPLE_RATE_HZ:
            closed += self.rest()
        return closed

    def nothing_before(self, sample: int) -> list[Window]:
        """The window that waits, where all that is still to come is spoken too late for it.

        It says earlier what `take` would say: it never changes what stands in a window.
        """
        if self._waiting and sample - self._first_spoken > LONGEST_SPAN_S * SAMPLE_RATE_HZ:
            return self.rest()
        return []

    def rest(self) -> list[Window]:
        """The window that waits: nothing more comes."""
        if not self._waiting:
            return []
        window = Window(pieces=self._waiting)
        self._waiting = ()
        return [window]

    @property
    def _first_spoken(self) -> int:
        return self._waiting[0].clip.speech.start_samples

    def _fits(self, piece: Piece) -> bool:
        span = piece.clip.speech.end_samples - self._first_spoken
        together = _length((*self._waiting, piece))
        return span <= LONGEST_SPAN_S * SAMPLE_RATE_HZ and together <= LONGEST_WINDOW_S * SAMPLE_RATE_HZ


def _begins(pieces: tuple[Piece, ...]) -> tuple[int, ...]:
    begins = [0]
    for piece, following in pairwise(pieces):
        touch = piece.clip.cut.end_samples == following.clip.cut.start_samples
        gap = 0 if touch else round(GAP_S * SAMPLE_RATE_HZ)
        begins.append(begins[-1] + piece.length_samples + gap)
    return tuple(begins)


def _length(pieces: tuple[Piece, ...]) -> int:
    return _begins(pieces)[-1] + pieces[-1].length_samples
