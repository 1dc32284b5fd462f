"""The manager's requests about those who look on."""

import msgspec
from aiohttp import web

from oralexam.rooms.seats import Seat
from oralexam.webapp.payload import read, reply
from oralexam.webapp.people.access import seat_named
from oralexam.webapp.services import SERVICES, Services
from oralexam.webapp.sittings.api import sitting_of


class GuestRequest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who is to look on."""

    name: str


async def invite(request: web.Request) -> web.Response:
    """POST /api/manager/sittings/{sitting_id}/guests."""
    services, author = await _manager(request)
    wanted = await read(request, GuestRequest)
    seat, link = await services.guest_desk.invite(sitting_of(request), wanted.name, author=author)
    return reply({"seat": seat, "link": link}, status=201)


async def link_again(request: web.Request) -> web.Response:
    """POST /api/manager/sittings/{sitting_id}/guests/{seat}/link."""
    services, _ = await _manager(request)
    link = await services.guest_desk.link_again(sitting_of(request), _seat(request))
    return reply({"link": link}, status=201)


async def dismiss(request: web.Request) -> web.Response:
    """DELETE /api/manager/sittings/{sitting_id}/guests/{seat}."""
    services, author = await _manager(request)
    await services.guest_desk.dismiss(sitting_of(request), _seat(request), author=author)
    return reply({})


def guest_routes() -> list[web.RouteDef]:
    """What the manager may ask about those who look on."""
    guests = "/api/manager/sittings/{sitting_id}/guests"
    return [
        web.post(guests, invite),
        web.post(guests + "/{seat}/link", link_again),
        web.delete(guests + "/{seat}", dismiss),
    ]


async def _manager(request: web.Request) -> tuple[Services, str]:
    services = request.app[SERVICES]
    await services.doorkeeper.require(request, None, Seat.MANAGER)
    return services, await services.doorkeeper.name_of(request)


def _seat(request: web.Request) -> Seat:
    return seat_named(request.match_info["seat"])
