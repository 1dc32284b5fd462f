"""The job `transcribe-track`: one seat's voice of one sitting, written down while it is spoken.

A call that is over is the same job: it finds all of the journal at once.
"""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import partial
from typing import Protocol

from oralexam.jobs.job import Job
from oralexam.jobs.runner import WorkerStopping
from oralexam.transcripts.clip_finder import ClipFinder, FoundClip
from oralexam.transcripts.clips import Clip
from oralexam.transcripts.kinds import TRANSCRIBE_TRACK
from oralexam.transcripts.ports import (
    SAMPLE_RATE_HZ,
    RecognizedSpeech,
    Samples,
    SoFarShelf,
    SpeechDetector,
    SpeechRecognizer,
    TranscriptStore,
)
from oralexam.transcripts.transcript import TrackTranscript, Utterance
from oralexam.transcripts.transcription import placed

__all__ = ["TRANSCRIBE_TRACK", "CallState", "Line", "Placing", "TranscribeTrack", "Voice"]

LOOK_S = 0.1
"""How often a journal is looked at for news: its writer brings packets to the kernel every 0.04 s."""
ASK_S = 0.5
"""How often the room is asked how things stand, while nothing is being recorded."""


class CallState(StrEnum):
    """What may still come of a call."""

    OPEN = "open"
    """It goes on, or has not begun."""
    HUNG_UP = "hung-up"
    """It may be taken up again."""
    OVER = "over"


@dataclass(frozen=True, kw_only=True)
class Line:
    """How a call stands; `zero_utc` is the zero of the exam clock, None where no call began."""

    state: CallState
    zero_utc: datetime | None


class Sound(Protocol):
    """Samples as they come; with `begins` they begin another stretch, far from the one before."""

    @property
    def samples(self) -> Samples:
        """Mono, 16 kHz."""
        ...

    @property
    def begins(self) -> bool:
        """Whether another stretch begins."""
        ...


class Placing(Protocol):
    """Where samples lie on the exam clock."""

    def seconds(self, stretch: int, sample: int) -> float:
        """The instant of a sample of a stretch; stretches are numbered from 0."""
        ...


class Voice(Protocol):
    """One seat's journal as sound."""

    def read(self) -> Sequence[Sound]:
        """What has come since the last time; nothing where there is no news."""
        ...

    def finish(self) -> Sequence[Sound]:
        """Nothing more comes: all that is left."""
        ...

    @property
    def is_quiet(self) -> bool:
        """Whether all that is there was read, and nothing is being recorded now."""
        ...

    def placed(self, zero_utc: datetime, *, for_good: bool) -> Placing:
        """The samples on the exam clock; `for_good` takes the time to know it as well as can be."""
        ...


class TranscribeTrack:
    """Handler of `transcribe-track`: follows, hears, stores. Done twice it stores the same thing twice.

    Args:
        open_voice: A sitting's and a seat's voice.
        line: How a sitting's call stands.
        recognizer: Ears for a job, shared by all of them.
        detector: Tells speech from everything else.
        store: Where transcripts stand.
        so_far: Where stands what was said before a hang-up that may be undone.
        stopping: Set when the worker is to stop.
    """

    def __init__(
        self,
        *,
        open_voice: Callable[[str, str], Voice],
        line: Callable[[str], Line],
        recognizer: Callable[[Job], SpeechRecognizer],
        detector: Callable[[], SpeechDetector],
        store: TranscriptStore,
        so_far: SoFarShelf,
        stopping: threading.Event,
    ) -> None:
        self._open_voice = open_voice
        self._line = line
        self._recognizer = recognizer
        self._detector = detector
        self._store = store
        self._so_far = so_far
        self._stopping = stopping

    def __call__(self, job: Job) -> None:
        """Follow and transcribe the track that `job` names, until its call cannot go on any more.

        Raises:
            Unavailable: No model is installed; the job waits for one.
            WorkerStopping: Told to stop; the next worker begins anew.
            OralExamError: The audio or the model cannot be read.
        """
        # The recogniser first: a missing model costs no decoding.
        recognizer = self._recognizer(job)
        voice = self._open_voice(job.sitting_id, job.subject)
        ears = _Ears(recognizer, self._detector(), self._check)
        told = False
        while True:
            sounds = voice.read()
            for sound in sounds:
                ears.hear(sound)
                told = False
            if sounds:
                continue
            wait_s = LOOK_S
            if voice.is_quiet:
                line = self._line(job.sitting_id)
                if line.state is CallState.OVER:
                    break
                if line.state is CallState.HUNG_UP and line.zero_utc is not None and not told:
                    self._so_far.put(ears.transcript(job, voice.placed(line.zero_utc, for_good=False)))
                    told = True
                wait_s = ASK_S
            self._stopping.wait(wait_s)
            self._check()
        for sound in voice.finish():
            ears.hear(sound)
        if line.zero_utc is None:
            ears = _Ears(
                recognizer, self._detector(), self._check
            )  # no call began: nothing said was part of one
        placing = voice.placed(line.zero_utc, for_good=True) if line.zero_utc is not None else None
        self._store.save(job.sitting_id, ears.transcript(job, placing))
        self._so_far.remove(job.sitting_id, job.subject)

    def _check(self) -> None:
        if self._stopping.is_set():
            raise WorkerStopping


