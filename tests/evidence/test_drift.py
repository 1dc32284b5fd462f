"""Chain and draw are checked by the server's own rules, too: both must find the same, whatever is changed."""

import json
import random
from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from oralexam.evidence.checking.chain import chain_breaks, event_of
from oralexam.evidence.checking.draws import draw_findings
from oralexam.evidence.material import link_line
from oralexam.rooms import commands
from oralexam.rooms.draw_proof import prove
from oralexam.rooms.events import AnyEvent
from oralexam.rooms.seats import JURY, Seat
from oralexam.storage import chain
from oralexam.storage.chain import ChainedEvent
from tests.rooms.lots import commit, draw_by_lot
from tests.rooms.situations import SCENARIO, SITTING, TableRoom

ROUNDS = 1_500


@pytest.fixture(scope="module")
def links() -> list[ChainedEvent]:
    """A draw that was void, one that was declared void, one that counts; then the preparation."""
    room = TableRoom(scenarios=(SCENARIO,), shares_from=JURY)
    room.press(Seat.JUROR, commands.DrawScenario)
    commit(room, Seat.JUROR)
    room.press(Seat.JUROR, commands.BeginDrawAnew)
    draw_by_lot(room)
    room.press(Seat.JUROR, commands.StartPreparation)
    room.note("forty lamps", 1)
    salts = [bytes([number]) * 32 for number in range(len(room.history))]
    return chain.extend(SITTING, chain.EMPTY, room.history, salts)


def _swapped(chance: random.Random, links: list[ChainedEvent]) -> list[ChainedEvent]:
    a, b = chance.sample(range(len(links)), 2)
    links[a], links[b] = links[b], links[a]
    return links


def _dropped(chance: random.Random, links: list[ChainedEvent]) -> list[ChainedEvent]:
    del links[chance.randrange(len(links))]
    return links


def _edited(chance: random.Random, links: list[ChainedEvent]) -> list[ChainedEvent]:
    at = chance.randrange(len(links))
    link = links[at]
    field = chance.choice(["canonical", "hash", "salt", "payload", "seq", "none"])
    if field == "seq":
        links[at] = msgspec.structs.replace(link, seq=link.seq + chance.choice([-1, 1]))
    elif field in {"canonical", "hash"}:
        text = _typo(chance, getattr(link, field))
        links[at] = msgspec.structs.replace(link, **{field: text})
    elif field == "none":
        links[at] = msgspec.structs.replace(link, personal=None)
    elif link.personal is not None:
        text = _typo(chance, getattr(link.personal, field))
        personal = msgspec.structs.replace(link.personal, **{field: text})
        links[at] = msgspec.structs.replace(link, personal=personal)
    return links


def _typo(chance: random.Random, text: str) -> str:
    at = chance.randrange(len(text))
    return text[:at] + chance.choice('0123456789abcdefABCDEF"{},:é') + text[at + 1 :]


def test_both_find_the_same_breaks_of_a_chain(links: list[ChainedEvent]) -> None:
    """Place and reason, in thousands of edited chains."""
    chance = random.Random(20)
    changes: list[Callable[[random.Random, list[ChainedEvent]], list[ChainedEvent]]]
    changes = [_swapped, _dropped, _edited, _edited]
    head = chain.ChainHead(seq=len(links), hash=links[-1].hash)
    told = {"seq": head.seq, "hash": head.hash}
    found = 0
    for _ in range(ROUNDS):
        edited = chance.choice(changes)(chance, list(links))
        erased = chance.random() < 0.2
        ours = chain.verify(SITTING, edited, head=head, erased=erased)
        theirs = chain_breaks(SITTING, [link_line(each) for each in edited], head=told, erased=erased)
        assert [(each.seq, each.code) for each in ours] == theirs
        found += bool(theirs)
    assert found > ROUNDS // 2


def _values(value: object, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The places of all plain values in a JSON document."""
    if isinstance(value, dict):
        return [place for name, inner in value.items() for place in _values(inner, (*path, name))]
    if isinstance(value, list):
        return [path, *(place for at, inner in enumerate(value) for place in _values(inner, (*path, at)))]
    return [path]


def _changed(chance: random.Random, value: object) -> object:
    match value:
        case bool():
            return not value
        case int() | float():
            return value + chance.choice([-1, 1])
        case str() if value:
            return chance.choice([_typo(chance, value), "", value[::-1]])
        case list() if value:
            return chance.choice([value[1:], [*value, value[0]], value[::-1]])
        case _:
            return value


DRAWN = {"draw-begun", "share-committed", "share-revealed", "scenario-drawn", "draw-voided"}


def test_both_find_the_same_of_a_draw(links: list[ChainedEvent]) -> None:
    """Whether it holds, in thousands of edited records; what no event can be is left out."""
    chance = random.Random(70)
    events = [event_of(link_line(each)) for each in links]
    at_draw = [at for at, event in enumerate(events) if event["kind"] in DRAWN]
    compared = broken = 0
    for _ in range(ROUNDS):
        edited = json.loads(json.dumps(events))
        at = chance.choice(at_draw)
        if chance.random() < 0.2:
            moved = edited.pop(at)
            if chance.random() < 0.5:
                edited.insert(chance.randint(1, len(edited)), moved)
        else:
            place = chance.choice(_values(edited[at]))
            inner = edited[at]
            for step in place[:-1]:
                inner = inner[step]
            if place:
                inner[place[-1]] = _changed(chance, inner[place[-1]])
        plain = [{name: each[name] for name in each if name != "seq"} for each in edited]
        try:
            history = [msgspec.convert(each, AnyEvent) for each in plain]
        except msgspec.ValidationError:
            continue
        proof = prove(SITTING, history)
        ours = {each.code for each in proof.findings} - {"nothing-drawn"}
        theirs = {code for code, _ in draw_findings(SITTING, edited)}
        assert bool(ours) == bool(theirs), (ours, theirs)
        compared += 1
        broken += bool(theirs)
    assert compared > ROUNDS // 2
    assert broken > ROUNDS // 3
