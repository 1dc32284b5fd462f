"""Asks a relay for what a page would ask it for: an address, and that something sent through it arrives."""

import asyncio
import contextlib
import socket
import ssl
from collections.abc import Sequence
from enum import StrEnum
from typing import Any, Final

from aioice import stun
from aioice.turn import TurnTransport, create_turn_endpoint

from oralexam.errors import Unavailable
from oralexam.media.ports import PortRange
from oralexam.media.relays import IceServer, RelayUrl
from oralexam.media.udp_ports import bound_socket

WITHIN_S: Final = 5.0
"""Four repeats of a request over UDP (RFC 8489, section 6.2.1: 0.5, 1.5, 3.5 s)."""
ARRIVE_WITHIN_S: Final = 2.0
ANY_PORT: Final = PortRange(first=0, last=0)
BESIDE: Final = 16
HIGHEST_PORT: Final = 65_535
UNAUTHORIZED: Final = 401
FORBIDDEN: Final = 403


class RelayState(StrEnum):
    """How far one comes."""

    WELL = "well"
    OPEN = "open"
    """What is sent through it reaches this server, and also ports that are not for sound and picture."""
    NO_ANSWER = "no-answer"
    """Nothing answers there: not started, another address, or a firewall."""
    REFUSED = "refused"
    """It answers, and does not take the credentials: another secret, or a clock that differs."""
    NOT_TRUSTED = "not-trusted"
    """It shows a certificate that is not for its name, has ended, or is nobody's whom this machine trusts."""
    FULL = "full"
    """It answers and has no address left to give."""
    NO_WAY_ON = "no-way-on"
    """It gives an address, and what is sent through it does not reach this server."""


class _Relayed(asyncio.DatagramProtocol):
    """Our end of a relayed address: remembers why something could not be sent."""

    def __init__(self) -> None:
        self.failed: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self.gone = asyncio.Event()

    def connection_lost(self, _error: Exception | None) -> None:
        """The address was given back."""
        self.gone.set()

    def error_received(self, error: Exception) -> None:
        """A permission was refused, or the relay is gone."""
        code = error.response.error_code if isinstance(error, stun.TransactionFailed) else None
        if not self.failed.done():
            self.failed.set_result(code or 0)


async def probe_relay(
    url: RelayUrl,
    server: IceServer,
    towards: Sequence[str],
    *,
    ports: PortRange | None = None,
    trust: ssl.SSLContext | None = None,
) -> RelayState:
    """Get an address there with these credentials, and send through it to our own addresses `towards`.

    With `ports`, those of media, one of them is sent to, and one beside them; `trust` says whose certificates
    are taken, None: those of the system.
    """
    try:
        transport, relayed = await _allocated(url, server, trust)
    except stun.TransactionFailed as refusal:
        return RelayState.REFUSED if refusal.response.error_code == UNAUTHORIZED else RelayState.FULL
    except ssl.SSLCertVerificationError:
        return RelayState.NOT_TRUSTED
    except (TimeoutError, stun.TransactionError, OSError):
        return RelayState.NO_ANSWER
    try:
        for address in towards:
            if await _arrives(transport, relayed, address, ports or ANY_PORT):
                beside = ports is not None and await _arrives(transport, relayed, address, _beside(ports))
                return RelayState.OPEN if beside else RelayState.WELL
    finally:
        await _closed(transport, relayed)
    return RelayState.NO_WAY_ON


async def refused_peer(url: RelayUrl, server: IceServer, peer: tuple[str, int]) -> bool:
    """Whether the relay forbids sending to that address, with these credentials, which it takes.

    Raises:
        OSError, TimeoutError: it does not answer, or does not take the credentials.
    """
    transport, relayed = await _allocated(url, server)
    try:
        transport.sendto(b"?", peer)
        async with asyncio.timeout(ARRIVE_WITHIN_S):
            return await relayed.failed == FORBIDDEN
    except TimeoutError:
        return False
    finally:
        await _closed(transport, relayed)


async def _allocated(
    url: RelayUrl, server: IceServer, trust: ssl.SSLContext | None = None
) -> tuple[TurnTransport, _Relayed]:
    async with asyncio.timeout(WITHIN_S):
        endpoint: tuple[TurnTransport, _Relayed] = await create_turn_endpoint(
            _Relayed,
            server_addr=await _resolved(url),
            username=server.username,
            password=server.credential,
            ssl=(trust or True) if url.tls else None,
            transport=url.transport,
        )
    return endpoint


async def _arrives(transport: TurnTransport, relayed: _Relayed, address: str, ports: PortRange) -> bool:
    """Whether a datagram of ours comes back to a socket of ours at `address`."""
    loop = asyncio.get_running_loop()
    try:
        listening = bound_socket(address, ports)
    except (OSError, Unavailable):
        return False
    with listening as own:
        receiving = asyncio.ensure_future(loop.sock_recv(own, 64))
        try:
            transport.sendto(b"oralexam", (address, own.getsockname()[1]))
            waiting: set[asyncio.Future[Any]] = {receiving, relayed.failed}
            await asyncio.wait(waiting, timeout=ARRIVE_WITHIN_S, return_when=asyncio.FIRST_COMPLETED)
            return receiving.done()
        finally:
            receiving.cancel()
            await asyncio.gather(receiving, return_exceptions=True)
            if relayed.failed.done():
                relayed.failed = loop.create_future()


def _beside(ports: PortRange) -> PortRange:
    """Some ports that are not of the range, but next to it."""
    if ports.last + BESIDE <= HIGHEST_PORT:
        return PortRange(first=ports.last + 1, last=ports.last + BESIDE)
    return PortRange(first=ports.first - BESIDE, last=ports.first - 1)


async def _resolved(url: RelayUrl) -> tuple[str, int]:
    """Aioice sends to addresses only; TLS keeps the name that the certificate is for."""
    if url.tls:
        return url.host, url.port
    loop = asyncio.get_running_loop()
    found = await loop.getaddrinfo(url.host, url.port, type=socket.SOCK_DGRAM)
    return str(found[0][4][0]), url.port


async def _closed(transport: TurnTransport, relayed: _Relayed) -> None:
    """Give the address back, and wait until that is done."""
    transport.close()
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(ARRIVE_WITHIN_S):
            await relayed.gone.wait()
