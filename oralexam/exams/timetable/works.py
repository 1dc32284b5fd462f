"""What stands in a timetable: the works of one candidate, and which of them comes before which.

The order is the exam document's (RE AIE 2015): the oral role-play after the written part and before the
technical interview, the questionnaire before the technical interview, the final interview at the end. The
jury's own time for files, marking and deliberation is outside the candidate's times.
"""

from collections.abc import Collection
from enum import StrEnum

import msgspec

from oralexam.exams.formats import PartKind


class WorkKind(StrEnum):
    """Everything that takes somebody's time: the parts, the invigilated blocks, and the jury's own work."""

    WRITTEN = "written"
    QUESTIONNAIRE = "questionnaire"
    CALL = "call"
    VISITOR = "visitor"
    TECHNICAL_INTERVIEW = "technical-interview"
    PRODUCTION_QUESTIONING = "production-questioning"
    FINAL_INTERVIEW = "final-interview"
    ORAL_DEFENCE = "oral-defence"
    READING = "reading"
    """The jury reads the candidate's file and written part."""
    MARKING = "marking"
    DELIBERATION = "deliberation"


PARTS = frozenset(WorkKind(part.value) for part in PartKind)
"""The oral parts: candidate and jury."""
BLOCKS = frozenset({WorkKind.WRITTEN, WorkKind.QUESTIONNAIRE})
"""Invigilated: the candidate alone, in a room of many places; the manager confirms their end."""
JURY_OWN = frozenset({WorkKind.READING, WorkKind.MARKING, WorkKind.DELIBERATION})
"""The jury alone, about one candidate."""
AFTERWARDS = frozenset({WorkKind.MARKING, WorkKind.DELIBERATION})
"""What the jury does when it has heard the candidate."""
ROLE_PLAYS = frozenset({WorkKind.CALL, WorkKind.VISITOR})

_BEFORE_INTERVIEW = ROLE_PLAYS | {WorkKind.QUESTIONNAIRE, WorkKind.READING}
_BEFORE_FINAL = PARTS | BLOCKS
_DISCUSSED = frozenset({WorkKind.TECHNICAL_INTERVIEW, WorkKind.ORAL_DEFENCE})
"""The parts in which the jury holds the candidate's file."""


def must_precede(first: WorkKind, second: WorkKind) -> bool:
    """Whether `first` is over before `second` begins, for one candidate, by the exam document."""
    if first is second:
        return False
    if first is WorkKind.WRITTEN:
        return second in PARTS or second is WorkKind.READING
    if second is WorkKind.TECHNICAL_INTERVIEW:
        return first in _BEFORE_INTERVIEW
    if second is WorkKind.FINAL_INTERVIEW:
        return first in _BEFORE_FINAL
    if first is WorkKind.READING:
        return second in _DISCUSSED
    if second is WorkKind.MARKING:
        return first in PARTS or first in BLOCKS
    return second is WorkKind.DELIBERATION and (first in PARTS or first is WorkKind.MARKING)


class WorkPhase(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One phase of a work; phases follow each other without a gap."""

    name: str
    seconds: int
    """Extra time is in it."""
    jury: bool = False
    """Whether the jury must be there."""


class Work(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One thing to find a time for."""

    kind: WorkKind
    phases: tuple[WorkPhase, ...]

    @property
    def seconds(self) -> int:
        """The length of the whole."""
        return sum(phase.seconds for phase in self.phases)

    @property
    def jury_seconds(self) -> int:
        """The time that it takes of the jury."""
        return sum(phase.seconds for phase in self.phases if phase.jury)

    @property
    def needs_candidate(self) -> bool:
        """Whether the candidate is there."""
        return self.kind not in JURY_OWN

    @property
    def needs_jury(self) -> bool:
        """Whether the jury is there in any phase."""
        return any(phase.jury for phase in self.phases)


def preceding(kind: WorkKind, among: Collection[WorkKind]) -> tuple[WorkKind, ...]:
    """The kinds `among` a candidate's that must be over before `kind` begins, in the order given."""
    return tuple(other for other in among if must_precede(other, kind))
