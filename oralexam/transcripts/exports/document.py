"""What all exports are made from: who spoke, what, when, on which sound, and what wrote it down."""

from collections.abc import Iterator
from datetime import datetime
from typing import Final

import msgspec

from oralexam.transcripts.exports.plain import plain
from oralexam.transcripts.transcript import (
    UNCLEAR_BELOW,
    HeardSound,
    RecognizerIdentity,
    SoundKind,
    TrackTranscript,
    Utterance,
    Word,
)

SAME_TURN_S: Final = 2.0
"""Utterances of one speaker closer than this are one turn if nobody speaks between: as on the replay page."""
SLACK_S: Final = 0.05
"""A recogniser and a detector do not agree to the millisecond where speech ends."""
SPEECH_LANGUAGE: Final = "en-GB"
"""What is spoken is English (exam document, RE AIE 2015), and British to a spelling checker."""


class Speaker(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One who talks, under the name that the replay shows."""

    seat: str
    name: str
    certain: bool = True
    """False where one microphone heard two people: who spoke is not known, and must not be said."""
    read: int = 0
    """Utterances that a person has read: confirmed, corrected, added or removed."""
    read_of: int = 0
    """All utterances, those that a person removed among them."""


class TranscriptDocument(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A sitting's transcript as it stands; times in it are on the exam clock until `from_origin`."""

    sitting_id: str
    title: str
    room_name: str
    rehearsal: bool
    zero_utc: datetime | None
    """When the call began; None where none did."""
    sound: str
    """The name of the sound that the times belong to, as the replay serves it; "" where there is none yet."""
    origin_s: float
    """Where the sound begins on the exam clock: zero of every time in a file."""
    duration_s: float
    """How long the sound is."""
    complete: bool
    """False while a voice is still being written down, or could not be."""
    speakers: tuple[Speaker, ...]
    tracks: tuple[TrackTranscript, ...]

    def speaker(self, seat: str) -> Speaker:
        """Who sits there; somebody without another name than the seat's where nobody is known."""
        return next((each for each in self.speakers if each.seat == seat), Speaker(seat=seat, name=seat))

    def recognizers(self) -> tuple[RecognizerIdentity, ...]:
        """What wrote the words, each once."""
        return tuple(dict.fromkeys(track.recognizer for track in self.tracks))


class Spoken(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One utterance and whose it is, in seconds from the start of the sound."""

    seat: str
    start_s: float
    end_s: float
    words: tuple[Word, ...]

    @property
    def text(self) -> str:
        """Its words in one line."""
        return " ".join(word.text.strip() for word in self.words)


def spoken(document: TranscriptDocument) -> list[Spoken]:
    """All utterances that have words, in the order in which they begin, from the start of the sound.

    What lies before the sound begins (an exam clock that was fitted anew may say so by some milliseconds)
    is moved to its start.
    """
    found = [
        Spoken(
            seat=track.seat,
            start_s=_moved(utterance.start_s, document.origin_s),
            end_s=_moved(utterance.end_s, document.origin_s),
            words=tuple(_words(utterance, document.origin_s)),
        )
        for track in document.tracks
        for utterance in track.utterances
    ]
    return sorted(
        (each for each in found if each.words), key=lambda each: (each.start_s, each.end_s, each.seat)
    )


def sounds(document: TranscriptDocument, seat: str) -> list[HeardSound]:
    """What was heard beside a speaker's words, from the start of the sound."""
    return [
        msgspec.structs.replace(
            each,
            start_s=_moved(each.start_s, document.origin_s),
            end_s=_moved(each.end_s, document.origin_s),
        )
        for track in document.tracks
        if track.seat == seat
        for each in track.sounds
    ]


def turns(document: TranscriptDocument) -> list[Spoken]:
    """What each speaker said until the other one spoke, or fell silent for long: as on the replay page."""
    made: list[Spoken] = []
    for each in sorted(
        (*spoken(document), *wordless(document)), key=lambda each: (each.start_s, each.end_s, each.seat)
    ):
        if made and made[-1].seat == each.seat and each.start_s - made[-1].end_s < SAME_TURN_S:
            before = made.pop()
            made.append(
                Spoken(
                    seat=each.seat,
                    start_s=before.start_s,
                    end_s=max(before.end_s, each.end_s),
                    words=(*before.words, *each.words),
                )
            )
        else:
            made.append(each)
    return made


def wordless(document: TranscriptDocument) -> Iterator[Spoken]:
    """Where somebody spoke and no text could be trusted, outside all utterances: as on the replay page."""
    said = spoken(document)
    for track in document.tracks:
        own = [each for each in said if each.seat == track.seat]
        for sound in sounds(document, track.seat):
            if sound.kind is SoundKind.NO_WORDS and not any(
                each.start_s <= sound.start_s < each.end_s for each in own
            ):
                yield Spoken(seat=track.seat, start_s=sound.start_s, end_s=sound.end_s, words=())


def among_words(document: TranscriptDocument, turn: Spoken) -> list[Word | HeardSound]:
    """A turn's words, and among them the pauses, hesitations and wordless speech that were heard in it.

    As on the replay page: a sound stands before the word in whose time it lies, since words last until the
    next one begins. The other party's voice in this microphone is no part of the turn.
    """
    heard = [
        each
        for each in sounds(document, turn.seat)
        if each.kind is not SoundKind.OTHER_SPEAKER
        and turn.start_s - SLACK_S <= each.start_s
        and each.end_s <= turn.end_s + SLACK_S
    ]
    placed: list[tuple[float, Word | HeardSound]] = [
        *(((word.start_s + word.end_s) / 2, word) for word in turn.words),
        *((each.start_s, each) for each in heard),
    ]
    return [item for _, item in sorted(placed, key=lambda each: each[0])]


def is_unclear(word: Word) -> bool:
    """Whether the recogniser was more likely wrong than right."""
    return word.probability < UNCLEAR_BELOW


def _words(utterance: Utterance, origin_s: float) -> Iterator[Word]:
    """Its words; an utterance that came without them is a word as a whole."""
    words = utterance.words
    if not words and utterance.text.strip():
        words = (
            Word(text=utterance.text, start_s=utterance.start_s, end_s=utterance.end_s, probability=1.0),
        )
    for word in words:
        if plain(word.text):
            yield msgspec.structs.replace(
                word, start_s=_moved(word.start_s, origin_s), end_s=_moved(word.end_s, origin_s)
            )


def _moved(time_s: float, origin_s: float) -> float:
    return round(max(0.0, time_s - origin_s), 3)
