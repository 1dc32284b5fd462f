"""What may be asked of a room before anything is recorded in it."""

from typing import Annotated

import msgspec

from oralexam.rooms.command import Command
from oralexam.rooms.seats import Seat


class AdmitCandidate(Command, frozen=True, kw_only=True, tag="admit-candidate"):
    """The manager has confirmed who the candidate is."""


class AcknowledgeNotice(Command, frozen=True, kw_only=True, tag="acknowledge-notice"):
    """Who will be recorded has read the notice, in the version that the view names."""

    version: Annotated[str, msgspec.Meta(max_length=40)]


class RefuseRecording(Command, frozen=True, kw_only=True, tag="refuse-recording"):
    """Who would be recorded does not want to be."""


class DecideRefusal(Command, frozen=True, kw_only=True, tag="decide-refusal"):
    """The manager writes down what is decided about a refusal."""

    seat: Seat
    decision: str
