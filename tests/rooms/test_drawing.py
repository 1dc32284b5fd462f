"""A draw in a room: who gives what when, and what follows."""

import msgspec
import pytest

from oralexam.errors import OralExamError
from oralexam.exams import draw, shares
from oralexam.exams.eligibility import DrawnBefore, Excluded, WhyNot
from oralexam.rooms import commands, events
from oralexam.rooms.draw_events import DrawBegun, DrawVoided, VoidCause
from oralexam.rooms.folding import fold
from oralexam.rooms.phases import Phase
from oralexam.rooms.seats import JURY, Seat
from tests.rooms.lots import SHARES, commit, draw_by_lot, open_draw, reveal
from tests.rooms.situations import SCENARIO, TableRoom, bring_to, entered, kinds, ring

OTHER = msgspec.structs.replace(SCENARIO, scenario_id="zinc-tubs", number=13)
THIRD = msgspec.structs.replace(SCENARIO, scenario_id="brass-taps", number=14)


def jury_room() -> TableRoom:
    """A room whose two jurors draw from three scenarios."""
    return TableRoom(scenarios=(SCENARIO, OTHER, THIRD), shares_from=JURY)


def refused(room: TableRoom, seat: Seat, command: commands.AnyCommand) -> str:
    """The code with which the room refuses, unchanged."""
    before = room.state
    with pytest.raises(OralExamError) as refusal:
        room.order(seat, command)
    assert room.state == before
    return refusal.value.reason


def test_the_lot_falls_when_the_last_share_is_revealed() -> None:
    """Begun, two commitments, then the server's share, then the jurors': and the scenario is drawn."""
    room = jury_room()
    assert kinds(room.press(Seat.JUROR, commands.DrawScenario)) == ["DrawBegun"]
    assert kinds(commit(room, Seat.OBSERVER)) == ["ShareCommitted"]
    assert kinds(commit(room, Seat.JUROR)) == ["ShareCommitted", "ShareRevealed"]
    assert kinds(reveal(room, Seat.JUROR)) == ["ShareRevealed"]
    assert room.phase is Phase.WAITING
    assert kinds(reveal(room, Seat.OBSERVER)) == ["ShareRevealed", "ScenarioDrawn", "PhaseEntered"]
    drawn = room.state.drawn
    assert drawn is not None
    assert drawn.by is Seat.JUROR
    assert draw.holds(drawn.lot)
    assert drawn.lot.chance == shares.chance_of(open_draw(room))


def test_without_jurors_who_contribute_the_lot_falls_at_once() -> None:
    """A rehearsal of one: the server's share alone, committed and revealed all the same."""
    room = TableRoom()
    assert kinds(room.press(Seat.JUROR, commands.DrawScenario)) == [
        "DrawBegun",
        "ShareRevealed",
        "ScenarioDrawn",
        "PhaseEntered",
    ]


def test_what_comes_at_the_wrong_time_is_refused() -> None:
    """No draw, another draw, too early, twice, copied, wrong: each has its code and changes nothing."""
    room = jury_room()

    def committing(it: str, number: int = 1) -> commands.CommitShare:
        return commands.CommitShare(from_phase=Phase.WAITING, number=number, commitment=it)

    def revealing(it: str) -> commands.RevealShare:
        return commands.RevealShare(from_phase=Phase.WAITING, number=1, share=it)

    assert refused(room, Seat.JUROR, committing("ab" * 32)) == "no-draw-open"
    assert refused(room, Seat.JUROR, commands.BeginDrawAnew(from_phase=Phase.WAITING)) == "no-draw-open"
    room.press(Seat.JUROR, commands.DrawScenario)
    assert refused(room, Seat.JUROR, commands.DrawScenario(from_phase=Phase.WAITING)) == "draw-open"
    assert refused(room, Seat.JUROR, committing("ab" * 32, number=2)) == "another-draw"
    servers = open_draw(room).shares[0].commitment
    assert refused(room, Seat.JUROR, committing(servers)) == "commitment-copied"
    commit(room, Seat.JUROR)
    jurors = open_draw(room).shares[1].commitment
    assert refused(room, Seat.OBSERVER, committing(jurors)) == "commitment-copied"
    assert refused(room, Seat.JUROR, committing("ab" * 32)) == "share-committed"
    assert refused(room, Seat.JUROR, revealing(SHARES[Seat.JUROR])) == "not-all-committed"
    commit(room, Seat.OBSERVER)
    assert refused(room, Seat.OBSERVER, revealing(SHARES[Seat.JUROR])) == "share-wrong"
    reveal(room, Seat.JUROR)
    assert refused(room, Seat.JUROR, revealing(SHARES[Seat.JUROR])) == "share-revealed"


