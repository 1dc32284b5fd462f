"""The centre's grids: every version that stands, and a further one."""

import asyncio
from typing import Annotated

import msgspec
from aiohttp import web

from oralexam.exams.descriptors import cefr_descriptors
from oralexam.exams.grids import Grid
from oralexam.exams.parts import PartKind
from oralexam.rooms.seats import Seat
from oralexam.webapp.payload import read, reply
from oralexam.webapp.services import SERVICES, Services


class GridRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A grid to be published, and the version that whoever wrote it had before them."""

    grid: Grid
    """Its id and its number are given by the server."""
    based_on: Annotated[str, msgspec.Meta(max_length=60)]
    based_on_version: Annotated[int, msgspec.Meta(ge=1, le=100_000)]


async def list_grids(request: web.Request) -> web.Response:
    """GET /api/grids."""
    services = await _manager(request)
    shelf = services.grids
    current = {part.value: shelf.current(part) for part in PartKind}
    return reply(
        {
            "current": {part: grid for part, grid in current.items() if grid is not None},
            "versions": shelf.all(),
            "descriptors": cefr_descriptors(),
        }
    )


async def publish_grid(request: web.Request) -> web.Response:
    """POST /api/grids: the next version of the centre's own; nothing that is judged by another changes."""
    services = await _manager(request)
    wanted = await read(request, GridRequest)
    author = await services.doorkeeper.name_of(request)
    made = await asyncio.to_thread(
        services.grids.publish,
        wanted.grid,
        based_on=(wanted.based_on, wanted.based_on_version),
        author=author,
        now=services.clock.now(),
    )
    return reply({"grid": made}, status=201)


def grid_routes() -> list[web.RouteDef]:
    """The addresses of grids."""
    return [web.get("/api/grids", list_grids), web.post("/api/grids", publish_grid)]


async def _manager(request: web.Request) -> Services:
    services = request.app[SERVICES]
    await services.doorkeeper.require(request, None, Seat.MANAGER)
    return services
