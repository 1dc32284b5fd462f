"""Holding a call, and what a station tells of itself: noted, shown to the jury, never more than that."""

import pytest

from oralexam.errors import BadInput, Refused
from oralexam.exams.parts import StationSetup
from oralexam.rooms import call_commands, commands, events
from oralexam.rooms.call_acts import MOST_TROUBLES
from oralexam.rooms.call_events import CallAllowed, CallHeld, CallTakenUp, Trouble, TroubleNoted
from oralexam.rooms.ledger import ledger_of
from oralexam.rooms.phases import Phase
from oralexam.rooms.projection import view_for
from oralexam.rooms.seats import Seat
from oralexam.rooms.views import AnyView, CandidateView, JuryView
from tests.rooms.situations import SITTING, VISITOR, TableRoom, bring_to


def view(room: TableRoom, seat: Seat) -> AnyView:
    """What a seat sees now."""
    return view_for(
        seat,
        room.state,
        sitting_id=SITTING,
        scenario=room.scenario,
        present=frozenset(),
        now=room.clock.now(),
    )


def line_of(room: TableRoom, seat: Seat) -> str:
    """How a seat sees the hold."""
    return view(room, seat).line.held


def noted(
    room: TableRoom, trouble: Trouble, seat: Seat = Seat.CANDIDATE, *, begins: bool = True
) -> list[object]:
    """The events that a page's word makes."""
    return list(room.press(seat, call_commands.NoteTrouble, trouble=trouble, begins=begins))


def test_that_a_call_may_begin_in_a_full_server_stands_in_the_ledger_with_who_and_why() -> None:
    """Once; and the person and the reason can be erased."""
    room = bring_to(TableRoom(), Phase.DRAWN)
    with pytest.raises(BadInput):
        room.manage(call_commands.AllowCall, reason=" ")
    room.manage(call_commands.AllowCall, reason="the last one today")
    room.manage(call_commands.AllowCall, reason="again")
    ledger = ledger_of(room.history, now=room.clock.now())
    assert [(each.code, each.by, each.text) for each in ledger.incidents] == [
        ("call-allowed", Seat.MANAGER, "the last one today")
    ]
    assert CallAllowed.personal == {"author", "reason"}


@pytest.mark.parametrize("seat", [Seat.CANDIDATE, Seat.JUROR])
def test_a_call_is_held_and_taken_up_by_the_same_party(seat: Seat) -> None:
    """The other is on hold, the observer sees it, and the end of the call stays where it was."""
    room = bring_to(TableRoom(), Phase.CALL)
    ends = room.state.call_ends_at
    (held,) = room.press(seat, call_commands.HoldCall)
    assert isinstance(held, CallHeld)
    assert (line_of(room, seat), line_of(room, seat.other_party)) == ("you", "other")
    assert line_of(room, Seat.OBSERVER) == "between"
    with pytest.raises(Refused, match="already-held"):
        room.press(seat.other_party, call_commands.HoldCall)
    with pytest.raises(Refused, match="nothing-held"):
        room.press(seat.other_party, call_commands.TakeUpCall)
    room.clock.advance(20)
    (taken,) = room.press(seat, call_commands.TakeUpCall)
    assert isinstance(taken, CallTakenUp)
    assert line_of(room, seat) == "no"
    assert room.state.call_ends_at == ends


def test_a_call_that_ends_holds_nobody() -> None:
    """Whoever is called back is not on hold."""
    room = bring_to(TableRoom(), Phase.CALL)
    room.press(Seat.JUROR, call_commands.HoldCall)
    room.press(Seat.CANDIDATE, commands.HangUp)
    assert room.state.phase is Phase.WRITING
    assert room.state.on_call.held_by is None


def test_what_a_station_tells_is_noted_once_and_shown_to_the_jury_alone() -> None:
    """The same word twice is one event; a candidate's page is told nothing of the juror's station."""
    room = bring_to(TableRoom(), Phase.CALL)
    before = view(room, Seat.CANDIDATE)
    (event,) = noted(room, Trouble.MUTED, Seat.JUROR)
    assert event == TroubleNoted(at=room.clock.now(), seat=Seat.JUROR, trouble=Trouble.MUTED, begins=True)
    assert noted(room, Trouble.MUTED, Seat.JUROR) == []
    assert view(room, Seat.CANDIDATE) == before
    assert isinstance(before, CandidateView)
    for seat in (Seat.JUROR, Seat.OBSERVER):
        seen = view(room, seat)
        assert isinstance(seen, JuryView)
        assert [(each.seat, each.trouble) for each in seen.troubles] == [(Seat.JUROR, Trouble.MUTED)]
    (over,) = noted(room, Trouble.MUTED, Seat.JUROR, begins=False)
    assert isinstance(over, TroubleNoted)
    assert noted(room, Trouble.MUTED, Seat.JUROR, begins=False) == []
    assert room.state.on_call.troubles == frozenset()


