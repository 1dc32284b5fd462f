"""The manager's and the evaluator's requests."""

import asyncio

import msgspec
from aiohttp import web

from oralexam.errors import NotFound
from oralexam.identifiers import is_id
from oralexam.retention.viewing import ViewingKind
from oralexam.rooms.seats import Seat
from oralexam.webapp.payload import packed, read, reply
from oralexam.webapp.people.access import seat_named
from oralexam.webapp.services import SERVICES
from oralexam.webapp.sittings.request import SittingRequest


class LinkRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which seat a fresh link is wanted for."""

    seat: str


class BellRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """To which seat the manager has come; None: to all that rang."""

    seat: Seat | None = None


class RetryRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whose jobs are to be tried again."""

    sitting_id: str


def sitting_of(request: web.Request) -> str:
    """The sitting that a path names.

    Raises:
        NotFound: `unknown-sitting` where it is no id at all.
    """
    sitting_id = request.match_info["sitting_id"]
    if not is_id(sitting_id):
        raise NotFound("unknown-sitting")
    return sitting_id


async def _manager(request: web.Request) -> None:
    await request.app[SERVICES].doorkeeper.require(request, None, Seat.MANAGER)


async def list_sittings(request: web.Request) -> web.Response:
    """GET /api/manager/sittings."""
    await _manager(request)
    desk = request.app[SERVICES].desk
    return reply({"server_now": desk.now(), "sittings": await desk.sittings()})


async def open_sitting(request: web.Request) -> web.Response:
    """POST /api/manager/sittings."""
    await _manager(request)
    sitting_id, links = await request.app[SERVICES].desk.open(await read(request, SittingRequest))
    return reply({"sitting_id": sitting_id, "links": links}, status=201)


async def make_link(request: web.Request) -> web.Response:
    """POST /api/manager/sittings/{sitting_id}/links."""
    await _manager(request)
    services, wanted = request.app[SERVICES], await read(request, LinkRequest)
    account = await services.doorkeeper.account_of(request)
    link = await services.desk.link(
        sitting_of(request),
        seat_named(wanted.seat),
        by=f"manager-{account.account_id}" if account else "manager",
        by_name=account.name if account else "",
    )
    return reply({"link": link}, status=201)


async def clear_bell(request: web.Request) -> web.Response:
    """POST /api/manager/sittings/{sitting_id}/clear-bell: of one seat, or of all."""
    await _manager(request)
    services, wanted = request.app[SERVICES], await read(request, BellRequest)
    author = await services.doorkeeper.name_of(request)
    await services.desk.clear_bell(sitting_of(request), wanted.seat, author=author)
    return reply({})


async def wipe_rehearsals(request: web.Request) -> web.Response:
    """DELETE /api/manager/rehearsals."""
    await _manager(request)
    return reply({"wiped": await request.app[SERVICES].desk.wipe_rehearsals()})


async def retry_jobs(request: web.Request) -> web.Response:
    """POST /api/manager/jobs/retry."""
    await _manager(request)
    wanted = await read(request, RetryRequest)
    if not is_id(wanted.sitting_id):
        raise NotFound("unknown-sitting")
    retried = await asyncio.to_thread(request.app[SERVICES].archive.retry_jobs, wanted.sitting_id)
    return reply({"retried": retried})


async def rehearsal_report(request: web.Request) -> web.Response:
    """GET /api/manager/sittings/{sitting_id}/report: rehearsals only."""
    await _manager(request)
    services = request.app[SERVICES]
    sitting_id = sitting_of(request)
    await services.desk.require_rehearsal(sitting_id)
    return reply(await asyncio.to_thread(services.archive.report, sitting_id))


async def replay_bundle(request: web.Request) -> web.Response:
    """GET /api/replay/{sitting_id}."""
    services = request.app[SERVICES]
    sitting_id = sitting_of(request)
    seat = await services.doorkeeper.require(request, sitting_id, Seat.EVALUATOR, Seat.MANAGER)
    await services.viewing_log.note(request, seat, ViewingKind.REPLAY, sitting_id=sitting_id)
    return await packed(request, await asyncio.to_thread(services.archive.bundle, sitting_id))


async def replay_media(request: web.Request) -> web.StreamResponse:
    """GET /api/replay/{sitting_id}/media/{name}: a listening copy, by ranges (RFC 9110 §14)."""
    services = request.app[SERVICES]
    sitting_id = sitting_of(request)
    seat = await services.doorkeeper.require(request, sitting_id, Seat.EVALUATOR, Seat.MANAGER)
    name = request.match_info["name"]
    path = await asyncio.to_thread(services.archive.listening_file, sitting_id, name)
    # The shape of a voice is a part of the page, not something that is heard.
    kind, detail = (ViewingKind.REPLAY, "") if path.suffix == ".json" else (ViewingKind.MEDIA, name)
    await services.viewing_log.note(request, seat, kind, sitting_id=sitting_id, detail=detail)
    if path.suffix == ".json":  # Outlines: numbers, of which a third goes over the wire.
        return await packed(request, await asyncio.to_thread(path.read_bytes))
    return web.FileResponse(path)
