"""The job that writes one seat's voice down while it is spoken."""

import threading
from collections.abc import Sequence
from datetime import UTC, datetime

import numpy as np
import pytest

from oralexam.errors import Unavailable
from oralexam.jobs.job import Job
from oralexam.jobs.runner import WorkerStopping
from oralexam.journal.live_sound import Sound
from oralexam.transcripts.model_faults import ModelNotInstalled
from oralexam.transcripts.ports import SAMPLE_RATE_HZ, WINDOW_SAMPLES, Samples, SpeechRecognizer
from oralexam.transcripts.track_job import TRANSCRIBE_TRACK, CallState, Line, TranscribeTrack
from oralexam.transcripts.transcript import TrackTranscript
from tests.transcripts.fake_ears import IDENTITY, SaysHello, SoundIsSpeech, voice

NOW = datetime(2026, 12, 8, 9, 0, tzinfo=UTC)
JOB = Job(
    job_id="7d444840-9dc0-41d1-b245-5ffdce74fad2",
    kind=TRANSCRIBE_TRACK,
    sitting_id="6f9619ff-8b86-4d01-b42d-00cf4fc964ff",
    subject="juror",
    created_at=NOW,
    updated_at=NOW,
    not_before=NOW,
)
STRETCHES_APART_S = 100.0
"""A stretch of the scripted voice begins so long after the one before it."""
HELLO = ((60, 0.01), (30, 0.3))
"""Room noise, then speech: one utterance."""


class Shelf:
    """Transcripts in memory: those that stand, and those that are so far."""

    def __init__(self) -> None:
        self.kept: list[TrackTranscript] = []
        self.so_far: list[TrackTranscript] = []
        self.removed = 0

    def save(self, sitting_id: str, transcript: TrackTranscript) -> None:
        """Keep it."""
        assert sitting_id == transcript.sitting_id
        self.kept.append(transcript)

    def load(self, sitting_id: str) -> list[TrackTranscript]:
        """All of a sitting."""
        return [each for each in self.kept if each.sitting_id == sitting_id]

    def put(self, transcript: TrackTranscript) -> None:
        """What was said so far."""
        self.so_far.append(transcript)

    def remove(self, sitting_id: str, seat: str) -> None:
        """The transcript stands."""
        assert (sitting_id, seat) == (JOB.sitting_id, JOB.subject)
        self.removed += 1


class Script:
    """A voice and a room in one: each step is sound that comes, or how the call stands from then on."""

    def __init__(self, *steps: Sequence[Sound] | CallState, zero_utc: datetime | None = NOW) -> None:
        self._steps = list(steps)
        self._zero_utc = zero_utc
        self._state = CallState.OPEN
        self.is_quiet = False

    def read(self) -> Sequence[Sound]:
        """The next sound; none while something else happens."""
        self.is_quiet = False
        if self._steps and not isinstance(self._steps[0], CallState):
            return self._steps.pop(0)  # type: ignore[return-value]
        self.is_quiet = True
        if self._steps:
            self._state = self._steps.pop(0)  # type: ignore[assignment]
        return []

    def finish(self) -> Sequence[Sound]:
        """Nothing is left."""
        return []

    def line(self, _sitting_id: str) -> Line:
        """How the call stands."""
        return Line(state=self._state, zero_utc=self._zero_utc)

    def arrived_us(self, stretch: int, sample: int) -> float:
        """The instant of a sample, since 1970 as it were."""
        return 1e6 * self.seconds(stretch, sample)

    def placed(self, zero_utc: datetime, *, for_good: bool) -> "Script":
        """Stretches lie at whole hundreds of seconds."""
        assert zero_utc == self._zero_utc
        del for_good
        return self

    def seconds(self, stretch: int, sample: int) -> float:
        """The instant of a sample."""
        return STRETCHES_APART_S * stretch + sample / SAMPLE_RATE_HZ


def sound(samples: Samples, *, begins: bool = False) -> list[Sound]:
    """One piece."""
    return [Sound(samples=samples, begins=begins)]


def job_of(
    script: Script,
    shelf: Shelf,
    recognizer: SpeechRecognizer | None = None,
    stopping: threading.Event | None = None,
    runs: list[bool] | None = None,
) -> TranscribeTrack:
    """The handler with everything fake around it."""
    told = [] if runs is None else runs
    ears = recognizer or SaysHello()
    return TranscribeTrack(
        open_voice=lambda _sitting, _seat: script,
        open_other=lambda _sitting, _seat: None,
        line=script.line,
        recognizer=lambda _job: ears,
        detector=SoundIsSpeech,
        store=shelf,
        so_far=shelf,
        stopping=stopping or threading.Event(),
        call_runs=lambda _job, now: told.append(now) if told[-1:] != [now] else None,
    )


def times(transcript: TrackTranscript) -> list[tuple[float, float]]:
    """When something was said."""
    return [(each.start_s, each.end_s) for each in transcript.utterances]


def test_a_call_is_written_down_once_with_what_wrote_it() -> None:
    """Two stretches far apart, on the exam clock, one transcript, when the call is over."""
    shelf = Shelf()
    first, second = voice(*HELLO), voice(*HELLO, *HELLO)
    script = Script(
        sound(first, begins=True), sound(second[:9000], begins=True), sound(second[9000:]), CallState.OVER
    )
    job_of(script, shelf)(JOB)
    (kept,) = shelf.kept
    assert times(kept) == [(1.92, 2.88), (101.92, 105.76)]
    assert (kept.seat, kept.recognizer, kept.starts_at_s) == ("juror", IDENTITY, 0.0)
    assert kept.audio_duration_s == round((len(first) + len(second)) / SAMPLE_RATE_HZ, 3)
    assert kept.ends_s == 100.0 + round(len(second) / SAMPLE_RATE_HZ, 6)
    assert kept.speech_duration_s == pytest.approx(0.96 + 3.84)
    assert shelf.removed == 1


