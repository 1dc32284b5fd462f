"""Marks in a pack: each rule of judging is checked again, from the events alone."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from oralexam.evidence.checking.chain import event_of
from oralexam.evidence.checking.judging import judging_findings
from oralexam.evidence.material import link_line
from oralexam.storage import chain
from tests.rooms.judging.made import OBSERVER, PLAYER, JudgedRoom
from tests.rooms.situations import SITTING

Events = list[dict[str, Any]]


@pytest.fixture(scope="module")
def judged() -> tuple[str, Events]:
    """A call that both have judged, with a correction, a deliberation and its reopening."""
    room = JudgedRoom()
    room.both_seal()
    room.correct(PLAYER, 4)
    room.propose()
    for judge in (PLAYER, OBSERVER):
        room.sign(judge)
    room.ask(PLAYER)
    room.agree(OBSERVER)
    room.propose()
    for judge in (PLAYER, OBSERVER):
        room.sign(judge)
    salts = [bytes([number % 256]) * 32 for number in range(len(room.history))]
    links = chain.extend(SITTING, chain.EMPTY, room.history, salts)
    return SITTING, [event_of(link_line(each)) for each in links]


def _named(events: Events, kind: str) -> dict[str, Any]:
    return next(each for each in events if each["kind"] == kind)


def _another_digest(events: Events) -> None:
    _named(events, "judgement-sealed")["body"] += " "


def _a_version_gone(events: Events) -> None:
    events.remove(_named(events, "judgement-sealed"))


def _another_sitting(events: Events) -> None:
    _named(events, "judging-opened")["player"] = "somebody"


def _another_was_signed(events: Events) -> None:
    _named(events, "deliberation-signed")["digest"] = "0" * 64


def _one_signature(events: Events) -> None:
    events.remove(_named(events, "deliberation-signed"))


def _sealed_after_the_lock(events: Events) -> None:
    at = events.index(_named(events, "deliberation-locked"))
    last = [each for each in events if each["kind"] == "judgement-sealed"][-1]
    events.insert(at + 1, {**last, "version": last["version"] + 1})


def _opened_twice(events: Events) -> None:
    events.insert(events.index(_named(events, "judging-opened")), _named(events, "judging-opened"))


def _reopened_alone(events: Events) -> None:
    _named(events, "deliberation-reopened")["by"] = _named(events, "reopening-asked")["by"]


def _no_event(events: Events) -> None:
    del _named(events, "judgement-sealed")["judge"]


CHANGES: list[tuple[str, Callable[[Events], None]]] = [
    ("digest", _another_digest),
    ("version", _a_version_gone),
    ("not-a-judge", _another_sitting),
    ("signed-another", _another_was_signed),
    ("locked-without-both", _one_signature),
    ("after-the-lock", _sealed_after_the_lock),
    ("opened-twice", _opened_twice),
    ("reopened-by-one", _reopened_alone),
    ("unreadable", _no_event),
]


def test_what_the_rules_let_happen_holds(judged: tuple[str, Events]) -> None:
    """Sealed, corrected, deliberated, signed by both, locked."""
    sitting_id, events = judged
    assert {"judgement-sealed", "deliberation-locked"} <= {each["kind"] for each in events}
    assert judging_findings(sitting_id, events) == []


@pytest.mark.parametrize(("code", "change"), CHANGES)
def test_what_they_would_not_is_found(
    judged: tuple[str, Events], code: str, change: Callable[[Events], None]
) -> None:
    """Also by somebody who makes the chain and the signature anew."""
    sitting_id, events = judged
    edited = json.loads(json.dumps(events))
    change(edited)
    assert code in {found for found, _ in judging_findings(sitting_id, edited)}


def test_marks_of_another_sitting_are_found(judged: tuple[str, Events]) -> None:
    """A whole judgement, sealed and signed, put into another candidate's chain."""
    _, events = judged
    assert {"body-of-another"} <= {code for code, _ in judging_findings("another", events)}


def test_once_marks_are_erased_what_stays_still_holds(judged: tuple[str, Events]) -> None:
    """Digests, versions and signatures stay in the chain; the words are gone."""
    sitting_id, events = judged
    edited = [{name: each[name] for name in each if name not in {"body", "reason"}} for each in events]
    assert judging_findings(sitting_id, edited) == []
