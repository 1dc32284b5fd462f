"""The worker, put together from settings: the only process that decodes sound and loads a speech model."""

import os
import threading
from concurrent.futures import Future
from datetime import datetime
from pathlib import Path

import structlog

from oralexam.bootstrap.hearing_again import HearingAgain
from oralexam.bootstrap.job_queues import open_job_queue
from oralexam.bootstrap.track_effort import TrackEffort
from oralexam.clock import SystemClock
from oralexam.errors import NotFound, OralExamError
from oralexam.jobs.job import Job
from oralexam.jobs.runner import JobRunner
from oralexam.journal.live_sound import LiveSound
from oralexam.records.filled_voice import FilledVoice, Fillings
from oralexam.records.listening import PrepareListening, PrepareVoices
from oralexam.records.listening_place import ListeningPlace
from oralexam.records.live_voices import LiveVoice, LiveVoices
from oralexam.records.manifest import LISTENING_COPIES, VOICE_COPIES, Peaks
from oralexam.records.so_far import SoFarFiles
from oralexam.rooms.folding import fold
from oralexam.rooms.phases import OVER, Phase
from oralexam.rooms.seats import PARTIES
from oralexam.rooms.state import RoomState
from oralexam.settings import Settings
from oralexam.storage.engine import open_database
from oralexam.storage.events import SqlEventStore
from oralexam.storage.files import DataFolder
from oralexam.storage.transcripts import SqlTranscriptStore
from oralexam.transcripts.clips import MERGE_SILENCE_S
from oralexam.transcripts.engines.opening import ModelOpener
from oralexam.transcripts.ports import SpeechDetector, SpeechRecognizer
from oralexam.transcripts.read_sentences import READ_SENTENCE, SentenceFiles
from oralexam.transcripts.sentence_job import CompareSentence
from oralexam.transcripts.shared_recognizer import RecognizerDesk
from oralexam.transcripts.speech_detection import SileroSpeechDetector, find_silero_model
from oralexam.transcripts.track_job import TRANSCRIBE_TRACK, CallState, Line, TranscribeTrack

_log = structlog.get_logger(__name__)

NICENESS = 10
"""Half of what there is (nice(2)): about a tenth of a busy core beside a server that wants all of it."""
TRACKS_AT_ONCE = 80
"""Two voices in each of forty rooms: following costs a thread and some thousandths of a core each."""
LATE_TRACKS_AT_ONCE = 2
"""Both voices of one call that is over: more would take from those under way, and be ready no sooner."""
OUTLINE_WITHIN_S = 1.5
"""How long whoever follows a voice may take to read its last packets; then it is decoded anew."""
WORDS_FIRST_S = 15.0
"""How long pictures and the mix wait for the words of their call: they take longer, and nobody waits."""


