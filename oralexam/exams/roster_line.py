"""One line of a list: what its cells say, and what is wrong with each."""

import re

import msgspec

from oralexam.exams.accommodation import LONGEST_EXTRA_MINUTES, ExtraLength
from oralexam.exams.roster_text import hides_something, plain
from oralexam.exams.session import LONGEST_NAME

_YES = frozenset({"oui", "o", "yes", "y", "x", "1", "vrai", "true"})
_NO = frozenset({"", "non", "n", "no", "0", "faux", "false"})
_FRACTION = re.compile(r"([1-9][0-9]?) ?/ ?([1-9][0-9]?)")
_MINUTES = re.compile(r"([0-9]{1,3}) ?(min|minutes?|mn|')?\.?", re.IGNORECASE)
_BECAME_A_DATE = re.compile(
    r"[0-3]?[0-9][-/. ](janv|févr|fevr|mars|avr|mai|juin|juil|août|aout|sept|oct|nov|déc|dec|jan|feb|mar|apr"
    r"|may|jun|jul|aug|sep)\w*\.?([-/. ][0-9]{2,4})?|[0-3]?[0-9]/[0-1]?[0-9]/[0-9]{2,4}",
    re.IGNORECASE,
)
"""Excel makes « 1-mars » of the 1/3 that somebody has typed."""


class CellFault(msgspec.Struct, frozen=True, kw_only=True):
    """What is wrong in one line; `line` counts as an editor does, from 1, the header too."""

    line: int
    column: str
    """The column's title in the file; "" where it is about the whole line or file."""
    code: str
    value: str = ""
    """What stands there, at most 40 characters."""
    other_line: int | None = None
    """The line that has the same already."""


class Line:
    """The cells of one line by column, and what is wrong with them."""

    def __init__(self, number: int, cells: dict[str, str], titles: dict[str, str]) -> None:
        self.number = number
        self.cells = cells
        self.titles = titles
        self.faults: list[CellFault] = []

    def blame(self, column: str, code: str, *, other_line: int | None = None) -> None:
        """Note what is wrong in a column."""
        self.faults.append(
            CellFault(
                line=self.number,
                column=self.titles.get(column, ""),
                code=code,
                value=self.cells.get(column, "")[:40],
                other_line=other_line,
            )
        )

    def text(self, column: str, *, longest: int) -> str:
        """The cell, blamed where it is too long or holds what cannot be seen."""
        cell = self.cells.get(column, "")
        if len(cell) > longest:
            self.blame(column, "too-long")
        elif hides_something(cell):
            self.blame(column, "hidden-characters")
        return cell

    def yes(self, column: str) -> bool:
        """Whether the cell says yes; an empty one says no."""
        cell = plain(self.cells.get(column, ""))
        if cell not in _YES | _NO:
            self.blame(column, "neither-yes-nor-no")
        return cell in _YES

    def name(self) -> str:
        """The person's name, from one column or from two."""
        parts = [self.text(column, longest=LONGEST_NAME) for column in ("given", "family", "name")]
        name = " ".join(part for part in parts if part)
        column = next((each for each in ("family", "name", "given") if each in self.titles), "")
        if not name:
            self.blame(column, "name-missing")
        elif len(name) > LONGEST_NAME and not self.faults:
            self.blame(column, "too-long")
        return name

    def extra_length(self, column: str) -> ExtraLength | None:
        """The extra time that the cell grants: « 1/3 », « oui » for a third, « 15 min »; None for none."""
        cell = self.cells.get(column, "")
        if plain(cell) in _NO and not cell.isdigit():
            return None
        if plain(cell) in {"tierstemps", "untiers"} or (plain(cell) in _YES and not cell.isdigit()):
            return ExtraLength(fraction="1/3")
        if (found := _FRACTION.fullmatch(cell)) and int(found[1]) <= int(found[2]):
            return ExtraLength(fraction=f"{found[1]}/{found[2]}")
        if (found := _MINUTES.fullmatch(cell)) and int(found[1]) <= LONGEST_EXTRA_MINUTES:
            return ExtraLength(minutes=int(found[1])) if int(found[1]) else None
        self.blame(column, "became-a-date" if _BECAME_A_DATE.fullmatch(cell) else "extra-time-not-understood")
        return None
