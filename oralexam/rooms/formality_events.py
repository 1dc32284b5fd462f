"""What happens before anything is recorded: a person is let in, informed, and agrees or refuses."""

from typing import ClassVar

from oralexam.rooms.event import Event, ManagerAct
from oralexam.rooms.seats import Seat


class CandidateAdmitted(ManagerAct, frozen=True, kw_only=True, tag="candidate-admitted"):
    """The manager has confirmed who the candidate is."""


class NoticeAcknowledged(Event, frozen=True, kw_only=True, tag="notice-acknowledged"):
    """Who will be recorded has read why, who hears it and how long it is kept."""

    seat: Seat
    version: str
    """Of the notice that was shown."""


class RecordingRefused(Event, frozen=True, kw_only=True, tag="recording-refused"):
    """Who would be recorded does not want to be."""

    seat: Seat


class RefusalDecided(ManagerAct, frozen=True, kw_only=True, tag="refusal-decided"):
    """What the manager decided about a refusal. The part goes on only if the person agrees after all."""

    personal: ClassVar[frozenset[str]] = frozenset({"author", "decision"})

    seat: Seat
    decision: str
