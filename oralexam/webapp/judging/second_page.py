"""What the pages of blind second markings show: whoever marks, and the manager who compares."""

from datetime import datetime

import msgspec

from oralexam.exams.descriptors import Descriptor
from oralexam.exams.grids import Grid
from oralexam.exams.parts import PartKind
from oralexam.exams.people import Account
from oralexam.records.blind import BlindBundle
from oralexam.rooms.judging.drafts import Draft
from oralexam.rooms.judging.events import SecondReason
from oralexam.rooms.judging.marks import Judgement, Lack
from oralexam.rooms.judging.state import Second


class BlindPage(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that whoever marks blind is told."""

    assignment_id: str
    reason: SecondReason
    part: PartKind
    grid: Grid
    descriptors: tuple[Descriptor, ...]
    moments_needed: bool
    draft: Draft
    lacks: tuple[Lack, ...]
    sealed_at: datetime | None
    digest: str
    judgement: Judgement | None
    """As it was sealed; None before, and once erased."""
    replay: BlindBundle


class BlindTask(msgspec.Struct, frozen=True, kw_only=True):
    """One line of what an account was asked to mark blind: which part, what for; nobody's name, no mark."""

    assignment_id: str
    part: PartKind
    reason: SecondReason
    asked_at: datetime
    sealed_at: datetime | None
    still_blind: bool
    """False where the account has come to know the examination before sealing: the manager asks another."""


class SecondSeen(msgspec.Struct, frozen=True, kw_only=True):
    """One second marking, for the manager."""

    assignment_id: str
    reason: SecondReason
    marker_name: str
    asked_by_name: str
    asked_at: datetime
    sealed_at: datetime | None
    digest: str
    judgement: Judgement | None
    """None until it is sealed, and until the jury's deliberation is locked."""


class FirstSeen(msgspec.Struct, frozen=True, kw_only=True):
    """What a judge sealed first, alone."""

    name: str
    judgement: Judgement | None


class SecondsPage(msgspec.Struct, frozen=True, kw_only=True):
    """The jury's first marks and the second ones side by side: a person decides what follows."""

    sitting_id: str
    part: PartKind
    candidate_name: str
    grid: Grid
    locked: bool
    both_sealed: bool
    firsts: tuple[FirstSeen, ...]
    """Empty until the jury's deliberation is locked: a manager sees no mark before."""
    seconds: tuple[SecondSeen, ...]
    may_mark: tuple[Account, ...]
    """Accounts that can be asked: jurors and evaluators who could not know it."""


def second_seen(second: Second, *, locked: bool) -> SecondSeen:
    """One second marking; its marks once the jury's deliberation is locked."""
    body = second.read() if locked else None
    return SecondSeen(
        assignment_id=second.assignment_id,
        reason=second.reason,
        marker_name=second.marker_name,
        asked_by_name=second.asked_by_name,
        asked_at=second.asked_at,
        sealed_at=second.sealed_at,
        digest=second.digest,
        judgement=body.judgement if body else None,
    )
