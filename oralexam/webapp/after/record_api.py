"""The addresses of a session after its day: its page, each candidate's record, the workbook."""

import structlog
from aiohttp import web

from oralexam.errors import BadInput, NotFound
from oralexam.retention.viewing import ViewingKind
from oralexam.rooms.seats import Seat
from oralexam.webapp.payload import reply
from oralexam.webapp.services import SERVICES
from oralexam.webapp.sessions.api import candidacy_of, session_of

_log = structlog.get_logger(__name__)
WORKBOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


async def show_after(request: web.Request) -> web.Response:
    """GET /api/sessions/{session_id}/after: each candidate with how far each part is."""
    services = request.app[SERVICES]
    await services.doorkeeper.require(request, None, Seat.MANAGER)
    return reply(await services.record_desk.page(session_of(request)))


async def show_record(request: web.Request) -> web.Response:
    """GET /api/sessions/{session_id}/candidacies/{candidacy_id}/documents/{document}.pdf?language=fr|en."""
    services = request.app[SERVICES]
    await services.doorkeeper.require(request, None, Seat.MANAGER)
    from oralexam.dossier.language import DocumentLanguage  # noqa: PLC0415 -- loaded where one is asked for
    from oralexam.dossier.naming import record_name  # noqa: PLC0415
    from oralexam.dossier.record import RecordKind  # noqa: PLC0415

    try:
        kind = RecordKind(request.match_info["document"])
    except ValueError:
        raise NotFound("unknown-export") from None
    try:
        language = DocumentLanguage(request.query.get("language", "fr"))
    except ValueError:
        raise BadInput("unknown-export-language") from None
    session_id, candidacy_id = session_of(request), candidacy_of(request)
    record, made = await services.record_desk.pdf(session_id, candidacy_id, kind, language)
    await services.viewing_log.note(
        request,
        Seat.MANAGER,
        ViewingKind.RECORD,
        session_id=session_id,
        candidacy_id=candidacy_id,
        detail=kind.value,
    )
    _log.info("record-made", session_id=session_id, candidacy_id=candidacy_id, document=kind.value)
    return _file(made, "application/pdf", record_name(record, language))


async def show_workbook(request: web.Request) -> web.Response:
    """GET /api/sessions/{session_id}/workbook.xlsx?language=fr|en: the whole session."""
    services = request.app[SERVICES]
    await services.doorkeeper.require(request, None, Seat.MANAGER)
    from oralexam.dossier.language import DocumentLanguage  # noqa: PLC0415
    from oralexam.dossier.naming import workbook_name  # noqa: PLC0415

    try:
        language = DocumentLanguage(request.query.get("language", "fr"))
    except ValueError:
        raise BadInput("unknown-export-language") from None
    session_id = session_of(request)
    page = await services.record_desk.page(session_id)
    made = await services.record_desk.workbook(session_id, language)
    await services.viewing_log.note(request, Seat.MANAGER, ViewingKind.SESSION_TABLE, session_id=session_id)
    _log.info("workbook-made", session_id=session_id)
    return _file(made, WORKBOOK_TYPE, workbook_name(page.title, page.days))


def _file(made: bytes, kind: str, disposition: str) -> web.Response:
    return web.Response(body=made, content_type=kind, headers={"Content-Disposition": disposition})


def record_routes() -> list[web.RouteDef]:
    """Every address of this module."""
    one = "/api/sessions/{session_id}"
    return [
        web.get(f"{one}/after", show_after),
        web.get(f"{one}/workbook.xlsx", show_workbook),
        web.get(f"{one}/candidacies/{{candidacy_id}}/documents/{{document}}.pdf", show_record),
    ]
