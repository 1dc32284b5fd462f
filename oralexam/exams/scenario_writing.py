"""From what a page has sent to a scenario, or to what is still wrong with it, field by field. Pure."""

import re
from typing import Any

import msgspec

from oralexam.errors import BadInput
from oralexam.exams import scenario_checks
from oralexam.exams.bank import LARGEST_FILE_BYTES, stripped
from oralexam.exams.parts import PartKind
from oralexam.exams.scenario import Scenario

_WHERE = re.compile(r"`\$\.?([^`]*)`")
_MISSING = re.compile(r"required field `([^`]*)`")


class FieldProblem(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What keeps a draft from being published."""

    field: str
    """Where: `candidate.mission`, `jury.facts_if_asked[1].answer`."""
    code: str
    """One of `scenario_checks.MEANING`."""


def as_object(content: bytes) -> dict[str, Any]:
    """A draft's content, which must be a JSON object of a scenario's size at most.

    Raises:
        BadInput: `scenario-too-large`, `malformed-message`.
    """
    if len(content) > LARGEST_FILE_BYTES:
        raise BadInput("scenario-too-large", most=LARGEST_FILE_BYTES)
    try:
        return msgspec.json.decode(content, type=dict[str, Any])
    except (msgspec.DecodeError, RecursionError) as error:
        raise BadInput("malformed-message") from error


def read_draft(content: bytes) -> tuple[Scenario | None, tuple[FieldProblem, ...]]:
    """The scenario that a draft has become, or what is wrong with it.

    Raises:
        BadInput: `scenario-too-large`, `malformed-message`.
    """
    table = stripped(as_object(content))
    try:
        scenario = msgspec.convert(table, Scenario, strict=True)
    except msgspec.ValidationError as error:
        return None, (_first_problem(str(error)),)
    problems = tuple(
        FieldProblem(field=field, code=code) for field, code in scenario_checks.problems_of(scenario)
    )
    return (None if problems else scenario), problems


def blank(part: PartKind, number: int) -> bytes:
    """A draft with every field that its part needs, all empty: a page shows them without guessing.

    Raises:
        BadInput: `no-role-play` for a part that is not drawn.
    """
    if part not in {PartKind.CALL, PartKind.VISITOR}:
        raise BadInput("no-role-play", part=part)
    content: dict[str, Any] = {
        "scenario_id": f"scenario-{number}",
        "version": 1,
        "number": number,
        "title": "",
        "part": part.value,
        "other_party": {"name": "", "role": "", "organisation": "", "place": ""},
        "candidate": {"company": "", "mission": "", "data": [], "to_do": [], "documents": []},
        "jury": {
            "role": "",
            "objectives": [],
            "facts_if_asked": [],
            "cues": [],
            "if_silent": "",
            "expected_in_text": [],
        },
    }
    if part is PartKind.CALL:
        content |= {
            "mode": "telephone",
            "direction": "juror-rings",
            "text_task": {"language": "en", "title": "", "instructions": "", "recipient": ""},
        }
    else:
        content["contact_sheet"] = {"language": "en", "title": "", "instructions": "", "sections": []}
    return msgspec.json.encode(content)


def _first_problem(message: str) -> FieldProblem:
    """Msgspec stops at the first: « Object missing required field `name` - at `$.other_party` »."""
    where, missing = _WHERE.search(message), _MISSING.search(message)
    path = [part.group(1) for part in (where, missing) if part and part.group(1)]
    return FieldProblem(field=".".join(path), code="missing" if missing else "malformed")
