"""WebVTT (W3C, « WebVTT: The Web Video Text Tracks Format »): cues with voices, words with their times."""

from typing import Final

from oralexam.transcripts.exports.cues import Cue, cues
from oralexam.transcripts.exports.document import TranscriptDocument, is_unclear
from oralexam.transcripts.exports.plain import clock_time, milliseconds, plain
from oralexam.transcripts.exports.sentences import (
    FileLanguage,
    name_of,
    say,
    source_lines,
    times_line,
)

SETTINGS: Final = {
    "candidate": "position:5%,line-left align:start size:90%",
    "juror": "position:95%,line-right align:end size:90%",
}
"""Cue settings (W3C WebVTT, section 3.2): one who speaks stands on the left, the other on the right."""
_ESCAPES: Final = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
"""Cue text, section 4.2: with « > » escaped, « --> » cannot stand in it either."""


def to_webvtt(document: TranscriptDocument, language: FileLanguage) -> bytes:
    """The transcript as WebVTT, UTF-8; what wrote it stands in comments, before the first cue."""
    comments = [*source_lines(document, language), times_line(document, language)]
    blocks = ["WEBVTT", *(f"NOTE {escaped(line)}" for line in comments)]
    blocks += [_cue(number, cue, document, language) for number, cue in enumerate(cues(document), start=1)]
    return ("\n\n".join(blocks) + "\n").encode()


def escaped(text: str) -> str:
    """Text as it may stand in a cue, in a comment or in a voice's name."""
    return plain(text).translate(_ESCAPES)


def _cue(number: int, cue: Cue, document: TranscriptDocument, language: FileLanguage) -> str:
    times = f"{clock_time(cue.start_ms, separator='.')} --> {clock_time(cue.end_ms, separator='.')}"
    settings = SETTINGS.get(cue.seat, "")
    voice = escaped(name_of(document.speaker(cue.seat), language))
    return f"{number}\n{times} {settings}".rstrip() + f"\n<v.{cue.seat} {voice}>{_spoken(cue, language)}</v>"


def _spoken(cue: Cue, language: FileLanguage) -> str:
    """Its words; in italics, and in the file's own language, that there are none."""
    if not cue.words:
        return f"<i><lang {language.value}>{escaped(say('sound.no-words', language))}</lang></i>"
    return _words(cue)


def _words(cue: Cue) -> str:
    """The words, each but the first behind the time at which it is spoken.

    Such a time lies after all before it and inside the cue (section 3.3, « WebVTT timestamp object »): words
    for which that does not hold stand without one. What is unclear is underlined by a tag of its own: of a
    file with a STYLE block ffmpeg 5.1 reads no cue at all.
    """
    written, last_ms = "", cue.start_ms
    for index, word in enumerate(cue.words):
        at_ms = milliseconds(word.start_s)
        if last_ms < at_ms < cue.end_ms and index:
            written += f"<{clock_time(at_ms, separator='.')}>"
            last_ms = at_ms
        text = escaped(word.text)
        written += (f"<u.unclear>{text}</u>" if is_unclear(word) else text) + " "
    return written.rstrip()
