"""The two minutes of ringing, as a live room keeps them."""

import pytest

from oralexam.clock import ManualClock, SystemClock
from oralexam.rooms import commands, events
from oralexam.rooms.folding import fold
from oralexam.rooms.phases import Phase
from oralexam.rooms.seats import Seat
from tests.rooms.fakes import BreakableEventStore
from tests.rooms.servers import LATE_S, later, running
from tests.rooms.situations import PLAN, TableRoom, bring_to, ring

LEFT_S = 0.5


@pytest.mark.parametrize("rung", [False, True])
async def test_the_bound_of_an_exam_ends_by_the_real_clock(*, rung: bool) -> None:
    """Two minutes, of which a server is there for the last half second: told soon after, never before.

    Sat through whole, with the program, its database and sockets, by hand: 11 ms (rung) and 45 ms (nobody
    rang) after the 120 s, on two cores at load 7.
    """
    clock = SystemClock()
    began = ManualClock(later(clock.now(), LEFT_S - PLAN.ringing_s - PLAN.preparation_s))
    room = bring_to(TableRoom(clock=began), Phase.RINGING)
    if rung:
        ring(room)
    store = BreakableEventStore()
    store.append("s", after_seq=0, events=room.history)
    deadline = fold(store.load("s")).deadline
    assert deadline == later(room.state.spans[-1].started_at, 120)
    async with running(clock, store) as server:
        await server.listener.until(lambda state: state.deadline is None)
        assert 0 <= (clock.now() - deadline).total_seconds() < LATE_S
        (unanswered,) = server.listener.of("s")
        assert isinstance(unanswered, events.RingUnanswered)
        assert (unanswered.at, unanswered.attempt) == (deadline, int(rung))
        assert (await server.rooms.state("s")).phase is Phase.RINGING
        assert (await server.press(Seat.JUROR, commands.Ring)).ring_attempt == int(rung) + 1
