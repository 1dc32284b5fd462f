"""A bad wire between a simulated page and the server, in user space and seeded: late, and out of order.

It sits on the client's own sockets and spares nothing: ICE, DTLS, RTP and RTCP, both ways. Loss is the
server's own (`media/impairment.py`).
"""

import asyncio
import random
from collections.abc import Awaitable, Callable
from typing import Any

from oralexam.rehearsal.participant import Participant

OVERTAKEN_S = 0.03
"""A packet that is overtaken comes behind the next one, which is 20 ms later."""


class BadWire:
    """Delays what passes; `jitter_s` is the most, `reordered` the share that is overtaken."""

    def __init__(self, *, seed: int, jitter_s: float = 0.0, reordered: float = 0.0) -> None:
        self._chance = random.Random(seed)
        self._jitter_s, self._reordered = jitter_s, reordered
        self.delayed = 0

    def between(self, person: Participant) -> None:
        """From the next connection on: sockets are there once an offer is."""
        offer: Callable[[str], Awaitable[str]] = person.client.offer

        async def offered(sdp: str) -> str:
            assert person._media is not None
            peer: Any = person._media._peer
            ice = peer.getTransceivers()[0].receiver.transport.transport._connection
            for protocol in ice._protocols:
                self._wrap(protocol)
            return await offer(sdp)

        person.client.offer = offered  # type: ignore[method-assign]

    def _wrap(self, protocol: Any) -> None:  # noqa: ANN401
        arrived, transport = protocol.datagram_received, protocol.transport
        protocol.datagram_received = lambda data, address: self._later(arrived, data, address)
        protocol.transport = _Late(transport, lambda *given: self._later(transport.sendto, *given))

    def _later(self, act: Callable[..., object], *given: object) -> None:
        delay_s = self._chance.uniform(0, self._jitter_s) if self._jitter_s else 0.0
        if self._reordered and self._chance.random() < self._reordered:
            delay_s += OVERTAKEN_S
        if delay_s:
            self.delayed += 1
            asyncio.get_running_loop().call_later(delay_s, act, *given)
        else:
            act(*given)


class _Late:
    def __init__(self, transport: Any, send: Callable[..., None]) -> None:  # noqa: ANN401
        self._transport, self._send = transport, send

    def sendto(self, data: bytes, address: object = None) -> None:
        if not self._transport.is_closing():
            self._send(data, address)

    def __getattr__(self, name: str) -> object:
        return getattr(self._transport, name)
