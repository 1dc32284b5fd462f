"""The requests about networks: relays for a seat."""

from aiohttp import web

from oralexam.errors import NotFound
from oralexam.signaling.dispatch import IN_THE_ROOM
from oralexam.webapp.payload import reply
from oralexam.webapp.people.access import seat_named
from oralexam.webapp.services import SERVICES
from oralexam.webapp.sittings.api import sitting_of


async def relays(request: web.Request) -> web.Response:
    """GET /api/seats/{sitting_id}/{seat}/relays: what this seat's next connection is made with."""
    services = request.app[SERVICES]
    sitting_id, seat = sitting_of(request), seat_named(request.match_info["seat"])
    if seat not in IN_THE_ROOM:
        raise NotFound("unknown-seat")
    await services.doorkeeper.require(request, sitting_id, seat)
    return reply(services.network_desk.for_seat(sitting_id, seat))


def network_routes() -> list[web.RouteDef]:
    """Every address of networks."""
    return [web.get("/api/seats/{sitting_id}/{seat}/relays", relays)]
