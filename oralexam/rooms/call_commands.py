"""What may be asked of a call beside its beginning and end, and what a party's page tells of the station."""

from oralexam.rooms.call_events import Trouble
from oralexam.rooms.command import Command


class CallCommand(Command, frozen=True, kw_only=True):
    """Something about a call."""


class HoldCall(CallCommand, frozen=True, kw_only=True, tag="hold-call"):
    """Put the other party on hold."""


class TakeUpCall(CallCommand, frozen=True, kw_only=True, tag="take-up-call"):
    """Talk again to whom one has on hold."""


class MarkLine(CallCommand, frozen=True, kw_only=True, tag="mark-line"):
    """The juror who will be called plays somebody on the telephone: the next ring, and no other, is busy."""

    busy: bool


class AllowCall(CallCommand, frozen=True, kw_only=True, tag="allow-call"):
    """The manager lets a call begin though the server counts itself full, and says why."""

    reason: str


class NoteTrouble(CallCommand, frozen=True, kw_only=True, tag="note-trouble"):
    """The page tells that something at its station began, or is over."""

    trouble: Trouble
    begins: bool
    right_microphone: bool = False
    """It is about the right one of two, which is the juror's: the page of the candidate sends both."""
