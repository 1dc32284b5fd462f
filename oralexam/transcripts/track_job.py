"""The job `transcribe-track`: one seat's audio of one sitting to a stored transcript."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from oralexam.errors import Unavailable
from oralexam.jobs.job import Job
from oralexam.transcripts.clips import MERGE_SILENCE_S
from oralexam.transcripts.kinds import TRANSCRIBE_TRACK
from oralexam.transcripts.ports import (
    SAMPLE_RATE_HZ,
    Samples,
    SpeechDetector,
    SpeechRecognizer,
    TranscriptStore,
)
from oralexam.transcripts.transcript import TrackTranscript, Utterance
from oralexam.transcripts.transcription import find_clips, transcribe_clips
from oralexam.transcripts.whisper_recognizer import NotAModel

__all__ = ["TRANSCRIBE_TRACK", "AudioStretch", "LoadAudio", "Stretch", "TranscribeTrack", "joined"]


class Stretch(Protocol):
    """Sound of one seat without a hole, as whoever decodes the journal gives it."""

    @property
    def samples(self) -> Samples:
        """As in `ports.Samples`: mono, 16 kHz."""
        ...

    @property
    def starts_at_s(self) -> float:
        """Where the first sample lies on the exam clock."""
        ...


@dataclass(frozen=True, kw_only=True)
class AudioStretch:
    """A stretch as it is given to speech detection."""

    samples: Samples
    starts_at_s: float

    @property
    def duration_s(self) -> float:
        """How long it is."""
        return len(self.samples) / SAMPLE_RATE_HZ


class LoadAudio(Protocol):
    """Decodes a seat's journal at 16 kHz, on the exam clock; empty where nothing was recorded."""

    def __call__(self, sitting_id: str, seat: str, /) -> Sequence[Stretch]:
        """The stretches of that seat."""
        ...


class TranscribeTrack:
    """Handler of `transcribe-track`: reads, hears, stores. Done twice it stores the same thing twice."""

    def __init__(
        self,
        *,
        load_audio: LoadAudio,
        make_recognizer: Callable[[], SpeechRecognizer],
        make_detector: Callable[[], SpeechDetector],
        store: TranscriptStore,
    ) -> None:
        self._load_audio = load_audio
        self._make_recognizer = make_recognizer
        self._make_detector = make_detector
        self._store = store
        self._recognizer: SpeechRecognizer | None = None
        self._detector: SpeechDetector | None = None

    def __call__(self, job: Job) -> None:
        """Transcribe the track that `job` names.

        Raises:
            Unavailable: No model is installed; the job waits for one.
            OralExamError: The audio or the model cannot be read.
        """
        recognizer, detector = self._tools()
        utterances: list[Utterance] = []
        speech_samples = 0
        stretches = joined(self._load_audio(job.sitting_id, job.subject), shorter_than_s=MERGE_SILENCE_S)
        for stretch in stretches:
            clips = find_clips(stretch.samples, detector=detector)
            speech_samples += sum(clip.speech.end_samples - clip.speech.start_samples for clip in clips)
            utterances += transcribe_clips(
                stretch.samples, clips, starts_at_s=stretch.starts_at_s, recognizer=recognizer
            )
        self._store.save(
            job.sitting_id,
            TrackTranscript(
                sitting_id=job.sitting_id,
                seat=job.subject,
                utterances=tuple(utterances),
                recognizer=recognizer.identity,
                starts_at_s=stretches[0].starts_at_s if stretches else 0.0,
                audio_duration_s=round(sum(stretch.duration_s for stretch in stretches), 3),
                speech_duration_s=round(speech_samples / SAMPLE_RATE_HZ, 3),
            ),
        )

    def _tools(self) -> tuple[SpeechRecognizer, SpeechDetector]:
        """Made at the first job and kept; the recogniser first, so that a missing model costs no decoding."""
        if self._recognizer is None:
            try:
                self._recognizer = self._make_recognizer()
            except NotAModel as error:
                # The setting is wrong, not the job: it waits until somebody has put it right.
                raise Unavailable(error.reason, **error.details) from error
        if self._detector is None:
            self._detector = self._make_detector()
        return self._recognizer, self._detector


def joined(stretches: Sequence[Stretch], *, shorter_than_s: float) -> list[AudioStretch]:
    """Stretches in order, short gaps filled with silence: a lost connection cuts no sentence in two.

    Where two overlap (a new connection that came before the old one was given up), the earlier one is kept.
    """
    result: list[AudioStretch] = []
    for stretch in sorted(stretches, key=lambda each: each.starts_at_s):
        last = result[-1] if result else None
        gap_s = stretch.starts_at_s - (last.starts_at_s + last.duration_s) if last else shorter_than_s
        if last is None or gap_s >= shorter_than_s:
            result.append(AudioStretch(samples=stretch.samples, starts_at_s=stretch.starts_at_s))
            continue
        gap = round(gap_s * SAMPLE_RATE_HZ)
        silence = np.zeros(max(0, gap), np.float32)
        samples = np.concatenate([last.samples, silence, stretch.samples[max(0, -gap) :]])
        result[-1] = AudioStretch(samples=samples, starts_at_s=last.starts_at_s)
    return result
