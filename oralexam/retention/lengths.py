"""The lengths that a centre has set; every change is a further version, with who made it and when."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

import msgspec

from oralexam.errors import BadInput
from oralexam.retention.kinds import DEFAULTS, OF_CANDIDATES, Counting, DataKind

LONGEST_MONTHS = 600
"""Fifty years: more is a slip of the hand."""

Months = Annotated[int, msgspec.Meta(ge=1, le=LONGEST_MONTHS)]

_NEVER_AUTOMATIC = frozenset({DataKind.RECORD, DataKind.ACCOUNTS})
"""What proves an examination, and who could sign in, no clock decides alone."""


class MarksGiven(StrEnum):
    """From when on a candidate who asks for their own data is given their marks."""

    NOTIFIED = "notified"
    """Once the decision has been notified."""
    LOCKED = "locked"
    """Once the jury has locked its deliberation."""


class Length(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How long one kind is kept."""

    kind: DataKind
    months: Months | None
    """None: for good; only for what says nothing of a person."""
    automatic: bool = False
    """Whether the server ends it by itself; otherwise it is listed, and two people do."""


class Lengths(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All lengths of a centre."""

    counted_from: Counting = Counting.DECISION
    marks_given: MarksGiven = MarksGiven.NOTIFIED
    lengths: tuple[Length, ...]

    def of(self, kind: DataKind) -> Length:
        """The length of one kind."""
        return next(each for each in self.lengths if each.kind is kind)


class KeptLengths(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The lengths that are in force, and since when."""

    lengths: Lengths
    revision: int
    """0: nobody has set any; the defaults hold."""
    set_at: datetime | None = None
    set_by: str = ""


def default_lengths() -> Lengths:
    """What holds until a manager has set something: nothing ends by itself."""
    return Lengths(lengths=tuple(Length(kind=kind, months=DEFAULTS[kind].months) for kind in DataKind))


def check_lengths(lengths: Lengths) -> None:
    """Refuse lengths that cannot all be kept.

    Raises:
        BadInput: `lengths-incomplete`, `length-missing`, `record-stays`, `never-automatic`,
            `copies-outlive-recordings`, `names-go-first`.
    """
    if [each.kind for each in lengths.lengths] != list(DataKind):
        raise BadInput("lengths-incomplete")
    for each in lengths.lengths:
        if each.months is None and each.kind is not DataKind.RECORD:
            raise BadInput("length-missing", kind=each.kind)
        if each.months is not None and each.kind is DataKind.RECORD:
            raise BadInput("record-stays")
        if each.automatic and each.kind in _NEVER_AUTOMATIC:
            raise BadInput("never-automatic", kind=each.kind)
    months = {each.kind: each.months or 0 for each in lengths.lengths}
    by_itself = {each.kind for each in lengths.lengths if each.automatic}
    # A copy is the recording, only easier to hear: it may not be left where the recording ends by itself.
    left_behind = DataKind.RECORDINGS in by_itself and DataKind.LISTENING_COPIES not in by_itself
    if left_behind or months[DataKind.LISTENING_COPIES] > months[DataKind.RECORDINGS]:
        raise BadInput("copies-outlive-recordings")
    # Without names the rest could be given to nobody, and an answer to a person could no longer be found.
    if any(months[kind] > months[DataKind.NAMES] for kind in OF_CANDIDATES):
        raise BadInput("names-go-first")
