"""What types cannot say of a scenario: each problem as a code, with the field that has it. Pure."""

import re
from collections import Counter
from collections.abc import Iterator
from types import MappingProxyType

from oralexam.exams.parts import EXCHANGES, ExchangeMode, PartKind
from oralexam.exams.scenario import ContactSheetTask, FieldKind, Scenario, SheetField

MOST_FIELDS = 40
"""A sheet is filled in within ten minutes."""
FEWEST_OPTIONS = 2

MEANING = MappingProxyType(
    {
        "empty": "empty",
        "missing": "missing",
        "malformed": "of the wrong kind",
        "below-one": "below 1",
        "not-kebab-case": "not in kebab-case",
        "used-twice-or-not-kebab-case": "used twice, or not in kebab-case",
        "no-role-play": "a scenario is for a call or for a visitor",
        "visitor-mode": "a visitor is received by video or in person",
        "visitor-direction": "a visitor comes: nobody rings",
        "visitor-text": "a visitor is followed by a contact sheet",
        "call-mode": "a call is by telephone or by video",
        "call-sheet": "a call is followed by a text",
        "no-fields": "a section without fields, or no section",
        "too-many-fields": f"more than {MOST_FIELDS} fields",
        "unreadable-value": "no value of its kind",
        "options-do-not-fit": "a choice needs two or more, all different; other kinds have none",
    }
)
"""What each code says to whoever writes a file; pages have their own sentences (web/i18n)."""

_KEBAB = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def problems_of(scenario: Scenario) -> Iterator[tuple[str, str]]:
    """(field, code of what is wrong with it), for everything that keeps a scenario from being played."""
    if not _KEBAB.fullmatch(scenario.scenario_id):
        yield "scenario_id", "not-kebab-case"
    for field in ("version", "number"):
        if getattr(scenario, field) < 1:
            yield field, "below-one"
    yield from _of_its_part(scenario)
    for field in _blank_fields(scenario):
        yield field, "empty"
    fact_ids = [fact.fact_id for fact in scenario.jury.facts_if_asked]
    if len(set(fact_ids)) < len(fact_ids) or not all(map(_KEBAB.fullmatch, fact_ids)):
        yield "jury.facts_if_asked.fact_id", "used-twice-or-not-kebab-case"
    if scenario.contact_sheet is not None:
        yield from _of_the_sheet(scenario.contact_sheet)
    for place, value in enumerate(scenario.expected):
        if not _KEBAB.fullmatch(value.fact_id):
            yield f"expected[{place}].fact_id", "not-kebab-case"
        yield from (
            (f"expected[{place}].{field}", "empty")
            for field in ("label", "value")
            if not getattr(value, field)
        )


def _of_its_part(scenario: Scenario) -> Iterator[tuple[str, str]]:
    """A call is rung and followed by a text, a visitor comes and is followed by a contact sheet."""
    if scenario.part not in EXCHANGES:
        yield "part", "no-role-play"
    if scenario.part is PartKind.VISITOR:
        if scenario.mode is ExchangeMode.TELEPHONE:
            yield "mode", "visitor-mode"
        if scenario.direction is not None:
            yield "direction", "visitor-direction"
        if scenario.contact_sheet is None:
            yield "contact_sheet", "missing"
        if scenario.text_task is not None:
            yield "text_task", "visitor-text"
    else:
        if scenario.mode not in {ExchangeMode.TELEPHONE, ExchangeMode.VIDEO}:
            yield "mode", "call-mode"
        if scenario.direction is None:
            yield "direction", "missing"
        if scenario.text_task is None:
            yield "text_task", "missing"
        if scenario.contact_sheet is not None:
            yield "contact_sheet", "call-sheet"


def _blank_fields(scenario: Scenario) -> Iterator[str]:
    """Texts without which a candidate or a juror would sit before an empty sheet."""
    named = {
        "title": scenario.title,
        "other_party.name": scenario.other_party.name,
        "candidate.company": scenario.candidate.company,
        "candidate.mission": scenario.candidate.mission,
        "candidate.to_do": scenario.candidate.to_do,
        "jury.role": scenario.jury.role,
        "jury.objectives": scenario.jury.objectives,
        "jury.cues": scenario.jury.cues,
    }
    for task in ("text_task", "contact_sheet"):
        if (written := getattr(scenario, task)) is not None:
            named[f"{task}.title"] = written.title
            named[f"{task}.instructions"] = written.instructions
    yield from (field for field, value in named.items() if not value)


def _of_the_sheet(sheet: ContactSheetTask) -> Iterator[tuple[str, str]]:
    fields = [field for section in sheet.sections for field in section.fields]
    if not fields or not all(section.fields for section in sheet.sections):
        yield "contact_sheet.sections", "no-fields"
    if len(fields) > MOST_FIELDS:
        yield "contact_sheet.sections", "too-many-fields"
    if not all(section.title for section in sheet.sections):
        yield "contact_sheet.sections.title", "empty"
    if not all(field.label for field in fields):
        yield "contact_sheet.sections.fields.label", "empty"
    used = Counter(field.field_id for field in fields)
    if any(times > 1 or not _KEBAB.fullmatch(field_id) for field_id, times in used.items()):
        yield "contact_sheet.sections.fields.field_id", "used-twice-or-not-kebab-case"
    if not all(map(_options_fit, fields)):
        yield "contact_sheet.sections.fields.options", "options-do-not-fit"


def _options_fit(field: SheetField) -> bool:
    if field.kind is not FieldKind.CHOICE:
        return not field.options
    different = len(set(field.options)) == len(field.options) and all(field.options)
    return different and len(field.options) >= FEWEST_OPTIONS
