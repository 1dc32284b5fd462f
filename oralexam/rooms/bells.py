"""The bells of a room: who waits for the manager. Pure."""

import msgspec

from oralexam.rooms.events import BellAnswered, BellCleared, BellRung
from oralexam.rooms.state import Bell

BellEvent = BellRung | BellAnswered | BellCleared


def after_bell(bells: tuple[Bell, ...], event: BellEvent) -> tuple[Bell, ...]:
    """The bells once `event` has happened, in the order in which they were rung."""
    match event:
        case BellRung(by=by, at=at):
            return (*(bell for bell in bells if bell.seat is not by), Bell(seat=by, rung_at=at))
        case BellAnswered(seat=seat, at=at):
            return tuple(
                msgspec.structs.replace(bell, answered_at=at) if bell.seat is seat else bell for bell in bells
            )
        case BellCleared(seat=seat):
            return tuple(bell for bell in bells if seat not in {None, bell.seat})
