"""Who looks on in a room: their seats, and when they came and went. Pure."""

from datetime import datetime
from typing import Final

import msgspec

from oralexam.errors import BadInput, Refused
from oralexam.exams.session import LONGEST_NAME
from oralexam.rooms import guest_commands
from oralexam.rooms import guest_events as happened
from oralexam.rooms.events import ServerReturned
from oralexam.rooms.phases import OVER, Phase
from oralexam.rooms.seats import GUESTS, Seat

MOST_COMINGS: Final = 100
"""Of one sitting that are noted: a page that reconnects all day must not fill the chain."""


class Guest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Somebody who may look on."""

    seat: Seat
    name: str
    is_in: bool = False
    """Whether their connection stands, as far as that was noted."""


class Guests(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All who may look on, in the order in which they were invited."""

    seated: tuple[Guest, ...] = ()
    comings: int = 0
    """How often somebody came, in all."""

    def of(self, seat: Seat) -> Guest | None:
        """Who has the seat; None where nobody does."""
        return next((guest for guest in self.seated if guest.seat is seat), None)

    @property
    def free(self) -> Seat | None:
        """The first seat that nobody has; None where all are taken."""
        taken = {guest.seat for guest in self.seated}
        return next((seat for seat in GUESTS if seat not in taken), None)


def after_guest_event(guests: Guests, event: happened.GuestEvent | ServerReturned) -> Guests:
    """Who looks on once `event` has happened; every connection was lost with the server."""
    if isinstance(event, ServerReturned):
        away = tuple(msgspec.structs.replace(guest, is_in=False) for guest in guests.seated)
        return msgspec.structs.replace(guests, seated=away)
    others = tuple(guest for guest in guests.seated if guest.seat is not event.seat)
    match event:
        case happened.GuestInvited(seat=seat, name=name):
            return msgspec.structs.replace(guests, seated=(*others, Guest(seat=seat, name=name)))
        case happened.GuestDismissed():
            return msgspec.structs.replace(guests, seated=others)
        case happened.GuestCame() | happened.GuestLeft():
            came = isinstance(event, happened.GuestCame)
            seated = tuple(
                msgspec.structs.replace(guest, is_in=came) if guest.seat is event.seat else guest
                for guest in guests.seated
            )
            return Guests(seated=seated, comings=guests.comings + came)


def decide_guests(
    guests: Guests, command: guest_commands.GuestCommand, seat: Seat, now: datetime
) -> list[happened.GuestEvent]:
    """The events that a command about guests makes happen.

    Raises:
        Refused: `room-full-of-guests`, `unknown-guest`.
        BadInput: `name-missing`.
    """
    match command:
        case guest_commands.InviteGuest(name=name):
            if not name.strip() or len(name) > LONGEST_NAME:
                raise BadInput("name-missing", longest=LONGEST_NAME)
            if guests.free is None:
                raise Refused("room-full-of-guests", most=len(GUESTS))
            return [happened.GuestInvited(at=now, by=seat, seat=guests.free, name=name.strip())]
        case guest_commands.DismissGuest(seat=whose):
            if guests.of(whose) is None:
                raise Refused("unknown-guest")
            return [happened.GuestDismissed(at=now, by=seat, seat=whose)]
        case _:
            raise TypeError(command)


def guest_link_changed(
    guests: Guests, phase: Phase, *, seat: Seat, lost: bool, now: datetime
) -> list[happened.GuestEvent]:
    """A guest's connection came up or went away: noted once each, and not beyond the end of the part."""
    guest = guests.of(seat)
    if guest is None or guest.is_in is not lost or phase in OVER:
        return []
    if lost:
        return [happened.GuestLeft(at=now, seat=seat)]
    return [happened.GuestCame(at=now, seat=seat)] if guests.comings < MOST_COMINGS else []
