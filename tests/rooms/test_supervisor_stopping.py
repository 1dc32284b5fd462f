"""A supervisor that is stopped ends, whatever a room was about to do."""

import asyncio

import pytest

from oralexam.clock import ManualClock
from oralexam.rooms.phases import Phase
from oralexam.rooms.seats import Seat
from tests.rooms.servers import running, stored_history

TURNS = 12
"""A request that changes nothing is asked, carried out and answered in fewer turns of the loop."""


@pytest.mark.parametrize("turns", range(TURNS))
async def test_a_room_that_has_just_been_asked_ends(turns: int) -> None:
    """At whichever turn of the loop the stop comes: no cancelling gets lost between request and answer."""
    clock = ManualClock()
    async with running(clock, stored_history(Phase.PREPARATION, clock)) as server:
        await server.rooms.state("s")
        asked = asyncio.create_task(server.rooms.link_changed("s", Seat.CANDIDATE, lost=False))
        for _ in range(turns):
            await asyncio.sleep(0)
        async with asyncio.timeout(5):
            await server.rooms.stop()
        await asyncio.gather(asked, return_exceptions=True)
