"""A server behind a 1:1 NAT: whoever sits beyond the router reaches it by the address that it tells."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from oralexam.media.ports import MediaSettings
from oralexam.rooms.seats import Seat
from tests.lan.namespaces import (
    EXAM_ROOM,
    JURY_ROOM,
    SERVER,
    TOLD,
    Lan,
    NoNamespacesError,
    behind_one_to_one_nat,
)
from tests.media.media_clients import Client, Studio
from tests.media.test_udp_ports import free_range

pytestmark = [pytest.mark.slow, pytest.mark.timeout(60)]


@pytest.fixture
async def lan() -> AsyncIterator[Lan]:
    """The router and its two sides."""
    try:
        async with behind_one_to_one_nat() as machines:
            yield machines
    except NoNamespacesError as reason:
        pytest.skip(str(reason))


async def joined(studio: Studio, lan: Lan, place: str, seat: Seat) -> Client:
    """A client at a place, connected; offer and answer go another way, as they do by the page's socket."""
    with lan.sockets_of(place):
        client = Client(("audio",))
        studio.clients.append(client)
        offer = await client.offer()
    with lan.sockets_of(SERVER):
        answer = await studio.service.connect(
            sitting_id=studio.sitting_id, seat=seat, mode="telephone", offer_sdp=offer
        )
    await client.accept(answer)
    return client


@pytest.mark.parametrize("told", [(TOLD[0],), (TOLD[1],)], ids=["IPv4", "IPv6"])
async def test_a_room_beyond_the_router_calls_one_on_the_servers_side(
    lan: Lan, tmp_path: Path, told: tuple[str, ...]
):
    """By the address that is told, of either family, on a port of the range; inside, by the server's own."""
    ports = free_range(12)
    studio = Studio(tmp_path, MediaSettings(told=told, ports=ports))
    await studio.service.start()
    try:
        candidate = await joined(studio, lan, EXAM_ROOM, Seat.CANDIDATE)
        juror = await joined(studio, lan, JURY_ROOM, Seat.JUROR)
        studio.service.open_call(studio.sitting_id)
        await asyncio.gather(candidate.receive(audio0=20), juror.receive(audio0=20))
    finally:
        await studio.close()