@dataclass
class _Stretch:
    """One stretch of sound and what was said in it."""

    number: int
    finder: ClipFinder
    said: list[tuple[Clip, RecognizedSpeech]] = field(default_factory=list)
    samples: int = 0


class _Ears:
    """What was heard of a track so far."""

    def __init__(
        self, recognizer: SpeechRecognizer, detector: SpeechDetector, check: Callable[[], None]
    ) -> None:
        self._recognizer = recognizer
        self._detector = detector
        self._check = check
        self._stretches: list[_Stretch] = []
        self._heard_before: dict[tuple[int, int, int], RecognizedSpeech] = {}

    def hear(self, sound: Sound) -> None:
        """Take what comes next; what was said to its end is written down at once."""
        if sound.begins or not self._stretches:
            if self._stretches:
                self._end(self._stretches[-1])
            finder = ClipFinder(self._detector.stream())
            self._stretches.append(_Stretch(number=len(self._stretches), finder=finder))
        stretch = self._stretches[-1]
        stretch.samples += len(sound.samples)
        for found in stretch.finder.hear(sound.samples):
            stretch.said.append((found.clip, self._recognize(stretch, found)))

    def transcript(self, job: Job, placing: Placing | None) -> TrackTranscript:
        """All of it, as if nothing more came."""
        utterances: list[Utterance] = []
        speech_samples = 0
        for stretch in self._stretches:
            rest = [(found.clip, self._recognize(stretch, found)) for found in stretch.finder.rest()]
            for clip, heard in (*stretch.said, *rest):
                speech_samples += clip.speech.end_samples - clip.speech.start_samples
                if heard.text and placing is not None:
                    utterances.append(placed(heard, clip, partial(placing.seconds, stretch.number)))
        audio_samples = sum(stretch.samples for stretch in self._stretches)
        return TrackTranscript(
            sitting_id=job.sitting_id,
            seat=job.subject,
            utterances=tuple(utterances),
            recognizer=self._recognizer.identity,
            starts_at_s=round(placing.seconds(0, 0), 6) if placing is not None and audio_samples else 0.0,
            audio_duration_s=round(audio_samples / SAMPLE_RATE_HZ, 3),
            speech_duration_s=round(speech_samples / SAMPLE_RATE_HZ, 3),
        )

    def _end(self, stretch: _Stretch) -> None:
        stretch.said += [(found.clip, self._recognize(stretch, found)) for found in stretch.finder.rest()]
        stretch.finder = ClipFinder(self._detector.stream())

    def _recognize(self, stretch: _Stretch, found: FoundClip) -> RecognizedSpeech:
        """The words of a clip; once for each, also where it was asked for before the call went on."""
        cut = found.clip.cut
        key = (stretch.number, cut.start_samples, cut.end_samples)
        if key not in self._heard_before:
            self._check()
            self._heard_before[key] = self._recognizer.recognize(found.samples)
        return self._heard_before[key]
