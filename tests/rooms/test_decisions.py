"""What each command does, and what its own conditions refuse. Who may give it: test_may.py."""

from datetime import timedelta

import msgspec
import pytest

from oralexam.errors import BadInput, Refused
from oralexam.exams import draw
from oralexam.rooms import commands, decisions, events
from oralexam.rooms.phases import Phase
from oralexam.rooms.seats import PARTIES, Seat
from tests.rooms.situations import (
    PHASES,
    SCENARIO,
    TableRoom,
    answer,
    bring_to,
    entered,
    kinds,
    ring,
    ringing_from_candidate,
)


def test_pressing_twice_happens_once() -> None:
    """The second of two presses saw a phase that is over."""
    room = bring_to(TableRoom(), Phase.DRAWN)
    press = commands.StartPreparation(from_phase=Phase.DRAWN)
    room.order(Seat.JUROR, press)
    started = room.state
    with pytest.raises(Refused, match="stale-command"):
        room.order(Seat.JUROR, press)
    assert room.state == started


def test_the_draw_is_recorded_whole() -> None:
    """The event holds the set, its seal, the chance and the result, and they compute again."""
    other = msgspec.structs.replace(SCENARIO, scenario_id="zinc-tubs", number=13)
    room = TableRoom(scenarios=(SCENARIO, other))
    begun, revealed, drawn, phase = room.press(Seat.JUROR, commands.DrawScenario)
    assert kinds([begun, revealed]) == ["DrawBegun", "ShareRevealed"]
    assert isinstance(drawn, events.ScenarioDrawn)
    assert isinstance(phase, events.PhaseEntered)
    assert drawn.by is Seat.JUROR
    assert drawn.lot.eligible == ("paper-lamps@1", "zinc-tubs@1")
    assert draw.holds(drawn.lot)
    scenario = room.scenario
    assert scenario is not None
    assert (drawn.number, drawn.mode, drawn.direction) == (
        scenario.number,
        scenario.mode,
        scenario.direction,
    )
    assert phase.deadline is None


def test_only_what_was_eligible_when_the_sitting_opened_is_drawn() -> None:
    """A scenario that came into the bank later stays out of the draw."""
    room = TableRoom()
    later = msgspec.structs.replace(SCENARIO, scenario_id="later", number=99)
    room.scenarios["later@1"] = later
    room.press(Seat.JUROR, commands.DrawScenario)
    drawn = room.state.drawn
    assert drawn is not None
    assert drawn.lot.eligible == ("paper-lamps@1",)


def test_an_empty_bank_refuses_the_draw() -> None:
    """Nothing eligible is left in the bank: refused, and nothing is drawn."""
    room = TableRoom()
    room.scenarios.clear()
    with pytest.raises(Refused, match="no-scenario-left"):
        room.press(Seat.JUROR, commands.DrawScenario)
    assert room.phase is Phase.WAITING


@pytest.mark.parametrize("candidate_rings", [False, True])
def test_who_rings_is_said_by_the_scenario(*, candidate_rings: bool) -> None:
    """Only the caller of the scenario can ring, and only the other one can answer."""
    scenario = ringing_from_candidate() if candidate_rings else SCENARIO
    room = bring_to(TableRoom(scenarios=(scenario,)), Phase.RINGING)
    caller = Seat.CANDIDATE if candidate_rings else Seat.JUROR
    with pytest.raises(Refused, match="not-the-caller"):
        room.press(caller.other_party, commands.Ring)
    room.press(caller, commands.Ring)
    with pytest.raises(Refused, match="nothing-to-answer"):
        room.press(caller, commands.Answer)
    room.press(caller.other_party, commands.Answer)
    assert room.phase is Phase.CONNECTING


def test_ringing_twice_at_once_is_refused() -> None:
    """While it rings it cannot be rung."""
    room = bring_to(TableRoom(), Phase.RINGING)
    ring(room)
    before = room.state
    with pytest.raises(Refused, match="already-ringing"):
        ring(room)
    assert room.state == before


