"""The timetable as a table for a spreadsheet: CSV as a French Excel opens it with a double click.

Semicolons, CRLF and a byte order mark (Excel's own conventions where the decimal sign is a comma). A cell
that a spreadsheet would take for a formula gets an apostrophe before it (OWASP, CSV injection).
"""

import csv
import io
from datetime import datetime
from zoneinfo import ZoneInfo

from oralexam.exams.timetable.entries import Timetable, in_order
from oralexam.exams.timetable.plan_names import PlanNames

BYTE_ORDER_MARK = "\ufeff"
COLUMNS = (
    "date",
    "starts",
    "ends",
    "minutes",
    "candidate",
    "number",
    "work",
    "room",
    "jury",
    "jurors",
    "jury-room",
    "jury-from",
    "jury-until",
    "state",
)
"""`plan.column.…` in the words."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_sheet(timetable: Timetable, names: PlanNames, where: ZoneInfo) -> str:
    """One line an entry, in the order of their times, in the centre's hours."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow([names.word(f"plan.column.{column}") for column in COLUMNS])
    for entry in in_order(timetable.entries):
        span = entry.jury_span
        jury_id = entry.jury_id or ""
        row = (
            entry.starts_at.astimezone(where).date().isoformat(),
            _hour(entry.starts_at, where),
            _hour(entry.ends_at, where),
            f"{entry.seconds / 60:g}".replace(".", ","),
            names.candidates.get(entry.candidacy_id, ""),
            names.numbers.get(entry.candidacy_id, ""),
            names.word(f"plan.work.{entry.kind}"),
            names.place(entry.place_id),
            names.juries.get(jury_id, ""),
            ", ".join(names.members.get(jury_id, ())),
            names.place(entry.jury_room_id) if entry.jury_room_id else "",
            _hour(span[0], where) if span else "",
            _hour(span[1], where) if span else "",
            names.word("plan.pinned" if entry.pinned else f"plan.state.{entry.state}"),
        )
        writer.writerow([safe_cell(cell) for cell in row])
    return BYTE_ORDER_MARK + text.getvalue()


def _hour(instant: datetime, where: ZoneInfo) -> str:
    local = instant.astimezone(where)
    return local.strftime("%H:%M:%S" if local.second else "%H:%M")


def safe_cell(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell
