"""The requests about networks: relays for a seat; and what a station tries before the day."""

import asyncio

import msgspec
from aiohttp import WSMsgType, web

from oralexam.errors import NotFound, Refused
from oralexam.exams.people import Role
from oralexam.rooms.seats import Seat
from oralexam.signaling.dispatch import IN_THE_ROOM
from oralexam.storage.network_checks import NetworkReport
from oralexam.webapp.headers import check_origin
from oralexam.webapp.payload import read, reply
from oralexam.webapp.people.access import seat_named
from oralexam.webapp.services import SERVICES
from oralexam.webapp.sittings.api import sitting_of

SOCKET_S = 10.0
MOST_FRAMES = 20
LARGEST_FRAME_BYTES = 128
"""A page sends six short ones; whoever sends more has no use for an answer."""


class EchoOffer(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A telephone connection, as a seat would offer it."""

    sdp: str


async def relays(request: web.Request) -> web.Response:
    """GET /api/seats/{sitting_id}/{seat}/relays: what this seat's next connection is made with."""
    services = request.app[SERVICES]
    sitting_id, seat = sitting_of(request), seat_named(request.match_info["seat"])
    if seat not in IN_THE_ROOM:
        raise NotFound("unknown-seat")
    await services.doorkeeper.require(request, sitting_id, seat)
    return reply(services.network_desk.for_seat(sitting_id, seat))


async def show(request: web.Request) -> web.Response:
    """GET /api/check/network: what a station needs to try the network, and what was found last."""
    return reply(await request.app[SERVICES].network_desk.page(await _technician(request)))


async def echo(request: web.Request) -> web.Response:
    """POST /api/check/network/echo: a connection that hears itself."""
    browser = await _technician(request)
    wanted = await read(request, EchoOffer)
    return reply({"sdp": await request.app[SERVICES].network_desk.echo(browser, wanted.sdp)})


async def report(request: web.Request) -> web.Response:
    """POST /api/check/network/reports: what a station found."""
    browser = await _technician(request)
    found = await read(request, NetworkReport)
    return reply({"last": await request.app[SERVICES].network_desk.report(browser, found)})


async def socket(request: web.Request) -> web.WebSocketResponse:
    """GET /api/ws/check: a WebSocket that says each frame back, a few times, for a few seconds."""
    await _technician(request)
    if request.headers.get("Upgrade", "").lower() != "websocket":
        raise web.HTTPUpgradeRequired
    check_origin(request, request.headers.get("Origin"))
    answering = web.WebSocketResponse(max_msg_size=LARGEST_FRAME_BYTES, compress=False, timeout=1.0)
    await answering.prepare(request)
    try:
        async with asyncio.timeout(SOCKET_S):
            for _ in range(MOST_FRAMES):
                frame = await answering.receive()
                if frame.type is not WSMsgType.TEXT:
                    break
                await answering.send_str(frame.data)
    except TimeoutError:
        pass
    await answering.close()
    return answering


async def _technician(request: web.Request) -> str:
    """A short name of the browser of a manager or a technician.

    Raises:
        UserMistake: `not-signed-in`, `not-your-seat`.
    """
    doorkeeper = request.app[SERVICES].doorkeeper
    try:
        await doorkeeper.require(request, None, Seat.MANAGER)
    except Refused:
        await doorkeeper.require_account(request, Role.TECHNICIAN)
    return doorkeeper.browser_of(request)


def add_networks(app: web.Application) -> None:
    """The addresses of networks; what echoes ends with the server."""
    app.add_routes(
        [
            web.get("/api/seats/{sitting_id}/{seat}/relays", relays),
            web.get("/api/check/network", show),
            web.post("/api/check/network/echo", echo),
            web.post("/api/check/network/reports", report),
            web.get("/api/ws/check", socket),
        ]
    )
    app.on_shutdown.append(_close)


async def _close(app: web.Application) -> None:
    await app[SERVICES].network_desk.stop()
