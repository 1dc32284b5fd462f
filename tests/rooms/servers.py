"""A supervisor with fakes around it, started and stopped, with no task left behind."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta

from oralexam.clock import Clock, ManualClock
from oralexam.exams.plan import ExchangePlan
from oralexam.rooms import commands
from oralexam.rooms.command import Command
from oralexam.rooms.phases import Phase
from oralexam.rooms.seats import PARTIES, Seat
from oralexam.rooms.state import RoomState
from oralexam.rooms.supervisor import RoomSupervisor
from tests.rooms.fakes import BreakableEventStore, FakeMedia, FixedScenarios, Listener
from tests.rooms.situations import PLAN, SCENARIO, TableRoom, bring_to, sitting_opened

SHORT = ExchangePlan(preparation_s=0.1, call_s=0.2, warning_s=0.05, grace_s=0.05, writing_s=0.2)
"""What ends by itself ends in a moment; what waits for people keeps its bounds, on a busy machine, too."""
LATE_S = 2.0
"""Told later than this, a deadline was not kept but found by chance. How late it is on an idle machine is a
matter of the rehearsal (0.1 s), not of a test that shares its cores."""


class Server:
    """A supervisor with fakes around it; `reborn` is the same store after a kill."""

    def __init__(self, *, clock: Clock, store: BreakableEventStore | None = None) -> None:
        self.clock = clock
        self.store = store or BreakableEventStore()
        self.media = FakeMedia()
        self.rooms = RoomSupervisor(
            store=self.store, media=self.media, scenarios=FixedScenarios(SCENARIO), clock=clock
        )
        self.listener = Listener(self.store)
        self.rooms.subscribe(self.listener)

    async def open(self, sitting_id: str = "s", plan: ExchangePlan = PLAN) -> RoomState:
        """A new sitting."""
        return await self.rooms.open_sitting(sitting_id, sitting_opened(self.clock.now(), plan=plan))

    async def press(self, seat: Seat, kind: type[Command], sitting_id: str = "s") -> RoomState:
        """A command without arguments from a page that is up to date."""
        phase = (await self.rooms.state(sitting_id)).phase
        return await self.rooms.command(sitting_id, seat, kind(from_phase=phase))  # type: ignore[arg-type]

    async def note(self, text: str, revision: int, sitting_id: str = "s") -> RoomState:
        """The candidate's notes."""
        save = commands.SaveNotes(from_phase=Phase.PREPARATION, text=text, revision=revision)
        return await self.rooms.command(sitting_id, Seat.CANDIDATE, save)

    async def prepare(self, sitting_id: str = "s") -> RoomState:
        """Draw and start."""
        await self.press(Seat.JUROR, commands.DrawScenario, sitting_id)
        return await self.press(Seat.JUROR, commands.StartPreparation, sitting_id)

    async def reach(self, phase: Phase, sitting_id: str = "s") -> RoomState:
        """Wait until the room is there by itself."""
        await self.listener.until(lambda state: state.phase is phase)
        return await self.rooms.state(sitting_id)

    async def call(self, sitting_id: str = "s") -> RoomState:
        """Ring, answer, and both flow; from the ringing phase."""
        await self.press(Seat.JUROR, commands.Ring, sitting_id)
        await self.press(Seat.CANDIDATE, commands.Answer, sitting_id)
        for seat in PARTIES:
            await self.rooms.media_flowing(sitting_id, seat)
        return await self.rooms.state(sitting_id)


def room_tasks() -> list[asyncio.Task[object]]:
    """The tasks of rooms that are running now."""
    return [task for task in asyncio.all_tasks() if task.get_name().startswith("room-")]


@asynccontextmanager
async def running(
    clock: Clock | None = None, store: BreakableEventStore | None = None
) -> AsyncIterator[Server]:
    """A started server, stopped at the end, with no task left behind."""
    server = Server(clock=clock or ManualClock(), store=store)
    await server.rooms.start()
    try:
        yield server
    finally:
        server.store.open_gate.set()
        await server.rooms.stop()
        assert room_tasks() == []


def stored_history(phase: Phase, clock: ManualClock, plan: ExchangePlan = PLAN) -> BreakableEventStore:
    """A store that holds one sitting, `s`, in `phase`."""
    store = BreakableEventStore()
    room = bring_to(TableRoom(plan=plan, clock=clock), phase)
    store.append("s", after_seq=0, events=room.history)
    return store


def later(instant: datetime, seconds: float) -> datetime:
    """`seconds` after `instant`."""
    return instant + timedelta(seconds=seconds)
