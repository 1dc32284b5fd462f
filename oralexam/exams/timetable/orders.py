"""What a search is asked, and what it answers: the values that cross from process to process."""

from datetime import datetime

import msgspec

from oralexam.exams.timetable.entries import Entry, Happened, Timetable
from oralexam.exams.timetable.plan_document import Marks
from oralexam.exams.timetable.request import PlanRequest


class SolveOrder(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="solve"):
    """A first timetable."""

    request: PlanRequest
    fixed: tuple[Entry, ...] = ()


class ReplanOrder(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="replan"):
    """A timetable that slipped."""

    request: PlanRequest
    timetable: Timetable
    now: datetime
    happened: tuple[Happened, ...]


Order = SolveOrder | ReplanOrder


class Answer(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A timetable, or why there is none."""

    timetable: Timetable | None = None
    marks: Marks | None = None
    code: str = ""
    details: dict[str, str | int | float] = {}
