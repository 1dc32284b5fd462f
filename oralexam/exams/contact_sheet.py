"""What may stand in the fields of a contact sheet. Pure."""

from collections.abc import Mapping
from datetime import date

from oralexam.errors import BadInput
from oralexam.exams.scenario import ContactSheetTask, FieldKind, SheetField

LONGEST_LINE = 300
LONGEST_LINES = 4_000
LONGEST_SHEET = 20_000
"""Characters, all fields together: as much as a text may have (`commands.LONGEST_TEXT`)."""


def check_fields(task: ContactSheetTask, fields: Mapping[str, str]) -> None:
    """Refuse what the sheet does not ask for, or what does not fit into it; a field may be missing, or "".

    Raises:
        BadInput: `unknown-field`, `field-too-long`, `not-an-option`, `not-a-date` (each with the `field`),
            `sheet-too-long`.
    """
    known = {field.field_id: field for section in task.sections for field in section.fields}
    for field_id, value in fields.items():
        if field_id not in known:
            raise BadInput("unknown-field")
        _check_value(known[field_id], value)
    if sum(map(len, fields.values())) > LONGEST_SHEET:
        raise BadInput("sheet-too-long", longest=LONGEST_SHEET)


def _check_value(field: SheetField, value: str) -> None:
    longest = LONGEST_LINES if field.kind is FieldKind.LINES else LONGEST_LINE
    if len(value) > longest:
        raise BadInput("field-too-long", field=field.field_id, longest=longest)
    if not value:
        return
    if field.kind is FieldKind.CHOICE and value not in field.options:
        raise BadInput("not-an-option", field=field.field_id)
    if field.kind is FieldKind.DATE and not _is_day(value):
        raise BadInput("not-a-date", field=field.field_id)


def _is_day(value: str) -> bool:
    """Whether it is a full-date (RFC 3339 §5.6); `fromisoformat` alone would take other forms, too."""
    try:
        return date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False
