"""What transcription needs from outside: ears, a way to tell speech from silence, a place for the result."""

from typing import TYPE_CHECKING, Protocol, TypeAlias

import msgspec

from oralexam.transcripts.transcript import RecognizerIdentity, TrackTranscript, Word

if TYPE_CHECKING:  # the server imports these ports for the store, and keeps its 10 MB
    import numpy as np
    from numpy.typing import NDArray

Samples: TypeAlias = "NDArray[np.float32]"
"""Mono audio at 16 kHz: shape (n,), dtype float32, range -1 to 1."""

SAMPLE_RATE_HZ = 16_000
"""What Whisper and Silero were both trained on (openai-whisper, whisper/audio.py: SAMPLE_RATE)."""


class SpeechSpan(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A stretch in which somebody speaks, in samples from the start of the audio that was given."""

    start_samples: int
    end_samples: int


class RecognizedSpeech(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What was heard in one clip; word times count from the clip's start."""

    text: str
    words: tuple[Word, ...]


class SpeechDetector(Protocol):
    """Tells where somebody speaks."""

    def detect(self, samples: Samples) -> list[SpeechSpan]:
        """The stretches of speech in order, not overlapping."""
        ...


class SpeechRecognizer(Protocol):
    """Turns a clip of speech, at most 30 s long, into words."""

    @property
    def identity(self) -> RecognizerIdentity:
        """Which program and model this is."""
        ...

    def recognize(self, samples: Samples) -> RecognizedSpeech:
        """The words of one clip; an empty text where the recogniser itself hears no speech."""
        ...


class TranscriptStore(Protocol):
    """Keeps one transcript for each track of a sitting."""

    def save(self, sitting_id: str, transcript: TrackTranscript) -> None:
        """Keep `transcript`, in the place of an earlier one of the same seat."""
        ...

    def load(self, sitting_id: str) -> list[TrackTranscript]:
        """The transcripts of a sitting, by seat; empty where there is none yet."""
        ...
