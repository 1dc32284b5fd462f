"""What may stand in the fields of a contact sheet, and what is refused with which code."""

import pytest

from oralexam.errors import BadInput
from oralexam.exams.bank import PackagedScenarios
from oralexam.exams.contact_sheet import LONGEST_LINE, LONGEST_LINES, LONGEST_SHEET, check_fields
from oralexam.exams.scenario import ContactSheetTask, FieldKind, Language, SheetField, SheetSection

SHEET = ContactSheetTask(
    language=Language.ENGLISH,
    title="Contact sheet",
    instructions="Fill in",
    sections=(
        SheetSection(
            title="Visitor",
            fields=(
                SheetField(field_id="name", label="Name"),
                SheetField(field_id="day", label="Day", kind=FieldKind.DATE),
            ),
        ),
        SheetSection(
            title="Needs",
            fields=(
                *(SheetField(field_id=f"needs-{n}", label="Needs", kind=FieldKind.LINES) for n in range(6)),
                SheetField(field_id="kind", label="Kind", kind=FieldKind.CHOICE, options=("a", "b")),
            ),
        ),
    ),
)


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"name": "", "day": "", "kind": ""},
        {"name": "Aoïfe", "day": "2026-12-01", "kind": "b"},
        {"name": "x" * LONGEST_LINE, "needs-0": "x\n" * (LONGEST_LINES // 2)},
        {"day": "2028-02-29"},
    ],
)
def test_what_fits_is_taken(fields: dict[str, str]) -> None:
    """Also a sheet that is not filled in yet."""
    check_fields(SHEET, fields)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"surname": ""}, "unknown-field"),
        ({"name": "x" * (LONGEST_LINE + 1)}, "field-too-long"),
        ({"needs-0": "x" * (LONGEST_LINES + 1)}, "field-too-long"),
        ({"kind": "c"}, "not-an-option"),
        ({"day": "1 December"}, "not-a-date"),
        ({"day": "20261201"}, "not-a-date"),
        ({"day": "2026-W49-2"}, "not-a-date"),
        ({"day": "2026-02-29"}, "not-a-date"),
        ({f"needs-{n}": "x" * LONGEST_LINES for n in range(6)}, "sheet-too-long"),
    ],
)
def test_what_does_not_fit_is_refused_by_its_code(fields: dict[str, str], code: str) -> None:
    """Fields that are not the sheet's, and values that are not the field's."""
    assert 6 * LONGEST_LINES > LONGEST_SHEET
    with pytest.raises(BadInput, match=code):
        check_fields(SHEET, fields)


def test_the_demo_sheets_can_be_filled_in() -> None:
    """Every choice with each of its options."""
    for scenario in PackagedScenarios().all().values():
        if scenario.contact_sheet is None:
            continue
        for section in scenario.contact_sheet.sections:
            for field in section.fields:
                for option in field.options:
                    check_fields(scenario.contact_sheet, {field.field_id: option})
