"""The address of a sitting's fact grid: evaluators and managers, nobody else.

What answers is loaded when somebody asks: a server that only serves calls keeps the memory.
"""

import asyncio

from aiohttp import web

from oralexam.retention.viewing import ViewingKind
from oralexam.rooms.seats import Seat
from oralexam.webapp.payload import reply
from oralexam.webapp.services import SERVICES, Services
from oralexam.webapp.sittings.api import sitting_of


async def show_facts(request: web.Request) -> web.Response:
    """GET /api/replay/{sitting_id}/facts: a FactGrid, from the words as people have read them so far."""
    services, sitting_id = request.app[SERVICES], sitting_of(request)
    seat = await services.doorkeeper.require(request, sitting_id, Seat.EVALUATOR, Seat.MANAGER)
    await services.viewing_log.note(request, seat, ViewingKind.REPLAY, sitting_id=sitting_id)
    if await asyncio.to_thread(_after_sealing, services, sitting_id):
        await services.judging_desk.refuse_before_both_sealed(sitting_id)
    return await asyncio.to_thread(_grid, services, sitting_id)


def fact_routes() -> list[web.RouteDef]:
    """The address of the fact grid."""
    return [web.get("/api/replay/{sitting_id}/facts", show_facts)]


def _after_sealing(services: Services, sitting_id: str) -> bool:
    """Whether the centre shows the grid to nobody before both judges have sealed."""
    part = services.exam_sessions.part_of(sitting_id)
    if part is None:
        return False
    return services.exam_sessions.get(part.session_id).session.settings.facts_after_sealing


def _grid(services: Services, sitting_id: str) -> web.Response:
    from oralexam.facts.finding import find_facts  # noqa: PLC0415 -- megabytes, only where it is wanted
    from oralexam.facts.grid import FactGrid  # noqa: PLC0415 -- idem

    scenario = services.archive.scenario(sitting_id)
    bundle = services.archive.bundle(sitting_id)
    if scenario is None:
        return reply(FactGrid(sitting_id=sitting_id, columns=(), rows=()))
    read = services.correction_desk.as_read(sitting_id)
    by_people = {each.seat for each in read}
    return reply(
        find_facts(
            sitting_id,
            scenario,
            transcripts=(*read, *(each for each in bundle.transcripts if each.seat not in by_people)),
            text=bundle.text[-1].text if bundle.text else None,
            sheet=bundle.sheet[-1].fields if bundle.sheet else None,
            seats={track.seat for track in bundle.tracks},
        )
    )
