"""The address of a candidate's own data: a manager has them made and hands them over.

What gathers them is loaded when somebody asks: a server that only serves calls keeps the memory.
"""

import asyncio
from typing import Final

import msgspec
from aiohttp import web

from oralexam.apart import ApartFault, made_apart
from oralexam.errors import BadInput, NotFound, SystemFault
from oralexam.identifiers import is_id, new_id
from oralexam.records.own_data import OWN_DATA_GONE
from oralexam.retention.viewing import ViewingKind
from oralexam.rooms.seats import Seat
from oralexam.webapp.after.handing import claimed, hand_over
from oralexam.webapp.services import SERVICES
from oralexam.webapp.sessions.api import session_of
from oralexam.webapp.words import LANGUAGES

LONGEST_S: Final = 120.0
"""Five parts with their pictures are some hundred megabytes to copy."""
AT_ONCE: Final = 1
"""ZIPs made at one time: calls share these cores."""


class OwnData:
    """Makes one after the other; nothing of it stays on the server."""

    def __init__(self) -> None:
        self._turn = asyncio.Semaphore(AT_ONCE)

    async def hand_over(self, request: web.Request) -> web.StreamResponse:
        """GET /api/sessions/{session_id}/candidacies/{candidacy_id}/own-data?language=fr: a ZIP."""
        services = request.app[SERVICES]
        seat = await services.doorkeeper.require(request, None, Seat.MANAGER)
        session_id, candidacy_id = session_of(request), request.match_info["candidacy_id"]
        language = request.query.get("language", "fr")
        if not is_id(candidacy_id):
            raise NotFound("unknown-candidate")
        if language not in LANGUAGES:
            raise BadInput("malformed-message")
        from oralexam.webapp.after.own_data import own_data_order  # noqa: PLC0415 -- see above

        target = services.packs / f"own-data-{new_id()}.zip"
        try:
            async with self._turn:
                with claimed(target) as claim:
                    order = await asyncio.to_thread(
                        own_data_order, services, session_id, candidacy_id, language=language, target=target
                    )
                    await _make(msgspec.json.encode(msgspec.structs.replace(order, claim=claim)))
            await services.viewing_log.note(
                request, seat, ViewingKind.OWN_DATA, session_id=session_id, candidacy_id=candidacy_id
            )
            return await hand_over(request, target, name="own-data.zip")
        finally:
            await asyncio.to_thread(target.unlink, missing_ok=True)


async def _make(order: bytes) -> None:
    try:
        answer = await made_apart("oralexam.records.own_data_child", given=order, longest_s=LONGEST_S)
    except ApartFault as fault:
        raise SystemFault("own-data-not-made", **fault.details) from fault
    if answer == OWN_DATA_GONE:
        raise NotFound("pack-gone")


def own_data_routes() -> list[web.RouteDef]:
    """The address of own data."""
    return [
        web.get(
            "/api/sessions/{session_id}/candidacies/{candidacy_id}/own-data",
            OwnData().hand_over,
        )
    ]
