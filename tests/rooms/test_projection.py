"""What each seat may see, and above all what a candidate never sees."""

from typing import get_args, get_type_hints

import msgspec
import pytest

from oralexam.errors import Refused
from oralexam.exams.draw import Lot
from oralexam.exams.scenario import FactIfAsked, JuryBrief, Scenario
from oralexam.rooms import call_events, commands, events, views
from oralexam.rooms.folding import fold
from oralexam.rooms.phases import Phase
from oralexam.rooms.projection import view_for
from oralexam.rooms.seats import PARTIES, Seat
from tests.rooms.canaries import canaries_of, canary_scenario
from tests.rooms.situations import (
    PHASES,
    SCENARIO,
    TableRoom,
    answer,
    bring_to,
    ring,
    ringing_from_candidate,
)

EVERYBODY_IN = frozenset({Seat.CANDIDATE, Seat.JUROR, Seat.OBSERVER})


def view_of(
    room: TableRoom, seat: Seat, *, present: frozenset[Seat] = EVERYBODY_IN
) -> views.CandidateView | views.JuryView:
    """What `seat` sees of the room now."""
    return view_for(
        seat,
        room.state,
        sitting_id="s",
        scenario=room.scenario,
        present=present,
        now=room.clock.now(),
    )


def candidate_sees(room: TableRoom) -> views.CandidateView:
    """The candidate's view, by its type."""
    view = view_of(room, Seat.CANDIDATE)
    assert isinstance(view, views.CandidateView)
    return view


def jury_sees(room: TableRoom, seat: Seat = Seat.JUROR) -> views.JuryView:
    """The jury's view, by its type."""
    view = view_of(room, seat)
    assert isinstance(view, views.JuryView)
    return view


def life_of_canaries() -> tuple[TableRoom, Scenario, Scenario]:
    """A whole sitting, calling back included, over two scenarios of canaries; one of them is drawn."""
    scenarios = (canary_scenario("one"), canary_scenario("two"))
    room = TableRoom(scenarios=scenarios)
    opened = room.history[0]
    assert isinstance(opened, events.SittingOpened)
    room.history[0] = msgspec.structs.replace(
        opened, juror_name="canary:juror-name", observer_name="canary:observer-name"
    )
    bring_to(room, Phase.CALL)
    drawn = room.scenario
    assert drawn is not None
    for fact in drawn.jury.facts_if_asked:
        room.order(
            Seat.JUROR,
            commands.PressFact(from_phase=Phase.CALL, fact_id=fact.fact_id, given=True),
        )
    room.pass_s(60)
    room.press(Seat.CANDIDATE, commands.HangUp)
    room.press(Seat.CANDIDATE, commands.Ring)
    answer(room)
    room.flow()
    room.pass_s(3000)
    assert room.phase is Phase.HANDED_IN
    (other,) = (scenario for scenario in scenarios if scenario is not drawn)
    return room, drawn, other


def found_in(text: str, canaries: set[str]) -> set[str]:
    """Which of the canaries stand in `text`."""
    return {canary for canary in canaries if canary in text}


def test_the_canary_scenario_covers_every_text_of_a_scenario() -> None:
    """Each text of each type is a canary of its own, and the jury's half has many."""
    scenario = canary_scenario()
    canaries = canaries_of(scenario)
    as_json = msgspec.json.encode(scenario).decode()
    assert len(canaries) > 40
    assert found_in(as_json, canaries) == canaries
    assert {"canary:drawn:jury.if_silent", "canary:drawn:jury.facts_if_asked.1.answer"} <= canaries


def test_a_candidate_is_never_told_what_is_the_jurys() -> None:
    """After every single event of a whole sitting: nothing but the candidate's own half, in its time."""
    room, drawn, other = life_of_canaries()
    own_half = (
        canaries_of(drawn.candidate) | canaries_of(drawn.other_party) | {drawn.title, str(drawn.number)}
    )
    text_task = canaries_of(drawn.text_task) | canaries_of(drawn.contact_sheet)
    everything = canaries_of(drawn) | canaries_of(other) | {"canary:juror-name", "canary:observer-name"}
    seen_at_last: set[str] = set()
    for cut in range(1, len(room.history) + 1):
        state = fold(room.history[:cut])
        view = view_for(
            Seat.CANDIDATE,
            state,
            sitting_id="s",
            scenario=drawn if state.drawn else None,
            present=EVERYBODY_IN,
            now=room.history[cut - 1].at,
        )
        as_json = msgspec.json.encode(view).decode()
        seen = found_in(as_json, everything)
        if state.phase in {Phase.WAITING, Phase.DRAWN}:
            allowed: set[str] = set()
        elif any(span.phase is Phase.WRITING for span in state.spans):
            allowed = own_half | text_task
        else:
            allowed = own_half
        assert seen == allowed, state.phase
        assert drawn.jury.role not in as_json
        if state.drawn:
            assert state.drawn.lot.chance not in as_json
        seen_at_last = seen
    assert seen_at_last == own_half | text_task


