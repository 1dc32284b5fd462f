"""JSON: everything, exactly, by a published schema (docs/transcript-export.schema.json).

`python -m oralexam.transcripts.exports.json_file` writes the schema, from the repository's root; a test keeps
the file equal to what is exported.
"""

import json
from datetime import datetime
from pathlib import Path
from typing import Final

import msgspec

from oralexam.transcripts.exports.document import (
    SPEECH_LANGUAGE,
    TranscriptDocument,
    is_unclear,
    sounds,
    spoken,
)
from oralexam.transcripts.exports.sentences import (
    FileLanguage,
    name_of,
    role_of,
    source_lines,
    times_line,
)
from oralexam.transcripts.transcript import RecognizerIdentity, SoundKind

SCHEMA_FILE: Final = Path("docs/transcript-export.schema.json")
FORM: Final = "oralexam-transcript/1"
"""Another form gets another number; fields may be added to this one."""


class ExportedWord(msgspec.Struct, frozen=True, kw_only=True):
    """One word, in seconds from the start of the sound."""

    text: str
    start_s: float
    end_s: float
    probability: float
    unclear: bool


class ExportedUtterance(msgspec.Struct, frozen=True, kw_only=True):
    """What one speaker said between two silences."""

    seat: str
    start_s: float
    end_s: float
    text: str
    words: tuple[ExportedWord, ...]


class ExportedSound(msgspec.Struct, frozen=True, kw_only=True):
    """What was heard beside one speaker's words, from the sound itself."""

    seat: str
    kind: SoundKind
    start_s: float
    end_s: float


class ExportedSpeaker(msgspec.Struct, frozen=True, kw_only=True):
    """One who talks; `certain` is false where one microphone heard two people."""

    seat: str
    name: str
    role: str
    certain: bool
    read: int
    """Utterances that a person has read: confirmed, corrected, added or removed; of `read_of`."""
    read_of: int
    recognizer: RecognizerIdentity | None


class TranscriptFile(msgspec.Struct, frozen=True, kw_only=True):
    """A transcript as other programs read it; times count from the start of the sound."""

    form: str
    sitting_id: str
    title: str
    room_name: str
    rehearsal: bool
    call_began_utc: datetime | None
    call_starts_s: float | None
    """Where the call begins in the sound; None where none began."""
    sound: str
    duration_s: float
    complete: bool
    speech_language: str
    about: tuple[str, ...]
    speakers: tuple[ExportedSpeaker, ...]
    utterances: tuple[ExportedUtterance, ...]
    sounds: tuple[ExportedSound, ...]


def to_json(document: TranscriptDocument, language: FileLanguage) -> bytes:
    """The transcript as JSON, in ASCII: what could reorder or end a line is written as an escape."""
    recognizers = {track.seat: track.recognizer for track in document.tracks}
    made = TranscriptFile(
        form=FORM,
        sitting_id=document.sitting_id,
        title=document.title,
        room_name=document.room_name,
        rehearsal=document.rehearsal,
        call_began_utc=document.zero_utc,
        call_starts_s=None if document.zero_utc is None else round(-document.origin_s, 3),
        sound=document.sound,
        duration_s=document.duration_s,
        complete=document.complete,
        speech_language=SPEECH_LANGUAGE,
        about=(*source_lines(document, language), times_line(document, language)),
        speakers=tuple(
            ExportedSpeaker(
                seat=each.seat,
                name=name_of(each, language),
                role=role_of(each, language),
                certain=each.certain,
                read=each.read,
                read_of=each.read_of,
                recognizer=recognizers.get(each.seat),
            )
            for each in document.speakers
        ),
        utterances=tuple(
            ExportedUtterance(
                seat=each.seat,
                start_s=each.start_s,
                end_s=each.end_s,
                text=each.text,
                words=tuple(
                    ExportedWord(
                        text=word.text.strip(),
                        start_s=word.start_s,
                        end_s=word.end_s,
                        probability=word.probability,
                        unclear=is_unclear(word),
                    )
                    for word in each.words
                ),
            )
            for each in spoken(document)
        ),
        sounds=tuple(
            ExportedSound(seat=track.seat, kind=each.kind, start_s=each.start_s, end_s=each.end_s)
            for track in document.tracks
            for each in sounds(document, track.seat)
        ),
    )
    return (json.dumps(msgspec.to_builtins(made), indent=1, ensure_ascii=True) + "\n").encode("ascii")


def json_schema() -> str:
    """The JSON Schema (2020-12) of an exported transcript."""
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "oralexam transcript",
        **msgspec.json.schema(TranscriptFile),
    }
    return json.dumps(schema, indent=1, ensure_ascii=False) + "\n"


def main() -> None:
    """Write the schema, from the repository's root."""
    SCHEMA_FILE.write_text(json_schema(), encoding="utf-8")


if __name__ == "__main__":
    main()
