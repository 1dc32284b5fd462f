"""The lengths that a centre has set; every change is a further version, with who made it and when."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated

import msgspec

from oralexam.errors import BadInput, Refused
from oralexam.retention.deletions import ANSWER_WITHIN
from oralexam.retention.kinds import DEFAULTS, OF_CANDIDATES, Counting, DataKind
from oralexam.retention.two_people import Person, check_another

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


class LengthsState(StrEnum):
    """Whether a version holds."""

    IN_FORCE = "in-force"
    """It holds, or held until the next one."""
    ASKED = "asked"
    """It would end something sooner: a second person is to confirm it."""
    REFUSED = "refused"


class KeptLengths(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The lengths that are in force, and since when."""

    lengths: Lengths
    revision: int
    """0: nobody has set any; the defaults hold."""
    set_at: datetime | None = None
    set_by: str = ""
    set_by_id: str = ""
    """Of the account; "" in versions from before two people were asked for."""
    state: LengthsState = LengthsState.IN_FORCE
    answered_at: datetime | None = None
    answered_by: str = ""
    """Who confirmed it, or refused it, where somebody had to."""

    def waits(self, now: datetime) -> bool:
        """Whether it still waits for a second person."""
        return (
            self.state is LengthsState.ASKED and self.set_at is not None and now < self.set_at + ANSWER_WITHIN
        )


def shortens(before: Lengths, after: Lengths) -> bool:
    """Whether anything may end sooner, or by itself, in `after`: one person alone cannot set that."""
    sooner = before.counted_from is Counting.DECISION and after.counted_from is Counting.SESSION_END
    return sooner or any(
        _ends_sooner(before.of(each.kind), each) or (each.automatic and not before.of(each.kind).automatic)
        for each in after.lengths
    )


def _ends_sooner(before: Length, after: Length) -> bool:
    return after.months is not None and (before.months is None or after.months < before.months)


def confirmed(kept: KeptLengths, *, by: Person, now: datetime) -> KeptLengths:
    """The lengths once a second person has confirmed them: they hold from now on.

    Raises:
        Refused: `lengths-decided`, `second-person-needed`.
    """
    _check_waits(kept, now)
    check_another(Person(account_id=kept.set_by_id, name=kept.set_by), by)
    return msgspec.structs.replace(kept, state=LengthsState.IN_FORCE, answered_at=now, answered_by=by.name)


def refused(kept: KeptLengths, *, by: Person, now: datetime) -> KeptLengths:
    """The lengths once somebody has refused them, or whoever asked takes them back.

    Raises:
        Refused: `lengths-decided`.
    """
    _check_waits(kept, now)
    return msgspec.structs.replace(kept, state=LengthsState.REFUSED, answered_at=now, answered_by=by.name)


def _check_waits(kept: KeptLengths, now: datetime) -> None:
    if not kept.waits(now):
        raise Refused("lengths-decided")


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
