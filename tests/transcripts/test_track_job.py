"""The job that turns one seat's audio into a stored transcript."""

from datetime import UTC, datetime

import numpy as np
import pytest

from oralexam.errors import Unavailable
from oralexam.jobs.job import Job
from oralexam.transcripts.models import ModelNotInstalled
from oralexam.transcripts.ports import SAMPLE_RATE_HZ, RecognizedSpeech, Samples, SpeechSpan
from oralexam.transcripts.track_job import TRANSCRIBE_TRACK, AudioStretch, TranscribeTrack, joined
from oralexam.transcripts.transcript import RecognizerIdentity, TrackTranscript, Word
from oralexam.transcripts.whisper_recognizer import NotAModel

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
IDENTITY = RecognizerIdentity(engine="fake", engine_version="0", model="fake", model_sha256="", settings="")


class WholeTrackIsSpeech:
    """A detector for which everything that is not zero is speech."""

    def detect(self, samples: Samples) -> list[SpeechSpan]:
        """From the first to the last sample that is not zero."""
        loud = np.flatnonzero(samples)
        if not loud.size:
            return []
        return [SpeechSpan(start_samples=int(loud[0]), end_samples=int(loud[-1]) + 1)]


class SaysHello:
    """A recogniser that hears one word."""

    identity = IDENTITY

    def recognize(self, samples: Samples) -> RecognizedSpeech:
        """Hello."""
        word = Word(text="Hello.", start_s=0.0, end_s=len(samples) / SAMPLE_RATE_HZ, probability=1.0)
        return RecognizedSpeech(text="Hello.", words=(word,))


class Shelf:
    """A transcript store in memory."""

    def __init__(self) -> None:
        self.kept: dict[tuple[str, str], TrackTranscript] = {}

    def save(self, sitting_id: str, transcript: TrackTranscript) -> None:
        """Keep it."""
        self.kept[sitting_id, transcript.seat] = transcript

    def load(self, sitting_id: str) -> list[TrackTranscript]:
        """All of a sitting."""
        return [kept for (sitting, _seat), kept in sorted(self.kept.items()) if sitting == sitting_id]


def stretch(length_s: float, *, starts_at_s: float, value: float = 0.1) -> AudioStretch:
    """Audio of one value."""
    samples = np.full(round(length_s * SAMPLE_RATE_HZ), value, np.float32)
    return AudioStretch(samples=samples, starts_at_s=starts_at_s)


def new_job(stretches: list[AudioStretch], shelf: Shelf, make_recognizer=SaysHello) -> TranscribeTrack:
    """The handler with everything fake around it."""
    return TranscribeTrack(
        load_audio=lambda _sitting, _seat: stretches,
        make_recognizer=make_recognizer,
        make_detector=WholeTrackIsSpeech,
        store=shelf,
    )


def test_a_track_is_stored_with_what_wrote_it():
    """Two stretches far apart, on the exam clock, one transcript."""
    shelf = Shelf()
    stretches = [stretch(1.0, starts_at_s=-2.0), stretch(2.0, starts_at_s=10.0)]
    new_job(stretches, shelf)(JOB)
    (kept,) = shelf.load(JOB.sitting_id)
    assert [(each.start_s, each.end_s, each.text) for each in kept.utterances] == [
        (-2.0, -1.0, "Hello."),
        (10.0, 12.0, "Hello."),
    ]
    assert (kept.seat, kept.recognizer, kept.starts_at_s) == ("juror", IDENTITY, -2.0)
    assert (kept.audio_duration_s, kept.speech_duration_s) == (3.0, 3.0)


def test_a_track_without_audio_or_speech_has_an_empty_transcript():
    """That nothing was said is a result, not a fault."""
    for stretches in ([], [stretch(3.0, starts_at_s=0, value=0.0)]):
        shelf = Shelf()
        new_job(stretches, shelf)(JOB)
        (kept,) = shelf.load(JOB.sitting_id)
        assert kept.utterances == ()
        assert kept.speech_duration_s == 0


def test_a_missing_model_decodes_nothing_and_stores_nothing():
    """The job goes back to wait before it costs anything."""
    shelf = Shelf()

    def missing() -> SaysHello:
        raise ModelNotInstalled(model="small.en")

    job = TranscribeTrack(
        load_audio=lambda _sitting, _seat: pytest.fail("decoded for nothing"),
        make_recognizer=missing,
        make_detector=WholeTrackIsSpeech,
        store=shelf,
    )
    with pytest.raises(Unavailable, match="model-not-installed"):
        job(JOB)
    assert shelf.kept == {}


def test_a_model_file_that_is_none_is_waited_for_too():
    """The setting is wrong, not the job: it is not lost."""

    def other_file() -> SaysHello:
        raise NotAModel(file="notes.txt")

    with pytest.raises(Unavailable) as caught:
        new_job([], Shelf(), other_file)(JOB)
    assert caught.value.reason == "model-not-a-model"


def test_the_model_is_loaded_once():
    """Loading costs seconds; jobs share it."""
    made: list[SaysHello] = []

    def make() -> SaysHello:
        made.append(SaysHello())
        return made[-1]

    job = new_job([], Shelf(), make)
    job(JOB)
    job(JOB)
    assert len(made) == 1


def test_a_lost_connection_cuts_no_sentence_in_two():
    """A gap of less than two seconds is silence inside one stretch, at its true length."""
    whole = joined([stretch(1.0, starts_at_s=5.0), stretch(1.0, starts_at_s=7.5)], shorter_than_s=2.0)
    assert [(each.starts_at_s, each.duration_s) for each in whole] == [(5.0, 3.5)]
    assert not whole[0].samples[SAMPLE_RATE_HZ : round(2.5 * SAMPLE_RATE_HZ)].any()
    apart = joined([stretch(1.0, starts_at_s=8.0), stretch(1.0, starts_at_s=5.0)], shorter_than_s=2.0)
    assert [each.starts_at_s for each in apart] == [5.0, 8.0]


def test_where_two_connections_overlap_nothing_is_heard_twice():
    """The earlier one is kept, the later one goes on where it ends."""
    both = joined(
        [stretch(2.0, starts_at_s=0.0, value=0.1), stretch(2.0, starts_at_s=1.5, value=0.2)],
        shorter_than_s=2.0,
    )
    assert [(each.starts_at_s, each.duration_s) for each in both] == [(0.0, 3.5)]
    assert np.count_nonzero(both[0].samples == np.float32(0.2)) == round(1.5 * SAMPLE_RATE_HZ)