def test_an_observer_who_does_not_contribute_cannot() -> None:
    """One workstation, one juror's share: frozen when the sitting was opened."""
    room = TableRoom(shares_from=(Seat.JUROR,))
    room.press(Seat.JUROR, commands.DrawScenario)
    command = commands.CommitShare(from_phase=Phase.WAITING, number=1, commitment="ab" * 32)
    assert refused(room, Seat.OBSERVER, command) == "not-your-share"
    commit(room, Seat.JUROR)
    reveal(room, Seat.JUROR)
    assert room.phase is Phase.DRAWN


def test_who_does_not_reveal_is_recorded_and_the_draw_is_begun_anew() -> None:
    """Void by a juror's act, with who was missing; the next draw has its own number, seal and shares."""
    room = jury_room()
    room.press(Seat.JUROR, commands.DrawScenario)
    commit(room, Seat.JUROR)
    commit(room, Seat.OBSERVER)
    reveal(room, Seat.JUROR)
    [voided] = room.press(Seat.JUROR, commands.BeginDrawAnew)
    assert isinstance(voided, DrawVoided)
    assert (voided.cause, voided.missing, voided.scenario) == (VoidCause.BEGUN_ANEW, ("observer",), "")
    assert room.phase is Phase.WAITING
    draw_by_lot(room)
    assert room.phase is Phase.DRAWN
    assert open_draw(room).number == 2


def test_before_all_have_committed_who_is_missing_is_who_has_not() -> None:
    """And nobody has revealed anything."""
    room = jury_room()
    room.press(Seat.JUROR, commands.DrawScenario)
    commit(room, Seat.JUROR)
    [voided] = room.press(Seat.OBSERVER, commands.BeginDrawAnew)
    assert isinstance(voided, DrawVoided)
    assert voided.missing == ("observer",)


@pytest.mark.parametrize("phase", [Phase.DRAWN, Phase.PREPARATION, Phase.RINGING])
def test_a_leak_voids_the_scenario_and_the_preparation_starts_again(phase: Phase) -> None:
    """Recorded with its reason and who had the file open; another is drawn, and all its time given."""
    room = jury_room()
    draw_by_lot(room)
    if phase is not Phase.DRAWN:
        room.press(Seat.JUROR, commands.StartPreparation)
        room.note("about the first", 7)
    if phase is Phase.RINGING:
        room.pass_s(900)
        ring(room)
    assert room.state.drawn is not None
    leaked = room.state.drawn.lot.drawn
    happened = room.manage(commands.VoidDraw, reason=" seen on a telephone ")
    voided = happened[0]
    assert isinstance(voided, DrawVoided)
    assert (voided.by, voided.reason, voided.scenario) == (Seat.MANAGER, "seen on a telephone", leaked)
    assert (Seat.CANDIDATE in voided.opened_by) is (phase is not Phase.DRAWN)
    assert set(JURY) <= set(voided.opened_by)
    assert entered(happened) == [(Phase.WAITING, "draw-void")]
    assert room.state.drawn is None
    assert (room.state.notes.text, room.state.ring_attempt, room.state.deadline) == ("", 0, None)
    draw_by_lot(room)
    begun = room.state.draws.begun
    assert begun is not None
    assert begun.excluded == (Excluded(name=leaked, why=WhyNot.VOID),)
    assert leaked not in begun.draw.eligible
    room.press(Seat.JUROR, commands.StartPreparation)
    assert room.state.deadline is not None
    assert (room.state.deadline - room.clock.now()).total_seconds() == room.state.plan.preparation_s
    room.note("about the second", 1)
    assert room.state.notes.text == "about the second"


def test_after_the_call_a_scenario_is_not_drawn_again() -> None:
    """What was spoken about is judged, or the part is aborted; a reason is always asked for."""
    room = bring_to(TableRoom(), Phase.CALL)
    room.press(Seat.JUROR, commands.HangUp)
    room.press(Seat.CANDIDATE, commands.Ring)
    assert room.phase is Phase.RINGING
    command = commands.VoidDraw(from_phase=Phase.RINGING, reason="too late")
    assert refused(room, Seat.MANAGER, command) == "call-was-held"
    early = bring_to(TableRoom(), Phase.DRAWN)
    assert (
        refused(early, Seat.MANAGER, commands.VoidDraw(from_phase=Phase.DRAWN, reason=" "))
        == "reason-missing"
    )


def test_what_the_session_has_drawn_is_left_out() -> None:
    """And the record says so."""
    room = jury_room()
    room.before = DrawnBefore(used=frozenset({"zinc-tubs@1"}), void=frozenset({"brass-taps@1"}))
    draw_by_lot(room)
    begun = room.state.draws.begun
    assert begun is not None
    assert begun.draw.eligible == ("paper-lamps@1",)
    assert [each.why for each in begun.excluded] == [WhyNot.VOID, WhyNot.USED]


def test_another_text_behind_the_drawn_name_voids_the_draw() -> None:
    """The content is sealed: what came into the bank after the seal is never examined with."""
    room = TableRoom(scenarios=(SCENARIO,), shares_from=JURY)
    room.press(Seat.JUROR, commands.DrawScenario)
    room.scenarios["paper-lamps@1"] = msgspec.structs.replace(SCENARIO, title="Another text")
    for act in (commit, reveal):
        for seat in JURY:
            act(room, seat)
    assert room.phase is Phase.WAITING
    assert [void.cause for void in room.state.draws.voids] == [VoidCause.SCENARIO_CHANGED]
    draw_by_lot(room)
    assert room.phase is Phase.DRAWN


def test_an_erased_share_of_the_server_ends_the_draw() -> None:
    """Who was erased in the middle of a draw draws again."""
    room = jury_room()
    room.press(Seat.JUROR, commands.DrawScenario)
    begun = room.history[1]
    assert isinstance(begun, DrawBegun)
    room.history[1] = msgspec.structs.replace(begun, server_share="")
    room.history = list(room.history)
    erased = TableRoom(scenarios=(SCENARIO, OTHER, THIRD), shares_from=JURY, clock=room.clock)
    erased.history = room.history
    commit(erased, Seat.JUROR)
    assert kinds(commit(erased, Seat.OBSERVER)) == ["ShareCommitted", "DrawVoided"]
    assert erased.state.draws.voids[0].missing == ("server", "juror", "observer")


def test_the_servers_share_stands_apart_from_the_chain_until_it_is_revealed() -> None:
    """It is the one erasable field of the event; all else of the event holds only its commitment."""
    room = jury_room()
    room.press(Seat.JUROR, commands.DrawScenario)
    begun = room.history[-1]
    assert isinstance(begun, DrawBegun)
    assert begun.personal == {"server_share"}
    public = msgspec.to_builtins(begun)
    assert public.pop("server_share") == room.chance.hex()
    assert room.chance.hex() not in str(public)


def test_a_killed_server_goes_on_with_the_draw() -> None:
    """After every event the fold of the history alone lets the next act happen."""
    room = jury_room()
    room.press(Seat.JUROR, commands.DrawScenario)
    room.chance = bytes(
        32
    )  # a new run of the server has other random bytes: the committed share must survive
    commit(room, Seat.JUROR)
    assert fold(room.history) == room.state
    commit(room, Seat.OBSERVER)
    reveal(room, Seat.OBSERVER)
    happened = reveal(room, Seat.JUROR)
    assert any(isinstance(event, events.ScenarioDrawn) for event in happened)
