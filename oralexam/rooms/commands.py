"""What may be asked of a room. Each carries the phase its sender saw, so that a stale press is refused.

These are also the client's messages of the protocol that concern the room: one type for both.
"""

from typing import Annotated

import msgspec

from oralexam.rooms.phases import Phase

LONGEST_NOTES = 20_000
LONGEST_TEXT = 40_000
"""Characters; a text of ten minutes has about 2,000."""
Counter = Annotated[int, msgspec.Meta(ge=0, le=2**53 - 1)]
"""A page's own count: an integer that JavaScript holds exactly (ECMA-262, Number.MAX_SAFE_INTEGER). JSON
bounds no integer, and one of 4,000 digits must not get into an event."""


class Command(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="type"):
    """Something that a person asks for."""

    from_phase: Phase


class DrawScenario(Command, frozen=True, kw_only=True, tag="draw-scenario"):
    """The jury draws by lot."""


class StartPreparation(Command, frozen=True, kw_only=True, tag="start-preparation"):
    """The jury hands the file to the candidate; the clock starts."""


class Ring(Command, frozen=True, kw_only=True, tag="ring"):
    """The caller rings; in the writing phase, either party calls back while call time is left."""


class Answer(Command, frozen=True, kw_only=True, tag="answer"):
    """The one who is rung picks up."""


class HangUp(Command, frozen=True, kw_only=True, tag="hang-up"):
    """A party ends the call before its time (the client asked for confirmation), or ends the ring."""


class SaveNotes(Command, frozen=True, kw_only=True, tag="save-notes"):
    """The candidate's notes as they stand, whole."""

    text: str
    revision: Counter
    """The client's counter: an older one than the room has is ignored."""


class SaveText(Command, frozen=True, kw_only=True, tag="save-text"):
    """The candidate's professional text as it stands, whole."""

    text: str
    revision: Counter


class HandIn(Command, frozen=True, kw_only=True, tag="hand-in"):
    """The candidate hands in the text before the time is over (confirmed)."""


class PressFact(Command, frozen=True, kw_only=True, tag="press-fact"):
    """The juror notes that an only-if-asked fact has been given (or takes that back)."""

    fact_id: str
    given: bool


class RingBell(Command, frozen=True, kw_only=True, tag="ring-bell"):
    """Anybody in the room calls the session manager."""


class ClearBell(Command, frozen=True, kw_only=True, tag="clear-bell"):
    """The manager has come."""


AnyCommand = (
    DrawScenario
    | StartPreparation
    | Ring
    | Answer
    | HangUp
    | SaveNotes
    | SaveText
    | HandIn
    | PressFact
    | RingBell
    | ClearBell
)
