"""The worker, put together from settings: the only process that decodes sound and loads a speech model."""

import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from oralexam.clock import SystemClock
from oralexam.jobs.job import Job
from oralexam.jobs.runner import JobRunner
from oralexam.journal.decoding import load_audio
from oralexam.records.listening import PrepareListening
from oralexam.records.manifest import LISTENING_COPIES
from oralexam.rooms.folding import fold
from oralexam.rooms.state import RoomState
from oralexam.settings import Settings
from oralexam.storage.engine import open_database
from oralexam.storage.events import SqlEventStore
from oralexam.storage.files import DataFolder
from oralexam.storage.jobs import SqlJobQueue
from oralexam.storage.transcripts import SqlTranscriptStore
from oralexam.transcripts.models import ModelNotInstalled, find_model
from oralexam.transcripts.speech_detection import SileroSpeechDetector, find_silero_model
from oralexam.transcripts.track_job import TRANSCRIBE_TRACK, AudioStretch, TranscribeTrack
from oralexam.transcripts.whisper_recognizer import WhisperRecognizer

NICENESS = 10
"""Half of what there is (nice(2)): about a tenth of a busy core beside a server that wants all of it."""


class Worker:
    """One worker process: listening copies and transcripts, one job after the other.

    `rehearsal_model` serves rehearsals, and only where no real model is installed.
    """

    def __init__(self, settings: Settings, *, rehearsal_model: Path, worker_id: str) -> None:
        self._settings = settings
        self._files = DataFolder(settings.data)
        database = open_database(self._files.database_path)
        self._events = SqlEventStore(database)
        self._transcripts = SqlTranscriptStore(database)
        self._by_installed_model = self._transcriber(self._installed_model)
        self._by_rehearsal_model = self._transcriber(lambda: rehearsal_model)
        self.runner = JobRunner(
            queue=SqlJobQueue(database),
            handlers={
                LISTENING_COPIES: PrepareListening(
                    recordings=self._files.recordings_dir(),
                    listening=self._files.root / "listening",
                    load_events=self._events.load,
                ),
                TRANSCRIBE_TRACK: self._transcribe,
            },
            clock=SystemClock(),
            worker_id=worker_id,
            ready={TRANSCRIBE_TRACK: self._model_is_installed},
        )

    def run(self) -> None:
        """Do jobs until `stop`."""
        # Calls and deadlines go first where cores are few; measured on two: a phase 0.16 s late without.
        os.nice(NICENESS)
        self.runner.run()

    def stop(self) -> None:
        """Begin nothing more, and put down what is in hand; may be called from any thread."""
        self.runner.stop()

    def _transcribe(self, job: Job) -> None:
        if self._room(job.sitting_id).sitting.rehearsal and not self._model_is_installed():
            self._by_rehearsal_model(job)
        else:
            self._by_installed_model(job)

    def _transcriber(self, find: Callable[[], Path]) -> TranscribeTrack:
        return TranscribeTrack(
            load_audio=self._load_audio,
            make_recognizer=lambda: WhisperRecognizer.load(find()),
            make_detector=lambda: SileroSpeechDetector(find_silero_model()),
            store=self._transcripts,
        )

    def _installed_model(self) -> Path:
        return find_model(self._settings.whisper_model, data_folder=self._files.root)

    def _model_is_installed(self) -> bool:
        try:
            self._installed_model()
        except ModelNotInstalled:
            return False
        return True

    def _load_audio(self, sitting_id: str, seat: str) -> list[AudioStretch]:
        zero_utc = self._zero_utc(sitting_id)
        if zero_utc is None:
            return []
        heard = load_audio(self._files.recordings_dir(), sitting_id, seat, zero_utc)
        return [AudioStretch(samples=stretch.samples, starts_at_s=stretch.starts_at_s) for stretch in heard]

    def _zero_utc(self, sitting_id: str) -> datetime | None:
        return self._room(sitting_id).zero_at

    def _room(self, sitting_id: str) -> RoomState:
        return fold(self._events.load(sitting_id))
