"""The server's clock, which a test may put forward: whole phases pass, and nobody waits for them."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest

from oralexam.bootstrap.server import Server
from oralexam.clock import SystemClock
from oralexam.rooms.seats import Seat

LEAD_S = 2.0
"""How long before a deadline a skip ends: the deadline itself falls in real time, by the room's timer."""


class SkippingClock(SystemClock):
    """Runs as every server's clock does, and is where a test has put it."""

    def __init__(self) -> None:
        super().__init__()
        self._skipped = timedelta()

    def now(self) -> datetime:
        """The present instant of the examination."""
        return super().now() + self._skipped

    async def skip(self, seconds: float, server: Server, sittings: Sequence[str]) -> None:
        """Put the clock forward; the rooms, which sleep until their deadlines, look at it anew."""
        self._skipped += timedelta(seconds=max(0.0, seconds))
        for sitting_id in sittings:
            # An observer's link is nobody's concern: the request changes nothing, and wakes the room.
            await server.rooms.link_changed(sitting_id, Seat.OBSERVER, lost=False)

    async def skip_to(self, instant: datetime, server: Server, sittings: Sequence[str]) -> None:
        """Put the clock forward to just before `instant`."""
        await self.skip((instant - self.now()).total_seconds() - LEAD_S, server, sittings)


def installed(monkeypatch: pytest.MonkeyPatch) -> SkippingClock:
    """The clock of the server that is built next."""
    clock = SkippingClock()
    monkeypatch.setattr("oralexam.bootstrap.server.SystemClock", lambda: clock)
    return clock
