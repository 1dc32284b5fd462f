"""The parts that one candidate was recorded in, so that a replay goes from one to the other."""

import msgspec

from oralexam.exams.parts import PartKind
from oralexam.records.bundle import PhaseStretch


class CoursePart(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One part with its phases, on its own exam clock."""

    sitting_id: str
    part: PartKind
    phases: tuple[PhaseStretch, ...]
