"""Makes the answer that is a file: its bytes, its type, its name."""

import asyncio
import re
import unicodedata
from typing import Final
from urllib.parse import quote

import structlog
from aiohttp import web

from oralexam.errors import BadInput, NotFound
from oralexam.records.exporting import document_of
from oralexam.rooms.seats import Seat
from oralexam.transcripts.exports.document import TranscriptDocument
from oralexam.transcripts.exports.formats import FORMATS, ExportFormat
from oralexam.transcripts.exports.making import make
from oralexam.transcripts.exports.plain import plain
from oralexam.transcripts.exports.sentences import FileLanguage, name_of
from oralexam.webapp.services import SERVICES

_log = structlog.get_logger(__name__)

_LONGEST_STEM: Final = 80
_NOT_IN_NAMES: Final = re.compile(r'[\\/:*?"<>|;%\s]+')
"""What file systems and header fields would stumble over."""


async def exported(request: web.Request, sitting_id: str, seat: Seat) -> web.Response:
    """The file that `request` asks for; `seat` has the right to it, and is logged.

    Raises:
        NotFound: `unknown-sitting`, `unknown-export`.
        BadInput: `unknown-export-language`.
        Refused: `transcript-not-ready`.
        SystemFault: `export-failed`, `transcript-altered`.
    """
    format_, language = _format(request.match_info["format"]), _language(request.query.get("language", "fr"))
    services = request.app[SERVICES]
    bundle = await asyncio.to_thread(services.archive.bundle, sitting_id)
    document = document_of(bundle, await services.correction_desk.versions(sitting_id))
    made = await make(document, format_, language)
    _log.info("transcript-exported", sitting_id=sitting_id, seat=seat, format=format_.name)
    response = web.Response(body=made, content_type=format_.media_type, charset=format_.charset)
    response.headers["Content-Disposition"] = disposition(file_stem(document, language), format_.extension)
    return response


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


def _format(name: str) -> ExportFormat:
    if (found := FORMATS.get(name)) is None:
        raise NotFound("unknown-export")
    return found


def _language(name: str) -> FileLanguage:
    try:
        return FileLanguage(name)
    except ValueError:
        raise BadInput("unknown-export-language") from None
