"""Several clips in one window, chosen by content alone: followed or read afterwards, all is the same."""

import random
import threading
from itertools import pairwise

import pytest

from oralexam.jobs.runner import WorkerStopping
from oralexam.journal.live_sound import Sound
from oralexam.transcripts.clips import LONGEST_UTTERANCE_S, QUIET_S, TAKE_REACH_S
from oralexam.transcripts.ears import Ears
from oralexam.transcripts.hearing import gate
from oralexam.transcripts.packing import GAP_S, LONGEST_SPAN_S, LONGEST_WINDOW_S, Packer, Window
from oralexam.transcripts.ports import SAMPLE_RATE_HZ, RecognizedSpeech, Samples, SpeechRecognizer
from oralexam.transcripts.track_job import CallState
from oralexam.transcripts.transcript import TrackTranscript
from oralexam.transcripts.transcription import found_clips
from tests.patience import PATIENCE_S
from tests.transcripts.fake_ears import ReadsLevels, SoundIsSpeech, voice
from tests.transcripts.test_track_job import JOB, Script, Shelf, job_of, sound, times

ROOM = 0.01


class FromZero:
    """The exam clock of a call whose stretches begin every 1000 s."""

    def seconds(self, stretch: int, sample: int) -> float:
        """When a sample was."""
        return 1000.0 * stretch + sample / SAMPLE_RATE_HZ


def talk(seed: int, *, turns: int = 10) -> Samples:
    """Turns of all lengths, each at its own level, with short and long pauses."""
    chance = random.Random(seed)
    parts: list[tuple[float, float]] = []
    for turn in range(turns):
        parts.append((chance.choice([70, 100, 250, 700, 1500]), ROOM))
        parts.append((chance.choice([12, 40, 120, 190, 400, 800]), 0.1 + turn / 1000))
    return voice(*parts)


def ears(recognizer: SpeechRecognizer) -> Ears:
    """One voice alone."""
    return Ears(
        recognizer=recognizer,
        detector=SoundIsSpeech(),
        check=lambda: None,
        other=None,
        arrived_us=lambda stretch, sample: 1e6 * FromZero().seconds(stretch, sample),
    )


def whole(listening: Ears) -> TrackTranscript:
    """What was heard."""
    return listening.transcript(sitting_id=JOB.sitting_id, seat=JOB.subject, placing=FromZero())


def followed(stretches: list[Samples], recognizer: SpeechRecognizer, *, seed: int) -> TrackTranscript:
    """Heard in pieces of any length, asked now and then how it stands."""
    chance, listening = random.Random(seed), ears(recognizer)
    for samples in stretches:
        at = 0
        while at < len(samples):
            size = chance.choice([1111, 9600, 48_000, 480_000])
            listening.hear(Sound(samples=samples[at : at + size], begins=at == 0))
            at += size
            if chance.random() < 0.05:
                whole(listening)
    return whole(listening)


def windows_of(samples: Samples) -> list[Window]:
    """The windows of a track."""
    packer = Packer(single_clips=False)
    pieces = [
        piece
        for found in found_clips(samples, detector=SoundIsSpeech())
        for piece in gate(found, beside=None).pieces
    ]
    closed = [window for piece in pieces for window in packer.take(piece)]
    closed += packer.rest()
    assert [piece for window in closed for piece in window.pieces] == pieces
    return closed


@pytest.mark.parametrize("seed", range(3))
def test_followed_in_any_pieces_or_read_at_once_all_is_the_same(seed: int) -> None:
    """Words, times and sounds, also where it was asked in the middle; a new worker hears what the old did."""
    stretches = [talk(seed), talk(seed + 100, turns=4)]
    batch = ears(ReadsLevels())
    for samples in stretches:
        batch.hear(Sound(samples=samples, begins=True))
    expected = whole(batch)
    assert followed(stretches, ReadsLevels(), seed=seed) == expected
    assert followed(stretches, ReadsLevels(), seed=seed + 50) == expected


@pytest.mark.parametrize("seed", range(3))
def test_in_windows_or_clip_by_clip_the_words_are_the_same(seed: int) -> None:
    """No word is lost, doubled or given to another clip, although each window holds several."""
    samples = talk(seed)
    together, alone = ReadsLevels(), ReadsLevels(single_clips=True)
    packed, single = (followed([samples], each, seed=seed) for each in (together, alone))
    assert packed.utterances == single.utterances
    assert packed.sounds == single.sounds
    assert len(together.lengths_s) < 0.8 * len(alone.lengths_s)


