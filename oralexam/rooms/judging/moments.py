"""Where in an exam something can be heard or read: what a mark rests on."""

from enum import StrEnum
from typing import Annotated

import msgspec

LONGEST_LABEL = 120
"""Characters: a few words that tell one moment from another."""
LONGEST_ID = 40
"""Characters of a moment's or a marker's id: the pages make them (crypto.randomUUID has 36)."""
MOST_MOMENTS = 40
"""Of one criterion: whoever needs more has marked the whole exchange."""

Id = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-z-]+$", max_length=LONGEST_ID)]
Seconds = Annotated[float, msgspec.Meta(ge=-86_400, le=86_400)]
"""On the exam clock: zero is the beginning of the exchange, the preparation lies before it."""


class MomentSource(StrEnum):
    """What of the exam a moment is a place in."""

    EXCHANGE = "exchange"
    NOTES = "notes"
    TEXT = "text"
    SHEET = "sheet"


class Moment(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A place in the recording or in what was written."""

    moment_id: Id
    source: MomentSource
    starts_s: Seconds
    ends_s: Seconds | None = None
    """None: a point, not a stretch."""
    label: Annotated[str, msgspec.Meta(max_length=LONGEST_LABEL)] = ""
