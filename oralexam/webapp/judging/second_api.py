"""The requests of blind second markings: a manager asks and compares, whoever was asked marks."""

import asyncio

import msgspec
from aiohttp import web

from oralexam.errors import NotFound, Refused
from oralexam.exams.people import Role
from oralexam.identifiers import is_id
from oralexam.retention.viewing import ViewingKind
from oralexam.rooms.judging.drafts import MarkOrder, Revision
from oralexam.rooms.judging.events import SecondReason
from oralexam.rooms.seats import Seat
from oralexam.storage.sessions import Holder
from oralexam.webapp.headers import UNDATED
from oralexam.webapp.payload import packed, read, reply
from oralexam.webapp.services import SERVICES, Services
from oralexam.webapp.sittings.api import sitting_of

_SECONDS = "/api/judging/{sitting_id}/seconds"
_BLIND = "/api/blind/{assignment_id}"


class SecondRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who is to mark it blind, and what for."""

    account_id: str
    reason: SecondReason


class BlindMarkRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is to be written into the blind marks."""

    order: MarkOrder


class BlindSealRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Seal what was seen."""

    revision: Revision


async def show_seconds(request: web.Request) -> web.Response:
    """GET /api/judging/{sitting_id}/seconds: for a manager; no mark before the deliberation is locked."""
    services, sitting_id = request.app[SERVICES], sitting_of(request)
    await services.doorkeeper.require(request, None, Seat.MANAGER)
    return reply(await services.second_desk.seconds(sitting_id))


async def ask_second(request: web.Request) -> web.Response:
    """POST /api/judging/{sitting_id}/seconds."""
    services, sitting_id = request.app[SERVICES], sitting_of(request)
    await services.doorkeeper.require(request, None, Seat.MANAGER)
    account = await services.doorkeeper.account_of(request)
    wanted = await read(request, SecondRequest)
    await services.second_desk.ask(
        sitting_id,
        account_id=wanted.account_id,
        reason=wanted.reason,
        by=f"manager-{account.account_id}" if account else "manager",
        by_name=account.name if account else "",
    )
    return reply(await services.second_desk.seconds(sitting_id), status=201)


async def list_blind(request: web.Request) -> web.Response:
    """GET /api/blind: what whoever has signed in was asked to mark blind, and has."""
    services = request.app[SERVICES]
    await services.doorkeeper.require_account(request, Role.JUROR, Role.EVALUATOR)
    holder = await services.doorkeeper.holder(request)
    return reply({"tasks": await services.second_desk.mine(holder)})


async def show_blind(request: web.Request) -> web.Response:
    """GET /api/blind/{assignment_id}: everything that whoever marks blind is told; each look is logged."""
    services, assignment_id, holder = await _marker(request)
    desk = services.second_desk
    sitting_id = await desk.sitting_of(assignment_id, holder)
    await services.viewing_log.note(request, Seat.EVALUATOR, ViewingKind.BLIND_MARKING, sitting_id=sitting_id)
    return await packed(request, await desk.page(assignment_id, holder))


async def blind_media(request: web.Request) -> web.StreamResponse:
    """GET /api/blind/{assignment_id}/media/{name}: sound and outlines, by ranges; no picture."""
    services, assignment_id, holder = await _marker(request)
    name = request.match_info["name"]
    sitting_id = await services.second_desk.file(assignment_id, holder, name)
    path = await asyncio.to_thread(services.archive.listening_file, sitting_id, name)
    await services.viewing_log.note(
        request, Seat.EVALUATOR, ViewingKind.BLIND_MARKING, sitting_id=sitting_id, detail=name
    )
    if path.suffix == ".json":
        return await packed(request, await asyncio.to_thread(path.read_bytes))
    response = web.FileResponse(path)
    # When a copy was made tells the day and hour of the part, and with the plan who was heard.
    response[UNDATED] = True
    return response


async def mark_blind(request: web.Request) -> web.Response:
    """POST /api/blind/{assignment_id}/marks: 409 `marks-changed` carries what stands."""
    services, assignment_id, holder = await _marker(request)
    wanted = await read(request, BlindMarkRequest)
    desk = services.second_desk
    try:
        return reply({"draft": await desk.mark(assignment_id, holder, wanted.order)})
    except Refused as refused:
        if refused.reason != "marks-changed":
            raise
        page = await desk.page(assignment_id, holder)
        return reply({"code": refused.reason, "details": refused.details, "draft": page.draft}, status=409)


async def seal_blind(request: web.Request) -> web.Response:
    """POST /api/blind/{assignment_id}/seal."""
    services, assignment_id, holder = await _marker(request)
    wanted = await read(request, BlindSealRequest)
    await services.second_desk.seal(assignment_id, holder, revision=wanted.revision)
    return reply(await services.second_desk.page(assignment_id, holder))


def second_routes() -> list[web.RouteDef]:
    """The addresses of blind second markings."""
    return [
        web.get(_SECONDS, show_seconds),
        web.post(_SECONDS, ask_second),
        web.get("/api/blind", list_blind),
        web.get(_BLIND, show_blind),
        web.get(_BLIND + "/media/{name}", blind_media),
        web.post(_BLIND + "/marks", mark_blind),
        web.post(_BLIND + "/seal", seal_blind),
    ]


async def _marker(request: web.Request) -> tuple[Services, str, Holder]:
    """Only an account is asked to mark blind: a link is nobody in particular."""
    services = request.app[SERVICES]
    await services.doorkeeper.require_account(request, Role.JUROR, Role.EVALUATOR)
    holder = await services.doorkeeper.holder(request)
    assignment_id = request.match_info["assignment_id"]
    if not is_id(assignment_id):
        raise NotFound("unknown-assignment")
    return services, assignment_id, holder
