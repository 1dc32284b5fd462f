"""What a juror presses while listening: this moment, this criterion, plus or minus."""

from enum import StrEnum
from typing import Annotated

import msgspec

from oralexam.rooms.command import Command

LONGEST_NOTE = 300
"""Characters: what one types while listening."""
LONGEST_AGO_S = 1800
"""How late a marker may come that was pressed while the link was away: a part lasts no longer than that."""
Ago = Annotated[int, msgspec.Meta(ge=0, le=2**53 - 1)]


class Sign(StrEnum):
    """What a marker says of its moment. No level and no number: a place to listen to again."""

    PLUS = "+"
    MINUS = "-"
    NOTE = "note"
    """A note alone, of no criterion."""


class SetMarker(Command, frozen=True, kw_only=True, tag="set-marker"):
    """A juror marks a moment. Sent again, under the same id, it is the same marker."""

    marker_id: str
    """Made by the page: a UUID, lower-case."""
    criterion_id: str
    """"" for a note alone."""
    sign: Sign
    note: str = ""
    ago_ms: Ago = 0
    """How long before this was sent the key was pressed."""


class NoteMarker(Command, frozen=True, kw_only=True, tag="note-marker"):
    """A juror writes beside a marker of their own, or rewrites it."""

    marker_id: str
    note: str


class RemoveMarker(Command, frozen=True, kw_only=True, tag="remove-marker"):
    """A juror takes a marker of their own back."""

    marker_id: str
