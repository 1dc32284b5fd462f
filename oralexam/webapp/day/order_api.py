"""The manager's requests about the written blocks of a candidate: the end confirmed, or that undone."""

import msgspec
from aiohttp import web

from oralexam.errors import NotFound
from oralexam.exams.parts import WrittenBlock
from oralexam.identifiers import is_id
from oralexam.rooms.seats import Seat
from oralexam.webapp.payload import read, reply
from oralexam.webapp.services import SERVICES


class BlockEnd(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which block is over."""

    kind: WrittenBlock


class BlockWithdrawal(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Which block is not over after all, and why that was said."""

    kind: WrittenBlock
    reason: str


async def confirm_block(request: web.Request) -> web.Response:
    """POST /api/manager/candidacies/{candidacy_id}/confirm-block."""
    candidacy_id, author = await _who(request)
    wanted = await read(request, BlockEnd)
    await request.app[SERVICES].day_order.confirm(candidacy_id, wanted.kind, author=author)
    return reply({})


async def withdraw_block(request: web.Request) -> web.Response:
    """POST /api/manager/candidacies/{candidacy_id}/withdraw-block."""
    candidacy_id, author = await _who(request)
    wanted = await read(request, BlockWithdrawal)
    order = request.app[SERVICES].day_order
    await order.withdraw(candidacy_id, wanted.kind, reason=wanted.reason, author=author)
    return reply({})


async def _who(request: web.Request) -> tuple[str, str]:
    """The candidacy that the path names, and who asks."""
    services = request.app[SERVICES]
    await services.doorkeeper.require(request, None, Seat.MANAGER)
    candidacy_id = request.match_info["candidacy_id"]
    if not is_id(candidacy_id):
        raise NotFound("unknown-candidate")
    return candidacy_id, await services.doorkeeper.name_of(request)


def order_routes() -> list[web.RouteDef]:
    """Every address of this module."""
    one = "/api/manager/candidacies/{candidacy_id}"
    return [
        web.post(f"{one}/confirm-block", confirm_block),
        web.post(f"{one}/withdraw-block", withdraw_block),
    ]
