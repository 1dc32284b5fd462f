"""Every format by its name, with what a browser has to be told of it."""

from collections.abc import Callable
from typing import Final

import msgspec

from oralexam.transcripts.exports.document import TranscriptDocument
from oralexam.transcripts.exports.elan import to_elan
from oralexam.transcripts.exports.json_file import to_json
from oralexam.transcripts.exports.sentences import FileLanguage
from oralexam.transcripts.exports.subrip import to_subrip
from oralexam.transcripts.exports.text import to_text
from oralexam.transcripts.exports.textgrid import to_textgrid
from oralexam.transcripts.exports.webvtt import to_webvtt

DOCX_TYPE: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


class ExportFormat(msgspec.Struct, frozen=True, kw_only=True):
    """One kind of file."""

    name: str
    """What it is called in an address and on the command line."""
    extension: str
    media_type: str
    charset: str | None
    write: Callable[[TranscriptDocument, FileLanguage], bytes] | None
    """None where it needs libraries that the server does not load: `apart` makes it, in its own process."""


FORMATS: Final = {
    each.name: each
    for each in (
        ExportFormat(name="docx", extension="docx", media_type=DOCX_TYPE, charset=None, write=None),
        ExportFormat(name="txt", extension="txt", media_type="text/plain", charset="utf-8", write=to_text),
        ExportFormat(name="vtt", extension="vtt", media_type="text/vtt", charset="utf-8", write=to_webvtt),
        ExportFormat(
            name="srt", extension="srt", media_type="application/x-subrip", charset="utf-8", write=to_subrip
        ),
        ExportFormat(
            name="json", extension="json", media_type="application/json", charset=None, write=to_json
        ),
        ExportFormat(
            name="textgrid", extension="TextGrid", media_type="text/plain", charset="utf-8", write=to_textgrid
        ),
        ExportFormat(
            name="eaf", extension="eaf", media_type="application/xml", charset="utf-8", write=to_elan
        ),
    )
}
"""All formats, those that most people ask for first."""
