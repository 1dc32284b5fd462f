"""What may begin, and what is refused before it does."""

import pytest

from oralexam.clock import ManualClock
from oralexam.errors import Refused
from oralexam.rooms import commands
from oralexam.rooms.call_commands import AllowCall
from oralexam.rooms.phases import Phase
from oralexam.rooms.seats import Seat
from oralexam.rooms.supervisor import RoomSupervisor
from tests.rooms.fakes import BreakableEventStore, FakeMedia, FixedScenarios
from tests.rooms.servers import Server
from tests.rooms.situations import SCENARIO


class FullServer(Server):
    """A server with room for so many calls."""

    def __init__(self, room: int, why: str = "calls-full") -> None:
        super().__init__(clock=ManualClock())
        self.room = room
        self.rooms = RoomSupervisor(
            store=BreakableEventStore(),
            media=FakeMedia(),
            scenarios=FixedScenarios(SCENARIO),
            clock=self.clock,
            room_for_calls=lambda promised: "" if promised < self.room else why,
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


async def test_the_manager_lets_one_begin_all_the_same_and_it_is_told_who_and_why():
    """For this sitting alone, from the draw to the preparation; the other is refused as before."""
    server = FullServer(room=0)
    try:
        for sitting_id in ("first", "second"):
            await server.open(sitting_id)
        allow = AllowCall(from_phase=Phase.WAITING, reason="the last one today")
        state = await server.rooms.command("first", Seat.MANAGER, allow, author="Mme Diallo")
        assert state.on_call.allowed
        assert await server.rooms.command("first", Seat.MANAGER, allow) == state
        await server.press(Seat.JUROR, commands.DrawScenario, "first")
        await server.press(Seat.JUROR, commands.StartPreparation, "first")
        with pytest.raises(Refused):
            await server.press(Seat.JUROR, commands.DrawScenario, "second")
    finally:
        await server.rooms.stop()


@pytest.mark.parametrize("why", ["calls-suffer", "media-ports-full"])
async def test_nobody_lets_a_call_begin_where_others_are_harmed_already_or_nothing_is_left(why: str):
    """A person may know better than a reckoning, and not better than a measurement."""
    server = FullServer(room=0, why=why)
    try:
        await server.open()
        allow = AllowCall(from_phase=Phase.WAITING, reason="the last one today")
        await server.rooms.command("s", Seat.MANAGER, allow)
        with pytest.raises(Refused) as caught:
            await server.press(Seat.JUROR, commands.DrawScenario)
        assert caught.value.reason == why
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
