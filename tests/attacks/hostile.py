"""Datagrams that nobody should send, and where an attacker may stand: outside, on the path, inside."""

import asyncio
import contextlib
import random
import socket
import struct
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import pylibsrtp

from oralexam.rehearsal.participant import Participant

COOKIE = b"\x21\x12\xa4\x42"
_BINDING = b"\x00\x01"


def stun(
    attributes: bytes = b"", *, kind: bytes = _BINDING, length: int | None = None, cookie: bytes = COOKIE
) -> bytes:
    """A STUN message; `length` is what it says of itself (RFC 8489 section 5)."""
    return (
        kind
        + struct.pack("!H", len(attributes) if length is None else length)
        + cookie
        + bytes(12)
        + attributes
    )


def attribute(number: int, value: bytes, *, length: int | None = None) -> bytes:
    """One attribute; `length` may lie."""
    said = len(value) if length is None else length
    return struct.pack("!HH", number, said) + value + bytes(-len(value) % 4)


def strange_stun() -> Iterator[bytes]:
    """Cut, lying about lengths, of unknown methods, unsigned, signed wrongly, answering what nobody asked."""
    whole = stun(
        attribute(0x0006, b"abcd:efgh")
        + attribute(0x0025, b"")
        + attribute(0x0008, bytes(20))
        + attribute(0x8028, bytes(4))
    )
    yield from (whole[:size] for size in range(len(whole)))
    yield whole
    yield from (stun(length=length) for length in (1, 4, 0x7FFC, 0xFFFF))
    yield from (
        stun(attribute(number, b"abcd", length=0xFFFF)) for number in (0x0006, 0x0008, 0x0020, 0x802A)
    )
    yield from (stun(kind=bytes((high, low))) for high in range(4) for low in (0x00, 0x11, 0x01, 0x10, 0xEF))
    yield stun(cookie=bytes(4))
    yield stun(attribute(0x0020, b"\x00\x07" + bytes(9)))  # an address of no family
    yield stun(attribute(0x0009, b""), kind=b"\x01\x11")  # an error without its number
    yield stun(attribute(0x0006, b"x" * 1400))
    yield stun(attribute(0x0025, b"") * 300)


def strange_dtls() -> Iterator[bytes]:
    """Records forged in the clear: alerts, hellos, lengths that lie, every kind and epoch (RFC 6347)."""

    def record(kind: int, body: bytes, *, epoch: int = 0, length: int | None = None) -> bytes:
        said = len(body) if length is None else length
        return (
            bytes((kind, 0xFE, 0xFD))
            + struct.pack("!H", epoch)
            + b"\xff" * 6
            + struct.pack("!H", said)
            + body
        )

    for epoch in (0, 1, 2, 0xFFFF):
        yield record(21, b"\x02\x28", epoch=epoch)
        yield record(21, b"\x01\x00", epoch=epoch)  # close_notify
        yield record(20, b"\x01", epoch=epoch)
        yield record(23, b"GET / HTTP/1.1", epoch=epoch)
        for kind in (0, 1, 2, 3, 11, 14, 16, 20):
            yield record(22, bytes((kind,)) + b"\xff\xff\xff" + bytes(2) + bytes(6) + bytes(30), epoch=epoch)
            yield record(
                22,
                bytes((kind,)) + struct.pack("!I", 30)[1:] + bytes(5) + struct.pack("!I", 30)[1:] + bytes(30),
            )
    yield record(22, b"", length=0xFFFF)
    yield record(22, bytes(1300), length=3)
    yield from (bytes((kind,)) for kind in range(20, 64))
    yield from (bytes((kind, 0xFE)) + bytes(40) for kind in range(20, 64))


def strange_rtp(chance: random.Random) -> Iterator[bytes]:
    """RTP and RTCP as packets: extension, source and padding counts that lie; report lengths that lie."""
    for ssrc in (0, 1, 0xFFFFFFFF, chance.randrange(1 << 32)):
        for first, rest in (
            (0x90, b"\xbe\xde\xff\xff"),
            (0x90, b"\xbe\xde\x00\x01\xff\xff\xff\xff"),
            (0x90, b"\x10\x00\x00\x01\x01\xff\x00\x00"),
            (0x90, b""),
            (0x8F, b"\x00" * 8),
            (0xBF, b"\xff" * 70),
            (0xA0, b"\x00" * 20 + b"\xff"),
            (0xA0, b"\x00"),
            (0x80, b""),
            (0x80, b"\xff" * 1400),
        ):
            yield (
                struct.pack("!BBHII", first, 96, chance.randrange(1 << 16), chance.randrange(1 << 32), ssrc)
                + rest
            )
        for kind in (192, 200, 201, 202, 203, 204, 205, 206, 207, 223):
            for count, length in ((0, 0), (31, 1), (1, 0xFFFF), (15, 2), (4, 5)):
                body = struct.pack("!I", ssrc) + chance.randbytes(chance.randrange(40))
                yield bytes((0x80 | count, kind)) + struct.pack("!H", length) + body


