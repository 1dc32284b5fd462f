"""Relays: who may use them, until when, to reach what; with a real coturn where one is installed."""

import base64
import hashlib
import hmac
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from aiortc import RTCConfiguration, RTCIceServer, RTCPeerConnection
from aiortc.rtcconfiguration import RTCIceTransportPolicy

from oralexam.errors import SystemFault
from oralexam.media import relays as relays_module
from oralexam.media.ports import MediaSettings, PortRange
from oralexam.media.relay_config import EVERYTHING, calls_by_relay, coturn_configuration, relay_ports
from oralexam.media.relay_probe import RelayState, probe_relay, refused_peer
from oralexam.media.relays import (
    CREDENTIAL_LIFE,
    IceServer,
    Relays,
    credentials,
    opaque_name,
    open_relays,
    read_relay_urls,
)
from oralexam.media.udp_ports import calls_in
from oralexam.rooms.seats import Seat
from tests.media.coturn import HERE, SECRET, coturn, needs_coturn, tcp_too
from tests.media.media_clients import Client, Studio

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)


def test_a_name_says_until_when_and_its_password_is_its_hmac():
    """As draft-uberti-behave-turn-rest-00 and coturn's `use-auth-secret` have it."""
    username, credential = credentials(SECRET, "candidate-0a1b", until=NOW)
    assert username == f"{int(NOW.timestamp())}:candidate-0a1b"
    assert base64.b64decode(credential) == hmac.new(SECRET.encode(), username.encode(), hashlib.sha1).digest()


def test_a_page_gets_every_way_to_the_relays_for_four_hours():
    """One entry with all addresses, and one name for them."""
    relays = Relays(read_relay_urls("turn:a.example, turns:a.example?transport=tcp"), SECRET)
    (server,) = relays.for_somebody("juror-x", now=NOW)
    assert server.urls == ("turn:a.example", "turns:a.example?transport=tcp")
    assert server.username.startswith(f"{int((NOW + CREDENTIAL_LIFE).timestamp())}:")
    assert relays_module.NO_RELAYS.for_somebody("juror-x", now=NOW) == ()


def test_the_relays_log_tells_nobodys_sitting():
    """The name is the seat and a part of a digest: the same for one seat, another for another sitting."""
    name = opaque_name("candidate", "11111111-1111-4111-8111-111111111111")
    assert name.startswith("candidate-")
    assert "11111111" not in name
    assert name != opaque_name("candidate", "21111111-1111-4111-8111-111111111111")


@pytest.mark.parametrize(
    ("text", "host", "port", "transport"),
    [
        ("turn:turn.example", "turn.example", 3478, "udp"),
        ("turn:10.0.0.1:3479?transport=tcp", "10.0.0.1", 3479, "tcp"),
        ("turns:turn.example", "turn.example", 5349, "tcp"),
        ("turn:[fd00::2]:3478", "fd00::2", 3478, "udp"),
    ],
)
def test_addresses_of_relays_are_read(text: str, host: str, port: int, transport: str):
    """RFC 7065, with IPv6 in brackets."""
    (url,) = read_relay_urls(text)
    assert (url.host, url.port, url.transport) == (host, port, transport)


@pytest.mark.parametrize(
    "text", ["stun:a.example", "turn://a.example", "turn:", "turn:a:99999", "turn:a b?c"]
)
def test_what_is_no_relays_address_is_refused(text: str):
    """A mistyped one would be found out by a candidate."""
    with pytest.raises(ValueError, match="turn:"):
        read_relay_urls(text)


def test_a_secret_is_read_from_its_file_and_a_short_one_is_refused(tmp_path: Path):
    """It is in no setting, and so in no listing of an environment."""
    urls = read_relay_urls("turn:a.example")
    file = tmp_path / "secret"
    with pytest.raises(SystemFault, match="turn-secret-missing"):
        open_relays(urls, None)
    with pytest.raises(SystemFault, match="turn-secret-unreadable"):
        open_relays(urls, file)
    file.write_text("short\n")
    with pytest.raises(SystemFault, match="turn-secret-short"):
        open_relays(urls, file)
    file.write_text(SECRET + "\n")
    assert open_relays(urls, file).for_somebody("x", now=NOW)
    assert open_relays((), file).urls == ()


def test_the_configuration_closes_everything_and_opens_this_server():
    """No loopback, no TCP, no console; the secret that both share."""
    text = coturn_configuration(
        secret=SECRET, peers=["192.0.2.7", "2001:db8::7"], port=3478, relayed=relay_ports(None, ways=1)
    )
    lines = text.splitlines()
    assert {f"denied-peer-ip={each}" for each in EVERYTHING} <= set(lines)
    assert [line for line in lines if line.startswith("allowed")] == [
        "allowed-peer-ip=192.0.2.7",
        "allowed-peer-ip=2001:db8::7",
    ]
    assert {"use-auth-secret", f"static-auth-secret={SECRET}", "no-tcp-relay", "no-cli"} <= set(lines)
    assert "allow-loopback-peers" not in lines


@pytest.mark.parametrize(
    ("own", "relayed"),
    [
        ((20_000, 29_999), (49_160, 65_535)),
        ((49_152, 49_351), (49_352, 49_751)),
        ((50_000, 50_199), (49_160, 49_559)),
        ((60_000, 65_535), (48_928, 59_999)),
        ((2_000, 65_000), (1_024, 1_999)),
    ],
)
def test_a_relay_on_the_same_machine_has_ports_of_its_own(
    own: tuple[int, int], relayed: tuple[int, int]
) -> None:
    """As many as are wanted, where there is room beside the server's."""
    found = relay_ports(PortRange(first=own[0], last=own[1]), ways=1)
    assert (found.first, found.last) == relayed