def test_nothing_of_the_scenario_shows_before_the_file_is_handed_over() -> None:
    """Which scenario was drawn, and who will ring, changes nothing in the candidate's view."""
    seen = set()
    for scenario in (SCENARIO, ringing_from_candidate(), canary_scenario()):
        room = bring_to(TableRoom(scenarios=(scenario,)), Phase.DRAWN)
        seen.add(msgspec.json.encode(candidate_sees(room)))
    assert len(seen) == 1
    view = candidate_sees(room)
    assert (view.mode, view.title, view.other_party, view.brief, view.text_task) == (
        None,
        "",
        None,
        None,
        None,
    )
    assert not view.line.you_ring


def test_no_type_of_the_jury_can_be_reached_from_a_candidates_view() -> None:
    """The candidate's view could not carry a jury brief even by mistake."""

    def reached(kind: object, known: set[object]) -> set[object]:
        if kind in known:
            return known
        known.add(kind)
        for inner in get_args(kind):
            reached(inner, known)
        if isinstance(kind, type) and issubclass(kind, msgspec.Struct):
            for inner in get_type_hints(kind).values():
                reached(inner, known)
        return known

    assert not reached(views.CandidateView, set()) & {JuryBrief, FactIfAsked, Scenario, Lot, views.FactGiven}
    assert {JuryBrief, FactIfAsked, Lot} <= reached(views.JuryView, set())


def test_nobody_in_the_room_is_told_what_the_fact_grid_looks_for() -> None:
    """Values, labels and words of the grid are for whoever judges, afterwards: no seat's view holds one."""
    room, drawn, other = life_of_canaries()
    grid = canaries_of(drawn.expected) | canaries_of(other.expected)
    assert len(grid) >= 10
    for cut in range(1, len(room.history) + 1):
        state = fold(room.history[:cut])
        for seat in (Seat.CANDIDATE, Seat.JUROR, Seat.OBSERVER):
            view = view_for(
                seat,
                state,
                sitting_id="s",
                scenario=drawn if state.drawn else None,
                present=EVERYBODY_IN,
                now=room.history[cut - 1].at,
            )
            assert not found_in(msgspec.json.encode(view).decode(), grid)


@pytest.mark.parametrize("seat", [Seat.JUROR, Seat.OBSERVER])
def test_the_jury_sees_the_whole_scenario_from_the_draw_on(seat: Seat) -> None:
    """Both of them, both halves, and the facts as they are given; before the draw only how many there are."""
    scenario = canary_scenario()
    room = TableRoom(scenarios=(scenario,))
    assert jury_sees(room, seat).eligible == 1
    assert not canaries_of(jury_sees(room, seat).jury_brief)
    bring_to(room, Phase.CALL)
    view = jury_sees(room, seat)
    assert view.seat is seat
    assert (view.jury_brief, view.candidate_brief, view.text_task, view.lot) == (
        scenario.jury,
        scenario.candidate,
        scenario.text_task,
        room.state.drawn.lot if room.state.drawn else None,
    )
    room.order(
        Seat.JUROR,
        commands.PressFact(
            from_phase=Phase.CALL, fact_id=scenario.jury.facts_if_asked[0].fact_id, given=True
        ),
    )
    assert [fact.at for fact in jury_sees(room, seat).facts_given] == [room.clock.now()]


def test_the_jury_does_not_read_what_the_candidate_writes() -> None:
    """Notes and text are the candidate's until they are handed in, and then they are in the replay."""
    room = bring_to(TableRoom(), Phase.WRITING)
    room.note("canary:note", 1)
    room.write("canary:text", 1)
    assert b"canary" not in msgspec.json.encode(jury_sees(room))
    assert (candidate_sees(room).notes.text, candidate_sees(room).text.text) == ("canary:note", "canary:text")


@pytest.mark.parametrize("seat", [Seat.MANAGER, Seat.EVALUATOR])
def test_other_seats_have_no_view_of_a_room(seat: Seat) -> None:
    """The manager has a board, the evaluator a replay."""
    with pytest.raises(Refused, match="seat-has-no-view"):
        view_of(TableRoom(), seat)


