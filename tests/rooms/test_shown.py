"""What a centre decides to show a candidate: the time left or not, large text, contrast; never why."""

import msgspec
import pytest

from oralexam.exams.accommodation import Display
from oralexam.rooms import commands
from oralexam.rooms.phases import Phase
from oralexam.rooms.projection import view_for
from oralexam.rooms.seats import Seat
from oralexam.rooms.views import CandidateView, JuryView
from tests.rooms.situations import PHASES, TableRoom, bring_to


def a_room(*, clock_shown: bool = True, display: Display | None = None) -> TableRoom:
    """A call whose sitting says what is shown."""
    room = TableRoom()
    room.history[0] = msgspec.structs.replace(
        room.state.sitting, clock_shown=clock_shown, display=display or Display()
    )
    return room


def seen_by(room: TableRoom, seat: Seat) -> CandidateView | JuryView:
    """What a seat sees now."""
    return view_for(
        seat,
        room.state,
        sitting_id="s",
        scenario=room.scenario,
        present=frozenset(),
        now=room.clock.now(),
    )


@pytest.mark.parametrize("phase", PHASES)
def test_no_end_is_told_where_the_clock_is_not_shown(phase: Phase) -> None:
    """In no phase; to the jury it is."""
    room = bring_to(a_room(clock_shown=False), phase)
    view = seen_by(room, Seat.CANDIDATE)
    assert isinstance(view, CandidateView)
    assert not view.clock_shown
    assert (view.deadline, view.line.call_ends_at, view.line.call_back_until) == (None, None, None)
    assert all((step.starts_at, step.ends_at) == (None, None) for step in view.rail)
    assert seen_by(room, Seat.JUROR).deadline == room.state.deadline


def test_the_last_minute_is_told_all_the_same() -> None:
    """And that the call may be taken up again, without saying until when."""
    room = bring_to(a_room(clock_shown=False), Phase.CALL)
    room.pass_s(545)
    assert seen_by(room, Seat.CANDIDATE).line.warned
    room.press(Seat.JUROR, commands.HangUp)
    line = seen_by(room, Seat.CANDIDATE).line
    assert (line.may_call_back, line.call_back_until) == (True, None)
    assert seen_by(room, Seat.JUROR).line.call_back_until == room.state.call_ends_at


def test_larger_text_and_contrast_reach_the_candidates_page_alone() -> None:
    """As they were frozen when the sitting was opened."""
    room = bring_to(a_room(display=Display(large_text=True, contrast=True)), Phase.CALL)
    view = seen_by(room, Seat.CANDIDATE)
    assert isinstance(view, CandidateView)
    assert view.display == Display(large_text=True, contrast=True)
    assert b"large_text" not in msgspec.json.encode(seen_by(room, Seat.JUROR))