@pytest.mark.parametrize("seed", range(3))
def test_a_window_is_no_longer_than_whisper_hears_nor_than_a_minute_of_the_call(seed: int) -> None:
    """Clips stand in it in their order, with silence between them, save between halves of one utterance."""
    for window in windows_of(talk(seed)):
        sound_of_it = window.samples()
        assert len(sound_of_it) == window.length_samples <= LONGEST_WINDOW_S * SAMPLE_RATE_HZ
        speech = [piece.clip.speech for piece in window.pieces]
        span = speech[-1].end_samples - speech[0].start_samples
        assert span <= LONGEST_SPAN_S * SAMPLE_RATE_HZ
        for (begin, piece), (after, following) in pairwise(zip(window.begins, window.pieces, strict=True)):
            silence = sound_of_it[begin + piece.length_samples : after]
            halves = piece.clip.cut.end_samples == following.clip.cut.start_samples
            assert len(silence) == (0 if halves else GAP_S * SAMPLE_RATE_HZ)
            assert not silence.any()


def test_the_longest_clip_fits_in_a_window() -> None:
    """The longest utterance, and a take that begins and ends as far beside it as is looked for."""
    assert LONGEST_UTTERANCE_S + 2 * (TAKE_REACH_S + QUIET_S) <= LONGEST_WINDOW_S


def test_who_says_little_is_written_down_two_minutes_later() -> None:
    """A window does not wait for what cannot stand in it any more."""
    recognizer = ReadsLevels()
    listening = ears(recognizer)
    listening.hear(Sound(samples=voice((90, ROOM), (60, 0.2), (3575, ROOM)), begins=True))
    assert recognizer.lengths_s == []
    listening.hear(Sound(samples=voice((200, ROOM))))
    assert len(recognizer.lengths_s) == 1


def test_turns_of_five_seconds_stand_four_in_a_window() -> None:
    """The call that is measured: a turn of each in twelve seconds."""
    samples = voice(*[(220, ROOM), (156, 0.2)] * 20)
    assert [len(window.pieces) for window in windows_of(samples)] == [4, 4, 4, 4, 4]


def test_a_worker_that_ends_in_the_middle_of_a_window_loses_and_doubles_no_word() -> None:
    """The next one begins anew, and stores one transcript with every word once."""
    samples = talk(3)
    pieces = [sound(samples[at : at + 80_000], begins=at == 0) for at in range(0, len(samples), 80_000)]
    shelf = Shelf()
    for hears in (1, 3):
        stopping = threading.Event()
        with pytest.raises(WorkerStopping):
            job_of(Script(*pieces, CallState.OVER), shelf, _StopsAfter(hears, stopping), stopping)(JOB)
    assert shelf.kept == []
    job_of(Script(*pieces, CallState.OVER), shelf, ReadsLevels())(JOB)
    (kept,) = shelf.kept
    alone = Shelf()
    job_of(Script(*pieces, CallState.OVER), alone, ReadsLevels(single_clips=True))(JOB)
    assert kept.text() == alone.kept[0].text()
    assert times(kept) == times(alone.kept[0])


def test_the_last_windows_of_a_track_are_heard_side_by_side() -> None:
    """Somebody waits for them; each has its own words, in their order."""
    samples = voice((90, ROOM), (500, 0.1), (90, ROOM), (600, 0.2))
    together, alone = _Together(), ReadsLevels()
    whole_of = [followed([samples], each, seed=1) for each in (together, alone)]
    assert len(together.lengths_s) == 2
    assert whole_of[0].utterances == whole_of[1].utterances
    assert [each.text for each in whole_of[0].utterances] == ["100,", "200,"]


class _Together(ReadsLevels):
    """Hears two windows when both were given to it."""

    at_once = 2

    def __init__(self) -> None:
        super().__init__()
        self._both = threading.Barrier(2)

    def recognize(self, samples: Samples) -> RecognizedSpeech:
        """Each its own."""
        self._both.wait(PATIENCE_S)
        return super().recognize(samples)


class _StopsAfter(ReadsLevels):
    """The worker is told to stop while it hears so many windows."""

    def __init__(self, hears: int, stopping: threading.Event) -> None:
        super().__init__()
        self._hears = hears
        self._stopping = stopping

    def recognize(self, samples: Samples) -> RecognizedSpeech:
        """And then it is."""
        if len(self.lengths_s) + 1 == self._hears:
            self._stopping.set()
        return super().recognize(samples)
