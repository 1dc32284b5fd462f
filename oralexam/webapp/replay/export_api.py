"""The address under which a sitting's transcript is had as a file.

What answers is loaded when somebody asks: a server that only serves calls keeps the memory.
"""

import asyncio
from typing import Final

from aiohttp import web

from oralexam.rooms.seats import Seat
from oralexam.webapp.services import SERVICES
from oralexam.webapp.sittings.api import sitting_of

AT_ONCE: Final = 1
"""Files made at one time: calls share these cores."""


class Exports:
    """Answers requests for files, one after the other."""

    def __init__(self) -> None:
        self._turn = asyncio.Semaphore(AT_ONCE)

    async def export(self, request: web.Request) -> web.Response:
        """GET /api/replay/{sitting_id}/exports/{format}?language=fr|en: the transcript, to be kept."""
        sitting_id = sitting_of(request)
        doorkeeper = request.app[SERVICES].doorkeeper
        seat = await doorkeeper.require(request, sitting_id, Seat.EVALUATOR, Seat.MANAGER)
        from oralexam.webapp.exported import exported  # noqa: PLC0415 -- a megabyte, only where it is wanted

        async with self._turn:
            return await exported(request, sitting_id, seat)


def export_routes() -> list[web.RouteDef]:
    """The address of the exports."""
    return [web.get("/api/replay/{sitting_id}/exports/{format}", Exports().export)]
