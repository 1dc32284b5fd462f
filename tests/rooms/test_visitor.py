"""The visitor part on the machine of the call: a door, and a contact sheet instead of a text."""

import msgspec
import pytest

from oralexam.errors import BadInput, Refused
from oralexam.exams.parts import ExchangeMode, PartKind, StationSetup
from oralexam.exams.plan import ExchangePlan
from oralexam.rooms import commands, drawing, events
from oralexam.rooms.folding import fold
from oralexam.rooms.phases import Phase
from oralexam.rooms.projection import view_for
from oralexam.rooms.seats import PARTIES, Seat
from oralexam.rooms.state import Sheet
from oralexam.rooms.views import CandidateView, JuryView
from tests.rooms.situations import SCENARIO, VISITOR, TableRoom, bring_to, entered, kinds

PLAN = ExchangePlan(preparation_s=300.0)
IN_ROOM = frozenset({*PARTIES, Seat.OBSERVER})
FILLED = {"name": "Ann Field", "needs": "Lamps\nby May", "day": "2026-12-01", "interest": "high"}


def a_visit(station_setup: StationSetup | None = None) -> TableRoom:
    """A visitor part of the title: five minutes of preparation."""
    return TableRoom(plan=PLAN, scenarios=(VISITOR,), station_setup=station_setup)


def seen_by(room: TableRoom, seat: Seat) -> CandidateView | JuryView:
    """What a seat sees now."""
    return view_for(
        seat,
        room.state,
        sitting_id="s",
        scenario=room.scenario,
        present=IN_ROOM,
        now=room.clock.now(),
    )


def test_a_whole_visit_goes_through_the_phases_of_a_call() -> None:
    """5, 10 and 10 minutes; the visitor announces himself, the candidate lets him in."""
    room = a_visit()
    bring_to(room, Phase.RINGING)
    assert room.clock.now() == room.state.spans[2].started_at + PLAN.seconds("preparation")
    assert kinds(room.press(Seat.JUROR, commands.Ring)) == ["CallRung"]
    assert entered(room.press(Seat.CANDIDATE, commands.Answer)) == [(Phase.CONNECTING, "answered")]
    room.flow()
    assert entered(room.pass_s(1200)) == [(Phase.WRITING, "deadline"), (Phase.HANDED_IN, "deadline")]


def test_it_is_the_visitor_who_comes() -> None:
    """The juror rings at the door, never the candidate."""
    room = bring_to(a_visit(), Phase.RINGING)
    with pytest.raises(Refused, match="not-the-caller"):
        room.press(Seat.CANDIDATE, commands.Ring)


def test_a_visitor_who_left_early_may_be_called_back_in() -> None:
    """As long as the ten minutes last, like a call (docs/decisions/0060)."""
    room = bring_to(a_visit(), Phase.CALL)
    ends = room.state.call_ends_at
    room.pass_s(60)
    room.press(Seat.JUROR, commands.HangUp)
    assert room.phase is Phase.WRITING
    room.fill_in({"name": "Ann"}, 1)
    room.press(Seat.CANDIDATE, commands.Ring)
    room.press(Seat.JUROR, commands.Answer)
    room.flow()
    assert (room.phase, room.state.call_ends_at, room.state.sheet.fields) == (
        Phase.CALL,
        ends,
        {"name": "Ann"},
    )


@pytest.mark.parametrize(
    ("station_setup", "mode", "sending"),
    [
        (None, ExchangeMode.VIDEO, set(PARTIES)),
        (StationSetup.TWO_MICROPHONES, ExchangeMode.IN_PERSON, set(PARTIES)),
        (StationSetup.TWO_STATIONS, ExchangeMode.IN_PERSON, set(PARTIES)),
        (StationSetup.ONE_MICROPHONE, ExchangeMode.IN_PERSON, {Seat.CANDIDATE}),
    ],
)
def test_the_room_says_in_which_mode_the_visitor_is_received(
    station_setup: StationSetup | None, mode: ExchangeMode, sending: set[Seat]
) -> None:
    """One scenario for both: by video, or in person with what hears the two."""
    room = bring_to(a_visit(station_setup), Phase.PREPARATION)
    assert room.state.drawn is not None
    assert room.state.drawn.mode is mode
    assert room.state.sending == sending
    for seat in (Seat.CANDIDATE, Seat.JUROR):
        view = seen_by(room, seat)
        assert (view.part, view.mode, view.station_setup) == (PartKind.VISITOR, mode, station_setup)


def test_the_sheet_is_saved_with_the_rule_of_the_text() -> None:
    """From the writing on; whole; an older revision changes nothing, and the deadline closes it."""
    room = bring_to(a_visit(), Phase.CALL)
    with pytest.raises(Refused, match="not-now"):
        room.fill_in(FILLED, 1)
    room.pass_s(600)
    assert kinds(room.fill_in(FILLED, 2)) == ["SheetSaved"]
    assert room.fill_in({"name": "older"}, 2) == []
    assert room.state.sheet == Sheet(fields=FILLED, revision=2, saved_at=room.clock.now())
    room.pass_s(600)
    assert room.phase is Phase.HANDED_IN
    with pytest.raises(Refused, match="not-now"):
        room.fill_in(FILLED, 3)
    assert fold(room.history).sheet.fields == FILLED


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"surname": "Field"}, "unknown-field"),
        ({"name": "x" * 301}, "field-too-long"),
        ({"interest": "medium"}, "not-an-option"),
        ({"day": "tomorrow"}, "not-a-date"),
    ],
)
def test_what_is_not_the_sheets_is_refused(fields: dict[str, str], code: str) -> None:
    """And nothing of it is kept."""
    room = bring_to(a_visit(), Phase.WRITING)
    with pytest.raises(BadInput, match=code):
        room.fill_in(fields, 1)
    assert room.state.sheet == Sheet()


def test_each_part_has_its_own_written_work() -> None:
    """No text after a visitor, no sheet after a call."""
    visit, call = (bring_to(room, Phase.WRITING) for room in (a_visit(), TableRoom(scenarios=(SCENARIO,))))
    with pytest.raises(Refused, match="no-such-task"):
        visit.write("a text", 1)
    with pytest.raises(Refused, match="no-such-task"):
        call.fill_in({"name": "Ann"}, 1)


def test_the_candidate_sees_the_sheet_when_the_writing_opens() -> None:
    """The jury from the draw on, and never what the candidate fills in."""
    room = bring_to(a_visit(), Phase.CALL)
    candidate, juror = (seen_by(room, seat) for seat in (Seat.CANDIDATE, Seat.JUROR))
    assert candidate.contact_sheet is None
    assert juror.contact_sheet == VISITOR.contact_sheet
    room.pass_s(600)
    room.fill_in({"name": "canary-of-the-candidate"}, 1)
    candidate, juror = (seen_by(room, seat) for seat in (Seat.CANDIDATE, Seat.JUROR))
    assert isinstance(candidate, CandidateView)
    assert (candidate.contact_sheet, candidate.text_task) == (VISITOR.contact_sheet, None)
    assert candidate.sheet.fields == {"name": "canary-of-the-candidate"}
    assert b"canary-of-the-candidate" not in msgspec.json.encode(juror)


def test_what_was_opened_before_there_were_visitors_is_a_call() -> None:
    """The events of an old data folder have neither part nor candidacy nor station."""
    opened = msgspec.to_builtins(TableRoom().history[0])
    for name in ("part", "candidacy_id", "station_setup"):
        del opened[name]
    old = msgspec.convert(opened, events.AnyEvent)
    state = fold([old])
    assert (state.sitting.part, state.sitting.candidacy_id) == (PartKind.CALL, None)
    assert state.sending == set(PARTIES)


def test_a_call_is_in_the_mode_of_its_scenario() -> None:
    """Whatever station the sitting names: a call has none."""
    sitting = TableRoom().state.sitting
    assert drawing.mode_of(sitting, SCENARIO) is ExchangeMode.TELEPHONE


def test_who_the_visitor_is_stays_with_the_jury() -> None:
    """Name, firm and place are what the contact sheet asks for: no phase tells the candidate."""
    for phase in (Phase.PREPARATION, Phase.RINGING, Phase.CALL, Phase.WRITING, Phase.HANDED_IN):
        room = bring_to(a_visit(), phase)
        candidate = seen_by(room, Seat.CANDIDATE)
        assert candidate.other_party is None
        assert VISITOR.other_party.name.encode() not in msgspec.json.encode(candidate)
        assert seen_by(room, Seat.JUROR).other_party == VISITOR.other_party


def test_a_hand_in_by_the_deadline_says_that_it_was_one() -> None:
    """The candidate's page tells whether the sheet was handed in or taken."""
    taken = bring_to(a_visit(), Phase.WRITING)
    taken.pass_s(600)
    handed = bring_to(a_visit(), Phase.WRITING)
    handed.press(Seat.CANDIDATE, commands.HandIn)
    for room, by_time in ((taken, True), (handed, False)):
        view = seen_by(room, Seat.CANDIDATE)
        assert isinstance(view, CandidateView)
        assert (room.phase, view.handed_in_by_time) == (Phase.HANDED_IN, by_time)
