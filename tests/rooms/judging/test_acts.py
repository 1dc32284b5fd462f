"""Marks alone, marks together: every order of judging in every state, by everybody who might ask."""

import itertools

import pytest

from oralexam.rooms.judging import commands
from oralexam.rooms.judging.events import SecondReason
from oralexam.rooms.phases import OVER, Phase
from oralexam.rooms.seats import Seat
from tests.rooms.judging.made import (
    LINES,
    OBSERVER,
    PLAYER,
    JudgedRoom,
    deliberation,
    judgement,
)
from tests.rooms.situations import PHASES, TableRoom, bring_to

STRANGER = "a-member-of-another-jury"

STATES = ("nothing", "opened", "one-sealed", "both-sealed", "proposed", "one-signed", "locked", "asked")
WAY = (
    lambda _: None,
    lambda room: room.open(),
    lambda room: room.seal(PLAYER),
    lambda room: room.seal(OBSERVER, 2),
    lambda room: room.propose(),
    lambda room: room.sign(PLAYER),
    lambda room: room.sign(OBSERVER),
    lambda room: room.ask(PLAYER),
)
"""How one comes from each state to the next."""
DONE = ""
OF_A_JUDGE = {
    # The player has done what there is to do first; the observer follows. In the order of STATES.
    ("open", PLAYER): (DONE,) * 8,
    ("open", OBSERVER): (DONE,) * 8,
    ("seal", PLAYER): ("judging-not-opened", DONE, *["already-sealed"] * 4, *["deliberation-locked"] * 2),
    ("seal", OBSERVER): (
        "judging-not-opened",
        DONE,
        DONE,
        *["already-sealed"] * 3,
        *["deliberation-locked"] * 2,
    ),
    ("correct", PLAYER): ("judging-not-opened", "not-sealed", *[DONE] * 4, *["deliberation-locked"] * 2),
    ("correct", OBSERVER): (
        "judging-not-opened",
        "not-sealed",
        "not-sealed",
        *[DONE] * 3,
        *["deliberation-locked"] * 2,
    ),
    ("propose", PLAYER): (
        "judging-not-opened",
        *["not-sealed-by-both"] * 2,
        *[DONE] * 3,
        *["deliberation-locked"] * 2,
    ),
    ("sign", PLAYER): (
        "judging-not-opened",
        *["not-sealed-by-both"] * 2,
        "deliberation-changed",
        *[DONE] * 4,
    ),
    ("sign", OBSERVER): (
        "judging-not-opened",
        *["not-sealed-by-both"] * 2,
        "deliberation-changed",
        *[DONE] * 4,
    ),
    ("ask", PLAYER): ("judging-not-opened", *["not-locked"] * 5, DONE, "reopening-asked"),
    ("ask", OBSERVER): ("judging-not-opened", *["not-locked"] * 5, DONE, "reopening-asked"),
    ("agree", PLAYER): ("judging-not-opened", *["not-locked"] * 5, "reopening-not-asked", "same-person"),
    ("agree", OBSERVER): ("judging-not-opened", *["not-locked"] * 5, "reopening-not-asked", DONE),
}
ORDERS = ("open", "seal", "correct", "propose", "sign", "ask", "agree")


def in_state(state: str) -> JudgedRoom:
    """A room in one of STATES."""
    room = JudgedRoom()
    for step in WAY[: STATES.index(state) + 1]:
        step(room)
    return room


def attempt(room: JudgedRoom, order: str, by: str) -> str:
    """What an order by somebody is answered with."""
    return room.refusal(order, by, *([4] if order == "correct" else []))


@pytest.mark.parametrize(("place", "state"), list(enumerate(STATES)))
def test_every_order_of_each_judge_in_every_state(place: int, state: str) -> None:
    """Done, or refused with its code and nothing changed."""
    for (order, by), answers in OF_A_JUDGE.items():
        assert attempt(in_state(state), order, by) == answers[place], (order, by)


@pytest.mark.parametrize("state", STATES)
def test_who_was_not_there_does_nothing(state: str) -> None:
    """A member of another jury, or nobody at all: whatever they order, in every state."""
    for order, by in itertools.product(ORDERS, (STRANGER, "", "manager")):
        wanted = "not-your-candidate" if state != "nothing" or order == "open" else "judging-not-opened"
        assert attempt(in_state(state), order, by) == wanted, (order, by)


ACTS = {
    commands.OpenJudging: {"lines": LINES},
    commands.SealJudgement: {
        "lines": LINES,
        "judgement": judgement(),
        "version": 1,
        "nonce": "00",
        "reason": "",
    },
    commands.ProposeDeliberation: {"lines": LINES, "deliberation": deliberation(), "nonce": "00"},
    commands.SignDeliberation: {"version": 1, "digest": "00"},
    commands.AskReopening: {"by_name": "", "reason": "a reason"},
    commands.AgreeReopening: {"by_name": ""},
    commands.AskSecondMarking: {
        "assignment_id": "a",
        "reason": SecondReason.APPEAL,
        "marker": "m",
        "marker_name": "",
        "by_name": "",
    },
    commands.SealSecondMarking: {
        "assignment_id": "a",
        "lines": LINES,
        "judgement": judgement(),
        "nonce": "00",
    },
}


@pytest.mark.parametrize("state", STATES)
def test_no_seat_of_the_room_judges(state: str) -> None:
    """Candidate, juror and observer sit in the room: what comes by its line is no order of a judge."""
    for kind, seat in itertools.product(ACTS, (Seat.CANDIDATE, Seat.JUROR, Seat.OBSERVER)):
        room = in_state(state)
        before = list(room.history)
        with pytest.raises(Exception, match="not-your-command"):
            room.act(kind, seat=seat, by=PLAYER, **ACTS[kind])
        assert room.history == before


@pytest.mark.parametrize("phase", [each for each in PHASES if each not in OVER])
def test_nobody_judges_a_part_that_is_not_over(phase: Phase) -> None:
    """Whatever the phase, a running room is not disturbed."""
    room = bring_to(TableRoom(), phase)
    for kind, fields in ACTS.items():
        seat = Seat.MANAGER if kind is commands.AskSecondMarking else Seat.EVALUATOR
        with pytest.raises(Exception, match="not-now"):
            room.order(seat, kind(from_phase=room.phase, by=PLAYER, **fields))