def test_the_call_starts_only_when_sound_from_both_has_arrived() -> None:
    """The answer alone starts no clock; media in any other phase starts nothing."""
    for phase in PHASES:
        if phase is not Phase.CONNECTING:
            assert bring_to(TableRoom(), phase).flow() == []
    room = bring_to(TableRoom(), Phase.CONNECTING)
    assert room.state.call_started_at is None
    room.pass_s(7)
    started = room.clock.now()
    room.flow()
    assert room.phase is Phase.CALL
    assert room.state.call_started_at == started
    assert room.state.call_ends_at == started + timedelta(seconds=600)


@pytest.mark.parametrize("seat", PARTIES)
def test_hanging_up_opens_the_text_at_once(seat: Seat) -> None:
    """The writing has its whole ten minutes from then, and who hung up is recorded."""
    room = bring_to(TableRoom(), Phase.CALL)
    room.pass_s(123)
    (event,) = room.press(seat, commands.HangUp)
    assert isinstance(event, events.PhaseEntered)
    assert (event.phase, event.cause, event.by) == (Phase.WRITING, "hung-up", seat)
    assert event.deadline == room.clock.now() + timedelta(seconds=600)


@pytest.mark.parametrize("seat", PARTIES)
def test_a_call_hung_up_early_is_taken_up_again_with_the_same_end(seat: Seat) -> None:
    """Either party calls back; the ten minutes have gone on meanwhile."""
    room = bring_to(TableRoom(), Phase.CALL)
    ends = room.state.call_ends_at
    started = room.state.call_started_at
    room.pass_s(100)
    room.press(Seat.CANDIDATE, commands.HangUp)
    room.pass_s(20)
    happened = room.press(seat, commands.Ring)
    assert entered(happened) == [(Phase.RINGING, "call-back")]
    assert room.state.rung_by is seat
    assert room.state.ring_attempt == 2
    room.press(seat.other_party, commands.Answer)
    room.flow()
    assert room.phase is Phase.CALL
    assert (room.state.call_started_at, room.state.call_ends_at, room.state.deadline) == (started, ends, ends)


def test_after_the_call_time_nobody_calls_back() -> None:
    """Hung up early, and the time of the call is over since: the text goes on."""
    room = bring_to(TableRoom(), Phase.CALL)
    room.pass_s(500)
    room.press(Seat.JUROR, commands.HangUp)
    room.pass_s(100)
    with pytest.raises(Refused, match="call-time-over"):
        room.press(Seat.JUROR, commands.Ring)
    assert room.phase is Phase.WRITING


def test_a_call_that_ended_in_its_time_is_not_called_back() -> None:
    """The end of the ten minutes is final, for both."""
    room = bring_to(TableRoom(), Phase.WRITING)
    for seat in PARTIES:
        with pytest.raises(Refused, match="call-time-over"):
            room.press(seat, commands.Ring)


def test_hanging_up_a_second_time_gives_what_was_left_of_the_writing() -> None:
    """The text was not being written while one talked, and the thirty seconds before are not given twice."""
    room = bring_to(TableRoom(), Phase.CALL)
    room.press(Seat.CANDIDATE, commands.HangUp)
    room.pass_s(30)
    room.press(Seat.CANDIDATE, commands.Ring)
    answer(room)
    room.flow()
    room.pass_s(60)
    room.press(Seat.JUROR, commands.HangUp)
    assert room.state.deadline == room.clock.now() + timedelta(seconds=570)


def test_a_call_back_without_media_may_be_rung_again_by_either() -> None:
    """Whoever may call back may try again when the connection came to nothing."""
    for seat in PARTIES:
        room = bring_to(TableRoom(), Phase.CALL)
        room.pass_s(60)
        room.press(Seat.JUROR, commands.HangUp)
        room.press(Seat.CANDIDATE, commands.Ring)
        answer(room)
        room.pass_s(30)
        assert room.phase is Phase.RINGING
        room.press(seat, commands.Ring)
        assert room.state.rung_by is seat


