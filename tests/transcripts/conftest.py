"""Ears for the tests: one detector and one rehearsal model for the whole session."""

import pytest

from oralexam.transcripts.speech_detection import SileroSpeechDetector
from oralexam.transcripts.whisper_recognizer import WhisperRecognizer
from tests.transcripts.rehearsal_speech import MODEL, RehearsalLine, load_lines


@pytest.fixture(scope="session")
def lines() -> list[RehearsalLine]:
    """The shipped call in speaking order."""
    return load_lines()


@pytest.fixture(scope="session")
def detector() -> SileroSpeechDetector:
    """The real detector."""
    return SileroSpeechDetector()


@pytest.fixture(scope="session")
def rehearsal_recognizer() -> WhisperRecognizer:
    """The real recogniser with the rehearsal model."""
    return WhisperRecognizer.load(MODEL, device="cpu", threads=1)
