"""The request about the quality of marking: for managers alone; no candidate and no mark is in the answer."""

from aiohttp import web

from oralexam.rooms.seats import Seat
from oralexam.webapp.payload import reply
from oralexam.webapp.services import SERVICES


async def show_quality(request: web.Request) -> web.Response:
    """GET /api/quality."""
    services = request.app[SERVICES]
    await services.doorkeeper.require(request, None, Seat.MANAGER)
    return reply(await services.quality_desk.page())


def quality_routes() -> list[web.RouteDef]:
    """The addresses of the quality of marking."""
    return [web.get("/api/quality", show_quality)]
