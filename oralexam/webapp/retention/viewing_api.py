"""Who has looked at what: for managers."""

import asyncio

import msgspec
from aiohttp import web

from oralexam.errors import BadInput
from oralexam.exams.parts import PartKind
from oralexam.exams.timetable.local_time import zone
from oralexam.retention.viewing import Viewing
from oralexam.retention.viewing_sheet import csv_of
from oralexam.rooms.seats import Seat
from oralexam.webapp.payload import reply
from oralexam.webapp.services import SERVICES, Services
from oralexam.webapp.sessions.api import session_of
from oralexam.webapp.sittings.api import sitting_of
from oralexam.webapp.words import LANGUAGES, words_in


class ViewingsPage(msgspec.Struct, frozen=True, kw_only=True):
    """The viewings of a session or of a sitting, the oldest first."""

    viewings: tuple[Viewing, ...]
    parts: dict[str, PartKind] = {}
    """Which part each sitting of a session is."""


async def of_session(request: web.Request) -> web.Response:
    """GET /api/sessions/{session_id}/viewings: of its parts, its candidates and its table."""
    services = await _manager(request)
    return reply(await asyncio.to_thread(_page, services, session_of(request)))


async def as_sheet(request: web.Request) -> web.Response:
    """GET /api/sessions/{session_id}/viewings.csv?language=fr."""
    services = await _manager(request)
    language = request.query.get("language", "fr")
    if language not in LANGUAGES:
        raise BadInput("malformed-message")
    text = await asyncio.to_thread(_sheet, services, session_of(request), language)
    return web.Response(
        body=text.encode(),
        content_type="text/csv",
        charset="utf-8",
        headers={"Content-Disposition": 'attachment; filename="viewings.csv"'},
    )


async def of_sitting(request: web.Request) -> web.Response:
    """GET /api/manager/sittings/{sitting_id}/viewings: of one sitting, also of one outside any session."""
    services = await _manager(request)
    found = await asyncio.to_thread(services.viewings.of_sitting, sitting_of(request))
    return reply(ViewingsPage(viewings=found))


def viewing_routes() -> list[web.RouteDef]:
    """The addresses of the log."""
    return [
        web.get("/api/sessions/{session_id}/viewings", of_session),
        web.get("/api/sessions/{session_id}/viewings.csv", as_sheet),
        web.get("/api/manager/sittings/{sitting_id}/viewings", of_sitting),
    ]


def _page(services: Services, session_id: str) -> ViewingsPage:
    services.exam_sessions.get(session_id)
    parts = {part.sitting_id: part.part for part in services.exam_sessions.parts(session_id)}
    return ViewingsPage(viewings=services.viewings.of_session(session_id), parts=parts)


def _sheet(services: Services, session_id: str, language: str) -> str:
    session, page = services.exam_sessions.get(session_id).session, _page(services, session_id)
    return csv_of(
        page.viewings,
        candidates={each.candidacy_id: each.name for each in session.candidacies},
        parts={sitting_id: part.value for sitting_id, part in page.parts.items()},
        words=words_in(language),
        where=zone(session.time_zone),
    )


async def _manager(request: web.Request) -> Services:
    services = request.app[SERVICES]
    await services.doorkeeper.require(request, None, Seat.MANAGER)
    return services
