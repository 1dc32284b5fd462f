"""Utterances of one stretch of sound, found while it comes: once nothing that follows can change them.

The same sound gives the same clips, in however many pieces it comes: speech is detected window by window,
joined over pauses, and cut with its margins by the rules of `clips`; what waits here waits for what those
rules look at.
"""

import copy

import msgspec
import numpy as np

from oralexam.transcripts.clips import (
    MARGIN_S,
    MERGE_SILENCE_S,
    QUIET_S,
    TAKE_REACH_S,
    Clip,
    cut_one,
    merge_into,
)
from oralexam.transcripts.ports import SAMPLE_RATE_HZ, Samples, SpeechSpan, SpeechStream
from oralexam.transcripts.speech_detection import SpeechSpans

_KEPT_SAMPLES = round((TAKE_REACH_S + QUIET_S + MARGIN_S + 0.25) * SAMPLE_RATE_HZ)
"""How far back the beginning of a take may lie before speech, and a little more."""
_SEEN_SAMPLES = round((2 * (TAKE_REACH_S + QUIET_S) + MARGIN_S + 0.5) * SAMPLE_RATE_HZ)
"""Past an utterance by this, nothing that follows changes its cut: a take ends within `TAKE_REACH_S`, and
half of the pause behind it is longer than that; whether a sound is speech is certain after 0.4 s."""


class FoundClip(msgspec.Struct, frozen=True, kw_only=True):
    """An utterance to be, and its sound; `clip` counts from the beginning of the stretch."""

    clip: Clip
    samples: Samples
    pieces: tuple[SpeechSpan, ...]
    """The speech in it as it was detected, before it was joined over pauses."""


class ClipFinder:
    """Listens to one stretch of sound."""

    def __init__(self, stream: SpeechStream) -> None:
        self._stream = stream
        self._spans = SpeechSpans()
        self._kept: Samples = np.zeros(0, np.float32)
        self._base = 0
        self._growing: SpeechSpan | None = None
        """The utterance to which more may be joined."""
        self._whole: list[SpeechSpan] = []
        """Utterances that wait for what lies behind them."""
        self._pieces: list[SpeechSpan] = []
        """Speech as it was detected that lies in utterances not given out yet."""
        self._before: int | None = None
        """Where the utterance ended that was given out last."""

    @property
    def heard_samples(self) -> int:
        """How long the stretch is so far."""
        return self._base + len(self._kept)

    @property
    def nothing_before(self) -> int:
        """No utterance that is not given out yet has speech before this sample of the stretch."""
        begins = [span.start_samples for span in self._whole[:1]]
        begins += [self._growing.start_samples] if self._growing is not None else []
        begins += [self._spans.speaking_since] if self._spans.speaking_since is not None else []
        # A window that is not full yet may begin the next utterance.
        return min(begins, default=self.heard_samples - SAMPLE_RATE_HZ // 10)

    def hear(self, samples: Samples) -> list[FoundClip]:
        """Take what comes next; the utterances that are certain now."""
        self._kept = np.concatenate([self._kept, samples])
        self._join(self._spans.hear(self._stream.hear(samples)))
        if self._growing is not None and self._may_grow_no_more(self._growing):
            self._whole.append(self._growing)
            self._growing = None
        found = []
        while self._whole and self.heard_samples >= self._whole[0].end_samples + _SEEN_SAMPLES:
            found.append(self._cut())
        self._forget()
        return found

    def rest(self) -> list[FoundClip]:
        """The utterances that are left if nothing more comes; changes nothing."""
        before = (self._spans, self._whole, self._growing, self._before, self._pieces)
        try:
            self._spans, self._whole = copy.copy(self._spans), list(self._whole)
            self._pieces = list(self._pieces)
            self._join(self._spans.hear(self._stream.rest()))
            self._join(self._spans.rest(self.heard_samples))
            self._spans.speaking_since = None
            if self._growing is not None:
                self._whole.append(self._growing)
                self._growing = None
            return [self._cut() for _ in range(len(self._whole))]
        finally:
            self._spans, self._whole, self._growing, self._before, self._pieces = before

    def _join(self, spans: list[SpeechSpan]) -> None:
        self._pieces += spans
        for span in spans:
            *whole, self._growing = merge_into(self._growing, span)
            self._whole += whole

    def _may_grow_no_more(self, growing: SpeechSpan) -> bool:
        """Whether whatever is said from now on comes too late to be joined."""
        next_at = self._spans.speaking_since
        until = self.heard_samples if next_at is None else next_at
        return until - growing.end_samples >= MERGE_SILENCE_S * SAMPLE_RATE_HZ

    def _cut(self) -> FoundClip:
        span = self._whole.pop(0)
        following = self._whole[0] if self._whole else self._growing
        earliest = 0 if self._before is None else (self._before + span.start_samples) // 2
        latest = self.heard_samples
        next_at = following.start_samples if following is not None else self._spans.speaking_since
        if next_at is not None:
            # A click, which is no speech in the end, may only come too late to matter: `_SEEN_SAMPLES`.
            latest = (span.end_samples + next_at) // 2
        self._before = span.end_samples
        here = _moved(span, -self._base)
        cut = cut_one(self._kept, here, earliest=earliest - self._base, latest=latest - self._base)
        cut = SpeechSpan(start_samples=max(0, cut.start_samples), end_samples=cut.end_samples)
        pieces = tuple(_within(span, piece) for piece in self._pieces if _overlap(span, piece))
        self._pieces = [piece for piece in self._pieces if piece.end_samples > span.end_samples]
        return FoundClip(
            clip=Clip(speech=span, cut=_moved(cut, self._base)),
            samples=self._kept[cut.start_samples : cut.end_samples].copy(),
            pieces=pieces,
        )

    def _forget(self) -> None:
        """Let go of sound that no utterance can need any more."""
        needed = self.nothing_before - _KEPT_SAMPLES
        if needed - self._base > SAMPLE_RATE_HZ:
            self._kept = self._kept[needed - self._base :].copy()
            self._base = needed


def _overlap(one: SpeechSpan, other: SpeechSpan) -> bool:
    return one.start_samples < other.end_samples and other.start_samples < one.end_samples


def _within(whole: SpeechSpan, piece: SpeechSpan) -> SpeechSpan:
    """What of a piece lies in a whole: talk without a pause was divided."""
    return SpeechSpan(
        start_samples=max(whole.start_samples, piece.start_samples),
        end_samples=min(whole.end_samples, piece.end_samples),
    )


def _moved(span: SpeechSpan, by: int) -> SpeechSpan:
    return SpeechSpan(start_samples=span.start_samples + by, end_samples=span.end_samples + by)
