"""A track becomes utterances on the exam clock; what is not speech never reaches the recogniser."""

import numpy as np
import pytest

from oralexam.transcripts.ports import SAMPLE_RATE_HZ, WINDOW_SAMPLES, RecognizedSpeech, Samples
from oralexam.transcripts.transcript import RecognizerIdentity, Word
from oralexam.transcripts.transcription import transcribe_track
from tests.transcripts.fake_ears import IDENTITY, SoundIsSpeech, voice

WINDOW_S = WINDOW_SAMPLES / SAMPLE_RATE_HZ


class FakeRecognizer:
    """Hears the same words in every clip, and remembers how long the clips were."""

    single_clips = False
    at_once = 1

    def __init__(self, *words: Word) -> None:
        self._words = words
        self.heard_s: list[float] = []

    @property
    def identity(self) -> RecognizerIdentity:
        """A fake."""
        return IDENTITY

    def recognize(self, samples: Samples) -> RecognizedSpeech:
        """The given words."""
        self.heard_s.append(len(samples) / SAMPLE_RATE_HZ)
        return RecognizedSpeech(text=" ".join(word.text for word in self._words), words=self._words)


def word(text: str, start_s: float, end_s: float) -> Word:
    """A word that was heard well."""
    return Word(text=text, start_s=start_s, end_s=end_s, probability=0.9)


def test_words_lie_on_the_exam_clock_and_inside_the_detected_speech() -> None:
    """Clip times are moved by the track's start and the cut; the margins are nobody's speech."""
    recognizer = FakeRecognizer(word("Good", 0.0, 0.5), word("morning.", 0.5, 1.4))
    samples = voice((250, 0.01), (30, 0.3), (300, 0.01))
    (utterance,) = transcribe_track(
        samples, starts_at_s=-3.0, recognizer=recognizer, detector=SoundIsSpeech()
    )
    assert recognizer.heard_s == [pytest.approx(0.96 + 0.4)]
    assert (utterance.start_s, utterance.end_s, utterance.text) == (5.0, 5.96, "Good morning.")
    assert [(each.text, each.start_s, each.end_s) for each in utterance.words] == [
        ("Good", 5.0, 5.3),
        ("morning.", 5.3, 5.96),
    ]


def test_without_speech_the_recogniser_is_not_asked() -> None:
    """Whisper would answer silence with a sentence."""
    recognizer = FakeRecognizer(word("invented", 0, 1))
    samples = np.full(60 * SAMPLE_RATE_HZ, 0.01, np.float32)
    assert transcribe_track(samples, starts_at_s=0, recognizer=recognizer, detector=SoundIsSpeech()) == []
    assert recognizer.heard_s == []


def test_a_clip_in_which_nothing_is_heard_gives_no_utterance() -> None:
    """An empty text is not shown as an empty line."""
    samples = voice((30, 0.01), (30, 0.3), (90, 0.01))
    utterances = transcribe_track(
        samples, starts_at_s=0, recognizer=FakeRecognizer(), detector=SoundIsSpeech()
    )
    assert utterances == []
