"""The line of whoever is called is busy: as the juror plays it, or because of another call. Both are told."""

import msgspec
import pytest

from oralexam.errors import Refused
from oralexam.identifiers import new_id
from oralexam.rooms import commands, events
from oralexam.rooms.call_commands import MarkLine
from oralexam.rooms.call_events import BusyCause, RingBusy
from oralexam.rooms.engaged import engaged_elsewhere
from oralexam.rooms.judging.jurors import first_jurors
from oralexam.rooms.ledger import ledger_of
from oralexam.rooms.line_acts import ring as rung_with
from oralexam.rooms.phases import Phase
from oralexam.rooms.projection import view_for
from oralexam.rooms.seats import JURY, PARTIES, Seat
from oralexam.rooms.state import RoomState
from oralexam.rooms.views import Line
from tests.rooms.situations import SCENARIO, TableRoom, answer, bring_to, kinds, ring, ringing_from_candidate


def line(room: TableRoom, seat: Seat) -> Line:
    """The line as a seat sees it."""
    view = view_for(
        seat,
        room.state,
        sitting_id=room.sitting_id,
        scenario=SCENARIO,
        present=frozenset(Seat),
        now=room.clock.now(),
    )
    return view.line


def called(phase: Phase = Phase.RINGING) -> TableRoom:
    """A room in which the candidate rings."""
    return bring_to(TableRoom(scenarios=(ringing_from_candidate(SCENARIO),)), phase)


@pytest.mark.parametrize("phase", [Phase.DRAWN, Phase.PREPARATION, Phase.RINGING])
def test_a_line_that_the_juror_marks_is_busy_once(phase: Phase) -> None:
    """Nothing rings at the juror's; both are told how it ended; the next ring is heard, and answered."""
    room = called(phase)
    room.order(Seat.JUROR, MarkLine(from_phase=phase, busy=True))
    assert room.order(Seat.JUROR, MarkLine(from_phase=phase, busy=True)) == []
    assert [line(room, seat).busy_next for seat in (*JURY, Seat.CANDIDATE)] == [True, True, False]
    if phase is Phase.DRAWN:
        room.press(Seat.JUROR, commands.StartPreparation)
    if phase is not Phase.RINGING:
        room.pass_s(room.state.plan.preparation_s)
    deadline = room.state.deadline
    (busy,) = ring(room)
    assert isinstance(busy, RingBusy)
    assert (busy.by, busy.attempt, busy.cause) == (Seat.CANDIDATE, 1, BusyCause.MARKED)
    assert (room.phase, room.state.rung_by, room.state.deadline) == (Phase.RINGING, None, deadline)
    assert [(line(room, seat).last_ring, line(room, seat).you_rang) for seat in PARTIES] == [
        ("busy", seat is Seat.CANDIDATE) for seat in PARTIES
    ]
    assert not line(room, Seat.JUROR).busy_next
    assert kinds(ring(room)) == ["CallRung"]
    assert room.state.ring_attempt == 2
    assert {line(room, seat).last_ring for seat in PARTIES} == {""}
    answer(room)
    assert room.phase is Phase.CONNECTING
    noted = [(each.code, each.by) for each in ledger_of(room.history, now=room.clock.now()).incidents]
    assert noted == [("line-marked-busy", Seat.JUROR), ("ring-busy-marked", Seat.CANDIDATE)]


def test_what_is_marked_may_be_taken_back_and_ends_with_the_call() -> None:
    """A line that was marked and never rung is free when the call is taken up again."""
    room = called()
    room.order(Seat.JUROR, MarkLine(from_phase=room.phase, busy=True))
    room.order(Seat.JUROR, MarkLine(from_phase=room.phase, busy=False))
    assert kinds(ring(room)) == ["CallRung"]
    with pytest.raises(Refused, match="already-ringing"):
        room.order(Seat.JUROR, MarkLine(from_phase=room.phase, busy=True))


def test_no_minute_of_the_call_is_lost_to_a_busy_line() -> None:
    """Where the juror rings nobody's line is marked; nor once the call's time runs."""
    room = bring_to(TableRoom(), Phase.RINGING)
    with pytest.raises(Refused, match="not-the-called"):
        room.order(Seat.JUROR, MarkLine(from_phase=room.phase, busy=True))
    room = called(Phase.CALL)
    room.press(Seat.CANDIDATE, commands.HangUp)
    room.press(Seat.CANDIDATE, commands.Ring)
    with pytest.raises(Refused, match="not-now"):
        room.order(Seat.JUROR, MarkLine(from_phase=room.phase, busy=True))


@pytest.mark.parametrize("ended_by", [*PARTIES, None])
def test_both_are_told_how_a_ring_ended(ended_by: Seat | None) -> None:
    """Cancelled by the caller, declined by the other, or not answered in two minutes."""
    room = called()
    ring(room)
    if ended_by is None:
        room.pass_s(room.state.plan.ringing_s)
    else:
        room.press(ended_by, commands.HangUp)
    how = {Seat.CANDIDATE: "cancelled", Seat.JUROR: "declined", None: "no-answer"}[ended_by]
    for seat in PARTIES:
        assert (line(room, seat).last_ring, line(room, seat).you_rang) == (how, seat is Seat.CANDIDATE)


def session_room(member: str, beside: str, phase: Phase) -> RoomState:
    """A room of a session in which these two sit."""
    state = called(phase).state
    jurors = first_jurors(("Mme Roussel", "M. Hendricks"), (member, beside))
    return msgspec.structs.replace(state, jurors=jurors)


def test_who_talks_in_another_room_is_busy_here() -> None:
    """Playing or listening there; a call-back finds it so too, and the writing goes on as it was."""
    member = new_id()
    here = session_room(member, new_id(), Phase.RINGING)
    for there in (
        session_room(member, new_id(), Phase.CALL),
        session_room(new_id(), member, Phase.CONNECTING),
    ):
        assert engaged_elsewhere("a", here, {"a": here, "b": there}) == {Seat.JUROR}
    writes = session_room(member, new_id(), Phase.WRITING)
    assert engaged_elsewhere("a", here, {"a": here, "b": writes}) == frozenset()
    assert engaged_elsewhere("a", here, {"a": msgspec.structs.replace(here, phase=Phase.CALL)}) == frozenset()
    outside = called().state
    assert engaged_elsewhere("a", outside, {"a": outside, "b": called(Phase.CALL).state}) == frozenset()
    room = called(Phase.CALL)
    room.press(Seat.CANDIDATE, commands.HangUp)
    deadline = room.state.deadline
    (busy,) = rung_with(room.state, Seat.CANDIDATE, room.clock.now(), {Seat.JUROR})
    assert isinstance(busy, RingBusy)
    assert busy.cause is BusyCause.IN_ANOTHER_CALL
    room.happen([busy])
    assert (room.phase, room.state.deadline, line(room, Seat.CANDIDATE).last_ring) == (
        Phase.WRITING,
        deadline,
        "busy",
    )


def test_two_who_ring_at_once_do_not_find_each_other_busy() -> None:
    """The first ring stands, and the second press is told so: that page rings, and may answer."""
    room = called(Phase.CALL)
    room.press(Seat.CANDIDATE, commands.HangUp)
    seen = room.phase
    assert kinds(room.press(Seat.JUROR, commands.Ring)) == ["PhaseEntered", "CallRung"]
    with pytest.raises(Refused, match="stale-command"):
        room.order(Seat.CANDIDATE, commands.Ring(from_phase=seen))
    assert line(room, Seat.CANDIDATE).ringing == "incoming"
    assert isinstance(room.history[-1], events.CallRung)
