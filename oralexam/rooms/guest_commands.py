"""What the manager may ask of a room about those who look on."""

from oralexam.rooms.command import Command
from oralexam.rooms.seats import Seat


class GuestCommand(Command, frozen=True, kw_only=True):
    """Something about those who look on."""


class InviteGuest(GuestCommand, frozen=True, kw_only=True, tag="invite-guest"):
    """Somebody may look on; the room gives the first seat that is free."""

    name: str


class DismissGuest(GuestCommand, frozen=True, kw_only=True, tag="dismiss-guest"):
    """Somebody may not look on any more."""

    seat: Seat
