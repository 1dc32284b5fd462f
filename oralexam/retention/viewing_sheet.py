"""The log of viewings as a table for a spreadsheet, in the centre's hours."""

import csv
import io
from collections.abc import Mapping, Sequence
from zoneinfo import ZoneInfo

from oralexam.exams.timetable.sheet import BYTE_ORDER_MARK, safe_cell
from oralexam.retention.viewing import Viewing

COLUMNS = ("date", "hour", "what", "detail", "candidate", "part", "who", "as", "browser")
"""`viewings.column.…` in the words."""


def csv_of(
    viewings: Sequence[Viewing],
    *,
    candidates: Mapping[str, str],
    parts: Mapping[str, str],
    words: Mapping[str, str],
    where: ZoneInfo,
) -> str:
    """One line a viewing; `candidates` by candidacy and `parts` by sitting, where they are still known."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow([words[f"viewings.column.{column}"] for column in COLUMNS])
    for viewing in viewings:
        viewed, viewer = viewing.viewed, viewing.viewer
        local = viewing.at.astimezone(where)
        part = parts.get(viewed.sitting_id or "", "")
        row = (
            local.date().isoformat(),
            local.strftime("%H:%M:%S"),
            words[f"viewings.kind.{viewed.kind}"],
            viewed.detail,
            candidates.get(viewed.candidacy_id or "", ""),
            words.get(f"part.{part}", part),
            viewer.name or words["viewings.by-link"],
            words[f"seat.{viewer.seat}"],
            viewer.browser,
        )
        writer.writerow([safe_cell(cell) for cell in row])
    return BYTE_ORDER_MARK + text.getvalue()
