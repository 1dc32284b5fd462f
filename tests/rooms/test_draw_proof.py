"""A draw is proved from its events alone; whatever of them is changed is found."""

from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from oralexam.exams import shares
from oralexam.exams.draw import draw
from oralexam.rooms import commands
from oralexam.rooms.draw_proof import prove
from oralexam.rooms.events import AnyEvent
from oralexam.rooms.phases import Phase
from oralexam.rooms.seats import JURY, Seat
from tests.rooms.lots import commit, draw_by_lot
from tests.rooms.situations import SCENARIO, SITTING, TableRoom, sitting_opened

OTHER = msgspec.structs.replace(SCENARIO, scenario_id="zinc-tubs", number=13)
THIRD = msgspec.structs.replace(SCENARIO, scenario_id="brass-taps", number=14)
Tree = dict[str, Any]


def whole_draw() -> TableRoom:
    """A draw that was void, one whose scenario leaked, and the one that counts."""
    room = TableRoom(scenarios=(SCENARIO, OTHER, THIRD), shares_from=JURY)
    room.press(Seat.JUROR, commands.DrawScenario)
    commit(room, Seat.JUROR)
    room.press(Seat.JUROR, commands.BeginDrawAnew)
    draw_by_lot(room)
    room.manage(commands.VoidDraw, reason="it leaked")
    draw_by_lot(room)
    room.press(Seat.JUROR, commands.StartPreparation)
    return room


def test_an_honest_record_holds() -> None:
    """With the void draws before it told."""
    proof = prove(SITTING, whole_draw().history)
    assert proof.findings == ()
    assert proof.holds
    assert proof.number == 3
    assert [void.number for void in proof.voids] == [1, 2]
    assert proof.draw is not None
    assert [each.who for each in proof.draw.shares] == ["server", "juror", "observer"]


def test_of_another_sitting_it_proves_nothing() -> None:
    """The sitting is in every commitment."""
    proof = prove("00000000-0000-4000-8000-000000000000", whole_draw().history)
    assert not proof.holds
    assert "of-another-sitting" in {finding.code for finding in proof.findings}


def test_nothing_drawn_is_not_a_draw_that_holds() -> None:
    """A waiting room has no result."""
    proof = prove(SITTING, TableRoom().history)
    assert [finding.code for finding in proof.findings] == ["nothing-drawn"]
    assert not prove(SITTING, []).holds


def _leaves(tree: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:  # noqa: ANN401 — JSON
    if isinstance(tree, dict):
        return [leaf for name, inner in tree.items() for leaf in _leaves(inner, (*path, name))]
    if isinstance(tree, list):
        return [leaf for place, inner in enumerate(tree) for leaf in _leaves(inner, (*path, place))]
    return [path]


def _changed(value: Any) -> Any:  # noqa: ANN401 — JSON
    if isinstance(value, int):
        return value + 1
    if value in {"juror", "observer"}:
        return "observer" if value == "juror" else "juror"
    if not value:
        return "ab" * 32
    return value[:-1] + ("0" if value[-1] != "0" else "1")


def _mutations() -> list[tuple[int, tuple[Any, ...]]]:
    """Every leaf of every event of the draw that is part of the proof."""
    told_only = {
        "at",
        "kind",
        "by",
        "cause",
        "reason",
        "opened_by",
        "author",
        "mode",
        "direction",
        "number",
        "why",
    }
    found = []
    for place, event in enumerate(whole_draw().history):
        tree = msgspec.json.decode(msgspec.json.encode(event))
        if tree["kind"] in {"phase-entered", "sitting-opened"}:
            continue
        for path in _leaves(tree):
            # Who pressed, why, and how the scenario is called are told, not computed: the chain holds them.
            told = path[-1] in told_only or path[0] in told_only
            # A commitment that was never opened, of a draw that was void, can be any: the chain holds it.
            if not told and (place, path) != (2, ("commitment",)):
                found += [(place, path)]
    return found


@pytest.mark.parametrize(("place", "path"), _mutations())
def test_each_changed_field_is_found(place: int, path: tuple[Any, ...]) -> None:
    """One letter of any share, commitment, digest, name, seal, chance or result, in any of the draws."""
    history = list(whole_draw().history)
    tree = msgspec.json.decode(msgspec.json.encode(history[place]))
    inner = tree
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = _changed(inner[path[-1]])
    try:
        history[place] = msgspec.convert(tree, AnyEvent)
    except msgspec.ValidationError:
        return  # no longer an event at all: the record cannot even be read
    assert not prove(SITTING, history).holds


@pytest.mark.parametrize("number", ["draw", "committed", "revealed", "voided"])
def test_a_changed_number_is_found(number: str) -> None:
    """Of a draw, of what was given to it, of what is void."""
    kind = {
        "draw": "DrawBegun",
        "committed": "ShareCommitted",
        "revealed": "ShareRevealed",
        "voided": "DrawVoided",
    }
    history: list[Any] = list(whole_draw().history)
    place = next(place for place, event in enumerate(history) if type(event).__name__ == kind[number])
    event = history[place]
    if number == "draw":
        event = msgspec.structs.replace(event, draw=msgspec.structs.replace(event.draw, number=9))
    else:
        event = msgspec.structs.replace(event, number=9)
    history[place] = event
    assert not prove(SITTING, history).holds


def _without(kind: str, which: int = -1) -> Callable[[list[AnyEvent]], list[AnyEvent]]:
    def cut(history: list[AnyEvent]) -> list[AnyEvent]:
        places = [place for place, event in enumerate(history) if type(event).__name__ == kind]
        return [event for place, event in enumerate(history) if place != places[which]]

    return cut


@pytest.mark.parametrize("kind", ["DrawBegun", "ShareCommitted", "ShareRevealed", "ScenarioDrawn"])
@pytest.mark.parametrize("which", [0, -1])
def test_a_step_that_is_left_out_is_found(kind: str, which: int) -> None:
    """The draw's events are all needed, in their order."""
    assert not prove(SITTING, _without(kind, which)(list(whole_draw().history))).holds


def test_a_void_that_is_left_out_is_found() -> None:
    """A second draw without the record of why the first was void is what nobody may do."""
    history = _without("DrawVoided")(list(whole_draw().history))
    assert {"begun-twice", "drawn-twice"} & {each.code for each in prove(SITTING, history).findings}


def test_a_draw_before_which_the_operator_chose_is_found() -> None:
    """A result put in the place of the computed one, with the seal, the chance and everything else right."""
    room = whole_draw()
    history: list[Any] = list(room.history)
    place = max(place for place, event in enumerate(history) if type(event).__name__ == "ScenarioDrawn")
    told = history[place]
    wanted = next(name for name in told.lot.eligible if name != told.lot.drawn)
    history[place] = msgspec.structs.replace(told, lot=msgspec.structs.replace(told.lot, drawn=wanted))
    assert [each.code for each in prove(SITTING, history).findings] == ["result-wrong"]


def test_revealing_before_all_had_committed_is_found() -> None:
    """The order of the record is part of the proof."""
    history: list[Any] = list(whole_draw().history)
    named = [type(event).__name__ for event in history]
    last = len(named) - 1 - named[::-1].index("ShareCommitted")
    history[last], history[last + 1] = history[last + 1], history[last]
    assert "not-all-committed" in {each.code for each in prove(SITTING, history).findings}


def test_a_lot_of_a_record_of_old_still_holds() -> None:
    """The server's chance stood in the lot, and no draw was begun; unless jurors were to contribute."""
    room = TableRoom(scenarios=(SCENARIO, OTHER))
    room.press(Seat.JUROR, commands.DrawScenario)
    told = room.state.drawn
    assert told is not None
    lot = draw(told.lot.eligible, chance=bytes(32))
    old = [room.history[0], msgspec.structs.replace(told, lot=lot), room.history[-1]]
    assert prove(SITTING, old).holds
    stated = sitting_opened(room.clock.now(), scenarios=(SCENARIO, OTHER), shares_from=JURY)
    assert [each.code for each in prove(SITTING, [stated, *old[1:]]).findings] == ["drawn-without-shares"]


def test_a_preparation_without_a_draw_is_found() -> None:
    """Nobody gets a file that no lot fell on."""
    room = whole_draw()
    undrawn = [event for event in room.history if type(event).__name__ in {"SittingOpened", "PhaseEntered"}]
    assert "prepared-before-the-draw" in {each.code for each in prove(SITTING, undrawn).findings}
    assert room.phase is Phase.PREPARATION


def test_shares_are_the_very_bytes_that_enter() -> None:
    """What the proof tells lets anybody compute chance and result with sha256sum."""
    proof = prove(SITTING, whole_draw().history)
    assert proof.draw is not None
    assert proof.lot is not None
    assert shares.chance_of(proof.draw) == proof.lot.chance
