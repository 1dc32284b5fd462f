"""The firewall's range: read, shared between processes, refused when it is full."""

import asyncio
import contextlib
import hashlib
import inspect
import random
import re
import socket
from pathlib import Path

import aioice.ice
import pytest

from oralexam.errors import Unavailable
from oralexam.media.ports import MediaLoad, MediaSettings, PortRange
from oralexam.media.udp_ports import (
    PORTS_A_CALL,
    bound_socket,
    calls_in,
    has_port_for_guest,
    has_ports,
    read_port_range,
)
from oralexam.rooms.seats import Seat
from tests.media.media_clients import Client, Studio, until

GATHERING_OF_AIOICE = "118597a9fcb703f9950c2f2964e3e44423724576eda484ba6747b1610ccf4a2f"
"""SHA-256 of the method that `hooks` replaces, in aioice 0.13.0."""


def free_range(size: int) -> PortRange:
    """Ports that nobody holds now, below the system's own; others each time, for the tests beside."""
    for _ in range(200):
        first = random.randrange(15_000, 30_000)
        held = []
        try:
            for port in range(first, first + size):
                held.append(probe := socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
                probe.bind(("0.0.0.0", port))
        except OSError:
            continue
        finally:
            for probe in held:
                probe.close()
        return PortRange(first=first, last=first + size - 1)
    pytest.fail("no free ports")


def all_free(ports: PortRange) -> bool:
    """Whether nobody has any port of the range."""
    with contextlib.ExitStack() as held:
        try:
            for _ in range(ports.size):
                held.enter_context(bound_socket("127.0.0.1", ports))
        except Unavailable:
            return False
    return True


def ports_of(sdp: str) -> set[int]:
    """The ports of an answer's candidates."""
    return {
        int(port) for port in re.findall(r"^a=candidate:\S+ 1 udp \d+ \S+ (\d+) typ host", sdp, re.MULTILINE)
    }


def test_the_patched_method_of_aioice_is_the_one_that_the_patch_was_written_from():
    """A new aioice fails here: compare its gathering with `hooks._patched_gathering`, then set its digest."""
    text = inspect.getsource(aioice.ice.Connection.get_component_candidates)
    assert hashlib.sha256(text.encode()).hexdigest() == GATHERING_OF_AIOICE


def test_a_range_is_two_ports_with_room_for_a_call():
    """As a firewall's rule is written; nothing said means any port."""
    ports = read_port_range(" 40000-40399 ")
    assert ports == PortRange(first=40_000, last=40_399)
    assert calls_in(ports) == 400 // PORTS_A_CALL
    assert read_port_range("") is None


@pytest.mark.parametrize("text", ["40000", "40399-40000", "1-400", "65000-65536", "40000-40004", "a-b", "-"])
def test_what_is_no_range_is_refused(text: str):
    """Reversed, reserved, beyond the last, too small for one call, not numbers."""
    with pytest.raises(ValueError, match="40000-40399"):
        read_port_range(text)


def test_a_port_is_given_once_and_the_last_one_is_found():
    """Two takers never hold the same port; where all are taken it is said, and a free one is found again."""
    ports = free_range(6)
    held = [bound_socket("127.0.0.1", ports) for _ in range(6)]
    try:
        assert sorted(each.getsockname()[1] for each in held) == list(range(ports.first, ports.last + 1))
        with pytest.raises(Unavailable) as caught:
            bound_socket("127.0.0.1", ports)
        assert caught.value.reason == "media-ports-full"
        freed = held.pop(2)
        port = freed.getsockname()[1]
        freed.close()
        held.append(again := bound_socket("127.0.0.1", ports))
        assert again.getsockname()[1] == port
    finally:
        for each in held:
            each.close()


def test_a_call_is_refused_before_it_starts_when_its_ports_would_be_missing():
    """What runs and what is promised keeps its six ports each; more observers than usual count they are."""
    ports = PortRange(first=40_000, last=40_000 + 3 * PORTS_A_CALL - 1)
    running = MediaLoad(open_calls=1, connections=3)
    assert has_ports([], None, promised=1000)
    assert has_ports([running], ports, promised=1)
    assert not has_ports([running], ports, promised=2)
    assert not has_ports([running, MediaLoad(open_calls=1, connections=12)], ports, promised=0)


def test_guests_ports_are_counted_beside_those_of_the_calls():
    """Six guests of one call are not the ports that the other calls have not taken yet."""
    ports = PortRange(first=40_000, last=40_000 + 3 * PORTS_A_CALL - 1)
    running = MediaLoad(open_calls=2, connections=12, guests=6)
    assert not has_ports([running], ports, promised=0)
    assert not has_port_for_guest([running], ports, promised=0, coming=0)
    fewer = MediaLoad(open_calls=2, connections=10, guests=4)
    assert has_port_for_guest([fewer], ports, promised=0, coming=1)
    assert not has_port_for_guest([fewer], ports, promised=0, coming=2)
    assert has_port_for_guest([running], None, promised=100, coming=100)


@pytest.mark.parametrize("host", ["127.0.0.1", "::1"])
async def test_a_call_keeps_to_the_range_and_one_connection_too_many_is_told(tmp_path: Path, host: str):
    """Two hear each other from ports of the range, by IPv4 and by IPv6; whom it has no port for is told."""
    ports = free_range(PORTS_A_CALL)
    studio = Studio(tmp_path, MediaSettings(host=host, ports=ports))
    await studio.service.start()
    others: list[socket.socket] = []
    try:
        candidate, juror = await studio.call("telephone")
        await asyncio.gather(candidate.receive(audio0=10), juror.receive(audio0=10))
        answer = await Client(("audio",), observes=True).join(
            studio.service, studio.sitting_id, Seat.OBSERVER, "telephone"
        )
        (port,) = ports_of(answer)
        assert ports.first <= port <= ports.last
        others = [bound_socket(host, ports) for _ in range(3)]
        (load,) = studio.service.loads()
        assert load.connections == 3
        late = Client(("audio",), observes=True)
        studio.clients.append(late)
        with pytest.raises(Unavailable) as caught:
            await late.join(studio.service, studio.sitting_id, Seat.OBSERVER, "telephone")
        assert caught.value.reason == "media-ports-full"
        await candidate.receive(audio0=10)
    finally:
        for each in others:
            each.close()
        await studio.close()


async def test_an_offer_that_is_overtaken_while_its_ports_are_bound_gives_them_back(tmp_path: Path):
    """A page that offers again and again: whichever step of an answer it overtakes, all is free."""
    ports = free_range(PORTS_A_CALL)
    studio = Studio(tmp_path, MediaSettings(host="127.0.0.1", ports=ports, max_pending_connections=1))
    await studio.service.start()
    client = Client(("audio",))
    studio.clients.append(client)
    offer = await client.offer()

    async def answered() -> str:
        return await studio.service.connect(
            sitting_id=studio.sitting_id, seat=Seat.CANDIDATE, mode="telephone", offer_sdp=offer
        )

    try:
        for steps in range(20):
            overtaken = asyncio.create_task(answered())
            for _ in range(steps):
                await asyncio.sleep(0)
            answers = await asyncio.gather(overtaken, answered(), return_exceptions=True)
            assert any(isinstance(answer, str) for answer in answers)
        await studio.service.end(studio.sitting_id)
        await until(lambda: all_free(ports))
    finally:
        await studio.close()


async def test_workers_share_the_range(tmp_path: Path):
    """Two sittings in two processes, of each two connections, on a range of six ports: all are different."""
    ports = free_range(PORTS_A_CALL)
    studio = Studio(tmp_path, MediaSettings(host="127.0.0.1", ports=ports), workers=2)
    await studio.service.start()
    try:
        taken: list[int] = []
        for sitting_id in ("11111111-1111-4111-8111-111111111111", "22222222-2222-4222-8222-222222222222"):
            for seat in (Seat.CANDIDATE, Seat.JUROR):
                client = Client(("audio",))
                studio.clients.append(client)
                taken += ports_of(await client.join(studio.service, sitting_id, seat, "telephone"))
        assert len(taken) == len(set(taken)) == 4
        assert all(ports.first <= port <= ports.last for port in taken)
        assert studio.service.workers() >= 2
    finally:
        await studio.close()
