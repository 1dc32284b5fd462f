"""Plain text: headings in the chosen language, one line a turn."""

from oralexam.transcripts.exports.document import Spoken, TranscriptDocument, among_words, is_unclear, turns
from oralexam.transcripts.exports.plain import plain, short_time
from oralexam.transcripts.exports.sentences import (
    FileLanguage,
    day_of,
    heard,
    name_of,
    role_of,
    say,
    source_lines,
    times_line,
)
from oralexam.transcripts.transcript import Word


def to_text(document: TranscriptDocument, language: FileLanguage) -> bytes:
    """The transcript as text, UTF-8, lines ended by CR LF (RFC 2046, section 4.1.1)."""
    colon = say("colon", language)
    lines = [say("heading", language).upper(), ""]
    lines += [f"{label}{colon}{value}" for label, value in about(document, language)]
    lines += [
        "",
        *source_lines(document, language),
        times_line(document, language),
        *notes_on_marks(document, language),
        "",
    ]
    made = turns(document)
    lines += [_line(turn, document, language) for turn in made] or [say("silence", language)]
    return ("\r\n".join(lines) + "\r\n").encode()


def about(document: TranscriptDocument, language: FileLanguage) -> list[tuple[str, str]]:
    """What the file is about, label by label; what is not known is left out."""
    day = day_of(document.zero_utc, language) if document.zero_utc is not None else ""
    people = say("semicolon", language).join(
        _person(document, seat, language) for seat in sorted(each.seat for each in document.speakers)
    )
    found = [
        (say("scenario", language), plain(document.title)),
        (say("date", language), day),
        (say("room", language), plain(document.room_name)),
        (say("speakers", language), people),
        (say("sitting", language), document.sitting_id),
    ]
    return [(label, value) for label, value in found if value]


def notes_on_marks(document: TranscriptDocument, language: FileLanguage) -> list[str]:
    """What the marks among the words mean."""
    known = any(track.sounds for track in document.tracks)
    return [say("unclear", language), *([say("sounds", language)] if known else [])]


def marked(document: TranscriptDocument, turn: Spoken, language: FileLanguage) -> str:
    """A turn in one line: unclear words followed by « (?) », what was heard beside words in brackets."""
    return " ".join(
        plain(each.text) + (" (?)" if is_unclear(each) else "")
        if isinstance(each, Word)
        else heard(each, language)
        for each in among_words(document, turn)
    )


def _person(document: TranscriptDocument, seat: str, language: FileLanguage) -> str:
    speaker = document.speaker(seat)
    role = role_of(speaker, language)
    return f"{name_of(speaker, language)} ({role})" if role else name_of(speaker, language)


def _line(turn: Spoken, document: TranscriptDocument, language: FileLanguage) -> str:
    name = name_of(document.speaker(turn.seat), language)
    return f"[{short_time(turn.start_s)}] {name}{say('colon', language)}{marked(document, turn, language)}"
