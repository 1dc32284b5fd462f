"""Makes the answer that is a file: its bytes, its type, its name."""

import asyncio

import structlog
from aiohttp import web

from oralexam.errors import BadInput, NotFound
from oralexam.records.exporting import document_of
from oralexam.retention.viewing import ViewingKind
from oralexam.rooms.seats import Seat
from oralexam.transcripts.exports.formats import FORMATS, ExportFormat
from oralexam.transcripts.exports.making import make
from oralexam.transcripts.exports.naming import disposition, file_stem
from oralexam.transcripts.exports.sentences import FileLanguage
from oralexam.webapp.services import SERVICES

_log = structlog.get_logger(__name__)


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
    await services.viewing_log.note(
        request, seat, ViewingKind.EXPORT, sitting_id=sitting_id, detail=format_.name
    )
    _log.info("transcript-exported", sitting_id=sitting_id, seat=seat, format=format_.name)
    response = web.Response(body=made, content_type=format_.media_type, charset=format_.charset)
    response.headers["Content-Disposition"] = disposition(file_stem(document, language), format_.extension)
    return response


def _format(name: str) -> ExportFormat:
    if (found := FORMATS.get(name)) is None:
        raise NotFound("unknown-export")
    return found


def _language(name: str) -> FileLanguage:
    try:
        return FileLanguage(name)
    except ValueError:
        raise BadInput("unknown-export-language") from None
