"""A scenario that is written in a page is judged by the rules of those that stand in files."""

import msgspec
import pytest

from oralexam.errors import BadInput
from oralexam.exams.bank import LARGEST_FILE_BYTES, PackagedScenarios
from oralexam.exams.parts import PartKind
from oralexam.exams.scenario import Scenario
from oralexam.exams.scenario_checks import MEANING
from oralexam.exams.scenario_writing import FieldProblem, blank, read_draft

PACKAGED = sorted(PackagedScenarios().all().values(), key=lambda each: each.number)


@pytest.mark.parametrize("scenario", PACKAGED, ids=lambda each: each.scenario_id)
def test_a_complete_scenario_comes_back_whole(scenario: Scenario) -> None:
    """Whatever a file can say, a page can say."""
    assert read_draft(msgspec.json.encode(scenario)) == (scenario, ())


@pytest.mark.parametrize("part", [PartKind.CALL, PartKind.VISITOR])
def test_a_blank_scenario_names_what_is_to_be_written(part: PartKind) -> None:
    """Every code is one that people can be told."""
    scenario, problems = read_draft(blank(part, 12))
    assert scenario is None
    assert {"title", "candidate.mission", "jury.role"} <= {problem.field for problem in problems}
    assert all(problem.code in MEANING for problem in problems)


@pytest.mark.parametrize(
    ("field", "value", "problem"),
    [
        ("title", 7, FieldProblem(field="title", code="malformed")),
        ("secret", "x", FieldProblem(field="", code="malformed")),
        ("number", 0, FieldProblem(field="number", code="below-one")),
        ("title", "  ", FieldProblem(field="title", code="empty")),
        ("mode", "telegraph", FieldProblem(field="mode", code="malformed")),
    ],
)
def test_what_is_wrong_is_named_by_its_field(field: str, value: object, problem: FieldProblem) -> None:
    """One field spoilt, one problem."""
    table = msgspec.to_builtins(PACKAGED[0]) | {field: value}
    assert read_draft(msgspec.json.encode(table)) == (None, (problem,))


def test_what_is_missing_deep_inside_is_found() -> None:
    """With the way to it."""
    table = msgspec.to_builtins(PACKAGED[0])
    del table["jury"]["facts_if_asked"][1]["answer"]
    _, (problem,) = read_draft(msgspec.json.encode(table))
    assert (problem.field, problem.code) == ("jury.facts_if_asked[1].answer", "missing")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"[]", "malformed-message"),
        (b"{", "malformed-message"),
        (b"\xff", "malformed-message"),
        (b"[" * 100_000, "malformed-message"),
        (b'{"title":"' + b"a" * LARGEST_FILE_BYTES + b'"}', "scenario-too-large"),
    ],
)
def test_what_is_no_scenario_at_all_is_refused(content: bytes, code: str) -> None:
    """Before anything is kept."""
    with pytest.raises(BadInput, match=code):
        read_draft(content)


def test_an_interview_has_no_scenario() -> None:
    """Only role-plays are drawn."""
    with pytest.raises(BadInput, match="no-role-play"):
        blank(PartKind.FINAL_INTERVIEW, 1)


def test_a_value_for_the_fact_grid_has_a_fact_a_label_and_itself() -> None:
    """Each is named with its place in the list."""
    content = msgspec.json.decode(msgspec.json.encode(PACKAGED[0]))
    content["expected"].append({"fact_id": "No Name", "label": " ", "kind": "amount", "value": ""})
    last = len(content["expected"]) - 1
    _, problems = read_draft(msgspec.json.encode(content))
    assert problems == (
        FieldProblem(field=f"expected[{last}].fact_id", code="not-kebab-case"),
        FieldProblem(field=f"expected[{last}].label", code="empty"),
        FieldProblem(field=f"expected[{last}].value", code="empty"),
    )
