"""What was heard of a track so far: stretch by stretch, window by window, until it becomes a transcript."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise
from typing import Protocol

from oralexam.transcripts.bleed import OutlineBeside
from oralexam.transcripts.clip_finder import ClipFinder, FoundClip
from oralexam.transcripts.hearing import Gated, Said, gate, hear
from oralexam.transcripts.languages import check_language
from oralexam.transcripts.other_voice import OtherVoice
from oralexam.transcripts.packing import Packer, Window
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
    packer: Packer
    gated: list[Gated] = field(default_factory=list)
    said: list[Said] = field(default_factory=list)
    samples: int = 0


class Ears:
    """What was heard of a track so far.

    Args:
        recognizer: Hears one window at a time.
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
        self._gated_before: dict[tuple[int, int, int], Gated] = {}
        self._heard_before: dict[tuple[int, tuple[tuple[int, int], ...]], tuple[Said, ...]] = {}

    def hear(self, sound: Sound) -> None:
        """Take what comes next; a window that is closed by it is written down at once."""
        if sound.begins or not self._stretches:
            if self._stretches:
                self._end(self._stretches[-1])
            self._stretches.append(
                _Stretch(
                    number=len(self._stretches),
                    finder=ClipFinder(self._detector.stream()),
                    packer=Packer(single_clips=self._recognizer.single_clips),
                )
            )
        stretch = self._stretches[-1]
        stretch.samples += len(sound.samples)
        if self._other is not None and len(sound.samples):
            self._other.follow(self._arrived_us(stretch.number, stretch.samples))
        for found in stretch.finder.hear(sound.samples):
            gated = self._gate(stretch, found)
            self._gated_before.pop(_key(stretch, found), None)
            stretch.gated.append(gated.without_sound())
            stretch.said += self._pack(stretch, stretch.packer, gated)
        stretch.said += self._listen(stretch, stretch.packer.nothing_before(stretch.finder.nothing_before))

    def transcript(self, *, sitting_id: str, seat: str, placing: Placing | None) -> TrackTranscript:
        """All of it, as if nothing more came; without `placing` no word of it."""
        utterances: list[Utterance] = []
        sounds: list[HeardSound] = []
        speech_samples = 0
        all_said: list[Said] = []
        for stretch in self._stretches:
            gated, said = self._all_of(stretch)
            speech_samples += sum(clip.speech.end_samples - clip.speech.start_samples for clip, _ in said)
            if placing is None:
                continue
            all_said += said
            seconds = partial(placing.seconds, stretch.number)
            utterances += [placed(speech, clip, seconds) for clip, speech in said if speech.text]
            sounds += [
                HeardSound(
                    kind=kind,
                    start_s=round(seconds(span.start_samples), 3),
                    end_s=round(seconds(span.end_samples), 3),
                )
                for kind, span in _sounds(gated, said)
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
            language=check_language(all_said),
            sounds=tuple(sorted(sounds, key=lambda sound: sound.start_s)),
        )

    def _ends_at_s(self, placing: Placing | None) -> float | None:
        if placing is None or not self._stretches:
            return None
        last = self._stretches[-1]
        return round(placing.seconds(last.number, last.samples), 6)

    def _end(self, stretch: _Stretch) -> None:
        stretch.gated, stretch.said = self._all_of(stretch)
        stretch.finder = ClipFinder(self._detector.stream())
        stretch.packer = Packer(single_clips=self._recognizer.single_clips)
        self._gated_before.clear()

    def _all_of(self, stretch: _Stretch) -> tuple[list[Gated], list[Said]]:
        """What a stretch holds if nothing more of it comes; changes nothing."""
        packer, said = stretch.packer.copy(), list(stretch.said)
        rest = [self._gate(stretch, found) for found in stretch.finder.rest()]
        windows = [window for gated in rest for piece in gated.pieces for window in packer.take(piece)]
        said += self._listen(stretch, [*windows, *packer.rest()])
        return [*stretch.gated, *(gated.without_sound() for gated in rest)], said

    def _gate(self, stretch: _Stretch, found: FoundClip) -> Gated:
        """Whose an utterance is; once for each, also where it was asked for before the call went on."""
        key = _key(stretch, found)
        if key not in self._gated_before:
            self._check()
            beside = None if self._other is None else partial(self._beside, self._other, stretch.number)
            self._gated_before[key] = gate(found, beside=beside)
        return self._gated_before[key]

    def _pack(self, stretch: _Stretch, packer: Packer, gated: Gated) -> list[Said]:
        """The words of the windows that an utterance closes."""
        windows = [window for piece in gated.pieces for window in packer.take(piece)]
        return self._listen(stretch, windows)

    def _listen(self, stretch: _Stretch, windows: list[Window]) -> list[Said]:
        """What windows hold; once for each, as above."""
        keys = [(stretch.number, window.places) for window in windows]
        new = {
            key: window for key, window in zip(keys, windows, strict=True) if key not in self._heard_before
        }
        if len(new) > 1 and self._recognizer.at_once > 1:
            with ThreadPoolExecutor(self._recognizer.at_once, "window") as threads:
                self._heard_before |= zip(new, threads.map(self._hear, new.values()), strict=True)
        else:
            for key, window in new.items():
                self._heard_before[key] = self._hear(window)
        return [said for key in keys for said in self._heard_before[key]]

    def _hear(self, window: Window) -> tuple[Said, ...]:
        self._check()
        return hear(window, recognizer=self._recognizer)

    def _beside(self, other: OtherVoice, stretch: int, sample: int, frames: int) -> OutlineBeside:
        return other.beside(self._arrived_us(stretch, sample), frames)


def _key(stretch: _Stretch, found: FoundClip) -> tuple[int, int, int]:
    cut = found.clip.cut
    return (stretch.number, cut.start_samples, cut.end_samples)


def _sounds(gated: list[Gated], said: list[Said]) -> Iterator[tuple[SoundKind, SpeechSpan]]:
    """What was heard beside the words of one stretch."""
    for each in gated:
        for span in each.others:
            yield SoundKind.OTHER_SPEAKER, span
        for span in each.hesitations:
            yield SoundKind.HESITATION, span
    for clip, speech in said:
        if not speech.text:
            yield SoundKind.NO_WORDS, clip.speech
    own = [piece for each in gated for piece in each.own]
    for before, after in pairwise(own):
        if after.start_samples - before.end_samples >= SHORTEST_PAUSE_S * SAMPLE_RATE_HZ:
            yield (
                SoundKind.PAUSE,
                SpeechSpan(start_samples=before.end_samples, end_samples=after.start_samples),
            )
