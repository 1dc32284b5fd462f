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
    at_once = 1

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


class ReadsLevels:
    """A recogniser that hears a word in each loud stretch of a window: how loud it is, in thousandths.

    With `shift_s` it times words too early by so much, as far as the window goes.
    """

    identity = IDENTITY
    at_once = 1

    def __init__(self, *, single_clips: bool = False, shift_s: float = 0.0) -> None:
        self.single_clips = single_clips
        self._shift_s = shift_s
        self.lengths_s: list[float] = []

    def recognize(self, samples: Samples) -> RecognizedSpeech:
        """The levels in the order in which they sound."""
        self.lengths_s.append(len(samples) / SAMPLE_RATE_HZ)
        loud = np.concatenate([[0], (np.abs(samples) >= LOUD).astype(np.int8), [0]])
        edges = np.flatnonzero(np.diff(loud))
        words = [
            Word(
                text=f"{1000 * samples[first]:.0f},",
                start_s=max(0.0, first / SAMPLE_RATE_HZ - self._shift_s),
                end_s=max(0.0, last / SAMPLE_RATE_HZ - self._shift_s),
                probability=1.0,
            )
            for first, last in zip(edges[::2], edges[1::2], strict=True)
        ]
        return RecognizedSpeech(text=" ".join(word.text for word in words), words=tuple(words))
