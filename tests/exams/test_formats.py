"""The formats as data: the minutes of the exam documents, and what a file may not say."""

import re
from pathlib import Path

import msgspec
import pytest

from oralexam.errors import BadInput, NotFound, Refused, SystemFault
from oralexam.exams.formats import (
    Format,
    FormatBook,
    all_formats,
    exchange_plan,
    format_named,
    part_of,
    phase_seconds,
    read_format,
    with_minutes,
)
from oralexam.exams.parts import PartKind
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


@pytest.mark.parametrize(("format_id", "preparation_s"), [("aie-title", 300), ("aie-ccp3", 600)])
def test_the_visitor_part_becomes_a_plan(format_id: str, preparation_s: float) -> None:
    """Five minutes of preparation in the title, ten in its block; then 10 and 10 (exam document)."""
    plan = exchange_plan(format_named(format_id), PartKind.VISITOR, grace_s=30)
    assert plan == ExchangePlan(preparation_s=preparation_s, grace_s=30.0)


def test_a_format_without_a_part_gives_no_plan() -> None:
    """Neither a call in CCP 3 nor a visitor in CCP 1."""
    for format_id, kind in (("aie-ccp3", PartKind.CALL), ("aie-ccp1", PartKind.VISITOR)):
        with pytest.raises(Refused, match="format-without-part"):
            exchange_plan(format_named(format_id), kind)


def test_written_blocks_have_the_minutes_of_the_documents() -> None:
    """4 h 30 and 45 min (title), 2 h and 15, 30 or no minutes (CCP), a case study without minutes (CCI)."""
    assert {
        format_.id: {block.kind.value: block.minutes for block in format_.blocks} for format_ in all_formats()
    } == {
        "aie-title": {"written": 270, "questionnaire": 45},
        "aie-ccp1": {"written": 120, "questionnaire": 15},
        "aie-ccp2": {"written": 120, "questionnaire": 30},
        "aie-ccp3": {"written": 120},
        "cci-import-export": {"written": None},
    }


def test_a_final_interview_may_end_a_block() -> None:
    """For whoever collects the title block by block (exam document); the title always has one."""
    optional = {format_.id: [part.kind for part in format_.optional_parts] for format_ in all_formats()}
    final = [PartKind.FINAL_INTERVIEW]
    assert optional == {
        "aie-title": [],
        "aie-ccp1": final,
        "aie-ccp2": final,
        "aie-ccp3": final,
        "cci-import-export": [],
    }
    assert part_of(format_named("aie-ccp1"), PartKind.FINAL_INTERVIEW).phases[0].minutes == 15


def test_a_centre_gives_the_minutes_that_a_format_leaves_open() -> None:
    """All of a part's at once, and none that the documents give."""
    cci = format_named("cci-import-export")
    with pytest.raises(Refused, match="minutes-not-given"):
        phase_seconds(part_of(cci, PartKind.ORAL_DEFENCE))
    given = with_minutes(cci, PartKind.ORAL_DEFENCE, [10, 20])
    assert phase_seconds(part_of(given, PartKind.ORAL_DEFENCE)) == (600.0, 1200.0)
    for minutes, code in (([10], "minutes-not-open"), ([10, 0], "minutes-out-of-range")):
        with pytest.raises(BadInput, match=code):
            with_minutes(cci, PartKind.ORAL_DEFENCE, minutes)
    with pytest.raises(BadInput, match="minutes-not-open"):
        with_minutes(format_named("aie-title"), PartKind.CALL, [20, 20, 20])
    title = format_named("aie-title")
    assert with_minutes(title, PartKind.CALL, [15, 10, 10]) == title


def test_a_centre_adds_its_own_formats(tmp_path: Path) -> None:
    """Behind those of the package; a misspelt folder and a second of the same name are errors."""
    (tmp_path / "mine.toml").write_text(GOOD)
    book = FormatBook(tmp_path)
    assert [*book.all()] == [*MINUTES, "mine"]
    assert book.named("mine").title == "Mine"
    with pytest.raises(NotFound, match="unknown-format"):
        book.named("yours")
    with pytest.raises(SystemFault, match="format-folder-unreadable"):
        FormatBook(tmp_path / "nowhere")
    (tmp_path / "aie-title.toml").write_text(GOOD.replace('"mine"', '"aie-title"'))
    with pytest.raises(SystemFault, match="format-malformed"):
        FormatBook(tmp_path)


def test_the_format_of_the_guide_is_a_format(tmp_path: Path) -> None:
    """What docs/formats.md shows can be copied and read."""
    guide = Path(__file__).parents[2] / "docs" / "formats.md"
    (example,) = re.findall(r"```toml\n(.*?)```", guide.read_text(encoding="utf-8"), re.DOTALL)
    (tmp_path / "our-visitor.toml").write_text(example, encoding="utf-8")
    assert exchange_plan(FormatBook(tmp_path).named("our-visitor"), PartKind.VISITOR).preparation_s > 0


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
phases = [
    { name = "preparation", minutes = 5 },
    { name = "call", minutes = 10 },
    { name = "writing" },
]
"""


def test_a_file_is_read_as_it_stands(tmp_path: Path) -> None:
    """The smallest format that is one."""
    file = tmp_path / "mine.toml"
    file.write_text(GOOD)
    assert read_format(file) == msgspec.convert(
        {
            "id": "mine",
            "title": "Mine",
            "parts": [
                {
                    "kind": "call",
                    "phases": [
                        {"name": "preparation", "minutes": 5},
                        {"name": "call", "minutes": 10},
                        {"name": "writing"},
                    ],
                }
            ],
        },
        Format,
    )


INTERVIEW = """
[[parts]]
kind = "technical-interview"
phases = [ { name = "review" }, { name = "questions" } ]
"""


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
        ('{ name = "writing" }', '{ name = "contact-sheet" }'),
        ("minutes = 5", "minutes = 1441"),
        ('title = "Mine"', 'title = " "'),
        ('title = "Mine"', 'title = "Mine"\nblocks = [ { kind = "oral" } ]'),
        ('title = "Mine"', 'title = "Mine"\nblocks = [ { kind = "written" }, { kind = "written" } ]'),
        ("[[parts]]", INTERVIEW + "[[parts]]"),
        ("[[parts]]", 2 * INTERVIEW + "[[parts]]"),
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
