"""What a transcript is made of; every time is in seconds on the exam clock.

The exam clock's zero is the instant at which the call began, so a time may be negative (a recording starts
while the phone still rings). A track is one speaker: nobody has to guess who spoke.
"""

from enum import StrEnum
from typing import Final

import msgspec

UNCLEAR_BELOW: Final = 0.5
"""A word below this probability is shown as unclear: the recogniser itself then holds it for more likely
wrong (not measured with real weights). web/js/state/transcript.js has it too; a test compares them."""
SHORTEST_PAUSE_S: Final = 0.25
"""A shorter silence belongs to articulation (Goldman-Eisler, Psycholinguistics, 1968); de Jong and Bosker
(Choosing a threshold for silent pauses to measure second language fluency, 2013) arrive at 250 ms, too."""


class SoundKind(StrEnum):
    """What was heard beside words, from the sound itself and never from a recogniser's text."""

    PAUSE = "pause"
    """This speaker was silent for 250 ms or longer between two stretches of own speech. Between two
    utterances it may be the other's turn: whoever counts pauses asks whether the other spoke meanwhile."""
    HESITATION = "hesitation"
    """A long steady vowel, as in "uh", "um" and the French "euh"."""
    OTHER_SPEAKER = "other-speaker"
    """The other party, heard by this microphone: not given to the recogniser."""
    NO_WORDS = "no-words"
    """Somebody spoke here, and no text of it could be trusted."""


class HeardSound(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something that was heard beside the words, and when."""

    kind: SoundKind
    start_s: float
    end_s: float


class Word(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One word as it was heard, with the recogniser's own confidence (0 to 1)."""

    text: str
    start_s: float
    end_s: float
    probability: float


class Utterance(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What one speaker said between two silences."""

    start_s: float
    end_s: float
    text: str
    words: tuple[Word, ...]


class GuessedLanguage(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which language a window sounds like to a recogniser that knows many, as Whisper's own code ("en")."""

    code: str
    probability: float


class LanguageCheck(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How much of a track sounded like another language than English. Nothing is ever left out for it."""

    checked_s: float
    """Detected speech in windows that were asked."""
    other_s: float
    """How much of that sounded like another language."""
    other: str
    """The code of the language that most of that sounded like; empty where there was none."""

    @property
    def doubtful(self) -> bool:
        """Whether the track may not be English: more of it sounded like something else than like English.

        Chosen, not measured; web/js/state/transcript.js has it too.
        """
        return self.other_s > self.checked_s / 2


class RecognizerIdentity(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which program and which model wrote a transcript: a transcript is evidence only together with this."""

    engine: str
    engine_version: str
    model: str
    model_sha256: str
    settings: str
    note: str = ""


class TrackTranscript(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All that was heard on one seat's audio track, and by what it was written down."""

    sitting_id: str
    seat: str
    utterances: tuple[Utterance, ...]
    recognizer: RecognizerIdentity
    starts_at_s: float
    audio_duration_s: float
    speech_duration_s: float
    """How much of it was this speaker's speech, by the detector: a track without any is told from one that
    was not heard."""
    ends_at_s: float | None = None
    """Where its last sound ends: later than begin and duration say, where a connection was lost or a call was
    taken up again. None in transcripts that were written before this was kept."""
    language: LanguageCheck | None = None
    """None where it was not checked: the model knows English only, too little was said, or the transcript was
    written before this was looked at."""
    sounds: tuple[HeardSound, ...] = ()
    """What was heard beside the words, by its beginning; none in transcripts that were written before it
    was looked for."""

    @property
    def ends_s(self) -> float:
        """Where its last sound ends, as far as that is known."""
        return self.starts_at_s + self.audio_duration_s if self.ends_at_s is None else self.ends_at_s

    def text(self) -> str:
        """The track's words in one line, for comparison with a reference."""
        return " ".join(utterance.text for utterance in self.utterances)
