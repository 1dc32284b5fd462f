"""The job `transcribe-track`: one seat's voice of one sitting, written down while it is spoken.

A call that is over is the same job: it finds all of the journal at once.
"""

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

import structlog

from oralexam.jobs.job import Job
from oralexam.jobs.runner import WorkerStopping
from oralexam.transcripts.ears import Ears, Placing
from oralexam.transcripts.kinds import TRANSCRIBE_TRACK
from oralexam.transcripts.other_voice import BesideVoice, OtherVoice
from oralexam.transcripts.ports import SoFarShelf, Sound, SpeechDetector, SpeechRecognizer, TranscriptStore
from oralexam.transcripts.transcript import TrackTranscript

__all__ = ["TRANSCRIBE_TRACK", "CallState", "Line", "Placing", "TranscribeTrack", "Voice"]

_log = structlog.get_logger(__name__)

LOOK_S = 0.1
"""How often a journal is looked at for news: its writer brings packets to the kernel every 0.04 s."""
ABANDONED_S = 10.0
"""A journal that nobody closed (its server was killed, its disk full) holds no more, once nothing was written
for so long and the call is over: a writer that lives brings packets to the kernel every 0.04 s."""
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

    def arrived_us(self, stretch: int, sample: int) -> float:
        """When a sample of a stretch came, in UTC µs: the same, asked while the call runs or afterwards."""
        ...

    def placed(self, zero_utc: datetime, *, for_good: bool) -> Placing:
        """The samples on the exam clock; `for_good` takes the time to know it as well as can be."""
        ...


class TranscribeTrack:
    """Handler of `transcribe-track`: follows, hears, stores. Done twice it stores the same thing twice.

    Args:
        open_voice: A sitting's and a seat's voice.
        open_other: The voice of who talks with that seat; None where it is alone on its line.
        line: How a sitting's call stands.
        recognizer: Ears for a job, shared by all of them.
        detector: Tells speech from everything else.
        store: Where transcripts stand.
        so_far: Where stands what was said before a hang-up that may be undone.
        stopping: Set when the worker is to stop.
        call_runs: Told whether a job's call runs, so far as its follower knows.
    """

    def __init__(
        self,
        *,
        open_voice: Callable[[str, str], Voice],
        open_other: Callable[[str, str], BesideVoice | None],
        line: Callable[[str], Line],
        recognizer: Callable[[Job], SpeechRecognizer],
        detector: Callable[[], SpeechDetector],
        store: TranscriptStore,
        so_far: SoFarShelf,
        stopping: threading.Event,
        call_runs: Callable[[Job, bool], None] = lambda _job, _runs: None,
    ) -> None:
        self._open_voice = open_voice
        self._open_other = open_other
        self._line = line
        self._recognizer = recognizer
        self._detector = detector
        self._store = store
        self._so_far = so_far
        self._stopping = stopping
        self._call_runs = call_runs
        self._idle = threading.local()

    def __call__(self, job: Job) -> None:
        """Follow and transcribe the track that `job` names, until its call cannot go on any more.

        Raises:
            Unavailable: No model is installed; the job waits for one.
            WorkerStopping: Told to stop; the next worker begins anew.
            OralExamError: The audio or the model cannot be read.
        """
        # The recogniser first: a missing model costs no decoding.
        recognizer = self._recognizer(job)
        self._call_runs(job, True)
        try:
            self._follow(job, recognizer)
        finally:
            self._call_runs(job, False)

    def _follow(self, job: Job, recognizer: SpeechRecognizer) -> None:
        voice = self._open_voice(job.sitting_id, job.subject)
        ears = self._ears(recognizer, voice, self._open_other(job.sitting_id, job.subject))
        told = told_over = False
        news_at = time.monotonic()
        while True:
            sounds = voice.read()
            for sound in sounds:
                ears.hear(sound)
                told = False
            if sounds:
                if told_over:
                    self._call_runs(job, True)
                    told_over = False
                news_at = time.monotonic()
                continue
            quiet = voice.is_quiet
            wait_s = LOOK_S
            if quiet or time.monotonic() - news_at > ABANDONED_S:
                line = self._line(job.sitting_id)
                told_over = line.state is not CallState.OPEN
                self._call_runs(job, not told_over)
                if line.state is CallState.OVER:
                    break
                if quiet and line.state is CallState.HUNG_UP and line.zero_utc is not None and not told:
                    self._tell(_transcript(ears, job, voice.placed(line.zero_utc, for_good=False)))
                    told = True
                wait_s = ASK_S
            self._pause(wait_s)
        for sound in voice.finish():
            ears.hear(sound)
        if line.zero_utc is None:
            ears = self._ears(recognizer, voice, None)  # no call began: nothing said was part of one
        placing = voice.placed(line.zero_utc, for_good=True) if line.zero_utc is not None else None
        self._store.save(job.sitting_id, _transcript(ears, job, placing))
        self._so_far.remove(job.sitting_id, job.subject)

    def _tell(self, so_far: TrackTranscript) -> None:
        """What was said so far may be read; where the disk is full the call is followed all the same."""
        try:
            self._so_far.put(so_far)
        except OSError as error:
            fields = {"sitting_id": so_far.sitting_id, "seat": so_far.seat, "errno": error.errno}
            _log.warning("so-far-not-kept", **fields)

    def _ears(self, recognizer: SpeechRecognizer, voice: Voice, other: BesideVoice | None) -> Ears:
        return Ears(
            recognizer=recognizer,
            detector=self._detector(),
            check=self._check,
            other=OtherVoice(other, self._pause) if other is not None else None,
            arrived_us=voice.arrived_us,
        )

    def idle_s(self) -> float:
        """For how long the job that this thread has done had nothing to do but wait for more to be said."""
        seconds: float = getattr(self._idle, "seconds", 0.0)
        self._idle.seconds = 0.0
        return seconds

    def _pause(self, seconds: float) -> None:
        began_s = time.monotonic()
        self._stopping.wait(seconds)
        self._idle.seconds = getattr(self._idle, "seconds", 0.0) + time.monotonic() - began_s
        self._check()

    def _check(self) -> None:
        if self._stopping.is_set():
            raise WorkerStopping


def _transcript(ears: Ears, job: Job, placing: Placing | None) -> TrackTranscript:
    return ears.transcript(sitting_id=job.sitting_id, seat=job.subject, placing=placing)
