"""The requests about corrected transcripts: evaluators act, managers look, nobody else comes near."""

import msgspec
from aiohttp import web

from oralexam.errors import NotFound, Refused
from oralexam.exams.people import Role
from oralexam.retention.viewing import ViewingKind
from oralexam.rooms.seats import PARTIES, Seat
from oralexam.transcripts.correction import CorrectionOrder
from oralexam.transcripts.reading import TrackReading
from oralexam.webapp.payload import packed, read, reply
from oralexam.webapp.people.access import seat_named
from oralexam.webapp.services import SERVICES
from oralexam.webapp.sittings.api import sitting_of

_ROUTE = "/api/replay/{sitting_id}/corrections"


class CorrectionRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is to be done about an utterance."""

    order: CorrectionOrder


class Readings(msgspec.Struct, frozen=True, kw_only=True):
    """How the transcripts of a sitting read, and whether whoever asks may act upon them."""

    may_correct: bool
    readings: tuple[TrackReading, ...]


async def show_readings(request: web.Request) -> web.Response:
    """GET /api/replay/{sitting_id}/corrections."""
    services, sitting_id = request.app[SERVICES], sitting_of(request)
    seat = await services.doorkeeper.require(request, sitting_id, Seat.EVALUATOR, Seat.MANAGER)
    await services.viewing_log.note(request, seat, ViewingKind.REPLAY, sitting_id=sitting_id)
    readings = await services.correction_desk.readings(sitting_id)
    return await packed(request, Readings(may_correct=seat is Seat.EVALUATOR, readings=readings))


async def correct(request: web.Request) -> web.Response:
    """POST /api/replay/{sitting_id}/corrections/{seat}/{version}: 409 carries how it reads by now."""
    services, sitting_id = request.app[SERVICES], sitting_of(request)
    await services.doorkeeper.require(request, sitting_id, Seat.EVALUATOR)
    seat, version = _track(request)
    wanted = await read(request, CorrectionRequest)
    author = await services.doorkeeper.name_of(request)
    desk = services.correction_desk
    try:
        await desk.act(sitting_id, seat, version, wanted.order, author=author)
    except Refused as refused:
        if refused.reason != "transcript-changed":
            raise
        reading = await desk.reading(sitting_id, seat, version)
        return reply({"code": refused.reason, "details": refused.details, "reading": reading}, status=409)
    return reply({"reading": await desk.reading(sitting_id, seat, version)})


async def show_reliability(request: web.Request) -> web.Response:
    """GET /api/reliability: figures of rooms, microphones and models, for managers and technicians."""
    services = request.app[SERVICES]
    try:
        await services.doorkeeper.require(request, None, Seat.MANAGER)
    except Refused:
        await services.doorkeeper.require_account(request, Role.TECHNICIAN)
    return reply(await services.reliability_desk.figures())


def correction_routes() -> list[web.RouteDef]:
    """The addresses of corrected transcripts."""
    return [
        web.get(_ROUTE, show_readings),
        web.post(_ROUTE + "/{seat}/{version}", correct),
        web.get("/api/reliability", show_reliability),
    ]


def _track(request: web.Request) -> tuple[str, int]:
    """The version of a track that a path names: of the two who talk, only they are recorded.

    Raises:
        NotFound: `unknown-seat`, `unknown-transcript`.
    """
    seat, version = seat_named(request.match_info["seat"]), request.match_info["version"]
    if seat not in PARTIES or not version.isascii() or not version.isdecimal() or len(version) > 6:
        raise NotFound("unknown-transcript")
    return seat.value, int(version)
