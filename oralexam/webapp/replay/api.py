"""The requests of the interview cockpit: clips, other parts, the interview's clocks, the candidate's view."""

import asyncio
from datetime import datetime
from typing import Literal

import msgspec
from aiohttp import web

from oralexam.errors import NotFound, Refused, UserMistake
from oralexam.records.clips import Clip, ClipOrder
from oralexam.records.course import CoursePart
from oralexam.retention.viewing import ViewingKind
from oralexam.rooms.interview_commands import BeginInterview, NextStep
from oralexam.rooms.phases import INTERVIEWS, Phase
from oralexam.rooms.projection import rail
from oralexam.rooms.seats import Seat
from oralexam.rooms.state import RoomState
from oralexam.rooms.views import RailStep
from oralexam.webapp.payload import packed, read, reply
from oralexam.webapp.services import SERVICES, Services
from oralexam.webapp.sittings.api import sitting_of

_ROUTE = "/api/replay/{sitting_id}"


class ClipRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is to be done about the clips."""

    order: ClipOrder


class Clips(msgspec.Struct, frozen=True, kw_only=True):
    """All clips in their order, and whether whoever asks may change them."""

    may_pick: bool
    clips: tuple[Clip, ...]


class InterviewOrder(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Let the interview begin, or pass on; `from_phase` is what was seen: two presses pass on once."""

    order: Literal["begin", "next"]
    from_phase: Phase


class InterviewState(msgspec.Struct, frozen=True, kw_only=True):
    """The technical interview's clocks, for its jury."""

    sitting_id: str
    seat_page: str
    phase: Phase
    deadline: datetime | None
    paused_since: datetime | None
    rail: tuple[RailStep, ...]


class Cockpit(msgspec.Struct, frozen=True, kw_only=True):
    """The candidate's parts, and the interview of whoever sits in its jury; None for everybody else."""

    server_now: datetime
    course: tuple[CoursePart, ...]
    interview: InterviewState | None
    judged: bool
    """Whether there is a judging to ask for."""


async def show_clips(request: web.Request) -> web.Response:
    """GET /api/replay/{sitting_id}/clips."""
    services, sitting_id = request.app[SERVICES], sitting_of(request)
    seat = await services.doorkeeper.require(request, sitting_id, Seat.EVALUATOR, Seat.MANAGER)
    clips = await services.replay_desk.clips(sitting_id)
    return reply(Clips(may_pick=seat is Seat.EVALUATOR, clips=clips))


async def order_clip(request: web.Request) -> web.Response:
    """POST /api/replay/{sitting_id}/clips: 409 carries the clips as they stand."""
    services, sitting_id = request.app[SERVICES], sitting_of(request)
    await services.doorkeeper.require(request, sitting_id, Seat.EVALUATOR)
    wanted = await read(request, ClipRequest)
    try:
        clips = await services.replay_desk.act(sitting_id, wanted.order)
    except (Refused, NotFound) as refused:
        if refused.reason not in {"clip-changed", "unknown-clip"}:
            raise
        standing = await services.replay_desk.clips(sitting_id)
        return reply({"code": refused.reason, "details": refused.details, "clips": standing}, status=409)
    return reply(Clips(may_pick=True, clips=clips))


async def show_cockpit(request: web.Request) -> web.Response:
    """GET /api/replay/{sitting_id}/cockpit."""
    services, sitting_id = request.app[SERVICES], sitting_of(request)
    await services.doorkeeper.require(request, sitting_id, Seat.EVALUATOR, Seat.MANAGER)
    course = await asyncio.to_thread(services.replay_desk.course, sitting_id)
    seated = await _seated(services, request, sitting_id)
    state = None if seated is None else await services.replay_desk.interview(seated[0])
    return reply(
        Cockpit(
            server_now=services.clock.now(),
            course=course,
            interview=None if seated is None or state is None else _told(*seated, state),
            judged=await services.judging_desk.can_be_asked(sitting_id),
        )
    )


async def order_interview(request: web.Request) -> web.Response:
    """POST /api/replay/{sitting_id}/interview: the jury of the technical interview, from the replay."""
    services, sitting_id = request.app[SERVICES], sitting_of(request)
    await services.doorkeeper.require(request, sitting_id, Seat.EVALUATOR)
    seated = await _seated(services, request, sitting_id)
    if seated is None:
        raise Refused("not-your-seat")
    wanted = await read(request, InterviewOrder)
    interview_id, seat = seated
    kind = BeginInterview if wanted.order == "begin" else NextStep
    state = await services.replay_desk.order_interview(
        interview_id,
        seat,
        kind(from_phase=wanted.from_phase),
        author=await services.doorkeeper.name_of(request),
    )
    return reply({"server_now": services.clock.now(), "interview": _told(interview_id, seat, state)})


async def show_safe(request: web.Request) -> web.Response:
    """GET /api/replay/{sitting_id}/safe: all that the candidate's view is told."""
    services, sitting_id = request.app[SERVICES], sitting_of(request)
    seat = await services.doorkeeper.require(request, sitting_id, Seat.EVALUATOR, Seat.MANAGER)
    await services.viewing_log.note(request, seat, ViewingKind.SAFE_VIEW, sitting_id=sitting_id)
    return await packed(request, await asyncio.to_thread(services.replay_desk.safe, sitting_id))


def replay_routes() -> list[web.RouteDef]:
    """The addresses of the cockpit."""
    return [
        web.get(_ROUTE + "/clips", show_clips),
        web.post(_ROUTE + "/clips", order_clip),
        web.get(_ROUTE + "/cockpit", show_cockpit),
        web.post(_ROUTE + "/interview", order_interview),
        web.get(_ROUTE + "/safe", show_safe),
    ]


async def _seated(services: Services, request: web.Request, sitting_id: str) -> tuple[str, Seat] | None:
    """The interview of this replay's candidate, and the seat in it of whoever asks."""
    interview_id = await asyncio.to_thread(services.replay_desk.interview_of, sitting_id)
    if interview_id is None:
        return None
    try:
        return interview_id, await services.doorkeeper.require(
            request, interview_id, Seat.JUROR, Seat.OBSERVER
        )
    except UserMistake:
        return None


def _told(interview_id: str, seat: Seat, state: RoomState) -> InterviewState:
    running = state.phase in INTERVIEWS
    return InterviewState(
        sitting_id=interview_id,
        seat_page=f"/seat/{interview_id}/{seat}",
        phase=state.phase,
        deadline=state.deadline if running else None,
        paused_since=state.paused_since,
        rail=rail(state),
    )
