"""What is judged in a part, and on which scale: paraphrases, as data.

The wording is ours, after the exam documents (RE AIE 2015; CCI register entry of 2025). Nothing is suggested
or added up: a person judges. A centre publishes grids of its own; a version that was published never changes.
"""

import functools
import hashlib
import importlib.resources
import tomllib
from enum import StrEnum
from typing import Annotated

import msgspec

from oralexam.errors import BadInput, SystemFault
from oralexam.exams.parts import PartKind

LONGEST_WORDING = 400
"""Characters of a line of a grid: more is not read while one marks."""
MOST_LINES = 40
FEWEST_LEVELS = 2
MOST_LEVELS = 10

LineId = Annotated[str, msgspec.Meta(pattern=r"^[a-z][0-9a-z-]*$", max_length=60)]
Words = Annotated[str, msgspec.Meta(max_length=LONGEST_WORDING)]


class Section(StrEnum):
    """What of a part a line is judged on."""

    EXCHANGE = "exchange"
    WRITTEN = "written"
    """The text after a call, the contact sheet after a visitor."""


class Wording(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The same words in both languages."""

    fr: Words
    en: Words

    @property
    def whole(self) -> bool:
        """Whether there are words in both."""
        return bool(self.fr.strip() and self.en.strip())


class ScaleLevel(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One level of a scale, and its word."""

    value: int
    word: Wording


class Criterion(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One line of a grid."""

    id: LineId
    text: Wording
    short: Wording | None = None
    """A word or two, for a key that is pressed while one listens."""
    section: Section = Section.EXCHANGE
    english: bool = False
    """Judges English by the CEFR: its descriptors are of help (`exams.descriptors`)."""


DEFAULT_SCALE = (
    ScaleLevel(value=1, word=Wording(fr="Insuffisant", en="Insufficient")),
    ScaleLevel(value=2, word=Wording(fr="Fragile", en="Fragile")),
    ScaleLevel(value=3, word=Wording(fr="Acquis", en="Acquired")),
    ScaleLevel(value=4, word=Wording(fr="Solide", en="Solid")),
)
"""Where a centre sets none: the documents leave the scale to it (exam document, RE AIE 2015)."""


class Grid(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is judged in one kind of part."""

    grid_id: LineId
    version: Annotated[int, msgspec.Meta(ge=1, le=100_000)] = 1
    part: PartKind
    title: Wording
    competence: Wording
    criteria: Annotated[tuple[Criterion, ...], msgspec.Meta(min_length=1, max_length=MOST_LINES)]
    transversal: Annotated[tuple[Criterion, ...], msgspec.Meta(max_length=MOST_LINES)] = ()
    """Judged through the professional competence, where they can be seen in this part."""
    scale: Annotated[
        tuple[ScaleLevel, ...], msgspec.Meta(min_length=FEWEST_LEVELS, max_length=MOST_LEVELS)
    ] = DEFAULT_SCALE

    @property
    def digest(self) -> str:
        """SHA-256 (hex) of the grid as JSON, keys sorted: by which exactly a sitting is judged."""
        return hashlib.sha256(msgspec.json.encode(self, order="sorted")).hexdigest()

    def check(self) -> None:
        """Refuse a grid that nobody could mark by.

        Raises:
            BadInput: `grid-incomplete`: words are missing in a language, two lines have one id, or the levels
                of the scale are not 1, 2, 3, …
        """
        lines = (*self.criteria, *self.transversal)
        wordings = [self.title, self.competence, *(line.text for line in lines)]
        wordings += [level.word for level in self.scale]
        wordings += [line.short for line in lines if line.short is not None]
        levels = [level.value for level in self.scale]
        if (
            not all(each.whole for each in wordings)
            or len({line.id for line in lines}) != len(lines)
            or levels != list(range(1, len(levels) + 1))
        ):
            raise BadInput("grid-incomplete")


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
    """What is judged while one listens, as the package words it; nothing where the part has no grid."""
    return next((heard_in(grid) for grid in all_grids() if grid.part is part), ())


def heard_in(grid: Grid) -> tuple[Criterion, ...]:
    """The lines of a grid that are judged on the exchange: what is written is marked afterwards."""
    return tuple(line for line in grid.criteria if line.section is Section.EXCHANGE)
