"""What an exported file is called."""

import re
import unicodedata
from typing import Final
from urllib.parse import quote

from oralexam.rooms.seats import Seat
from oralexam.transcripts.exports.document import TranscriptDocument
from oralexam.transcripts.exports.plain import plain
from oralexam.transcripts.exports.sentences import FileLanguage, name_of

_LONGEST_STEM: Final = 80
_NOT_IN_NAMES: Final = re.compile(r'[\\/:*?"<>|;%\s]+')
"""What file systems and header fields would stumble over."""


def file_stem(document: TranscriptDocument, language: FileLanguage) -> str:
    """What the file is called without its ending: whose it is, and of which day."""
    candidate = name_of(document.speaker(Seat.CANDIDATE.value), language)
    day = f"{document.zero_utc:%Y-%m-%d}" if document.zero_utc is not None else ""
    stem = "-".join(part for part in ("transcription", candidate, day, document.sitting_id[:8]) if part)
    return _NOT_IN_NAMES.sub("-", plain(stem))[:_LONGEST_STEM].strip("-.")


def disposition(stem: str, extension: str) -> str:
    """Content-Disposition with a name in ASCII, and in UTF-8 for who knows it (RFC 6266, RFC 8187)."""
    letters = unicodedata.normalize("NFKD", stem).encode("ascii", "ignore").decode()
    ascii_name = f"{_NOT_IN_NAMES.sub('-', letters).strip('-.') or 'transcription'}.{extension}"
    return f"attachment; filename=\"{ascii_name}\"; filename*=UTF-8''{quote(f'{stem}.{extension}', safe='')}"
