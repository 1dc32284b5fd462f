"""What happens in a call beside its beginning and end: it is held, a link is lost, a station is not well."""

from datetime import datetime
from enum import StrEnum
from typing import ClassVar

from oralexam.rooms.event import Event, ManagerAct
from oralexam.rooms.seats import Seat


class Trouble(StrEnum):
    """What a party's page notices of its own station. It is noted and shown, and never punished."""

    MUTED = "muted"
    """Its holder has switched the microphone off."""
    CAMERA_OFF = "camera-off"
    SILENT = "silent"
    """The microphone brings nothing at all, and is not switched off."""
    CLIPPING = "clipping"
    LOSS = "loss"
    """A good part of the packets does not arrive."""
    SLOW = "slow"
    """What is said arrives so late that people begin to talk at once."""
    AWAY = "away"
    """Another tab or program is before the page."""
    NOT_FULL_SCREEN = "not-full-screen"


OF_THE_CALL = frozenset(Trouble) - {Trouble.AWAY, Trouble.NOT_FULL_SCREEN}
"""These end with the call; the others are about the page, whatever the phase."""


class CallHeld(Event, frozen=True, kw_only=True, tag="call-held"):
    """A party holds the call: the other hears a tone, nobody's voice is sent on, the call's time runs."""

    by: Seat


class CallTakenUp(Event, frozen=True, kw_only=True, tag="call-taken-up"):
    """Whoever held it talks again."""

    by: Seat


class BusyCause(StrEnum):
    """Why a line was busy."""

    MARKED = "marked"
    """As the juror plays it."""
    IN_ANOTHER_CALL = "in-another-call"
    """Whoever is called talks in another room, or listens there."""


class LineMarked(Event, frozen=True, kw_only=True, tag="line-marked"):
    """The juror's line will be busy, once; or that was taken back."""

    by: Seat
    busy: bool


class RingBusy(Event, frozen=True, kw_only=True, tag="ring-busy"):
    """Somebody rang, and the line was busy: nothing rang at the other side, and the phase is what it was."""

    by: Seat
    """Who rang."""
    attempt: int
    cause: BusyCause


class TroubleNoted(Event, frozen=True, kw_only=True, tag="trouble-noted"):
    """Something at a station began or is over."""

    seat: Seat
    trouble: Trouble
    begins: bool


class LinkLost(Event, frozen=True, kw_only=True, tag="link-lost"):
    """A party's media stopped arriving during the call: failed time begins for that seat with its silence.

    It may come when the call is over: a full disk took no event before.
    """

    seat: Seat
    silent_since: datetime | None = None


class LinkBack(Event, frozen=True, kw_only=True, tag="link-back"):
    """It arrives again: failed time ends when it did, not when there was room to note it."""

    seat: Seat
    heard_since: datetime | None = None


class CallAllowed(ManagerAct, frozen=True, kw_only=True, tag="call-allowed"):
    """The manager lets this call begin though the server counts itself full (docs/decisions/0191)."""

    personal: ClassVar[frozenset[str]] = frozenset({"author", "reason"})

    reason: str


CallEvent = CallAllowed | CallHeld | CallTakenUp | LineMarked | RingBusy | TroubleNoted
