"""Hostile datagrams (shared media notes, Hostile input): regression tests on real sockets."""

import asyncio
import os
import random
import socket
import struct
from pathlib import Path
from types import SimpleNamespace
from typing import Self

import aioice.ice
import pytest
import uvloop
from aioice import Candidate

from oralexam.errors import SystemFault
from oralexam.journal.reader import list_tracks, summary
from oralexam.media import hooks
from oralexam.media.rtp import PACK_HEADER
from oralexam.media.supported import SUPPORTED_VERSIONS
from oralexam.rooms.seats import Seat
from tests.media.media_clients import Client, Studio, until

ALERT = bytes.fromhex("15fefd") + bytes(8) + struct.pack("!H", 2) + b"\x02\x28"
CLIENT_HELLO = bytes.fromhex("16fefd") + bytes(8) + struct.pack("!H", 20) + b"\x01" + bytes(19)
STRAYS = (
    b"",
    b"\x00\x01",
    b"\x00\x01\x00\x00\x21\x12\xa4\x42" + bytes(12),
    b"\x00\x01\x00\x08\x21\x12\xa4\x42" + bytes(12) + b"\x00\x06\xff\xffabcd",
    b"\x80" * 40,
    b"\x80\xc8" + bytes(60),
    ALERT,
    CLIENT_HELLO,
    b"\x40" * 100,
    bytes(3000),
)


def ports_of(answer: str) -> list[tuple[str, int]]:
    """The IPv4 addresses in an answer's candidates: where an attacker would send."""
    lines = {line for line in answer.splitlines() if line.startswith("a=candidate:")}
    return [(fields[4], int(fields[5])) for line in lines if "." in (fields := line.split())[4]]


class Attacker:
    """Sends datagrams from an address that nobody knows, for as long as it is entered."""

    def __init__(self, targets: list[tuple[str, int]], payloads: tuple[bytes, ...]) -> None:
        self._targets, self._payloads = targets, payloads
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.setblocking(False)
        self.sent = 0

    async def __aenter__(self) -> Self:
        """Begin."""
        self._task = asyncio.create_task(self._run(), name="attacker")
        return self

    async def __aexit__(self, *_: object) -> None:
        """End."""
        self._task.cancel()
        await asyncio.gather(self._task, return_exceptions=True)
        self._socket.close()

    async def _run(self) -> None:
        while True:
            for payload in self._payloads:
                for target in self._targets:
                    try:
                        self._socket.sendto(payload, target)
                        self.sent += 1
                    except OSError:
                        continue
            await asyncio.sleep(0.002)


async def test_stray_datagrams_do_not_touch_a_running_call(studio: Studio):
    """Empty, garbled, forged and oversized datagrams from anywhere leave a live call whole (input 1)."""
    await attacked_call(studio)


def test_neither_do_they_on_uvloop(tmp_path: Path):
    """The server runs on uvloop, whose sockets treat a callback's exception in their own way."""

    async def scenario() -> None:
        studio = Studio(tmp_path / "recordings")
        await studio.service.start()
        await attacked_call(studio)
        await studio.close()

    uvloop.run(scenario())


async def attacked_call(studio: Studio) -> None:
    """A call that is attacked for a while, and must come out of it whole."""
    candidate = Client()
    studio.clients.append(candidate)
    answer = await candidate.join(studio.service, studio.sitting_id, Seat.CANDIDATE)
    juror = await studio.seat(Seat.JUROR)
    studio.service.open_call(studio.sitting_id)
    await until(lambda: len(studio.listener.flowing) == 2)
    async with Attacker(ports_of(answer), STRAYS) as attacker:
        await until(lambda: attacker.sent > 1_000)
    assert candidate.peer.connectionState == juror.peer.connectionState == "connected"
    await juror.receive(audio0=15)
    await studio.service.end(studio.sitting_id)
    for track in list_tracks(studio.recordings, studio.sitting_id):
        assert summary(track).missing_packets == 0
    assert (Seat.CANDIDATE, "lost") not in studio.listener.links


@pytest.mark.parametrize("payload", [ALERT, CLIENT_HELLO, b"", os.urandom(200)])
async def test_off_path_datagrams_do_not_stop_a_connection_from_coming_up(studio: Studio, payload: bytes):
    """Forged DTLS from an unproved address during the handshake is dropped (input 2)."""
    client = Client(("audio",))
    studio.clients.append(client)
    answer = await studio.service.connect(
        sitting_id=studio.sitting_id, seat=Seat.CANDIDATE, mode="telephone", offer_sdp=await client.offer()
    )
    async with Attacker(ports_of(answer), (payload,)):
        await asyncio.sleep(0.05)
        await client.accept(answer)
    await until(lambda: studio.listener.links == [(Seat.CANDIDATE, "connected")])


async def test_who_showed_the_password_is_heard_whichever_pair_was_nominated():
    """A client with two addresses may settle on the one that aioice has dropped from its own pairs."""
    peer = hooks.new_peer()
    peer.addTransceiver("audio", direction="recvonly")
    transport = hooks.Transport(peer)
    checked = Candidate(
        foundation="1",
        component=1,
        transport="udp",
        priority=1,
        host="2001:db8::2",
        port=40_000,
        type="prflx",
    )
    transport._ice._remote_candidates.append(checked)  # as aioice does after an authenticated check
    assert transport.has_proved(("2001:db8::2", 40_000, 0, 0))
    assert not transport.has_proved(("2001:db8::2", 40_001, 0, 0))
    assert not transport.has_proved(("192.0.2.2", 40_000))
    await peer.close()