@pytest.mark.parametrize("kind", [commands.SaveNotes, commands.SaveText])
def test_an_older_revision_changes_nothing(kind: type[commands.SaveNotes | commands.SaveText]) -> None:
    """Saves may overtake each other on the way: only a higher revision is taken."""
    room = bring_to(TableRoom(), Phase.WRITING)
    assert room.order(Seat.CANDIDATE, kind(from_phase=Phase.WRITING, text="newer", revision=5))
    for revision in (5, 4, 0, -1):
        older = kind(from_phase=Phase.WRITING, text="older", revision=revision)
        assert room.order(Seat.CANDIDATE, older) == []
    work = room.state.notes if kind is commands.SaveNotes else room.state.text
    assert (work.text, work.revision, work.saved_at) == ("newer", 5, room.clock.now())


def test_too_long_a_text_is_refused_and_the_last_one_stays() -> None:
    """One character above the limit is too long; the limit itself is not."""
    room = bring_to(TableRoom(), Phase.WRITING)
    room.write("x" * commands.LONGEST_TEXT, 1)
    room.note("x" * commands.LONGEST_NOTES, 1)
    before = room.state
    with pytest.raises(BadInput, match="text-too-long"):
        room.write("x" * (commands.LONGEST_TEXT + 1), 2)
    with pytest.raises(BadInput, match="notes-too-long"):
        room.note("x" * (commands.LONGEST_NOTES + 1), 2)
    assert room.state == before


def test_the_text_stays_open_while_one_calls_back() -> None:
    """What is typed while it rings again is not lost."""
    room = bring_to(TableRoom(), Phase.CALL)
    room.press(Seat.JUROR, commands.HangUp)
    room.press(Seat.JUROR, commands.Ring)
    assert kinds(room.write("Dear Ms Field", 1)) == ["TextSaved"]
    answer(room)
    assert kinds(room.write("Dear Ms Field,", 2)) == ["TextSaved"]


def test_handing_in_ends_it() -> None:
    """The text that was saved last is what was handed in; nothing can be added."""
    room = bring_to(TableRoom(), Phase.WRITING)
    room.write("final", 1)
    room.press(Seat.CANDIDATE, commands.HandIn)
    assert (room.phase, room.state.deadline, room.state.text.text) == (Phase.HANDED_IN, None, "final")
    with pytest.raises(Refused, match="not-now"):
        room.write("more", 2)
    assert room.state.text.text == "final"


def test_facts_are_pressed_once_and_taken_back() -> None:
    """A second press of the same kind changes nothing; an unknown fact is refused."""
    room = bring_to(TableRoom(), Phase.CALL)

    def press(fact_id: str, *, given: bool) -> list[events.AnyEvent]:
        return room.order(Seat.JUROR, commands.PressFact(from_phase=Phase.CALL, fact_id=fact_id, given=given))

    assert press("when", given=False) == []
    assert kinds(press("when", given=True)) == ["FactPressed"]
    given_at = room.clock.now()
    assert press("when", given=True) == []
    room.pass_s(3)
    press("how-many", given=True)
    assert room.state.facts_given == (("when", given_at), ("how-many", room.clock.now()))
    press("when", given=False)
    assert [fact_id for fact_id, _ in room.state.facts_given] == ["how-many"]
    with pytest.raises(BadInput, match="unknown-fact"):
        press("nowhere", given=True)


def test_a_lost_link_is_kept_in_the_ledger_of_the_call() -> None:
    """Lost and back are each said once, for the two who talk, while the call runs."""
    room = bring_to(TableRoom(), Phase.CALL)

    def change(seat: Seat, *, lost: bool) -> list[str]:
        return kinds(
            room.happen(decisions.link_changed(room.state, seat=seat, lost=lost, now=room.clock.now()))
        )

    assert change(Seat.CANDIDATE, lost=False) == []
    assert change(Seat.CANDIDATE, lost=True) == ["LinkLost"]
    assert change(Seat.CANDIDATE, lost=True) == []
    assert change(Seat.OBSERVER, lost=True) == []
    assert room.state.lost_links == {Seat.CANDIDATE}
    room.pass_s(600)
    assert change(Seat.JUROR, lost=True) == []
    assert change(Seat.CANDIDATE, lost=False) == ["LinkBack"]
    assert room.state.lost_links == frozenset()
