"""The manager's requests about whole sessions; a list is sent as the bytes of its file."""

import msgspec
from aiohttp import web

from oralexam.errors import BadInput, NotFound
from oralexam.exams import codes
from oralexam.exams.roster_text import LARGEST_FILE_BYTES
from oralexam.identifiers import is_id
from oralexam.rooms.seats import Seat
from oralexam.webapp.payload import decoded, read, read_large, reply
from oralexam.webapp.qr import qr_svg
from oralexam.webapp.services import SERVICES
from oralexam.webapp.sessions.desk import SessionChange, SessionDesk

LARGEST_SESSION_BYTES = 1024 * 1024
"""500 candidates with all that can be said of each have about 400 KB."""


class NewSession(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a session begins with."""

    title: str
    format_id: str


async def list_sessions(request: web.Request) -> web.Response:
    """GET /api/sessions."""
    kept = await (await _desk(request)).listed()
    lines = [
        {
            "session_id": each.session.session_id,
            "title": each.session.title,
            "centre": each.session.centre,
            "format_id": each.session.format_id,
            "state": each.state,
            "days": [day.date for day in each.session.days],
            "candidates": len(each.session.candidacies),
            "juries": len(each.session.juries),
            "changed_at": each.changed_at,
        }
        for each in kept
    ]
    return reply({"sessions": lines})


async def list_formats(request: web.Request) -> web.Response:
    """GET /api/formats: what a session can be held in."""
    await _desk(request)
    return reply({"formats": list(request.app[SERVICES].formats.all().values())})


async def create_session(request: web.Request) -> web.Response:
    """POST /api/sessions."""
    desk = await _desk(request)
    wanted = await read(request, NewSession)
    session_id = await desk.create(title=wanted.title, format_id=wanted.format_id)
    return reply({"session_id": session_id}, status=201)


async def show_session(request: web.Request) -> web.Response:
    """GET /api/sessions/{session_id}, with the address that people type, which may not be the manager's."""
    desk = await _desk(request)
    page = msgspec.structs.asdict(await desk.page(session_of(request)))
    return reply({**page, "address": request.app[SERVICES].public_url})


async def change_session(request: web.Request) -> web.Response:
    """PUT /api/sessions/{session_id}."""
    desk = await _desk(request)
    body = await read_large(request, most_bytes=LARGEST_SESSION_BYTES)
    return reply(await desk.change(session_of(request), decoded(body, SessionChange)))


async def read_roster(request: web.Request) -> web.Response:
    """POST /api/sessions/{session_id}/roster/{kind}: what a list holds; nothing is imported."""
    desk = await _desk(request)
    content = await read_large(request, most_bytes=LARGEST_FILE_BYTES)
    roster = await desk.read_roster(session_of(request), request.match_info["kind"], content)
    return reply({"roster": roster, "clean": roster.clean})


async def import_roster(request: web.Request) -> web.Response:
    """POST /api/sessions/{session_id}/roster/{kind}/import?revision=N: the same bytes again, once clean."""
    desk = await _desk(request)
    revision = request.query.get("revision", "")
    if not (revision.isascii() and revision.isdigit() and len(revision) < 10):
        raise BadInput("malformed-message")
    content = await read_large(request, most_bytes=LARGEST_FILE_BYTES)
    kind = request.match_info["kind"]
    return reply(await desk.import_roster(session_of(request), kind, content, revision=int(revision)))


async def open_session(request: web.Request) -> web.Response:
    """POST /api/sessions/{session_id}/open."""
    desk = await _desk(request)
    return reply(await desk.open(session_of(request)))


async def close_session(request: web.Request) -> web.Response:
    """POST /api/sessions/{session_id}/close."""
    desk = await _desk(request)
    return reply(await desk.close(session_of(request)))


async def remove_session(request: web.Request) -> web.Response:
    """DELETE /api/sessions/{session_id}: drafts only."""
    desk = await _desk(request)
    await desk.remove(session_of(request))
    return reply({})


async def fresh_code(request: web.Request) -> web.Response:
    """POST /api/sessions/{session_id}/candidacies/{candidacy_id}/code."""
    desk = await _desk(request)
    return reply(await desk.fresh_code(session_of(request), candidacy_of(request)))


async def code_sign(request: web.Request) -> web.Response:
    """GET /api/sessions/{session_id}/candidacies/{candidacy_id}/qr.svg: the code's address, for the sheet."""
    desk = await _desk(request)
    page = await desk.page(session_of(request))
    candidacy = page.session.candidacy(candidacy_of(request))
    if candidacy is None or not candidacy.code:
        raise NotFound("unknown-candidate")
    address = f"{request.app[SERVICES].public_url}/#{codes.shown(candidacy.code)}"
    return web.Response(body=qr_svg(address), content_type="image/svg+xml")


async def room_sign(request: web.Request) -> web.Response:
    """GET /api/sessions/{session_id}/qr.svg: the service's address, for the sheet on a room's door."""
    desk = await _desk(request)
    await desk.page(session_of(request))
    return web.Response(body=qr_svg(f"{request.app[SERVICES].public_url}/"), content_type="image/svg+xml")


def session_of(request: web.Request) -> str:
    """The session that a path names.

    Raises:
        NotFound: `unknown-session` where it is no id at all.
    """
    session_id = request.match_info["session_id"]
    if not is_id(session_id):
        raise NotFound("unknown-session")
    return session_id


def candidacy_of(request: web.Request) -> str:
    """The candidacy that a path names.

    Raises:
        NotFound: `unknown-candidate` where it is no id at all.
    """
    candidacy_id = request.match_info["candidacy_id"]
    if not is_id(candidacy_id):
        raise NotFound("unknown-candidate")
    return candidacy_id


async def _desk(request: web.Request) -> SessionDesk:
    services = request.app[SERVICES]
    await services.doorkeeper.require(request, None, Seat.MANAGER)
    return services.session_desk


def session_routes() -> list[web.RouteDef]:
    """Every address of this module."""
    one = "/api/sessions/{session_id}"
    return [
        web.get("/api/formats", list_formats),
        web.get("/api/sessions", list_sessions),
        web.post("/api/sessions", create_session),
        web.get(one, show_session),
        web.put(one, change_session),
        web.delete(one, remove_session),
        web.post(f"{one}/roster/{{kind}}", read_roster),
        web.post(f"{one}/roster/{{kind}}/import", import_roster),
        web.post(f"{one}/open", open_session),
        web.post(f"{one}/close", close_session),
        web.post(f"{one}/candidacies/{{candidacy_id}}/code", fresh_code),
        web.get(f"{one}/candidacies/{{candidacy_id}}/qr.svg", code_sign),
        web.get(f"{one}/qr.svg", room_sign),
    ]
