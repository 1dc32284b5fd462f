"""A track becomes utterances on the exam clock; what is not speech never reaches the recogniser."""

import numpy as np
import pytest

from oralexam.transcripts.ports import SAMPLE_RATE_HZ, RecognizedSpeech, Samples, SpeechSpan
from oralexam.transcripts.transcript import RecognizerIdentity, Word
from oralexam.transcripts.transcription import transcribe_track


def span(start_s: float, end_s: float) -> SpeechSpan:
    """A span given in seconds."""
    return SpeechSpan(
        start_samples=round(start_s * SAMPLE_RATE_HZ), end_samples=round(end_s * SAMPLE_RATE_HZ)
    )


class FakeDetector:
    """Says what it was told to say."""

    def __init__(self, *spans: SpeechSpan) -> None:
        self._spans = list(spans)

    def detect(self, samples: Samples) -> list[SpeechSpan]:
        """The given spans."""
        del samples
        return self._spans


class FakeRecognizer:
    """Hears the same words in every clip, and remembers how long the clips were."""

    def __init__(self, *words: Word) -> None:
        self._words = words
        self.heard_s: list[float] = []

    @property
    def identity(self) -> RecognizerIdentity:
        """A fake."""
        return RecognizerIdentity(
            engine="fake", engine_version="0", model="fake", model_sha256="", settings=""
        )

    def recognize(self, samples: Samples) -> RecognizedSpeech:
        """The given words."""
        self.heard_s.append(len(samples) / SAMPLE_RATE_HZ)
        return RecognizedSpeech(text=" ".join(word.text for word in self._words), words=self._words)


def word(text: str, start_s: float, end_s: float) -> Word:
    """A word that was heard well."""
    return Word(text=text, start_s=start_s, end_s=end_s, probability=0.9)


def track(length_s: float) -> Samples:
    """Audio that is never quite silent."""
    return np.full(round(length_s * SAMPLE_RATE_HZ), 0.01, np.float32)


def test_words_lie_on_the_exam_clock_and_inside_the_detected_speech():
    """Clip times are moved by the track's start and the cut; the margins are nobody's speech."""
    recognizer = FakeRecognizer(word("Good", 0.0, 0.5), word("morning.", 0.5, 1.4))
    (utterance,) = transcribe_track(
        track(20), starts_at_s=-3.0, recognizer=recognizer, detector=FakeDetector(span(10, 11))
    )
    assert recognizer.heard_s == [pytest.approx(1.4)]
    assert (utterance.start_s, utterance.end_s, utterance.text) == (7.0, 8.0, "Good morning.")
    assert [(each.text, each.start_s, each.end_s) for each in utterance.words] == [
        ("Good", 7.0, 7.3),
        ("morning.", 7.3, 8.0),
    ]


def test_without_speech_the_recogniser_is_not_asked():
    """Whisper would answer silence with a sentence."""
    recognizer = FakeRecognizer(word("invented", 0, 1))
    utterances = transcribe_track(track(60), starts_at_s=0, recognizer=recognizer, detector=FakeDetector())
    assert utterances == []
    assert recognizer.heard_s == []


def test_a_clip_in_which_nothing_is_heard_gives_no_utterance():
    """An empty text is not shown as an empty line."""
    utterances = transcribe_track(
        track(5), starts_at_s=0, recognizer=FakeRecognizer(), detector=FakeDetector(span(1, 2))
    )
    assert utterances == []
