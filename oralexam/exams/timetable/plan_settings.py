"""What the manager decides about the timetable, beside what the session says. Stored with the plan.

The exam document (RE AIE 2015) leaves all of it to the centre; only the blocks' minutes are the format's.
"""

import datetime as dt
from enum import StrEnum
from typing import Annotated

import msgspec

from oralexam.exams.parts import WrittenBlock

MOST = 20
"""Pauses or blocks of one session."""
Minutes = Annotated[int, msgspec.Meta(ge=0, le=240)]


class BlockTime(StrEnum):
    """When an invigilated block takes place."""

    BEFORE = "before"
    """On another day, or before the first one begins: it is not in the plan."""
    TOGETHER = "together"
    """For all candidates from one hour on."""
    PLACED = "placed"
    """For each candidate when the plan finds it best."""


class BlockChoice(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """When one block takes place."""

    kind: WrittenBlock
    time: BlockTime
    date: dt.date | None = None
    starts: dt.time | None = None
    """Both are given where the block begins together."""
    minutes: Annotated[int, msgspec.Meta(ge=1, le=600)] | None = None
    """Only where the format gives none."""


class Pause(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A pause of everybody, each day, in the centre's time."""

    starts: dt.time
    ends: dt.time


NOON = Pause(starts=dt.time(12, 30), ends=dt.time(13, 30))


class PlanSettings(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Minutes of the centre, and when the invigilated blocks are."""

    pauses: Annotated[tuple[Pause, ...], msgspec.Meta(max_length=MOST)] = (NOON,)
    blocks: Annotated[tuple[BlockChoice, ...], msgspec.Meta(max_length=MOST)] = ()
    """A block of the format that is not among these is taken before the plan begins."""
    moving_minutes: Minutes = 5
    margin_minutes: Minutes = 0
    turnover_minutes: Minutes = 0
    rest_minutes: Minutes = 0
    """Between two works of a candidate."""
    break_minutes: Minutes = 10
    """The same for a candidate who was granted breaks."""
    reading_minutes: Minutes = 0
    marking_minutes: Minutes = 0
    deliberation_minutes: Minutes = 0
    """The jury's own time for each candidate; 0: not in the plan."""
    grid_minutes: Annotated[int, msgspec.Meta(ge=1, le=30)] = 5
    one_day: bool = True
