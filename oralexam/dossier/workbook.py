"""A session as a workbook (ECMA-376), by XlsxWriter: for a process of its own (`apart`).

Marks stand as they were given: no sum, no mean, no formula. What people wrote is text, whatever it begins
with: a cell that begins like a formula carries the mark of quoted text, so that it stays text where somebody
edits it or saves it as CSV (CWE-1236).
"""

import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import xlsxwriter

from oralexam.dossier.language import DocumentLanguage
from oralexam.dossier.record import Record
from oralexam.dossier.sheets import Cell, Sheet, sheets_of
from oralexam.dossier.times import Times
from oralexam.dossier.words import Words

_LIKE_A_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")
_LONGEST_CELL: Final = 32_767
"""Characters that a cell holds (Excel's own bound); a reason has five hundred."""
_DATE: Final = {
    DocumentLanguage.FRENCH: "dd/mm/yyyy hh:mm:ss",
    DocumentLanguage.ENGLISH: "yyyy-mm-dd hh:mm:ss",
}


def to_workbook(records: Sequence[Record], language: DocumentLanguage, *, web: Path) -> bytes:
    """The workbook of a session; one that names its own limits on the first sheet."""
    held = io.BytesIO()
    book = xlsxwriter.Workbook(
        held,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_numbers": False,
            "strings_to_urls": False,
        },
    )
    words = Words.read(language, web)
    zone = records[0].session.time_zone if records else "UTC"
    writer = _Writer(book, Times(zone, language), language)
    for sheet in sheets_of(records, words):
        writer.write(sheet)
    if records:
        head = records[0]
        book.set_properties(
            {
                "title": head.session.title,
                "company": head.session.centre,
                "created": head.made_at.replace(tzinfo=None),
            }
        )
    book.close()
    return held.getvalue()


class _Writer:
    """Puts sheets into one book, with its few looks."""

    def __init__(self, book: Any, times: Times, language: DocumentLanguage) -> None:  # noqa: ANN401
        self._book = book
        self._times = times
        plain = {"valign": "top", "text_wrap": True}
        self._head = book.add_format({"bold": True, "bottom": 1, "valign": "bottom", "text_wrap": True})
        self._text = book.add_format(plain)
        self._quoted = book.add_format({**plain, "quote_prefix": True})
        self._date = book.add_format({"valign": "top", "num_format": _DATE[language], "align": "left"})
        self._number = book.add_format({"valign": "top"})

    def write(self, sheet: Sheet) -> None:
        """One sheet: its heading stays in sight, its columns are as wide as what stands in them."""
        page = self._book.add_worksheet(sheet.name)
        for place, column in enumerate(sheet.columns):
            page.set_column(place, place, column.width)
        first = 0
        if any(column.title for column in sheet.columns):
            for place, column in enumerate(sheet.columns):
                page.write_string(0, place, column.title, self._head)
            page.freeze_panes(1, min(sheet.frozen, len(sheet.columns)))
            first = 1
        self._rows(page, sheet.rows, first)
        if first and sheet.rows:
            page.autofilter(0, 0, len(sheet.rows), len(sheet.columns) - 1)
        page.set_landscape()
        page.set_paper(9)
        page.fit_to_pages(1, 0)
        page.repeat_rows(0)

    def _rows(self, page: Any, rows: Iterable[Sequence[Cell]], first: int) -> None:  # noqa: ANN401
        for row, cells in enumerate(rows, start=first):
            for place, cell in enumerate(cells):
                self._cell(page, row, place, cell)

    def _cell(self, page: Any, row: int, place: int, cell: Cell) -> None:  # noqa: ANN401
        match cell:
            case datetime():
                local = self._times.local(cell).replace(tzinfo=None, microsecond=0)
                page.write_datetime(row, place, local, self._date)
            case int():
                page.write_number(row, place, cell, self._number)
            case str() if cell:
                looks = self._quoted if cell.startswith(_LIKE_A_FORMULA) else self._text
                page.write_string(row, place, cell[:_LONGEST_CELL], looks)
            case _:
                pass
