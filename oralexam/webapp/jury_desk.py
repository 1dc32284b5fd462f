"""A juror who changes: the room is told, the old links open nothing more, fresh ones are made."""

import asyncio
from collections.abc import Sequence

from oralexam.rooms import commands
from oralexam.rooms.seats import Seat
from oralexam.rooms.supervisor import RoomSupervisor
from oralexam.signaling.hub import Hub
from oralexam.storage.tickets import Tickets
from oralexam.webapp.desk import Desk


class JuryDesk:
    """Swaps and replaces jurors of live sittings."""

    def __init__(self, *, rooms: RoomSupervisor, hub: Hub, tickets: Tickets, desk: Desk) -> None:
        self._rooms = rooms
        self._hub = hub
        self._tickets = tickets
        self._desk = desk

    async def swap(self, sitting_id: str, command: commands.SwapJurors, *, author: str) -> dict[Seat, str]:
        """Let the jurors change places; return a fresh link for each.

        Raises:
            NotFound: `unknown-sitting`.
            Refused, BadInput: as the rules say.
        """
        await self._rooms.command(sitting_id, Seat.MANAGER, command, author=author)
        return await self._give_anew(sitting_id, (Seat.JUROR, Seat.OBSERVER))

    async def replace(
        self, sitting_id: str, command: commands.ReplaceJuror, *, author: str
    ) -> dict[Seat, str]:
        """Let another juror take a seat; return a fresh link to it.

        Raises:
            NotFound: `unknown-sitting`.
            Refused, BadInput: as the rules say.
        """
        await self._rooms.command(sitting_id, Seat.MANAGER, command, author=author)
        return await self._give_anew(sitting_id, (command.seat,))

    async def _give_anew(self, sitting_id: str, seats: Sequence[Seat]) -> dict[Seat, str]:
        """Who came by an old link is out at once: no browser holds the seat, no page of it is connected."""
        for seat in seats:
            await asyncio.to_thread(self._tickets.revoke, sitting_id, seat)
            self._hub.dismiss(sitting_id, seat)
        return {seat: await self._desk.link(sitting_id, seat) for seat in seats}
