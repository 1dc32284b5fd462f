"""An offer that points elsewhere: the server sends nothing to an address that somebody wrote into it."""

import asyncio
import socket

import pytest

from oralexam.rooms.seats import Seat
from tests.media.media_clients import Client, Studio


class Canary(asyncio.DatagramProtocol):
    """Hears what is sent to it."""

    def __init__(self) -> None:
        self.heard: list[tuple[bytes, tuple[str, int]]] = []

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        """Remember."""
        self.heard.append((data, addr))


@pytest.fixture
async def studio(tmp_path):
    """A running media service."""
    studio = Studio(tmp_path / "recordings")
    await studio.service.start()
    yield studio
    await studio.close()


def pointed_at(sdp: str, host: str, port: int) -> str:
    """The offer with candidates, connection lines and RTCP addresses that all point to one place."""
    out = []
    for line in sdp.split("\r\n"):
        if line.startswith("a=candidate"):
            continue
        if line.startswith("c="):
            out.append(f"c=IN IP4 {host}")
            out += [
                f"a=candidate:1 1 udp 2130706431 {host} {port} typ host",
                f"a=candidate:2 1 UDP 2130706431 {host} {port} typ srflx raddr {host} rport {port}",
                f"a=candidate:3 1 udp 2130706431 canary.local {port} typ host",
                f"a=remote-candidates:1 {host} {port}",
                f"a=rtcp:{port} IN IP4 {host}",
                "a=end-of-candidates",
            ]
        elif line.startswith("m="):
            kind, _, rest = line.split(" ", 2)
            out.append(f"{kind} {port} {rest}")
        elif line.startswith("o="):
            out.append(f"o=- 1 1 IN IP4 {host}")
        elif not line.startswith("a=rtcp:"):
            out.append(line)
    return "\r\n".join(out)


async def test_no_datagram_goes_where_an_offer_points(studio: Studio) -> None:
    """Loopback and a network address, as candidate, connection line, RTCP and origin: silence."""
    loop = asyncio.get_running_loop()
    transport, canary = await loop.create_datagram_endpoint(
        Canary, local_addr=("0.0.0.0", 0), family=socket.AF_INET
    )
    port = transport.get_extra_info("sockname")[1]
    try:
        for host in ("127.0.0.1", socket.gethostbyname(socket.gethostname())):
            client = Client(("audio",))
            offer = pointed_at(await client.offer(), host, port)
            assert f"{host} {port} typ host" in offer
            await studio.service.connect(
                sitting_id=studio.sitting_id, seat=Seat.CANDIDATE, mode="telephone", offer_sdp=offer
            )
            await asyncio.sleep(1.0)
            await client.close()
        assert canary.heard == []
        # The canary does hear what is sent to it.
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
            sender.sendto(b"song", ("127.0.0.1", port))
        await asyncio.sleep(0.1)
        assert [data for data, _ in canary.heard] == [b"song"]
    finally:
        transport.close()
