"""Who may look on without judging, and when they did."""

from typing import ClassVar

from oralexam.rooms.event import Event, ManagerAct
from oralexam.rooms.seats import Seat


class GuestInvited(ManagerAct, frozen=True, kw_only=True, tag="guest-invited"):
    """Somebody may look on from a seat of their own."""

    personal: ClassVar[frozenset[str]] = frozenset({"author", "name"})

    seat: Seat
    name: str


class GuestDismissed(ManagerAct, frozen=True, kw_only=True, tag="guest-dismissed"):
    """Who had the seat may not look on any more."""

    seat: Seat


class GuestCame(Event, frozen=True, kw_only=True, tag="guest-came"):
    """A guest's connection stands: from now on they hear and see what the parties say and show."""

    seat: Seat


class GuestLeft(Event, frozen=True, kw_only=True, tag="guest-left"):
    """A guest's connection is gone."""

    seat: Seat


GuestEvent = GuestInvited | GuestDismissed | GuestCame | GuestLeft
