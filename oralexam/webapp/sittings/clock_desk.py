"""The manager's hand on the clock of a room, and the account of its time."""

import asyncio
from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType

import msgspec

from oralexam.clock import Clock
from oralexam.exams.day_acts import DayAct
from oralexam.exams.grids import Wording, all_grids
from oralexam.rooms import commands
from oralexam.rooms.folding import fold
from oralexam.rooms.ledger import ledger_of
from oralexam.rooms.ledger_rows import Ledger
from oralexam.rooms.paper_events import EnteredFromPaper
from oralexam.rooms.phases import Phase
from oralexam.rooms.seats import Seat
from oralexam.rooms.supervisor import RoomSupervisor
from oralexam.storage.events import SqlEventStore
from oralexam.webapp.day.order import DayOrder


class ClockState(msgspec.Struct, frozen=True, kw_only=True):
    """Where an act of the manager has left the room."""

    phase: Phase
    deadline: datetime | None
    paused_since: datetime | None


class LedgerPage(msgspec.Struct, frozen=True, kw_only=True):
    """A ledger with what its print needs at its head. Names read as "" once they have been erased."""

    sitting_id: str
    rehearsal: bool
    candidate_name: str
    juror_name: str
    observer_name: str
    room_name: str
    ledger: Ledger
    from_paper: tuple[EnteredFromPaper, ...] = ()
    """What was entered afterwards, marked as such."""
    criteria: Mapping[str, Wording] = MappingProxyType({})
    """What the criteria say whose marks were entered from paper, by id."""
    said: tuple[DayAct, ...] = ()
    """What managers have said of the candidate's day, withdrawn or not, in order."""


class ClockDesk:
    """Gives the manager's commands to the rooms; reads the ledger from what is stored."""

    def __init__(
        self, *, rooms: RoomSupervisor, events: SqlEventStore, order: DayOrder, clock: Clock
    ) -> None:
        self._rooms = rooms
        self._events = events
        self._order = order
        self._clock = clock

    async def order(self, sitting_id: str, command: commands.AnyCommand, *, author: str = "") -> ClockState:
        """Give a command as the manager; `author` is who has signed in as that.

        Raises:
            NotFound: `unknown-sitting`.
            Refused, BadInput: as the rules say (`oralexam.rooms.decisions`).
        """
        state = await self._rooms.command(sitting_id, Seat.MANAGER, command, author=author)
        return ClockState(phase=state.phase, deadline=state.deadline, paused_since=state.paused_since)

    async def ledger(self, sitting_id: str) -> LedgerPage:
        """The time of a sitting, from its opening to its end or to now.

        Raises:
            NotFound: `unknown-sitting`.
        """
        history = await asyncio.to_thread(self._events.load, sitting_id)
        opened = fold(history).as_cast
        from_paper = tuple(event for event in history if isinstance(event, EnteredFromPaper))
        marked = {criterion for event in from_paper for criterion in event.marks}
        return LedgerPage(
            sitting_id=sitting_id,
            rehearsal=opened.rehearsal,
            candidate_name=opened.candidate_name,
            juror_name=opened.juror_name,
            observer_name=opened.observer_name,
            room_name=opened.room_name,
            ledger=ledger_of(history, now=self._clock.now()),
            from_paper=from_paper,
            criteria=await asyncio.to_thread(_criteria, marked) if marked else {},
            said=await asyncio.to_thread(self._order.said_around, sitting_id),
        )


def _criteria(ids: set[str]) -> dict[str, Wording]:
    lines = (line for grid in all_grids() for line in (*grid.criteria, *grid.transversal))
    return {line.id: line.text for line in lines if line.id in ids}