def test_the_right_one_of_two_microphones_is_the_jurors() -> None:
    """The candidate's page sends both voices, and says which is silent; the juror's page knows of neither."""
    room = bring_to(TableRoom(scenarios=(VISITOR,), station_setup=StationSetup.TWO_MICROPHONES), Phase.CALL)

    def tell(seat: Seat, **fields: object) -> list[events.AnyEvent]:
        return room.press(seat, call_commands.NoteTrouble, **fields)

    right = {"trouble": Trouble.SILENT, "begins": True, "right_microphone": True}
    (event,) = tell(Seat.CANDIDATE, **right)
    assert event == TroubleNoted(at=room.clock.now(), seat=Seat.JUROR, trouble=Trouble.SILENT, begins=True)
    assert tell(Seat.JUROR, trouble=Trouble.SILENT, begins=False) == []
    assert len(tell(Seat.JUROR, trouble=Trouble.AWAY, begins=True)) == 1
    assert len(tell(Seat.CANDIDATE, trouble=Trouble.SILENT, begins=True)) == 1
    assert room.state.on_call.troubles >= {(Seat.CANDIDATE, Trouble.SILENT), (Seat.JUROR, Trouble.SILENT)}
    for seat, trouble in ((Seat.JUROR, Trouble.CLIPPING), (Seat.CANDIDATE, Trouble.MUTED)):
        with pytest.raises(Refused, match="not-in-this-part"):
            tell(seat, **right | {"trouble": trouble})
    (over,) = tell(Seat.CANDIDATE, **right | {"begins": False})
    assert over == TroubleNoted(at=room.clock.now(), seat=Seat.JUROR, trouble=Trouble.SILENT, begins=False)


def test_where_each_has_a_microphone_nobody_speaks_of_the_others() -> None:
    """By telephone a page that tells of a right microphone is broken."""
    room = bring_to(TableRoom(), Phase.CALL)
    with pytest.raises(Refused, match="not-in-this-part"):
        room.press(
            Seat.CANDIDATE,
            call_commands.NoteTrouble,
            trouble=Trouble.SILENT,
            begins=True,
            right_microphone=True,
        )


def test_everybody_knows_whose_camera_is_off() -> None:
    """A picture that stands because of that does not stand because of a slow link; nothing else is told."""
    room = bring_to(TableRoom(), Phase.CALL)
    noted(room, Trouble.CAMERA_OFF, Seat.JUROR)
    noted(room, Trouble.LOSS, Seat.JUROR)
    for seat in (Seat.CANDIDATE, Seat.JUROR, Seat.OBSERVER):
        assert view(room, seat).line.cameras_off == (Seat.JUROR,)
    noted(room, Trouble.CAMERA_OFF, Seat.JUROR, begins=False)
    assert view(room, Seat.CANDIDATE).line.cameras_off == ()


def test_troubles_of_a_call_end_with_it_and_those_of_the_page_do_not() -> None:
    """Who is away from the page stays away when the writing begins."""
    room = bring_to(TableRoom(), Phase.CALL)
    noted(room, Trouble.LOSS)
    noted(room, Trouble.AWAY)
    room.press(Seat.CANDIDATE, commands.HangUp)
    assert room.state.on_call.troubles == {(Seat.CANDIDATE, Trouble.AWAY)}
    assert noted(room, Trouble.SILENT) == []
    assert len(noted(room, Trouble.NOT_FULL_SCREEN)) == 1


def test_being_away_is_noted_in_every_phase_and_changes_nothing() -> None:
    """Noted, never punished: the phase and its end stay."""
    room = bring_to(TableRoom(), Phase.PREPARATION)
    ends = room.state.deadline
    assert len(noted(room, Trouble.AWAY)) == 1
    assert (room.state.phase, room.state.deadline) == (Phase.PREPARATION, ends)


def test_a_page_that_tells_without_end_is_not_written_down_any_more() -> None:
    """What ends is still noted: nothing stays standing."""
    room = bring_to(TableRoom(), Phase.CALL)
    for _ in range(MOST_TROUBLES):
        noted(room, Trouble.CLIPPING)
        noted(room, Trouble.CLIPPING, begins=False)
    assert noted(room, Trouble.CLIPPING) == []


def test_nobody_is_held_in_one_room() -> None:
    """In person there is no line."""
    room = bring_to(TableRoom(station_setup=StationSetup.TWO_STATIONS), Phase.CALL)
    with pytest.raises(Refused, match="not-on-a-line"):
        room.press(Seat.JUROR, call_commands.HoldCall)


def test_the_ledger_lists_it_as_incidents_and_counts_no_second_for_it() -> None:
    """Held, muted, away: who and when, in running time."""
    room = bring_to(TableRoom(), Phase.CALL)
    room.press(Seat.JUROR, call_commands.HoldCall)
    room.clock.advance(5)
    room.press(Seat.JUROR, call_commands.TakeUpCall)
    noted(room, Trouble.AWAY)
    noted(room, Trouble.AWAY, begins=False)
    ledger = ledger_of(room.history, now=room.clock.now())
    codes = [incident.code for incident in ledger.incidents]
    assert codes == ["call-held", "call-taken-up", "station-away", "station-away-over"]
    assert {total.failed_s for total in ledger.totals} == {0}
