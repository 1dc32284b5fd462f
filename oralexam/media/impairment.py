"""Loss made on purpose, on the server's own sockets, from a seed: for rehearsals and tests.

RTP and RTCP are dropped alike, on the way in and on the way out (a wire does not spare the NACKs); ICE and
DTLS pass, so that what is measured is the call and not its set-up.
"""

import random


class Impairment:
    """Decides which datagrams of one connection are lost; the same seed loses the same ones."""

    def __init__(self, *, loss: float, seed: int | str) -> None:
        if not 0 <= loss < 1:
            raise ValueError(f"loss is a share of packets, from 0 to below 1, not {loss}")
        self.loss = loss
        self.dropped = 0
        self._inbound = random.Random(f"{seed} in").random  # noqa: S311 -- repeatable, not secret
        self._outbound = random.Random(f"{seed} out").random  # noqa: S311 -- repeatable, not secret

    def loses_inbound(self) -> bool:
        """Whether the datagram that came next is lost."""
        lost = self._inbound() < self.loss
        self.dropped += lost
        return lost

    def loses_outbound(self) -> bool:
        """Whether the datagram that goes next is lost."""
        lost = self._outbound() < self.loss
        self.dropped += lost
        return lost
