"""What transcription needs from outside: ears, a way to tell speech from silence, a place for the result."""

from typing import TYPE_CHECKING, Protocol, TypeAlias

import msgspec

from oralexam.transcripts.transcript import GuessedLanguage, RecognizerIdentity, TrackTranscript, Word

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


class Sound(Protocol):
    """Samples as they come; with `begins` they begin another stretch, far from the one before."""

    @property
    def samples(self) -> Samples:
        """Mono, 16 kHz."""
        ...

    @property
    def begins(self) -> bool:
        """Whether another stretch begins."""
        ...


class RecognizedSpeech(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What was heard in one window or one clip of it; word times count from its start."""

    text: str
    words: tuple[Word, ...]
    language: GuessedLanguage | None = None
    """What its window sounded like; None where the recogniser knows one language only."""


WINDOW_SAMPLES = 512
"""A detector judges windows of 32 ms: the only ones that Silero takes (silero-vad, OnnxWrapper)."""


class SpeechStream(Protocol):
    """One stretch of sound, judged as it comes."""

    def hear(self, samples: Samples) -> Samples:
        """Take what comes next; the probability of speech in each window that is full by now."""
        ...

    def rest(self) -> Samples:
        """What the window that is not full yet would give if nothing more came; changes nothing."""
        ...


class SpeechDetector(Protocol):
    """Tells where somebody speaks; any number of streams at once, from any thread."""

    def stream(self) -> SpeechStream:
        """Begin to listen."""
        ...


class SpeechRecognizer(Protocol):
    """Turns speech, one clip or several with silence between them, at most 30 s, into words."""

    @property
    def identity(self) -> RecognizerIdentity:
        """Which program and model this is."""
        ...

    @property
    def single_clips(self) -> bool:
        """Whether it knows clips by themselves only: an exception, which a model's note has to say."""
        ...

    @property
    def at_once(self) -> int:
        """How many windows it may be given at once, each by a thread of its own."""
        ...

    def recognize(self, samples: Samples) -> RecognizedSpeech:
        """The words of one window; an empty text where the recogniser itself hears no speech."""
        ...


class SoFarShelf(Protocol):
    """Keeps what was said so far in a call that may go on: to be read, and replaced by the transcript."""

    def put(self, transcript: TrackTranscript) -> None:
        """Keep it in the place of what was there of the same seat."""
        ...

    def remove(self, sitting_id: str, seat: str) -> None:
        """The transcript itself stands now."""
        ...


class TranscriptStore(Protocol):
    """Keeps one transcript for each track of a sitting."""

    def save(self, sitting_id: str, transcript: TrackTranscript) -> None:
        """Keep `transcript`, in the place of an earlier one of the same seat."""
        ...

    def load(self, sitting_id: str) -> list[TrackTranscript]:
        """The transcripts of a sitting, by seat; empty where there is none yet."""
        ...
