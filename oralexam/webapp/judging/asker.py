"""Whose browser asks about a sitting's judging, and as whom of its two judges it may act. Pure."""

import msgspec

from oralexam.rooms.seats import Seat
from oralexam.rooms.state import RoomState
from oralexam.webapp.judging.page import judges_of


class Asker(msgspec.Struct, frozen=True, kw_only=True):
    """Whose browser asks, as the doorkeeper knows it."""

    seat: Seat
    """`evaluator` or `manager`."""
    jury_seats: tuple[Seat, ...] = ()
    """Where in the sitting's jury this browser sits, or sat, by a link."""
    juror_account: str | None = None
    """The account of a juror who has signed in."""
    account_id: str | None = None
    name: str = ""
    wished: str = ""
    """The key under which a browser that holds both seats wants to act."""


def keys_of(state: RoomState, asker: Asker, own: tuple[str, ...]) -> tuple[str, ...]:
    """The keys under which the asker may judge, the wished one first; none for whoever was not there.

    `own` are those of the asker's account. Who wishes to be somebody else is nobody.
    """
    here = {*(state.jurors.seated[seat] for seat in asker.jury_seats), *own}
    keys = [judge.key for judge in judges_of(state) if judge.key in here]
    if asker.wished and asker.wished not in keys:
        return ()
    return tuple(sorted(keys, key=lambda key: key != asker.wished))