@pytest.mark.parametrize("caller", PARTIES)
def test_each_seat_sees_the_ringing_from_its_side(caller: Seat) -> None:
    """Outgoing for who rings, incoming for who is rung, between the others for who observes."""
    scenario = SCENARIO if caller is Seat.JUROR else ringing_from_candidate()
    room = bring_to(TableRoom(scenarios=(scenario,)), Phase.RINGING)

    def words() -> tuple[str, str, str]:
        return tuple(view_of(room, seat).line.ringing for seat in (caller, caller.other_party, Seat.OBSERVER))

    assert words() == ("no", "no", "no")
    ring(room)
    assert words() == ("outgoing", "incoming", "between")
    assert [view_of(room, seat).line.you_ring for seat in (caller, caller.other_party, Seat.OBSERVER)] == [
        True,
        False,
        False,
    ]
    room.pass_s(120)
    assert words() == ("no", "no", "no")
    assert all(view_of(room, seat).line.unanswered for seat in EVERYBODY_IN)
    ring(room)
    assert view_of(room, caller).line.attempt == 2
    assert not view_of(room, caller).line.unanswered


def test_recording_is_said_exactly_while_one_is_recorded() -> None:
    """From the answer to the end of the call."""
    for phase in PHASES:
        line = candidate_sees(bring_to(TableRoom(), phase)).line
        assert line.recording is (phase in {Phase.CONNECTING, Phase.CALL})


def test_calling_back_is_offered_as_long_as_the_call_has_time() -> None:
    """Until the call's own end; while it rings back, either party may ring again."""
    room = bring_to(TableRoom(), Phase.CALL)
    assert candidate_sees(room).line.call_back_until is None
    room.pass_s(60)
    room.press(Seat.JUROR, commands.HangUp)
    for seat in EVERYBODY_IN:
        assert view_of(room, seat).line.call_back_until == room.state.call_ends_at
    room.press(Seat.JUROR, commands.Ring)
    assert [view_of(room, seat).line.you_ring for seat in (*PARTIES, Seat.OBSERVER)] == [True, True, False]
    room.pass_s(120 + 419)
    assert candidate_sees(room).line.call_back_until is not None
    room.pass_s(1)
    assert candidate_sees(room).line.call_back_until is None


def test_presence_and_loss_of_the_other_side_are_seen() -> None:
    """Each party sees the other; the jury sees every seat."""
    room = bring_to(TableRoom(), Phase.CALL)
    room.happen([call_events.LinkLost(at=room.clock.now(), seat=Seat.CANDIDATE)])
    juror = view_of(room, Seat.JUROR, present=frozenset({Seat.JUROR}))
    assert isinstance(juror, views.JuryView)
    assert (juror.line.other_party_present, juror.line.other_party_lost) == (False, True)
    assert (juror.present, juror.lost) == ((Seat.JUROR,), (Seat.CANDIDATE,))
    candidate = view_of(room, Seat.CANDIDATE, present=frozenset({Seat.JUROR}))
    assert (candidate.line.other_party_present, candidate.line.other_party_lost) == (True, False)


def test_the_hand_in_is_said_with_its_instant() -> None:
    """To both sides, and only once it has been."""
    room = bring_to(TableRoom(), Phase.WRITING)
    assert candidate_sees(room).handed_in_at is None
    room.press(Seat.CANDIDATE, commands.HandIn)
    assert candidate_sees(room).handed_in_at == jury_sees(room).handed_in_at == room.clock.now()


def test_views_read_back_as_what_they_were() -> None:
    """As JSON and back, by their `role`."""
    decoder = msgspec.json.Decoder(views.AnyView)
    room = bring_to(TableRoom(), Phase.WRITING)
    for seat in EVERYBODY_IN:
        view = view_of(room, seat)
        assert decoder.decode(msgspec.json.encode(view)) == view


def test_whose_voice_is_not_written_down_is_the_jurys_to_know() -> None:
    """Both jurors', while something is recorded; the candidate could do nothing, and is told nothing."""
    for phase in (Phase.CONNECTING, Phase.CALL, Phase.WRITING):
        room = bring_to(TableRoom(), phase)
        seen = {
            seat: view_for(
                seat,
                room.state,
                sitting_id="s",
                scenario=room.scenario,
                present=EVERYBODY_IN,
                now=room.clock.now(),
                unrecorded=frozenset({Seat.JUROR, Seat.CANDIDATE}),
            )
            for seat in EVERYBODY_IN
        }
        told = () if phase is Phase.WRITING else (Seat.CANDIDATE, Seat.JUROR)
        for seat in (Seat.JUROR, Seat.OBSERVER):
            view = seen[seat]
            assert isinstance(view, views.JuryView)
            assert view.unrecorded == told
        assert seen[Seat.CANDIDATE] == candidate_sees(room)
