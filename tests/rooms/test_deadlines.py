"""What a room does by itself, at the instant at which it is due."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from oralexam.exams.plan import ExchangePlan
from oralexam.rooms import commands, deadlines, events
from oralexam.rooms.phases import Phase
from oralexam.rooms.seats import PARTIES, Seat
from tests.rooms.situations import TableRoom, answer, bring_to, entered, kinds, ring


def test_a_room_that_waits_for_people_has_no_deadline() -> None:
    """Before the preparation and after the hand-in nothing happens by itself, ever."""
    for phase in (Phase.WAITING, Phase.DRAWN, Phase.HANDED_IN):
        room = bring_to(TableRoom(), phase)
        assert deadlines.next_deadline(room.state) is None
        assert room.pass_s(1e8) == []


def test_the_end_of_the_preparation_opens_the_ringing() -> None:
    """After fifteen minutes, not a microsecond earlier."""
    room = bring_to(TableRoom(), Phase.PREPARATION)
    assert room.pass_s(15 * 60 - 1e-6) == []
    assert entered(room.pass_s(1e-6)) == [(Phase.RINGING, "deadline")]
    assert room.state.deadline == room.clock.now() + timedelta(seconds=120)
    assert room.state.rung_by is None


def test_a_caller_who_does_not_ring_is_recorded() -> None:
    """Attempt 0 after two minutes; then the room waits, and can still be rung."""
    room = bring_to(TableRoom(), Phase.RINGING)
    (unanswered,) = room.pass_s(120)
    assert isinstance(unanswered, events.RingUnanswered)
    assert unanswered.attempt == 0
    assert room.pass_s(3600) == []
    ring(room)
    assert room.state.ring_attempt == 1


def test_an_unanswered_ring_is_recorded_and_may_be_rung_again() -> None:
    """Each ring has its own two minutes and its own number."""
    room = bring_to(TableRoom(), Phase.RINGING)
    room.pass_s(100)
    for attempt in (1, 2, 3):
        (rung,) = ring(room)
        assert isinstance(rung, events.CallRung)
        assert (rung.attempt, rung.deadline) == (attempt, room.clock.now() + timedelta(seconds=120))
        assert room.pass_s(119.9) == []
        (unanswered,) = room.pass_s(0.1)
        assert isinstance(unanswered, events.RingUnanswered)
        assert (unanswered.attempt, unanswered.at) == (attempt, rung.deadline)
        assert room.state.rung_by is None
    assert room.phase is Phase.RINGING


def test_an_answer_without_sound_leads_back_to_ringing() -> None:
    """Half a minute after the answer one may ring again; no call time was used."""
    room = bring_to(TableRoom(), Phase.CONNECTING)
    assert room.pass_s(29.9) == []
    assert entered(room.pass_s(0.1)) == [(Phase.RINGING, "no-media")]
    assert room.state.call_started_at is None
    ring(room)
    answer(room)
    room.flow()
    assert room.state.call_ends_at == room.clock.now() + timedelta(seconds=600)


def test_a_warning_comes_one_minute_before_the_end_of_the_call() -> None:
    """At nine minutes, once; at ten the text opens."""
    room = bring_to(TableRoom(), Phase.CALL)
    assert room.pass_s(539.9) == []
    assert kinds(room.pass_s(0.1)) == ["CallWarned"]
    assert room.pass_s(59.9) == []
    assert entered(room.pass_s(0.1)) == [(Phase.WRITING, "deadline")]


@pytest.mark.parametrize("grace_s", [0, 30, 60])
def test_the_centre_may_grant_time_to_finish_a_sentence(grace_s: float) -> None:
    """The call's end is said at ten minutes, and kept at ten minutes and the grace."""
    room = bring_to(TableRoom(plan=ExchangePlan(grace_s=grace_s)), Phase.CALL)
    started = room.clock.now()
    room.pass_s(540)
    happened = room.pass_s(60)
    if grace_s:
        assert kinds(happened) == ["CallTimeReached"]
        assert room.pass_s(grace_s - 0.1) == []
        happened = room.pass_s(0.1)
    assert entered(happened) == [(Phase.WRITING, "deadline")]
    assert happened[0].at == started + timedelta(seconds=600 + grace_s)
    assert room.state.deadline == happened[0].at + timedelta(seconds=600)


def test_a_call_hung_up_in_its_grace_is_not_called_back() -> None:
    """No call time is left then."""
    room = bring_to(TableRoom(plan=ExchangePlan(grace_s=60)), Phase.CALL)
    room.pass_s(620)
    assert room.state.time_reached
    room.press(Seat.CANDIDATE, commands.HangUp)
    assert not room.state.may_call_back(room.clock.now())


def test_the_text_is_handed_in_on_its_deadline_with_what_was_there() -> None:
    """Nobody has to press anything."""
    room = bring_to(TableRoom(), Phase.WRITING)
    room.pass_s(599)
    room.write("Dear Ms Field, I am", 1)
    assert entered(room.pass_s(1)) == [(Phase.HANDED_IN, "deadline")]
    assert room.state.text.text == "Dear Ms Field, I am"


