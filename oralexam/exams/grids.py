"""What is judged in a part, as lines to mark on paper: paraphrases, as data.

The wording is ours, after the exam documents (RE AIE 2015; CCI register entry of 2025). Nothing is suggested
or added up: a person judges.
"""

import functools
import importlib.resources
import tomllib

import msgspec

from oralexam.errors import SystemFault
from oralexam.exams.parts import PartKind


class Wording(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The same words in both languages."""

    fr: str
    en: str


class Criterion(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One line of a grid."""

    id: str
    text: Wording
    short: Wording | None = None
    """A word or two, for a key that is pressed while one listens."""


class Grid(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is judged in one kind of part."""

    part: PartKind
    title: Wording
    competence: Wording
    criteria: tuple[Criterion, ...]
    transversal: tuple[Criterion, ...] = ()
    """Judged through the professional competence, where they can be seen in this part."""


def all_grids() -> tuple[Grid, ...]:
    """Every grid of the package, in the order of the parts.

    Raises:
        SystemFault: `grid-malformed`, with the `file` and the `problem`.
    """
    folder = importlib.resources.files("oralexam.exams") / "grids"
    found = []
    for file in folder.iterdir():
        if not file.name.endswith(".toml"):
            continue
        try:
            table = tomllib.loads(file.read_bytes().decode("utf-8"))
            found.append(msgspec.convert(table, Grid, strict=True))
        except (OSError, ValueError) as error:  # TOML, UTF-8 and msgspec errors are all ValueErrors
            raise SystemFault("grid-malformed", file=file.name, problem=str(error)) from error
    order = list(PartKind)
    return tuple(sorted(found, key=lambda grid: order.index(grid.part)))


@functools.cache
def criteria_of(part: PartKind) -> tuple[Criterion, ...]:
    """What is judged in a kind of part, as the package words it; nothing where it has no grid."""
    return next((grid.criteria for grid in all_grids() if grid.part is part), ())
