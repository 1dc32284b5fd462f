"""The manager's requests about what is kept, held and deleted; who acts must have signed in."""

import asyncio
from datetime import date
from typing import Annotated

import msgspec
from aiohttp import web

from oralexam.errors import NotFound, Refused
from oralexam.exams.people import Role
from oralexam.identifiers import is_id
from oralexam.retention.deletions import Deletion, Ground
from oralexam.retention.holds import Reason
from oralexam.retention.kinds import DataKind
from oralexam.retention.lengths import Lengths
from oralexam.retention.two_people import Person
from oralexam.rooms.seats import Seat
from oralexam.webapp.payload import read, reply
from oralexam.webapp.retention.desk import RetentionDesk
from oralexam.webapp.retention.pages import centre_page, session_page
from oralexam.webapp.services import SERVICES, Services
from oralexam.webapp.sessions.api import session_of
from oralexam.webapp.sittings.api import sitting_of


class LengthsChange(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The centre's lengths as the page has changed them."""

    lengths: Lengths
    revision: int
    """The one that the page had read."""


class LengthsAnswer(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which version of the lengths is confirmed, or refused."""

    revision: int


class Decision(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """When the decision of a session was notified; None takes it back."""

    decided_on: date | None


class HoldRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whose data are to be held, and why."""

    candidacy_id: str
    reason: Reason
    appealed_on: date


class SittingHoldRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Why the data of a sitting are to be held."""

    reason: Reason
    appealed_on: date


class Why(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A reason."""

    reason: Reason


class SittingDeletionRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What of a sitting is to be deleted, and why."""

    kinds: Annotated[tuple[DataKind, ...], msgspec.Meta(max_length=len(DataKind))]
    ground: Ground
    reason: Reason


class DeletionRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is to be deleted, and why."""

    kinds: Annotated[tuple[DataKind, ...], msgspec.Meta(max_length=len(DataKind))]
    ground: Ground
    reason: Reason
    candidacy_id: str | None = None
    """None: of every candidate of the session."""


async def show_centre(request: web.Request) -> web.Response:
    """GET /api/retention: lengths, what is due, deletions under way."""
    services = await _manager(request)
    me = await _who(request)
    return reply(await asyncio.to_thread(centre_page, services.retention, me=me))


async def set_lengths(request: web.Request) -> web.Response:
    """PUT /api/retention."""
    desk, by = await _acting(request)
    wanted = await read(request, LengthsChange)
    return reply(await desk.set_lengths(wanted.lengths, revision=wanted.revision, by=by))


async def confirm_lengths(request: web.Request) -> web.Response:
    """POST /api/retention/lengths/confirm: by somebody else than who has set them."""
    desk, by = await _acting(request)
    wanted = await read(request, LengthsAnswer)
    return reply(await desk.confirm_lengths(wanted.revision, by=by))


async def refuse_lengths(request: web.Request) -> web.Response:
    """POST /api/retention/lengths/refuse."""
    desk, by = await _acting(request)
    wanted = await read(request, LengthsAnswer)
    return reply(await desk.refuse_lengths(wanted.revision, by=by))


async def show_session(request: web.Request) -> web.Response:
    """GET /api/sessions/{session_id}/retention."""
    services, session_id = await _manager(request), session_of(request)
    me = await _who(request)
    return reply(await asyncio.to_thread(session_page, services.retention, session_id, me=me))


async def set_decision(request: web.Request) -> web.Response:
    """PUT /api/sessions/{session_id}/decision."""
    desk, _ = await _acting(request)
    wanted = await read(request, Decision)
    await desk.set_decided_on(session_of(request), wanted.decided_on)
    return reply({})


async def hold(request: web.Request) -> web.Response:
    """POST /api/sessions/{session_id}/holds."""
    desk, by = await _acting(request)
    wanted = await read(request, HoldRequest)
    made = await desk.hold(
        session_of(request),
        wanted.candidacy_id,
        reason=wanted.reason,
        appealed_on=wanted.appealed_on,
        by=by,
    )
    return reply(made, status=201)


async def hold_sitting(request: web.Request) -> web.Response:
    """POST /api/manager/sittings/{sitting_id}/holds: of one that belongs to no session."""
    desk, by = await _acting(request)
    wanted = await read(request, SittingHoldRequest)
    made = await desk.hold_sitting(
        sitting_of(request), reason=wanted.reason, appealed_on=wanted.appealed_on, by=by
    )
    return reply(made, status=201)


async def ask_of_sitting(request: web.Request) -> web.Response:
    """POST /api/manager/sittings/{sitting_id}/deletions: of one that belongs to no session."""
    desk, by = await _acting(request)
    wanted = await read(request, SittingDeletionRequest)
    asked = await desk.ask_of_sitting(
        sitting_of(request), kinds=wanted.kinds, ground=wanted.ground, reason=wanted.reason, by=by
    )
    return reply(asked, status=201)


async def ask_release(request: web.Request) -> web.Response:
    """POST /api/holds/{hold_id}/ask-release."""
    desk, by = await _acting(request)
    wanted = await read(request, Why)
    return reply(await desk.ask_release(_id_of(request, "hold"), reason=wanted.reason, by=by))


async def keep_hold(request: web.Request) -> web.Response:
    """POST /api/holds/{hold_id}/keep: nobody releases it for now."""
    desk, _ = await _acting(request)
    return reply(await desk.keep_hold(_id_of(request, "hold")))


async def release(request: web.Request) -> web.Response:
    """POST /api/holds/{hold_id}/release: by somebody else than who asked."""
    desk, by = await _acting(request)
    return reply(await desk.release(_id_of(request, "hold"), by=by))


async def ask_of_session(request: web.Request) -> web.Response:
    """POST /api/sessions/{session_id}/deletions."""
    return await _ask(request, session_of(request))


async def ask_of_centre(request: web.Request) -> web.Response:
    """POST /api/retention/deletions: old viewings, closed accounts, old rehearsals."""
    return await _ask(request, None)


async def confirm(request: web.Request) -> web.Response:
    """POST /api/deletions/{deletion_id}/confirm: by somebody else than who asked."""
    desk, by = await _acting(request)
    return reply(await desk.confirm(_id_of(request, "deletion"), by=by))


async def refuse(request: web.Request) -> web.Response:
    """POST /api/deletions/{deletion_id}/refuse."""
    desk, by = await _acting(request)
    wanted = await read(request, Why)
    return reply(await desk.refuse(_id_of(request, "deletion"), reason=wanted.reason, by=by))


async def show_kept(request: web.Request) -> web.Response:
    """GET /api/kept: for how many months a recording is kept, and from when on: what the notice says."""
    lengths = await asyncio.to_thread(request.app[SERVICES].retention.lengths.in_force)
    return reply(
        {
            "counted_from": lengths.lengths.counted_from,
            "months": {
                kind: lengths.lengths.of(kind).months
                for kind in (DataKind.RECORDINGS, DataKind.TRANSCRIPTS, DataKind.MARKS)
            },
        }
    )


def retention_routes() -> list[web.RouteDef]:
    """The addresses of what is kept."""
    session = "/api/sessions/{session_id}"
    return [
        web.get("/api/kept", show_kept),
        web.get("/api/retention", show_centre),
        web.put("/api/retention", set_lengths),
        web.post("/api/retention/lengths/confirm", confirm_lengths),
        web.post("/api/retention/lengths/refuse", refuse_lengths),
        web.post("/api/retention/deletions", ask_of_centre),
        web.get(f"{session}/retention", show_session),
        web.put(f"{session}/decision", set_decision),
        web.post(f"{session}/holds", hold),
        web.post(f"{session}/deletions", ask_of_session),
        web.post("/api/manager/sittings/{sitting_id}/holds", hold_sitting),
        web.post("/api/manager/sittings/{sitting_id}/deletions", ask_of_sitting),
        web.post("/api/holds/{hold_id}/ask-release", ask_release),
        web.post("/api/holds/{hold_id}/keep", keep_hold),
        web.post("/api/holds/{hold_id}/release", release),
        web.post("/api/deletions/{deletion_id}/confirm", confirm),
        web.post("/api/deletions/{deletion_id}/refuse", refuse),
    ]


async def _ask(request: web.Request, session_id: str | None) -> web.Response:
    desk, by = await _acting(request)
    wanted = await read(request, DeletionRequest)
    asked: Deletion = await desk.ask(
        session_id,
        wanted.candidacy_id if session_id is not None else None,
        kinds=wanted.kinds,
        ground=wanted.ground,
        reason=wanted.reason,
        by=by,
    )
    return reply(asked, status=201)


async def _manager(request: web.Request) -> Services:
    services = request.app[SERVICES]
    await services.doorkeeper.require(request, None, Seat.MANAGER)
    return services


async def _who(request: web.Request) -> Person | None:
    """Whoever has signed in; None for a manager who came by a link, and can only look."""
    try:
        return await _person(request)
    except Refused:
        return None


async def _person(request: web.Request) -> Person:
    account = await request.app[SERVICES].doorkeeper.require_account(request, Role.MANAGER)
    return Person(account_id=account.account_id, name=account.name)


async def _acting(request: web.Request) -> tuple[RetentionDesk, Person]:
    services = await _manager(request)
    try:
        return services.retention.desk, await _person(request)
    except Refused as link:
        raise Refused("account-needed") from link


def _id_of(request: web.Request, what: str) -> str:
    found = request.match_info[f"{what}_id"]
    if not is_id(found):
        raise NotFound(f"unknown-{what}")
    return found