class Worker:
    """One worker process: it follows calls, writes them down, and makes their listening copies.

    `rehearsal_model` serves rehearsals, and only where no real model is installed.
    """

    def __init__(self, settings: Settings, *, rehearsal_model: Path, worker_id: str) -> None:
        self._settings = settings
        self._files = DataFolder(settings.data)
        database = open_database(self._files.database_path)
        self._events = SqlEventStore(database)
        self._clock = SystemClock()
        stopping = threading.Event()
        self._desk = RecognizerDesk(stopping)
        speech, data = settings.speech(), self._files.root
        self._model = ModelOpener(settings.whisper_model, settings=speech, data_folder=data)
        self._installed = self._desk.shared(self._model)
        self._rehearsal = self._desk.shared(
            ModelOpener(str(rehearsal_model), settings=speech, data_folder=data)
        )
        self._voices = LiveVoices(self._files.recordings_dir(), join_s=MERGE_SILENCE_S)
        self._detector: SileroSpeechDetector | None = None
        self._making_detector = threading.Lock()
        self._effort = TrackEffort(self._clock)
        self._words: dict[str, int] = {}
        self._words_changed = threading.Condition()
        self._place = ListeningPlace(
            recordings=self._files.recordings_dir(),
            listening=self._files.root / "listening",
            load_events=self._events.load,
        )
        self._copies = PrepareListening(self._place, key_folder=self._files.copies_key_dir())
        self._queue = open_job_queue(settings.jobs_database, database)
        self._fillings = Fillings(
            self._place.listening, leave_nothing_unknown=self._place.leave_nothing_unknown
        )
        self._again = HearingAgain(
            queue=self._queue, fillings=self._fillings, clock=self._clock, stopping=stopping
        )
        self.runner = JobRunner(
            queue=self._queue,
            handlers={
                TRANSCRIBE_TRACK: self._transcribe,
                READ_SENTENCE: CompareSentence(
                    files=SentenceFiles(self._files.root),
                    recognizer=self._recognizer,
                    detector=self._speech_detector,
                    clock=self._clock,
                ),
                VOICE_COPIES: PrepareVoices(self._place, outline=self._outline),
                LISTENING_COPIES: self._copy_after_words,
            },
            clock=self._clock,
            worker_id=worker_id,
            at_once={TRANSCRIBE_TRACK: TRACKS_AT_ONCE},
            late_at_once={TRANSCRIBE_TRACK: LATE_TRACKS_AT_ONCE},
            ready=dict.fromkeys((TRANSCRIBE_TRACK, READ_SENTENCE), self._model.is_installed),
            stopping=stopping,
        )
        self._tracks = TranscribeTrack(
            open_voice=self._voice,
            open_other=self._other_voice,
            line=self._line,
            recognizer=self._recognizer,
            detector=self._speech_detector,
            store=SqlTranscriptStore(database),
            so_far=SoFarFiles(self._place.listening, leave_nothing_unknown=self._place.leave_nothing_unknown),
            stopping=stopping,
            call_runs=lambda job, runs: self._desk.call_runs(job.job_id, runs=runs and job.turn.live),
        )

    def run(self) -> None:
        """Do jobs until `stop`."""
        # Calls and deadlines go first where cores are few; measured on two: a phase 0.16 s late without.
        os.nice(NICENESS)
        warming = (self._installed if self._model.is_installed() else self._rehearsal).warm_up()
        warming.add_done_callback(_say_how_it_ended)
        self.runner.run()
        self._desk.close()
        self._queue.close()

    def stop(self) -> None:
        """Begin nothing more, and put down what is in hand; may be called from any thread."""
        self.runner.stop()

    def _transcribe(self, job: Job) -> float:
        """Write a track down; what that took."""
        try:
            self._write_down(job)
        finally:
            busy_s = self._effort.end(job, idle_s=self._tracks.idle_s())
        return busy_s

    def _write_down(self, job: Job) -> None:
        with self._words_changed:
            self._words[job.sitting_id] = self._words.get(job.sitting_id, 0) + 1
        try:
            self._again.written(job, self._tracks)
        finally:
            with self._words_changed:
                self._words[job.sitting_id] -= 1
                if not self._words[job.sitting_id]:
                    del self._words[job.sitting_id]
                self._words_changed.notify_all()

    def _copy_after_words(self, job: Job) -> None:
        with self._words_changed:
            self._words_changed.wait_for(
                lambda: job.sitting_id not in self._words or self.runner.stopping.is_set(), WORDS_FIRST_S
            )
        self._copies(job)
        self._again.ask(job.sitting_id)

    def _voice(self, sitting_id: str, seat: str) -> LiveVoice | FilledVoice:
        """A voice as it comes; of a call that is over, with what its own copy has brought."""
        return self._filled(sitting_id, seat) or self._voices.open(sitting_id, seat)

    def _filled(self, sitting_id: str, seat: str) -> FilledVoice | None:
        line = self._line(sitting_id)
        if line.state is not CallState.OVER or line.zero_utc is None:
            return None
        return self._fillings.open(sitting_id, seat, line.zero_utc)

    def _recognizer(self, job: Job) -> SpeechRecognizer:
        rehearsal = self._room(job.sitting_id).sitting.rehearsal and not self._model.is_installed()
        chosen = self._rehearsal if rehearsal else self._installed
        chosen.ready()
        return self._effort.begin(job, chosen.for_track(live=job.turn.live))

    def _speech_detector(self) -> SpeechDetector:
        with self._making_detector:
            if self._detector is None:
                self._detector = SileroSpeechDetector(find_silero_model())
            return self._detector

    def _other_voice(self, sitting_id: str, seat: str) -> LiveSound | FilledVoice | None:
        """Who is on the other end of the line; one microphone for both has a journal of one seat alone.

        Who sits in the same room is heard there, too, while the network loses them: with what was filled.
        """
        others = [party for party in PARTIES if party != seat]
        if len(others) != 1:
            return None
        return self._filled(sitting_id, others[0]) or self._voices.beside(sitting_id, others[0])

    def _outline(self, sitting_id: str, seat: str, zero_utc: datetime) -> Peaks | None:
        return self._voices.outline(sitting_id, seat, zero_utc, within_s=OUTLINE_WITHIN_S)

    def _line(self, sitting_id: str) -> Line:
        """How a call stands; of a wiped one nothing more comes."""
        try:
            room = self._room(sitting_id)
        except NotFound:
            return Line(state=CallState.OVER, zero_utc=None)
        over = room.phase in OVER
        writing = room.phase is Phase.WRITING
        if over or (writing and not room.may_call_back(self._clock.now())):
            return Line(state=CallState.OVER, zero_utc=room.zero_at)
        return Line(state=CallState.HUNG_UP if writing else CallState.OPEN, zero_utc=room.zero_at)

    def _room(self, sitting_id: str) -> RoomState:
        return fold(self._events.load(sitting_id))


def _say_how_it_ended(warming: "Future[SpeechRecognizer]") -> None:
    """Whoever needs the model hears of it again, with a job to say it on."""
    if warming.cancelled():
        return
    error = warming.exception()
    if error is None:
        _log.info("recognizer-ready")
    else:
        code = error.reason if isinstance(error, OralExamError) else type(error).__name__
        _log.warning("recognizer-not-ready", code=code)
