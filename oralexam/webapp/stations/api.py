"""The requests about stations: what was read, from a party's page; what came of it, for managers."""

from aiohttp import web

from oralexam.errors import NotFound
from oralexam.rooms.seats import PARTIES, Seat
from oralexam.transcripts.read_sentences import LARGEST_BYTES
from oralexam.webapp.payload import read, read_large, reply
from oralexam.webapp.people.access import seat_named
from oralexam.webapp.services import SERVICES
from oralexam.webapp.sittings.api import sitting_of
from oralexam.webapp.stations.leak_desk import Heard, LeakRequest, Place


async def read_sentence(request: web.Request) -> web.Response:
    """PUT /api/seats/{sitting_id}/{seat}/read-sentence: a WAVE file of `?sentence=`."""
    services = request.app[SERVICES]
    sitting_id, seat = sitting_of(request), seat_named(request.match_info["seat"])
    if seat not in PARTIES:
        raise NotFound("unknown-seat")
    await services.doorkeeper.require(request, sitting_id, seat)
    wave = await read_large(request, most_bytes=LARGEST_BYTES)
    await services.station_desk.take(sitting_id, seat, request.query.get("sentence", ""), wave)
    return reply({})


async def compared(request: web.Request) -> web.Response:
    """GET /api/manager/sittings/{sitting_id}/read-sentences."""
    services = request.app[SERVICES]
    await services.doorkeeper.require(request, None, Seat.MANAGER)
    return reply({"compared": await services.station_desk.compared(sitting_of(request))})


async def measure_leak(request: web.Request) -> web.Response:
    """POST /api/manager/leak-tests: answered when both stations have listened."""
    services = request.app[SERVICES]
    await services.doorkeeper.require(request, None, Seat.MANAGER)
    wanted = await read(request, LeakRequest)
    author = await services.doorkeeper.name_of(request)
    return reply(await services.leak_desk.measure(wanted, author=author))


async def tell_heard(request: web.Request) -> web.Response:
    """POST /api/seats/{sitting_id}/{seat}/sound-test: what a page has heard of the sound."""
    services = request.app[SERVICES]
    sitting_id, seat = sitting_of(request), seat_named(request.match_info["seat"])
    await services.doorkeeper.require(request, sitting_id, seat)
    services.leak_desk.tell(Place(sitting_id=sitting_id, seat=seat), await read(request, Heard))
    return reply({})


def station_routes() -> list[web.RouteDef]:
    """Every address of stations."""
    return [
        web.put("/api/seats/{sitting_id}/{seat}/read-sentence", read_sentence),
        web.get("/api/manager/sittings/{sitting_id}/read-sentences", compared),
        web.post("/api/manager/leak-tests", measure_leak),
        web.post("/api/seats/{sitting_id}/{seat}/sound-test", tell_heard),
    ]
