"""What a party may ask of a call that runs, and what its page tells of the station."""

from oralexam.rooms.call_events import Trouble
from oralexam.rooms.command import Command


class CallCommand(Command, frozen=True, kw_only=True):
    """Something about a call that runs."""


class HoldCall(CallCommand, frozen=True, kw_only=True, tag="hold-call"):
    """Put the other party on hold."""


class TakeUpCall(CallCommand, frozen=True, kw_only=True, tag="take-up-call"):
    """Talk again to whom one has on hold."""


class MarkLine(CallCommand, frozen=True, kw_only=True, tag="mark-line"):
    """The juror who will be called plays somebody on the telephone: the next ring, and no other, is busy."""

    busy: bool


class NoteTrouble(CallCommand, frozen=True, kw_only=True, tag="note-trouble"):
    """The page tells that something at its station began, or is over."""

    trouble: Trouble
    begins: bool
