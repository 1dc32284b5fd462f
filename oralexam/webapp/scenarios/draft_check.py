"""A draft, checked as far as it can be: its fields, and whether its values for the fact grid can be read."""

from oralexam.exams.scenario import Scenario
from oralexam.exams.scenario_writing import FieldProblem, read_draft


def check_draft(content: bytes) -> tuple[Scenario | None, tuple[FieldProblem, ...]]:
    """The scenario that a draft has become, or what is wrong with it.

    Raises:
        BadInput: `scenario-too-large`, `malformed-message`.
    """
    scenario, problems = read_draft(content)
    if scenario is None or not scenario.expected:
        return scenario, problems
    from oralexam.facts.expected import readable  # noqa: PLC0415 -- megabytes, for whoever writes values

    unread = tuple(
        FieldProblem(field=f"expected[{place}].value", code="unreadable-value")
        for place, value in enumerate(scenario.expected)
        if not readable(value)
    )
    return (None if unread else scenario), unread
