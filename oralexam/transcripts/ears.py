"""What was heard of a track so far: stretch after stretch, clip after clip, until it becomes a transcript."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise
from typing import Protocol

from oralexam.transcripts.bleed import OutlineBeside
from oralexam.transcripts.clip_finder import ClipFinder, FoundClip
from oralexam.transcripts.hearing import ClipHeard, hear
from oralexam.transcripts.other_voice import OtherVoice
from oralexam.transcripts.ports import SAMPLE_RATE_HZ, Sound, SpeechDetector, SpeechRecognizer, SpeechSpan
from oralexam.transcripts.transcript import (
    SHORTEST_PAUSE_S,
    HeardSound,
    SoundKind,
    TrackTranscript,
    Utterance,
)
from oralexam.transcripts.transcription import placed


class Placing(Protocol):
    """Where samples lie on the exam clock."""

    def seconds(self, stretch: int, sample: int) -> float:
        """The instant of a sample of a stretch; stretches are numbered from 0."""
        ...


@dataclass
class _Stretch:
    """One stretch of sound and what was heard in it."""

    number: int
    finder: ClipFinder
    heard: list[ClipHeard] = field(default_factory=list)
    samples: int = 0


class Ears:
    """What was heard of a track so far.

    Args:
        recognizer: Hears one clip at a time.
        detector: Tells speech from everything else.
        check: Raises where the worker stops.
        other: The other party's voice; None where there is one voice alone.
        arrived_us: When a sample of a stretch came.
    """

    def __init__(
        self,
        *,
        recognizer: SpeechRecognizer,
        detector: SpeechDetector,
        check: Callable[[], None],
        other: OtherVoice | None,
        arrived_us: Callable[[int, int], float],
    ) -> None:
        self._recognizer = recognizer
        self._detector = detector
        self._check = check
        self._other = other
        self._arrived_us = arrived_us
        self._stretches: list[_Stretch] = []
        self._heard_before: dict[tuple[int, int, int], ClipHeard] = {}

    def hear(self, sound: Sound) -> None:
        """Take what comes next; what was said to its end is written down at once."""
        if sound.begins or not self._stretches:
            if self._stretches:
                self._end(self._stretches[-1])
            finder = ClipFinder(self._detector.stream())
            self._stretches.append(_Stretch(number=len(self._stretches), finder=finder))
        stretch = self._stretches[-1]
        stretch.samples += len(sound.samples)
        if self._other is not None and len(sound.samples):
            self._other.follow(self._arrived_us(stretch.number, stretch.samples))
        stretch.heard += [self._listen(stretch, found) for found in stretch.finder.hear(sound.samples)]

    def transcript(self, *, sitting_id: str, seat: str, placing: Placing | None) -> TrackTranscript:
        """All of it, as if nothing more came; without `placing` no word of it."""
        utterances: list[Utterance] = []
        sounds: list[HeardSound] = []
        speech_samples = 0
        for stretch in self._stretches:
            rest = [self._listen(stretch, found) for found in stretch.finder.rest()]
            heard = [*stretch.heard, *rest]
            speech_samples += sum(
                clip.speech.end_samples - clip.speech.start_samples for each in heard for clip, _ in each.said
            )
            if placing is None:
                continue
            seconds = partial(placing.seconds, stretch.number)
            for each in heard:
                utterances += [placed(speech, clip, seconds) for clip, speech in each.said if speech.text]
            sounds += [
                HeardSound(
                    kind=kind,
                    start_s=round(seconds(span.start_samples), 3),
                    end_s=round(seconds(span.end_samples), 3),
                )
                for kind, span in _sounds(heard)
            ]
        audio_samples = sum(stretch.samples for stretch in self._stretches)
        return TrackTranscript(
            sitting_id=sitting_id,
            seat=seat,
            utterances=tuple(utterances),
            recognizer=self._recognizer.identity,
            starts_at_s=round(placing.seconds(0, 0), 6) if placing is not None and audio_samples else 0.0,
            audio_duration_s=round(audio_samples / SAMPLE_RATE_HZ, 3),
            ends_at_s=self._ends_at_s(placing),
            speech_duration_s=round(speech_samples / SAMPLE_RATE_HZ, 3),
            sounds=tuple(sorted(sounds, key=lambda sound: sound.start_s)),
        )

    def _ends_at_s(self, placing: Placing | None) -> float | None:
        if placing is None or not self._stretches:
            return None
        last = self._stretches[-1]
        return round(placing.seconds(last.number, last.samples), 6)

    def _end(self, stretch: _Stretch) -> None:
        stretch.heard += [self._listen(stretch, found) for found in stretch.finder.rest()]
        stretch.finder = ClipFinder(self._detector.stream())

    def _listen(self, stretch: _Stretch, found: FoundClip) -> ClipHeard:
        """What a clip holds; once for each, also where it was asked for before the call went on."""
        cut = found.clip.cut
        key = (stretch.number, cut.start_samples, cut.end_samples)
        if key not in self._heard_before:
            self._check()
            beside = None if self._other is None else partial(self._beside, self._other, stretch.number)
            self._heard_before[key] = hear(found, recognizer=self._recognizer, beside=beside)
        return self._heard_before[key]

    def _beside(self, other: OtherVoice, stretch: int, sample: int, frames: int) -> OutlineBeside:
        return other.beside(self._arrived_us(stretch, sample), frames)


def _sounds(heard: list[ClipHeard]) -> Iterator[tuple[SoundKind, SpeechSpan]]:
    """What was heard beside the words of one stretch."""
    for each in heard:
        for span in each.others:
            yield SoundKind.OTHER_SPEAKER, span
        for span in each.hesitations:
            yield SoundKind.HESITATION, span
        for clip, speech in each.said:
            if not speech.text:
                yield SoundKind.NO_WORDS, clip.speech
    own = [piece for each in heard for piece in each.own]
    for before, after in pairwise(own):
        if after.start_samples - before.end_samples >= SHORTEST_PAUSE_S * SAMPLE_RATE_HZ:
            yield (
                SoundKind.PAUSE,
                SpeechSpan(start_samples=before.end_samples, end_samples=after.start_samples),
            )