@pytest.mark.parametrize("ways", [1, 2, 3])
@pytest.mark.parametrize("size", [6, 400, 2_000])
def test_a_relay_has_ports_for_every_connection_that_the_server_has_one_for(size: int, ways: int):
    """By each way, and from two network cards: the server, which counts, refuses before the relay is full."""
    ports = PortRange(first=20_000, last=20_000 + size - 1)
    relayed = relay_ports(ports, ways=ways)
    assert relayed.size == size * ways * 2
    assert calls_by_relay(relayed, ways=ways) == calls_in(ports)


def test_a_relays_ports_end_where_all_ports_do():
    """The doctor says then how many calls it holds."""
    relayed = relay_ports(PortRange(first=20_000, last=29_999), ways=2)
    assert (relayed.last, calls_by_relay(relayed, ways=2)) == (65_535, 682)


@pytest.fixture
async def relays(tmp_path: Path) -> AsyncIterator[Relays]:
    """A coturn that sends on to 127.0.0.1 alone."""
    async with coturn(tmp_path) as running:
        yield running


def good(relays: Relays) -> IceServer:
    """What a page is given now."""
    return relays.for_somebody("candidate-0a1b", now=datetime.now(UTC))[0]


@needs_coturn
async def test_only_credentials_of_this_server_that_have_not_ended_are_taken(relays: Relays):
    """Right ones are, by UDP and by TCP; forged, ended and lengthened ones are not."""
    (url,) = relays.urls
    assert await probe_relay(url, good(relays), [HERE]) is RelayState.WELL
    assert await probe_relay(tcp_too(relays), good(relays), [HERE]) is RelayState.WELL
    now = datetime.now(UTC)
    (ended,) = relays.for_somebody("candidate-0a1b", now=now - CREDENTIAL_LIFE - timedelta(seconds=5))
    (forged,) = Relays(relays.urls, SECRET[::-1]).for_somebody("candidate-0a1b", now=now)
    longer = IceServer(urls=(), username=good(relays).username, credential=ended.credential)
    for wrong in (ended, forged, longer, IceServer(urls=(), username="anybody", credential="")):
        assert await probe_relay(url, wrong, [HERE]) is RelayState.REFUSED


@needs_coturn
async def test_a_relay_reaches_the_server_and_nothing_else(relays: Relays):
    """Not the next address of the loopback, not a private network, not the world, not by IPv6."""
    (url,) = relays.urls
    for peer in ("127.0.0.2", "10.0.0.1", "192.168.1.1", "169.254.169.254", "8.8.8.8", "0.0.0.0"):
        assert await refused_peer(url, good(relays), (peer, 53)), peer
    assert not await refused_peer(url, good(relays), (HERE, 9))


@needs_coturn
async def test_a_relay_that_may_not_reach_this_server_is_told_from_one_that_may(tmp_path: Path):
    """Its list names another address: allocation works, and nothing arrives."""
    async with coturn(tmp_path, peers=("192.0.2.7",)) as relays:
        assert await probe_relay(relays.urls[0], good(relays), [HERE]) is RelayState.NO_WAY_ON


async def test_where_nothing_listens_there_is_no_answer(monkeypatch: pytest.MonkeyPatch):
    """A closed port of TCP says so at once; the wait for UDP is shortened here."""
    monkeypatch.setattr("oralexam.media.relay_probe.WITHIN_S", 0.3)
    relays = Relays(read_relay_urls(f"turn:{HERE}:9?transport=tcp, turn:{HERE}:9"), SECRET)
    for url in relays.urls:
        assert await probe_relay(url, good(relays), [HERE]) is RelayState.NO_ANSWER


class RelayedClient(Client):
    """A client that has no other way than the relay."""

    def __init__(self, server: IceServer) -> None:
        self._server = server
        super().__init__(("audio",))

    async def offer(self) -> str:
        """The offer with what the relay gives, and nothing of this machine."""
        await self.peer.setLocalDescription(await self.peer.createOffer())
        return str(self.peer.localDescription.sdp)

    def _new_peer(self) -> RTCPeerConnection:
        ice = RTCIceServer(
            urls=list(self._server.urls), username=self._server.username, credential=self._server.credential
        )
        return RTCPeerConnection(
            RTCConfiguration(iceServers=[ice], iceTransportPolicy=RTCIceTransportPolicy.RELAY)
        )


@needs_coturn
async def test_a_call_goes_through_the_relay(relays: Relays, tmp_path: Path):
    """Two clients whose every path is the relay hear each other, and are recorded like all others."""
    studio = Studio(tmp_path / "recordings", MediaSettings(host=HERE))
    await studio.service.start()
    try:
        clients = []
        for seat in (Seat.CANDIDATE, Seat.JUROR):
            client = RelayedClient(good(relays))
            studio.clients.append(client)
            clients.append(client)
            await client.join(studio.service, studio.sitting_id, seat, "telephone")
        studio.service.open_call(studio.sitting_id)
        for client in clients:
            await client.receive(audio0=20)
            offered = client.peer.localDescription.sdp
            assert "typ relay" in offered
            assert "typ host" not in offered
    finally:
        await studio.close()