async def test_a_machine_with_nothing_but_loopback_has_calls_on_it(
    studio: Studio, monkeypatch: pytest.MonkeyPatch
):
    """Aioice names no address there: both offer 127.0.0.1, and hear each other."""
    monkeypatch.setattr(aioice.ice, "get_host_addresses", lambda **_: [])
    candidate, juror = await studio.call("telephone")
    assert {host for host, _ in ports_of(candidate.peer.remoteDescription.sdp)} == {"127.0.0.1"}
    for client in (candidate, juror):
        await client.receive(audio0=5)


async def test_an_offer_makes_the_server_send_nowhere(studio: Studio):
    """A candidate that points at somebody else brings them nothing: candidates are taken out unread."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as canary:
        canary.bind(("127.0.0.1", 0))
        canary.setblocking(False)
        client = Client(("audio",))
        studio.clients.append(client)
        port = canary.getsockname()[1]
        sdp = await client.offer()
        for where in ("127.0.0.1", "canary.local", "canary.example"):
            sdp += f"a=candidate:1 1 udp 2130706431 {where} {port} typ host\r\n"
        answer = await studio.service.connect(
            sitting_id=studio.sitting_id, seat=Seat.JUROR, mode="telephone", offer_sdp=sdp
        )
        await client.accept(answer)
        await asyncio.sleep(0.5)
        with pytest.raises(BlockingIOError):
            canary.recv(2000)


async def test_a_hostile_publisher_hurts_only_itself(studio: Studio):
    """Authenticated nonsense from one candidate leaves another call and its recording whole."""
    other = "11111111-1111-4111-8111-111111111111"
    await studio.call("telephone")
    hostile = Client(("audio", "video"))
    studio.clients.append(hostile)
    await hostile.join(studio.service, other, Seat.CANDIDATE)
    victim = await studio.seat(Seat.JUROR, sitting_id=other)
    studio.service.open_call(other)
    cipher = hooks.Transport(hostile.peer).cipher()
    assert cipher is not None
    pair = hooks.Transport(hostile.peer).nominated()
    own, address = hooks.Transport.path(pair)
    chance = random.Random(5)
    sent = 0
    with own:
        for _ in range(3_000):
            header = PACK_HEADER(
                chance.choice((0x80, 0x8F, 0x90, 0xA0, 0xBF)),
                chance.choice((96, 97, 98, 0xE0, 111, 0)),
                chance.randrange(1 << 16),
                chance.randrange(1 << 32),
                chance.randrange(1, 5),
            )
            packet = header + chance.randbytes(chance.randrange(60))
            data = cipher.protect(packet)
            report = (
                b"\x81" + bytes([chance.randrange(200, 208)]) + chance.randbytes(2 + 4 * chance.randrange(9))
            )
            for datagram in (data, cipher.protect_rtcp(report)):
                if datagram is not None:
                    own.sendto(datagram, address)
                    sent += 1
            if sent % 50 == 0:
                await asyncio.sleep(0.001)
    assert sent > 1_000
    await asyncio.sleep(0.3)
    assert victim.peer.connectionState == "connected"
    await studio.service.end(other)
    await studio.service.end(studio.sitting_id)
    assert len(list_tracks(studio.recordings, other)) < 12
    for track in list_tracks(studio.recordings, studio.sitting_id):
        told = summary(track)
        assert told.missing_packets == 0
        assert told.packets > 20


async def test_an_unsupported_library_is_named_at_start(monkeypatch):
    """A version that was not tested, or a name that is gone, stops the start with its name."""
    hooks.assert_supported()
    monkeypatch.setitem(SUPPORTED_VERSIONS, "aiortc", "0.0.1")
    with pytest.raises(SystemFault) as caught:
        hooks.assert_supported()
    assert caught.value.reason == "media-library-unsupported"
    assert caught.value.details["package"] == "aiortc"


async def test_a_private_name_that_is_gone_is_named_at_start(studio, monkeypatch):
    """The first use of it would be in the middle of a call; so it is looked for when the media starts."""
    monkeypatch.setattr(hooks, "_binding", SimpleNamespace(lib=SimpleNamespace(), ffi=hooks._binding.ffi))
    with pytest.raises(SystemFault) as caught:
        await studio.service.start()
    assert str(caught.value.details["missing"]).endswith("srtp_protect")


async def test_what_is_looked_at_is_what_a_peer_connection_has():
    """Its parts are of the same kinds and have the same names, though no certificate was made for them."""
    peer = hooks.new_peer()
    real, looked_at = peer.addTransceiver("audio", direction="sendrecv"), hooks._unconnected()
    for way in (
        lambda one: one,
        lambda one: one.sender,
        lambda one: one.receiver,
        lambda one: one.receiver.transport,
        lambda one: one.receiver.transport.transport._connection,
    ):
        assert type(way(real)) is type(way(looked_at))
        assert set(vars(way(real))) == set(vars(way(looked_at)))
    await peer.close()
