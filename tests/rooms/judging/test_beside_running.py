"""Judging what is over disturbs no room that runs."""

import asyncio
import threading
from collections.abc import Sequence

import pytest

from oralexam.errors import NotFound
from oralexam.rooms import commands, events
from oralexam.rooms.phases import Phase
from oralexam.rooms.seats import Seat
from tests.rooms.servers import running


async def test_who_asks_for_a_sitting_of_last_week_keeps_nobody_waiting() -> None:
    """Its history is read and folded beside; a running room takes orders meanwhile."""
    async with running() as server:
        await server.open()
        reading, read_on = threading.Event(), threading.Event()
        load = server.store.load

        def slow(sitting_id: str) -> Sequence[events.AnyEvent]:
            if sitting_id == "last-week":
                reading.set()
                read_on.wait(10)
            return load(sitting_id)

        server.store.load = slow  # type: ignore[method-assign]
        asked = asyncio.create_task(server.rooms.state("last-week"))
        await asyncio.to_thread(reading.wait, 10)
        state = await server.press(Seat.JUROR, commands.DrawScenario)
        assert (state.phase, asked.done()) == (Phase.DRAWN, False)
        read_on.set()
        with pytest.raises(NotFound):
            await asked