def test_what_was_said_before_a_hang_up_can_be_read_and_is_heard_once() -> None:
    """Once for each hang-up; the call goes on, and the whole stands in its place."""
    shelf, ears = Shelf(), SaysHello()
    script = Script(
        sound(voice(*HELLO), begins=True),
        CallState.HUNG_UP,
        CallState.HUNG_UP,
        CallState.OPEN,
        sound(voice(*HELLO), begins=True),
        CallState.HUNG_UP,
        CallState.OVER,
    )
    job_of(script, shelf, ears)(JOB)
    assert [times(each) for each in shelf.so_far] == [[(1.92, 2.88)], [(1.92, 2.88), (101.92, 102.88)]]
    assert shelf.kept == [shelf.so_far[-1]]
    assert ears.asked == 2


def test_whether_a_call_runs_is_told_before_its_last_windows_are_heard() -> None:
    """Then they may take the cores that a call would need; taken up again, it is told as well."""
    runs: list[bool] = []

    class Knows(SaysHello):
        single_clips = False

        def recognize(self, samples: Samples) -> "RecognizedSpeech":  # type: ignore[name-defined]  # noqa: F821
            assert not runs[-1]
            return super().recognize(samples)

    said = sound(voice(*HELLO), begins=True)
    script = Script(said, CallState.HUNG_UP, CallState.OPEN, said, CallState.OPEN, CallState.OVER)
    job_of(script, Shelf(), Knows(), runs=runs)(JOB)
    assert runs == [True, False, True, False]


def test_a_pause_in_the_recording_is_no_end() -> None:
    """A lost connection: nothing is recorded, and the room says that the call goes on."""
    shelf = Shelf()
    script = Script(
        sound(voice(*HELLO), begins=True),
        CallState.OPEN,
        CallState.OPEN,
        sound(voice(*HELLO)),
        CallState.OVER,
    )
    job_of(script, shelf)(JOB)
    assert shelf.so_far == []
    assert times(shelf.kept[0]) == [(1.92, 5.76)]


@pytest.mark.parametrize("steps", [(), (sound(voice((90, 0.0)), begins=True),)])
def test_a_track_without_audio_or_speech_has_an_empty_transcript(steps: tuple[list[Sound], ...]) -> None:
    """That nothing was said is a result, not a fault."""
    shelf = Shelf()
    job_of(Script(*steps, CallState.OVER), shelf)(JOB)
    assert shelf.kept[0].utterances == ()
    assert shelf.kept[0].speech_duration_s == 0


def test_what_was_recorded_of_a_call_that_never_began_is_not_written_down() -> None:
    """There is no exam clock for it."""
    shelf = Shelf()
    job_of(Script(sound(voice(*HELLO), begins=True), CallState.OVER, zero_utc=None), shelf)(JOB)
    assert (shelf.kept[0].utterances, shelf.kept[0].audio_duration_s) == ((), 0)


def test_a_missing_model_reads_nothing_and_stores_nothing() -> None:
    """The job goes back to wait before it costs anything."""
    shelf = Shelf()

    def missing(_sitting_id: str) -> SpeechRecognizer:
        raise ModelNotInstalled(model="small.en")

    job = TranscribeTrack(
        open_voice=lambda _sitting, _seat: pytest.fail("read for nothing"),
        open_other=lambda _sitting, _seat: pytest.fail("read for nothing"),
        line=Script().line,
        recognizer=missing,
        detector=SoundIsSpeech,
        store=shelf,
        so_far=shelf,
        stopping=threading.Event(),
    )
    with pytest.raises(Unavailable, match="model-not-installed"):
        job(JOB)
    assert shelf.kept == []


def test_a_worker_that_stops_puts_the_job_down_in_the_middle() -> None:
    """Nothing is stored: the next worker begins anew, and hears the same."""
    shelf, stopping = Shelf(), threading.Event()

    class Told(SaysHello):
        def recognize(self, samples: Samples) -> "RecognizedSpeech":  # type: ignore[name-defined]  # noqa: F821
            stopping.set()
            return super().recognize(samples)

    long = voice(*(*HELLO, (200, 0.01)) * 3)
    with pytest.raises(WorkerStopping):
        job_of(Script(sound(long, begins=True), CallState.OVER), shelf, Told(), stopping)(JOB)
    assert (shelf.kept, shelf.so_far) == ([], [])


def test_a_long_call_is_heard_as_it_goes() -> None:
    """Each utterance is recognised before the next one comes, not all of them at the end."""
    shelf, ears = Shelf(), SaysHello()
    heard_by: list[int] = []

    class Counted(Script):
        def read(self) -> Sequence[Sound]:
            heard_by.append(ears.asked)
            return super().read()

    turn = voice((200, 0.01), (30, 0.3))
    script = Counted(sound(turn, begins=True), *(sound(turn) for _ in range(4)), CallState.OVER)
    job_of(script, shelf, ears)(JOB)
    assert heard_by[:6] == [0, 0, 1, 2, 3, 4]
    assert len(shelf.kept[0].utterances) == 5
    assert np.isclose(shelf.kept[0].utterances[1].start_s, 430 * WINDOW_SAMPLES / SAMPLE_RATE_HZ)
