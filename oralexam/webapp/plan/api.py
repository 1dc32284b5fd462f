"""The manager's requests about a session's plan."""

import asyncio

import msgspec
from aiohttp import web

from oralexam.errors import BadInput, NotFound, Refused
from oralexam.exams.timetable.calendar_file import ics_calendar
from oralexam.exams.timetable.entries import Timetable
from oralexam.exams.timetable.local_time import zone
from oralexam.exams.timetable.plan_document import EntryChange
from oralexam.exams.timetable.plan_names import PlanNames, names_of
from oralexam.exams.timetable.plan_settings import PlanSettings
from oralexam.exams.timetable.sheet import csv_sheet
from oralexam.identifiers import is_id
from oralexam.rooms.seats import Seat
from oralexam.webapp.payload import read, reply
from oralexam.webapp.plan.desk import HeldReport, PlanDesk, PlanPage
from oralexam.webapp.services import SERVICES
from oralexam.webapp.words import LANGUAGES, words_in


class SolveRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Make the timetable."""

    revision: int
    settings: PlanSettings


class Changes(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Entries that were moved."""

    changes: tuple[EntryChange, ...]
    revision: int = 0


class ReplanRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Put the day right."""

    revision: int


def routes() -> list[web.RouteDef]:
    """Every address of the plan."""
    plan = "/api/sessions/{session_id}/plan"
    return [
        web.get(plan, show),
        web.put(plan, change),
        web.post(f"{plan}/solve", solve),
        web.post(f"{plan}/check", check),
        web.post(f"{plan}/replan", replan),
        web.post(f"{plan}/held", report),
        web.get(f"{plan}/plan.csv", sheet),
        web.get(f"{plan}/plan.ics", calendar),
        web.get("/api/sessions/{session_id}/paper", paper),
    ]


async def show(request: web.Request) -> web.Response:
    """GET /api/sessions/{session_id}/plan."""
    desk = await _desk(request)
    return reply(await desk.page(_session_of(request)))


async def solve(request: web.Request) -> web.Response:
    """POST /api/sessions/{session_id}/plan/solve."""
    desk = await _desk(request)
    wanted = await read(request, SolveRequest)
    return reply(await desk.solve(_session_of(request), wanted.settings, revision=wanted.revision))


async def check(request: web.Request) -> web.Response:
    """POST /api/sessions/{session_id}/plan/check."""
    desk = await _desk(request)
    moved = await read(request, Changes)
    return reply({"breaches": await desk.check(_session_of(request), moved.changes)})


async def change(request: web.Request) -> web.Response:
    """PUT /api/sessions/{session_id}/plan."""
    desk = await _desk(request)
    moved = await read(request, Changes)
    return reply(await desk.change(_session_of(request), moved.changes, revision=moved.revision))


async def replan(request: web.Request) -> web.Response:
    """POST /api/sessions/{session_id}/plan/replan."""
    desk = await _desk(request)
    wanted = await read(request, ReplanRequest)
    return reply(await desk.replan(_session_of(request), revision=wanted.revision))


async def report(request: web.Request) -> web.Response:
    """POST /api/sessions/{session_id}/plan/held."""
    desk = await _desk(request)
    told, author = await read(request, HeldReport), await request.app[SERVICES].doorkeeper.name_of(request)
    return reply(await desk.report(_session_of(request), told, author=author))


async def sheet(request: web.Request) -> web.Response:
    """GET /api/sessions/{session_id}/plan/plan.csv?language=fr."""
    page, timetable, names = await _exported(request)
    text = await asyncio.to_thread(csv_sheet, timetable, names, zone(page.session.time_zone))
    return _file(text, "text/csv", "plan.csv")


async def calendar(request: web.Request) -> web.Response:
    """GET /api/sessions/{session_id}/plan/plan.ics?language=fr; `&jury=` or `&candidate=` for one of them."""
    page, timetable, names = await _exported(request)
    text = ics_calendar(
        timetable,
        names,
        session_id=page.session.session_id,
        revision=page.revision,
        made_at=page.made_at or page.server_now,
    )
    return _file(text, "text/calendar", "plan.ics")


async def paper(request: web.Request) -> web.Response:
    """GET /api/sessions/{session_id}/paper: what prints before the day."""
    await _desk(request)
    return reply(await request.app[SERVICES].paper_desk.pack(_session_of(request)))


async def _exported(request: web.Request) -> tuple[PlanPage, Timetable, PlanNames]:
    desk = await _desk(request)
    page = await desk.page(_session_of(request))
    if page.timetable is None:
        raise Refused("no-plan")
    language = request.query.get("language", "fr")
    if language not in LANGUAGES:
        raise BadInput("malformed-message")
    jury_id, candidacy_id = request.query.get("jury"), request.query.get("candidate")
    entries = tuple(
        entry
        for entry in page.timetable.entries
        if jury_id in {None, entry.jury_id} and candidacy_id in {None, entry.candidacy_id}
    )
    words = await asyncio.to_thread(words_in, language)
    return page, Timetable(entries=entries), names_of(page.session, words)


def _file(text: str, kind: str, name: str) -> web.Response:
    return web.Response(
        body=text.encode(),
        content_type=kind,
        charset="utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"},
    )


async def _desk(request: web.Request) -> PlanDesk:
    services = request.app[SERVICES]
    await services.doorkeeper.require(request, None, Seat.MANAGER)
    return services.plan_desk


def _session_of(request: web.Request) -> str:
    session_id = request.match_info["session_id"]
    if not is_id(session_id):
        raise NotFound("unknown-session")
    return session_id
