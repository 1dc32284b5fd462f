"""The formats as data: the minutes of the exam documents, and what a file may not say."""

from pathlib import Path

import msgspec
import pytest

from oralexam.errors import NotFound, Refused, SystemFault
from oralexam.exams.formats import Format, PartKind, all_formats, exchange_plan, format_named, read_format
from oralexam.exams.plan import ExchangePlan
from oralexam.rooms.phases import Phase

MINUTES = {
    "aie-title": [
        ("call", [15, 10, 10]),
        ("visitor", [5, 10, 10]),
        ("technical-interview", [10, 20]),
        ("production-questioning", [10, 10]),
        ("final-interview", [15]),
    ],
    "aie-ccp1": [("call", [15, 10, 10]), ("technical-interview", [10, 10])],
    "aie-ccp2": [("technical-interview", [10, 10])],
    "aie-ccp3": [
        ("visitor", [10, 10, 10]),
        ("technical-interview", [10, 10]),
        ("production-questioning", [10, 10]),
    ],
    "cci-import-export": [("oral-defence", [None, None])],
}
"""Exam document (RE AIE 2015), written out a second time; the CCI's documents give no minutes."""


def test_the_formats_are_those_of_the_exam_documents() -> None:
    """Five of them, the title first, each with its parts in order and their minutes."""
    assert {
        format_.id: [(part.kind.value, [phase.minutes for phase in part.phases]) for part in format_.parts]
        for format_ in all_formats()
    } == MINUTES
    assert [format_.id for format_ in all_formats()] == list(MINUTES)


def test_the_oral_role_play_of_the_title_takes_an_hour() -> None:
    """60 minutes of role-play, and 2 h 05 of oral in all, as the documents sum it up."""
    title = format_named("aie-title")
    sums = {part.kind: sum(phase.minutes or 0 for phase in part.phases) for part in title.parts}
    assert sums[PartKind.CALL] + sums[PartKind.VISITOR] == 60
    assert sum(sums.values()) == 125


def test_role_plays_come_before_the_technical_interview() -> None:
    """In every format: exam document, order of the parts."""
    for format_ in all_formats():
        kinds = [part.kind for part in format_.parts]
        if PartKind.TECHNICAL_INTERVIEW in kinds:
            interview = kinds.index(PartKind.TECHNICAL_INTERVIEW)
            assert all(kinds.index(kind) < interview for kind in kinds if kind in {"call", "visitor"})


def test_role_plays_name_their_competence() -> None:
    """A competence of the reference; interviews belong to none alone."""
    for format_ in all_formats():
        assert format_.title
        for part in format_.parts:
            assert bool(part.competence) is (part.kind in {"call", "visitor", "oral-defence"})
            names = [phase.name for phase in part.phases]
            assert len(set(names)) == len(names) > 0


@pytest.mark.parametrize("format_id", ["aie-title", "aie-ccp1"])
def test_the_call_part_becomes_a_plan(format_id: str) -> None:
    """15, 10 and 10 minutes in seconds; the grace is the centre's."""
    assert exchange_plan(format_named(format_id)) == ExchangePlan()
    assert exchange_plan(format_named(format_id), grace_s=30) == ExchangePlan(grace_s=30.0)
    assert msgspec.json.encode(exchange_plan(format_named(format_id))) == msgspec.json.encode(ExchangePlan())


def test_the_phases_of_the_call_are_named_as_the_room_names_them() -> None:
    """One word for one thing."""
    call = format_named("aie-title").parts[0]
    assert [phase.name for phase in call.phases] == [Phase.PREPARATION, Phase.CALL, Phase.WRITING]


def test_a_format_without_a_call_gives_no_plan() -> None:
    """Only the call part is run today."""
    with pytest.raises(Refused, match="format-without-call"):
        exchange_plan(format_named("aie-ccp2"))


def test_minutes_that_nobody_gave_give_no_plan() -> None:
    """The centre has to give them before a session can be opened."""
    title = format_named("aie-title")
    call = title.parts[0]
    without = msgspec.structs.replace(
        call, phases=(msgspec.structs.replace(call.phases[0], minutes=None), *call.phases[1:])
    )
    with pytest.raises(Refused, match="minutes-not-given"):
        exchange_plan(msgspec.structs.replace(title, parts=(without,)))


def test_an_unknown_format_is_not_found() -> None:
    """By its code."""
    with pytest.raises(NotFound, match="unknown-format"):
        format_named("aie-ccp4")


GOOD = """
id = "mine"
title = "Mine"
[[parts]]
kind = "call"
phases = [ { name = "preparation", minutes = 5 } ]
"""


def test_a_file_is_read_as_it_stands(tmp_path: Path) -> None:
    """The smallest format that is one."""
    file = tmp_path / "mine.toml"
    file.write_text(GOOD)
    assert read_format(file) == msgspec.convert(
        {
            "id": "mine",
            "title": "Mine",
            "parts": [{"kind": "call", "phases": [{"name": "preparation", "minutes": 5}]}],
        },
        Format,
    )


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        ('kind = "call"', 'kind = "chat"'),
        ("minutes = 5", "minutes = 0"),
        ("minutes = 5", "minutes = -5"),
        ("minutes = 5", 'minutes = "5"'),
        ('title = "Mine"', 'titel = "Mine"'),
        ('id = "mine"', 'id = "yours"'),
        ("[[parts]]", "[[parts"),
    ],
)
def test_a_file_that_is_wrong_is_named(tmp_path: Path, good: str, bad: str) -> None:
    """Wrong kind, minutes, field, id or TOML: the error says in which file."""
    file = tmp_path / "mine.toml"
    file.write_text(GOOD.replace(good, bad))
    with pytest.raises(SystemFault) as fault:
        read_format(file)
    assert fault.value.reason == "format-malformed"
    assert fault.value.details["file"] == "mine.toml"
