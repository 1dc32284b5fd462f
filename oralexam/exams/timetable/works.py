"""What stands in a timetable: the works of one candidate, and which of them comes before which.

The order of parts and blocks is that of `exams.order`. The jury's own time for files, marking and
deliberation is outside the candidate's times (exam document, RE AIE 2015): files before they are discussed,
marks after the last part, deliberation after the marks.
"""

from enum import StrEnum

import msgspec

from oralexam.exams.order import RULES
from oralexam.exams.parts import PartKind


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
_DISCUSSED = frozenset({WorkKind.TECHNICAL_INTERVIEW, WorkKind.ORAL_DEFENCE})
"""The parts in which the jury holds the candidate's file."""
_OFFICIAL = frozenset((WorkKind(rule.first.value), WorkKind(rule.then.value)) for rule in RULES)


def must_precede(first: WorkKind, second: WorkKind) -> bool:
    """Whether `first` is over before `second` begins, for one candidate, by any rule."""
    if (first, second) in _OFFICIAL:
        return True
    if second is WorkKind.READING:
        return first is WorkKind.WRITTEN
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
