"""SubRip (.srt): the subtitles that every player knows; there is no standard but the program's own files."""

from typing import Final

from oralexam.transcripts.exports.cues import Cue, cues
from oralexam.transcripts.exports.document import TranscriptDocument, is_unclear
from oralexam.transcripts.exports.plain import clock_time, plain
from oralexam.transcripts.exports.sentences import FileLanguage, name_of, say, source_lines

NOTICE_MS: Final = 3000
"""How long the first cue shows what wrote the others, unless somebody speaks before."""
_REPLACED: Final = str.maketrans({"<": "‹", ">": "›", "{": "(", "}": ")"})
"""The format knows no escapes, and players read tags: characters that begin one are written by others."""


def to_subrip(document: TranscriptDocument, language: FileLanguage) -> bytes:
    """The transcript as SubRip, UTF-8, lines ended as its own program ends them.

    The format has no place for comments: the first cue says what wrote the words.
    """
    made = cues(document)
    first_ms = min((cue.start_ms for cue in made), default=NOTICE_MS)
    notice = "\r\n".join(subrip_text(line) for line in source_lines(document, language, brief=True))
    blocks = [_block(1, 0, max(1, min(NOTICE_MS, first_ms)), notice)]
    blocks += [
        _block(number, cue.start_ms, cue.end_ms, _text(cue, document, language))
        for number, cue in enumerate(made, start=2)
    ]
    return "\r\n".join(blocks).encode()


def subrip_text(text: str) -> str:
    """Text that no player takes for a tag."""
    return plain(text).translate(_REPLACED)


def _block(number: int, start_ms: int, end_ms: int, text: str) -> str:
    times = f"{clock_time(start_ms, separator=',')} --> {clock_time(end_ms, separator=',')}"
    return f"{number}\r\n{times}\r\n{text}\r\n"


def _text(cue: Cue, document: TranscriptDocument, language: FileLanguage) -> str:
    words = " ".join(subrip_text(word.text) + (" (?)" if is_unclear(word) else "") for word in cue.words)
    words = words or subrip_text(say("sound.no-words", language))
    name = subrip_text(name_of(document.speaker(cue.seat), language))
    return f"{name}{say('colon', language)}{words}"
