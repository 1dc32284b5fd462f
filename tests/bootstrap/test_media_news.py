"""What media notices reaches the rooms, and telling it ends when it is stopped."""

import asyncio

import pytest

from oralexam.bootstrap.media_news import MediaNews
from oralexam.clock import ManualClock
from oralexam.rooms.phases import Phase
from oralexam.rooms.seats import Seat
from tests.rooms.servers import running, stored_history

TURNS = 16
"""News that changes nothing is told, carried out and answered in fewer turns of the loop."""


@pytest.mark.parametrize("turns", range(TURNS))
async def test_telling_ends_at_whatever_turn_it_is_stopped(turns: int) -> None:
    """A link is lost in the moment in which the server stops: that is when everybody leaves."""
    clock = ManualClock()
    async with running(clock, stored_history(Phase.PREPARATION, clock)) as server:
        await server.rooms.state("s")
        news = MediaNews()
        news.start(server.rooms, ask_for_offer=lambda _sitting_id, _seat: None)
        news.link_changed("s", Seat.CANDIDATE, "connected")
        for _ in range(turns):
            await asyncio.sleep(0)
        async with asyncio.timeout(5):
            await news.stop()
