"""The three steps and their times, as every seat is shown them."""

from datetime import timedelta

from oralexam.rooms import commands
from oralexam.rooms.phases import Phase
from oralexam.rooms.projection import rail
from oralexam.rooms.seats import Seat
from tests.rooms.situations import TableRoom, answer, bring_to, ring


def test_the_rail_says_when_things_will_be() -> None:
    """Unknown before the preparation, planned once it runs, as they were afterwards."""
    room = bring_to(TableRoom(), Phase.DRAWN)
    assert [step.starts_at for step in rail(room.state)] == [None, None, None]
    assert [step.planned_s for step in rail(room.state)] == [900, 600, 600]
    bring_to(room, Phase.DRAWN)
    room.press(Seat.JUROR, commands.StartPreparation)
    start = room.clock.now()
    minutes = [
        ((step.starts_at - start) / timedelta(minutes=1), (step.ends_at - start) / timedelta(minutes=1))
        for step in rail(room.state)
        if step.starts_at and step.ends_at
    ]
    assert minutes == [(0, 15), (15, 25), (25, 35)]
    room.pass_s(900 + 60)
    ring(room)
    answer(room)
    room.flow()
    call = rail(room.state)[1]
    assert (call.starts_at, call.ends_at) == (room.clock.now(), room.state.call_ends_at)
    room.pass_s(300)
    room.press(Seat.JUROR, commands.HangUp)
    call, writing = rail(room.state)[1:]
    assert call.ends_at == writing.starts_at == room.clock.now()
    assert writing.ends_at == room.state.deadline


def test_a_call_taken_up_again_has_its_writing_ahead_on_the_rail() -> None:
    """From the ring back on; afterwards the writing begins where the call ended, not where it was left."""
    room = bring_to(TableRoom(), Phase.CALL)
    ends_at = room.state.call_ends_at
    assert ends_at
    room.pass_s(60)
    room.press(Seat.JUROR, commands.HangUp)
    room.pass_s(60)
    room.press(Seat.CANDIDATE, commands.Ring)
    planned = (ends_at, ends_at, ends_at + timedelta(seconds=540))
    _, call, writing = rail(room.state)
    assert (call.ends_at, writing.starts_at, writing.ends_at) == planned
    room.press(Seat.JUROR, commands.Answer)
    room.flow()
    assert room.phase is Phase.CALL
    _, call, writing = rail(room.state)
    assert (call.ends_at, writing.starts_at, writing.ends_at) == planned
    room.sleep_s((ends_at - room.clock.now()).total_seconds())
    room.wake()
    assert room.phase is Phase.WRITING
    _, call, writing = rail(room.state)
    assert (call.ends_at, writing.starts_at, writing.ends_at) == planned
