"""Ending a ring before it is answered, or a call before sound has arrived: recorded, and nothing is lost."""

import pytest

from oralexam.errors import Refused
from oralexam.rooms import commands, events
from oralexam.rooms.phases import Phase
from oralexam.rooms.seats import PARTIES, Seat
from tests.rooms.situations import TableRoom, bring_to, kinds


@pytest.mark.parametrize("seat", PARTIES)
def test_a_ring_is_cancelled_or_declined(seat: Seat) -> None:
    """The caller cancels, the one who is rung declines: recorded with who, and one may ring again."""
    room = bring_to(TableRoom(), Phase.RINGING)
    room.press(Seat.JUROR, commands.Ring)
    (unanswered,) = room.press(seat, commands.HangUp)
    assert isinstance(unanswered, events.RingUnanswered)
    assert (unanswered.by, unanswered.attempt) == (seat, 1)
    assert room.state.phase is Phase.RINGING
    assert room.state.rung_by is None
    room.press(Seat.JUROR, commands.Ring)
    assert room.state.ring_attempt == 2


def test_what_does_not_ring_cannot_be_hung_up() -> None:
    """Before anybody rings there is nothing to end."""
    room = bring_to(TableRoom(), Phase.RINGING)
    with pytest.raises(Refused, match="nothing-rings"):
        room.press(Seat.CANDIDATE, commands.HangUp)


@pytest.mark.parametrize("seat", PARTIES)
def test_an_answered_call_without_sound_may_be_given_up(seat: Seat) -> None:
    """The room goes back to ringing, with the whole bound."""
    room = bring_to(TableRoom(), Phase.CONNECTING)
    assert kinds(room.press(seat, commands.HangUp)) == ["PhaseEntered"]
    assert room.state.phase is Phase.RINGING
    assert room.state.deadline == room.clock.now() + room.state.plan.seconds("ringing")


@pytest.mark.parametrize("answered", [False, True])
@pytest.mark.parametrize("seat", PARTIES)
def test_a_call_back_that_is_ended_gives_the_text_back(seat: Seat, *, answered: bool) -> None:
    """The writing goes on at once, and its end stays where it was."""
    room = bring_to(TableRoom(), Phase.CALL)
    room.press(Seat.JUROR, commands.HangUp)
    ends = room.state.writing_ends_at
    room.clock.advance(20)
    room.press(Seat.JUROR, commands.Ring)
    if answered:
        room.press(Seat.CANDIDATE, commands.Answer)
    room.press(seat, commands.HangUp)
    assert room.state.phase is Phase.WRITING
    assert room.state.deadline == ends
