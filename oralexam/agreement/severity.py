"""How far a juror's marks lie from a colleague's on the same candidates: described, never ranked."""

from collections.abc import Sequence
from enum import StrEnum
from statistics import fmean
from typing import Final

import msgspec

from oralexam.agreement.estimates import Estimate, mean_of

FEWEST_CANDIDATES: Final = 10
"""With a usual spread of differences (0.7 of a level) the interval then reaches half a level to each side;
with fewer it takes in every answer that matters."""
FEWEST_COLLEAGUES: Final = 2
"""Beside one colleague alone a difference is as much theirs: whose it is cannot be told."""


class Comparison(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One juror's marks of a sitting beside the colleague's, each given alone."""

    candidate: str
    """Sittings of one candidate depend on each other: they are one case."""
    colleague: str
    own: tuple[int, ...]
    others: tuple[int, ...]
    """The colleague's, line by line as `own`."""


class TooFew(StrEnum):
    """Of what there are too few for a figure."""

    CANDIDATES = "candidates"
    COLLEAGUES = "colleagues"


class Severity(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What was compared of one juror on scales of so many levels; None where there are too few."""

    levels: int
    candidates: int
    sittings: int
    marks: int
    colleagues: int
    difference: Estimate | None
    """Levels above (+) or below (-) the colleagues, on average over candidates."""
    too_few: TooFew | None


def severity(compared: Sequence[Comparison], *, levels: int) -> Severity:
    """How one juror's marks lie beside those of whoever marked the same candidates."""
    by_candidate: dict[str, list[float]] = {}
    for each in compared:
        apart = (own - other for own, other in zip(each.own, each.others, strict=True))
        by_candidate.setdefault(each.candidate, []).extend(apart)
    colleagues = len({each.colleague for each in compared})
    too_few = None
    if len(by_candidate) < FEWEST_CANDIDATES:
        too_few = TooFew.CANDIDATES
    elif colleagues < FEWEST_COLLEAGUES:
        too_few = TooFew.COLLEAGUES
    return Severity(
        levels=levels,
        candidates=len(by_candidate),
        sittings=len(compared),
        marks=sum(len(each.own) for each in compared),
        colleagues=colleagues,
        difference=None if too_few else mean_of([fmean(each) for each in by_candidate.values()]),
        too_few=too_few,
    )
