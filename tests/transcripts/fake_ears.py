"""Ears for tests that know what is said: a detector that is told, one that takes all sound for speech."""

import numpy as np

from oralexam.transcripts.ports import SAMPLE_RATE_HZ, WINDOW_SAMPLES, RecognizedSpeech, Samples
from oralexam.transcripts.transcript import RecognizerIdentity, Word

LOUD = 0.05
"""What is not as loud is no speech."""
IDENTITY = RecognizerIdentity(engine="fake", engine_version="0", model="fake", model_sha256="", settings="")


class SoundIsSpeech:
    """A detector for which everything loud is speech."""

    def stream(self) -> "SoundStream":
        """Begin to listen."""
        return SoundStream()


class SoundStream:
    """One stretch of sound: a window with anything loud in it is speech."""

    def __init__(self) -> None:
        self._waiting: Samples = np.zeros(0, np.float32)

    def hear(self, samples: Samples) -> Samples:
        """One or zero for each window that is full."""
        waiting = np.concatenate([self._waiting, samples])
        whole = len(waiting) // WINDOW_SAMPLES * WINDOW_SAMPLES
        self._waiting = waiting[whole:]
        return _loud(waiting[:whole].reshape(-1, WINDOW_SAMPLES))

    def rest(self) -> Samples:
        """The window that is not full."""
        return _loud(self._waiting.reshape(1, -1)) if len(self._waiting) else np.zeros(0, np.float32)


def _loud(windows: Samples) -> Samples:
    return (np.abs(windows).max(axis=1) >= LOUD).astype(np.float32)


class SaysHello:
    """A recogniser that hears one word, as long as the clip, and counts how often it was asked."""

    identity = IDENTITY
    single_clips = True

    def __init__(self) -> None:
        self.asked = 0

    def recognize(self, samples: Samples) -> RecognizedSpeech:
        """Hello."""
        self.asked += 1
        word = Word(text="Hello.", start_s=0.0, end_s=len(samples) / SAMPLE_RATE_HZ, probability=1.0)
        return RecognizedSpeech(text="Hello.", words=(word,))


def windows(count: float) -> int:
    """So many windows in samples."""
    return round(count * WINDOW_SAMPLES)


def voice(*parts: tuple[float, float]) -> Samples:
    """Sound of (windows, amplitude), one after the other."""
    return np.concatenate([np.full(windows(count), value, np.float32) for count, value in parts])