@pytest.mark.parametrize("seat", PARTIES)
def test_a_call_back_that_nobody_answers_gives_the_text_back(seat: Seat) -> None:
    """After two minutes the text is open again, and has not been given more time."""
    room = bring_to(TableRoom(), Phase.CALL)
    room.pass_s(60)
    room.press(Seat.JUROR, commands.HangUp)
    writing_ends_at = room.state.deadline
    room.pass_s(10)
    room.press(seat, commands.Ring)
    happened = room.pass_s(120)
    assert kinds(happened) == ["RingUnanswered", "PhaseEntered"]
    assert entered(happened) == [(Phase.WRITING, "no-answer")]
    assert room.state.deadline == writing_ends_at


def test_a_call_back_rings_no_longer_than_the_call_has_time() -> None:
    """Hung up with half a minute left, it rings for half a minute."""
    room = bring_to(TableRoom(), Phase.CALL)
    ends = room.state.call_ends_at
    room.pass_s(570)
    room.press(Seat.JUROR, commands.HangUp)
    room.press(Seat.JUROR, commands.Ring)
    assert room.state.deadline == ends
    assert entered(room.pass_s(30)) == [(Phase.WRITING, "no-answer")]


def test_a_call_back_that_does_not_connect_in_time_gives_the_text_back() -> None:
    """Answered ten seconds before the end of the call, without sound: the text opens at that end."""
    room = bring_to(TableRoom(), Phase.CALL)
    ends = room.state.call_ends_at
    room.pass_s(580)
    room.press(Seat.JUROR, commands.HangUp)
    writing_ends_at = room.state.deadline
    room.press(Seat.JUROR, commands.Ring)
    room.pass_s(10)
    answer(room)
    assert room.state.deadline == ends
    happened = room.pass_s(10)
    assert entered(happened) == [(Phase.WRITING, "no-media")]
    assert room.state.deadline == writing_ends_at


def test_ringing_back_past_the_end_of_a_short_text_hands_it_in() -> None:
    """Where the text is shorter than what the call has left, its own end counts."""
    room = bring_to(TableRoom(plan=ExchangePlan(writing_s=20)), Phase.CALL)
    room.press(Seat.JUROR, commands.HangUp)
    writing_ends_at = room.state.deadline
    room.write("short", 1)
    room.press(Seat.JUROR, commands.Ring)
    assert room.state.deadline == writing_ends_at
    happened = room.pass_s(20)
    assert entered(happened) == [(Phase.WRITING, "no-answer"), (Phase.HANDED_IN, "deadline")]
    assert {event.at for event in happened} == {writing_ends_at}


def test_a_call_taken_up_in_its_last_minute_is_warned_as_it_begins() -> None:
    """The warning's own instant lies before the call-back: it comes with it, and not before it."""
    room = bring_to(TableRoom(), Phase.CALL)
    room.pass_s(500)
    room.press(Seat.JUROR, commands.HangUp)
    room.pass_s(70)
    room.press(Seat.JUROR, commands.Ring)
    answer(room)
    room.flow()
    (warned,) = room.wake()
    assert isinstance(warned, events.CallWarned)
    assert warned.at == room.clock.now()
    assert entered(room.pass_s(30)) == [(Phase.WRITING, "deadline")]


def test_a_call_warned_before_it_was_hung_up_is_not_warned_twice() -> None:
    """One warning a call."""
    room = bring_to(TableRoom(), Phase.CALL)
    room.pass_s(550)
    room.press(Seat.JUROR, commands.HangUp)
    room.press(Seat.JUROR, commands.Ring)
    answer(room)
    room.flow()
    room.pass_s(60)
    assert kinds(room.history).count("CallWarned") == 1


def _from_preparation(room: TableRoom) -> None:
    bring_to(room, Phase.PREPARATION)


def _from_call(room: TableRoom) -> None:
    bring_to(room, Phase.CALL)


def _from_call_back(room: TableRoom) -> None:
    bring_to(room, Phase.CALL)
    room.pass_s(100)
    room.press(Seat.CANDIDATE, commands.HangUp)
    room.press(Seat.JUROR, commands.Ring)


def _from_connecting_again(room: TableRoom) -> None:
    _from_call_back(room)
    answer(room)


@pytest.mark.parametrize("grace_s", [0, 45])
@pytest.mark.parametrize("start", [_from_preparation, _from_call, _from_call_back, _from_connecting_again])
def test_a_server_that_slept_through_deadlines_says_what_one_awake_says(
    start: Callable[[TableRoom], None], grace_s: float
) -> None:
    """Asleep for an hour and a half, or looking every seven seconds: the same events at the same instants."""
    awake, asleep = (TableRoom(plan=ExchangePlan(grace_s=grace_s)) for _ in range(2))
    start(awake)
    start(asleep)
    for _ in range(800):
        awake.pass_s(7)
    asleep.sleep_s(800 * 7)
    asleep.wake()
    assert asleep.history == awake.history
    assert _instants(asleep.history) == sorted(_instants(asleep.history))
    assert asleep.phase in {Phase.RINGING, Phase.HANDED_IN}


def _instants(history: list[events.AnyEvent]) -> list[datetime]:
    return [event.at for event in history]


def test_waking_late_moves_no_later_deadline() -> None:
    """A server that wakes four minutes into the text gives six more minutes, not ten."""
    room = bring_to(TableRoom(), Phase.CALL)
    ends = room.state.call_ends_at
    assert ends is not None
    room.sleep_s(600 + 240)
    room.wake()
    assert room.phase is Phase.WRITING
    assert room.state.spans[-1].started_at == ends
    assert room.state.deadline == ends + timedelta(seconds=600)