def strange_sizes() -> Iterator[bytes]:
    """Nothing, one byte of each kind, and far too much, up to the most that UDP carries (RFC 768)."""
    yield b""
    yield from (bytes((first,)) for first in (0, 3, 4, 19, 20, 63, 64, 127, 128, 191, 192, 255))
    for first in (0, 20, 128, 255):
        yield from (bytes((first,)) * size for size in (1201, 2048, 2049, 9000, 65_507))


def corpus(seed: int) -> list[bytes]:
    """All of it, in an order that the seed decides."""
    chance = random.Random(seed)
    found = [*strange_sizes(), *strange_stun(), *strange_dtls(), *strange_rtp(chance)]
    found += [chance.randbytes(chance.randrange(1, 300)) for _ in range(100)]
    chance.shuffle(found)
    return found


class OnPath:
    """Somebody on the path of a participant: sends from their address, and has heard what they sent."""

    def __init__(self, person: Participant) -> None:
        peer: Any = person._media._peer  # type: ignore[union-attr]
        self._dtls = peer.getTransceivers()[0].receiver.transport
        pair = self._dtls.transport._connection._nominated[1]
        self._protocol, self._address = pair.protocol, pair.remote_addr
        self._transport = pair.protocol.transport
        self.heard: list[bytes] = []
        pair.protocol.transport = _Tap(self._transport, self.heard)

    def send(self, data: bytes) -> None:
        """From the participant's own socket: nothing tells it from theirs but what is in it."""
        with contextlib.suppress(OSError):  # longer than this machine's loopback takes
            self._transport.sendto(data, self._address)

    def sealed(self, packets: Iterable[bytes]) -> list[bytes]:
        """Packets as the participant themselves could send them, under their own keys.

        What libsrtp does not seal since its header lies, it does not open either.
        """
        session, out = self._dtls._tx_srtp, []
        for packet in packets:
            with contextlib.suppress(pylibsrtp.Error, ValueError):  # ValueError: too long
                out.append(session.protect_rtcp(packet) if 191 < packet[1] < 224 else session.protect(packet))
        return out

    def replayed(self, chance: random.Random) -> list[bytes]:
        """What was heard: as it was, cut, with a bit turned, under another's SSRC, at another place."""
        out = []
        for data in self.heard[-200:]:
            turned, other, moved = bytearray(data), bytearray(data), bytearray(data)
            turned[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
            other[8:12] = chance.randbytes(4)
            moved[2:4] = chance.randbytes(2)
            out += [data, data[: chance.randrange(len(data))], bytes(turned), bytes(other), bytes(moved)]
        chance.shuffle(out)
        return out


class _Tap:
    def __init__(self, transport: asyncio.DatagramTransport, heard: list[bytes]) -> None:
        self._transport, self._heard = transport, heard

    def sendto(self, data: bytes, address: object = None) -> None:
        if data and 127 < data[0] < 192:
            self._heard.append(bytes(data))
        self._transport.sendto(data, address)  # type: ignore[arg-type]

    def __getattr__(self, name: str) -> object:
        return getattr(self._transport, name)


class Ear:
    """Notes the number of every packet of sound that a participant hears from now on."""

    def __init__(self, person: Participant) -> None:
        self._numbers: list[int] = []
        assert person._media is not None
        for kind, counter in person._media._heard:
            if kind == "audio":
                counter.add = self._noting(counter.add)  # type: ignore[method-assign]

    def _noting(self, add: Any) -> Any:  # noqa: ANN401
        def noted(packet: Any) -> Any:  # noqa: ANN401
            self._numbers.append(packet.sequence_number)
            return add(packet)

        return noted

    def heard(self) -> int:
        """How many different ones have come."""
        return len(set(self._numbers))

    def missing(self) -> list[int]:
        """Which numbers between the first and the last have not come; the newest may be on their way."""
        if not self._numbers:
            return []
        first, come, at = self._numbers[0], set[int](), 0
        for number in self._numbers:
            at += ((number - first - at + 0x8000) & 0xFFFF) - 0x8000
            come.add(at)
        return [number for number in range(max(come) - 10) if number not in come]


async def pour(send: Any, datagrams: Sequence[bytes]) -> None:  # noqa: ANN401
    """Send all, a handful every few milliseconds: a socket's buffer must hold the call's own beside."""
    for place, data in enumerate(datagrams):
        send(data)
        if place % 8 == 7:
            await asyncio.sleep(0.004)


class Stranger:
    """Somebody who has shown no password."""

    def __init__(self, own: socket.socket, targets: Sequence[tuple[str, int]]) -> None:
        self._own, self._targets = own, targets

    def send(self, data: bytes) -> None:
        """To every target."""
        for target in self._targets:
            with contextlib.suppress(OSError):
                self._own.sendto(data, target)

    def answered(self) -> list[bytes]:
        """What has come back."""
        back = []
        with contextlib.suppress(BlockingIOError):
            while True:
                back.append(self._own.recv(70_000))
        return back


@contextlib.contextmanager
def stranger(targets: Sequence[tuple[str, int]]) -> Iterator[Stranger]:
    """Sends to all targets, from a socket that nobody knows."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as own:
        own.setblocking(False)

        yield Stranger(own, targets)
