"""What may be told to a room of what happened on paper, when all else failed."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated

import msgspec

from oralexam.rooms.command import Command
from oralexam.rooms.phases import Phase

MOST_TIMES = 40
MOST_MARKS = 60
LONGEST_MARK = 300
"""Characters: a mark with a sentence, as it stands in a cell of a grid."""


class PaperTime(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """From when to when a phase ran, by somebody's watch."""

    phase: Phase
    starts_at: datetime
    ends_at: datetime


class EnterFromPaper(Command, frozen=True, kw_only=True, tag="enter-from-paper"):
    """The manager enters what was noted on paper: times, marks by criterion, and what happened."""

    times: Annotated[tuple[PaperTime, ...], msgspec.Meta(max_length=MOST_TIMES)] = ()
    marks: Annotated[Mapping[str, str], msgspec.Meta(max_length=MOST_MARKS)] = {}
    """By the criterion's id; as they are written on the grid."""
    text: str = ""
    """What happened, for whoever judges: required, because it says why there is paper."""
