"""Plain text: headings in the chosen language, one line a turn."""

from oralexam.transcripts.exports.document import Spoken, TranscriptDocument, is_unclear, turns
from oralexam.transcripts.exports.plain import plain, short_time
from oralexam.transcripts.exports.sentences import (
    FileLanguage,
    day_of,
    name_of,
    role_of,
    say,
    source_lines,
    times_line,
)


def to_text(document: TranscriptDocument, language: FileLanguage) -> bytes:
    """The transcript as text, UTF-8, lines ended by CR LF (RFC 2046, section 4.1.1)."""
    colon = say("colon", language)
    lines = [say("heading", language).upper(), ""]
    lines += [f"{label}{colon}{value}" for label, value in about(document, language)]
    lines += [
        "",
        *source_lines(document, language),
        times_line(document, language),
        say("unclear", language),
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


def marked(turn: Spoken) -> str:
    """The words of a turn, unclear ones followed by « (?) »."""
    return " ".join(plain(word.text) + (" (?)" if is_unclear(word) else "") for word in turn.words)


def _person(document: TranscriptDocument, seat: str, language: FileLanguage) -> str:
    speaker = document.speaker(seat)
    role = role_of(speaker, language)
    return f"{name_of(speaker, language)} ({role})" if role else name_of(speaker, language)


def _line(turn: Spoken, document: TranscriptDocument, language: FileLanguage) -> str:
    name = name_of(document.speaker(turn.seat), language)
    return f"[{short_time(turn.start_s)}] {name}{say('colon', language)}{marked(turn)}"
