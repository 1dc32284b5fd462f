"""What may begin, and what is refused before it does."""

import pytest

from oralexam.clock import ManualClock
from oralexam.errors import Refused
from oralexam.rooms import commands
from oralexam.rooms.phases import Phase
from oralexam.rooms.seats import Seat
from oralexam.rooms.supervisor import RoomSupervisor
from tests.rooms.fakes import BreakableEventStore, FakeMedia, FixedScenarios
from tests.rooms.servers import Server
from tests.rooms.situations import SCENARIO


class FullServer(Server):
    """A server with room for so many calls."""

    def __init__(self, room: int) -> None:
        super().__init__(clock=ManualClock())
        self.room = room
        self.rooms = RoomSupervisor(
            store=BreakableEventStore(),
            media=FakeMedia(),
            scenarios=FixedScenarios(SCENARIO),
            clock=self.clock,
            room_for_calls=lambda promised: "" if promised < self.room else "calls-full",
        )


async def test_a_new_call_is_refused_before_it_starts_and_what_was_promised_goes_on():
    """The second draw finds the server full; the first sitting, already drawn, prepares and rings."""
    server = FullServer(room=1)
    try:
        await server.open("first")
        await server.open("second")
        await server.press(Seat.JUROR, commands.DrawScenario, "first")
        with pytest.raises(Refused) as caught:
            await server.press(Seat.JUROR, commands.DrawScenario, "second")
        assert caught.value.reason == "calls-full"
        assert (await server.rooms.state("second")).phase is Phase.WAITING
        await server.press(Seat.JUROR, commands.StartPreparation, "first")
        server.room = 0
        assert (await server.rooms.state("first")).phase is Phase.PREPARATION
    finally:
        await server.rooms.stop()


async def test_where_a_call_ends_the_next_may_begin():
    """Nothing is remembered of the refusal."""
    server = FullServer(room=0)
    try:
        await server.open()
        with pytest.raises(Refused):
            await server.press(Seat.JUROR, commands.DrawScenario)
        server.room = 1
        state = await server.press(Seat.JUROR, commands.DrawScenario)
        assert state.phase is Phase.DRAWN
    finally:
        await server.rooms.stop()
