"""What a check says: what does not hold, and what a reader should know."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Said:
    """Something that does not hold, or (as a note) that a reader should know."""

    code: str
    where: str = ""
    detail: str = ""


@dataclass
class Report:
    """What was found."""

    findings: list[Said] = field(default_factory=list)
    notes: list[Said] = field(default_factory=list)
    told: dict[str, Any] = field(default_factory=dict)
    """What the pack says of itself."""

    @property
    def holds(self) -> bool:
        """Whether nothing was found."""
        return not self.findings

    def find(self, code: str, where: str = "", detail: str = "") -> None:
        """Something does not hold."""
        self.findings.append(Said(code, where, detail))

    def note(self, code: str, where: str = "", detail: str = "") -> None:
        """Something is to be known."""
        self.notes.append(Said(code, where, detail))


class Broken(Exception):
    """A part that cannot be read at all."""

    def __init__(self, code: str, where: str = "") -> None:
        super().__init__(code)
        self.code, self.where = code, where


UNREADABLE = (ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError, ArithmeticError)
"""What Python raises where something is of another form than it should be: to a check, that is a finding."""
