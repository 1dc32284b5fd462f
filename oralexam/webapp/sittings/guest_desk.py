"""Those who look on: invited with a link of their own, given another, sent away at once."""

import asyncio

from oralexam.errors import Refused
from oralexam.media.ports import Media
from oralexam.rooms.guest_commands import DismissGuest, InviteGuest
from oralexam.rooms.phases import OVER
from oralexam.rooms.seats import GUESTS, Seat
from oralexam.rooms.supervisor import RoomSupervisor
from oralexam.signaling.hub import Hub
from oralexam.storage.tickets import Tickets
from oralexam.webapp.sittings.desk import Desk


class GuestDesk:
    """What the manager does about guests of live sittings."""

    def __init__(
        self, *, rooms: RoomSupervisor, hub: Hub, media: Media, tickets: Tickets, desk: Desk
    ) -> None:
        self._rooms = rooms
        self._hub = hub
        self._media = media
        self._tickets = tickets
        self._desk = desk

    async def invite(self, sitting_id: str, name: str, *, author: str) -> tuple[Seat, str]:
        """Give somebody a seat to look on from; return it, and a link that opens it once.

        Raises:
            NotFound: `unknown-sitting`.
            Refused: `room-full-of-guests`, `not-in-this-part`, `not-now`.
            BadInput: `name-missing`.
        """
        state = await self._rooms.state(sitting_id)
        command = InviteGuest(from_phase=state.phase, name=name)
        state = await self._rooms.command(sitting_id, Seat.MANAGER, command, author=author)
        # The room answers with the state right after this command: who was seated last is whom it seated.
        seat = state.guests.seated[-1].seat
        # A link of whoever had this seat before opens nothing more, though it was never used.
        await self._out(sitting_id, seat)
        return seat, await self._desk.give_link(sitting_id, seat)

    async def link_again(self, sitting_id: str, seat: Seat) -> str:
        """A fresh link for a guest; the page that was opened by the old one is out.

        Raises:
            NotFound: `unknown-sitting`.
            Refused: `unknown-guest`, `not-now`.
        """
        state = await self._rooms.state(sitting_id)
        if state.guests.of(seat) is None:
            raise Refused("unknown-guest")
        if state.phase in OVER:
            raise Refused("not-now", phase=state.phase)
        await self._out(sitting_id, seat)
        # Media tells nothing of an end that was asked for, and the ledger says when a guest looked on.
        await self._rooms.link_changed(sitting_id, seat, lost=True)
        return await self._desk.give_link(sitting_id, seat)

    async def dismiss(self, sitting_id: str, seat: Seat, *, author: str) -> None:
        """Let a guest look on no more: link, page and connection are gone at once.

        Raises:
            NotFound: `unknown-sitting`.
            Refused: `unknown-guest`, `not-in-this-part`.
        """
        state = await self._rooms.state(sitting_id)
        command = DismissGuest(from_phase=state.phase, seat=seat)
        await self._rooms.command(sitting_id, Seat.MANAGER, command, author=author)
        await self._out(sitting_id, seat)

    async def _out(self, sitting_id: str, seat: Seat) -> None:
        if seat not in GUESTS:
            raise Refused("unknown-guest")
        await asyncio.to_thread(self._tickets.revoke, sitting_id, seat)
        self._hub.dismiss(sitting_id, seat)
        await self._media.disconnect(sitting_id, seat)
