"""The requests of scoring and deliberation: the two judges act; evaluators and managers see how far it is."""

import asyncio
from typing import Annotated

import msgspec
from aiohttp import web

from oralexam.errors import Refused
from oralexam.exams.people import Role
from oralexam.rooms.judging.deliberation_drafts import DeliberationOrder
from oralexam.rooms.judging.drafts import MarkOrder, Revision
from oralexam.rooms.seats import Seat
from oralexam.transcripts.transcript import TrackTranscript
from oralexam.webapp.judging.asker import Asker
from oralexam.webapp.judging.indicator_door import behind_the_gate
from oralexam.webapp.payload import read, reply
from oralexam.webapp.services import SERVICES, Services
from oralexam.webapp.sittings.api import sitting_of

_ROUTE = "/api/judging/{sitting_id}"


class MarkRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is to be written into one's own marks."""

    order: MarkOrder


class DeliberationRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is to be written into what both write."""

    order: DeliberationOrder


class SealRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Seal what was seen."""

    revision: Revision


class CorrectRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Seal what was seen as a further version."""

    revision: Revision
    reason: str


class ProposeRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Lay down what was seen, to be signed."""

    revision: Revision


class SignRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What exactly is signed."""

    version: Revision
    digest: Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}$")]


class ReopeningRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why a locked deliberation is to be taken up again."""

    reason: str


async def show(request: web.Request) -> web.Response:
    """GET /api/judging/{sitting_id}."""
    services, sitting_id, asker = await _asker(request)
    return reply(await services.judging_desk.page(sitting_id, asker))


async def show_indicators(request: web.Request) -> web.Response:
    """GET /api/judging/{sitting_id}/indicators: for its judges once both have sealed, then for evaluators."""
    services, sitting_id, asker = await _asker(request)
    state = await services.judging_desk.gate(sitting_id, asker)
    transcripts = await asyncio.to_thread(_as_read, services, sitting_id)
    return reply(await asyncio.to_thread(behind_the_gate, sitting_id, state, transcripts))


async def mark(request: web.Request) -> web.Response:
    """POST /api/judging/{sitting_id}/marks: 409 `marks-changed` carries what stands."""
    services, sitting_id, asker = await _asker(request)
    wanted = await read(request, MarkRequest)
    desk = services.judging_desk
    try:
        return reply({"draft": await desk.mark(sitting_id, asker, wanted.order)})
    except Refused as refused:
        if refused.reason != "marks-changed":
            raise
        page = await desk.page(sitting_id, asker)
        return reply({"code": refused.reason, "details": refused.details, "draft": page.draft}, status=409)


async def deliberate(request: web.Request) -> web.Response:
    """POST /api/judging/{sitting_id}/deliberation: 409 `marks-changed` carries what stands."""
    services, sitting_id, asker = await _asker(request)
    wanted = await read(request, DeliberationRequest)
    try:
        return reply({"draft": await services.deliberation_desk.deliberate(sitting_id, asker, wanted.order)})
    except Refused as refused:
        if refused.reason != "marks-changed":
            raise
        page = await services.judging_desk.page(sitting_id, asker)
        draft = page.deliberation.draft if page.deliberation else None
        return reply({"code": refused.reason, "details": refused.details, "draft": draft}, status=409)


async def seal(request: web.Request) -> web.Response:
    """POST /api/judging/{sitting_id}/seal."""
    services, sitting_id, asker = await _asker(request)
    wanted = await read(request, SealRequest)
    await services.judging_desk.seal(sitting_id, asker, revision=wanted.revision, reason=None)
    return reply(await services.judging_desk.page(sitting_id, asker))


async def correct(request: web.Request) -> web.Response:
    """POST /api/judging/{sitting_id}/correct."""
    services, sitting_id, asker = await _asker(request)
    wanted = await read(request, CorrectRequest)
    await services.judging_desk.seal(sitting_id, asker, revision=wanted.revision, reason=wanted.reason)
    return reply(await services.judging_desk.page(sitting_id, asker))


async def propose(request: web.Request) -> web.Response:
    """POST /api/judging/{sitting_id}/deliberation/propose."""
    services, sitting_id, asker = await _asker(request)
    wanted = await read(request, ProposeRequest)
    await services.deliberation_desk.propose(sitting_id, asker, revision=wanted.revision)
    return reply(await services.judging_desk.page(sitting_id, asker))


async def sign(request: web.Request) -> web.Response:
    """POST /api/judging/{sitting_id}/deliberation/sign."""
    services, sitting_id, asker = await _asker(request)
    wanted = await read(request, SignRequest)
    await services.deliberation_desk.sign(sitting_id, asker, version=wanted.version, digest=wanted.digest)
    return reply(await services.judging_desk.page(sitting_id, asker))


async def ask_reopening(request: web.Request) -> web.Response:
    """POST /api/judging/{sitting_id}/reopening."""
    services, sitting_id, asker = await _asker(request)
    wanted = await read(request, ReopeningRequest)
    await services.deliberation_desk.reopen(sitting_id, asker, reason=wanted.reason)
    return reply(await services.judging_desk.page(sitting_id, asker))


async def agree_reopening(request: web.Request) -> web.Response:
    """POST /api/judging/{sitting_id}/reopening/agree."""
    services, sitting_id, asker = await _asker(request)
    await services.deliberation_desk.reopen(sitting_id, asker, reason=None)
    return reply(await services.judging_desk.page(sitting_id, asker))


def judging_routes() -> list[web.RouteDef]:
    """The addresses of scoring and deliberation."""
    return [
        web.get(_ROUTE, show),
        web.get(_ROUTE + "/indicators", show_indicators),
        web.post(_ROUTE + "/marks", mark),
        web.post(_ROUTE + "/seal", seal),
        web.post(_ROUTE + "/correct", correct),
        web.post(_ROUTE + "/deliberation", deliberate),
        web.post(_ROUTE + "/deliberation/propose", propose),
        web.post(_ROUTE + "/deliberation/sign", sign),
        web.post(_ROUTE + "/reopening", ask_reopening),
        web.post(_ROUTE + "/reopening/agree", agree_reopening),
    ]


def _as_read(services: Services, sitting_id: str) -> tuple[TrackTranscript, ...]:
    """The words of each who spoke, as people have corrected them so far."""
    read_by_people = services.correction_desk.as_read(sitting_id)
    seats = {each.seat for each in read_by_people}
    others = services.archive.bundle(sitting_id).transcripts
    return (*read_by_people, *(each for each in others if each.seat not in seats))


async def _asker(request: web.Request) -> tuple[Services, str, Asker]:
    """Who asks: an evaluator's seat or the manager's is needed to ask at all."""
    services, sitting_id = request.app[SERVICES], sitting_of(request)
    keeper = services.doorkeeper
    seat = await keeper.require(request, sitting_id, Seat.EVALUATOR, Seat.MANAGER)
    account = await keeper.account_of(request)
    asker = Asker(
        seat=seat,
        jury_seats=await keeper.jury_links(request, sitting_id),
        juror_account=account.account_id if account and account.role is Role.JUROR else None,
        account_id=account.account_id if account else None,
        name=account.name if account else "",
        wished=request.query.get("judge", ""),
    )
    return services, sitting_id, asker
