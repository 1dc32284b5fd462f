"""What stands around a supervisor, in memory: the same promises as the real ones, and ways to break them."""

import asyncio
import threading
from collections.abc import Callable, Mapping, Sequence

from oralexam.errors import SystemFault
from oralexam.exams.bank import key_of
from oralexam.exams.scenario import Scenario
from oralexam.rooms.events import AnyEvent
from oralexam.rooms.state import RoomState
from tests.contracts.event_store import InMemoryEventStore
from tests.patience import PATIENCE_S


class BreakableEventStore(InMemoryEventStore):
    """The store in memory that keeps the contract, until a test breaks it."""

    def __init__(self) -> None:
        super().__init__()
        self.unreadable: set[str] = set()
        """Sittings that cannot be read."""
        self.failures: list[Exception] = []
        """Each is raised once, by the next `append`; nothing is stored then."""
        self.open_gate = threading.Event()
        """Closed, it holds every `append` up."""
        self.open_gate.set()

    def append(self, sitting_id: str, *, after_seq: int, events: Sequence[AnyEvent]) -> int:
        """Append all or nothing, behind `after_seq`, once the gate is open."""
        if not self.open_gate.wait(10):
            raise SystemFault("storage-failed")
        if self.failures:
            raise self.failures.pop(0)
        return super().append(sitting_id, after_seq=after_seq, events=events)

    def load(self, sitting_id: str) -> Sequence[AnyEvent]:
        """All events, in order."""
        if sitting_id in self.unreadable:
            raise SystemFault("storage-failed")
        return super().load(sitting_id)


class FakeMedia:
    """Remembers what it was asked to open and close."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.broken = False

    def open_call(self, sitting_id: str) -> None:
        """Open; or fail, where it is broken."""
        self.asked.append(f"open {sitting_id}")
        if self.broken:
            raise RuntimeError("no socket left")

    def close_call(self, sitting_id: str) -> None:
        """Close; or fail, where it is broken."""
        self.asked.append(f"close {sitting_id}")
        if self.broken:
            raise RuntimeError("no socket left")


class FixedScenarios:
    """A bank of the scenarios that the test names."""

    def __init__(self, *scenarios: Scenario) -> None:
        self._scenarios = {key_of(scenario): scenario for scenario in scenarios}

    def all(self) -> Mapping[str, Scenario]:
        """Every scenario, by `scenario_id@version`."""
        return self._scenarios


class Listener:
    """A subscriber that writes down what it is told, and whether the store had it by then."""

    def __init__(self, store: BreakableEventStore) -> None:
        self._store = store
        self.told: list[tuple[str, AnyEvent]] = []
        self.states: list[RoomState] = []
        self.told_too_early = 0
        self._news = asyncio.Condition()

    async def __call__(self, sitting_id: str, state: RoomState, events: Sequence[AnyEvent]) -> None:
        """Note the events and the state after them."""
        stored = self._store.load(sitting_id)
        self.told_too_early += any(event not in stored for event in events)
        self.told += [(sitting_id, event) for event in events]
        async with self._news:
            self.states.append(state)
            self._news.notify_all()

    async def until(self, holds: Callable[[RoomState], bool], *, timeout_s: float = PATIENCE_S) -> None:
        """Wait until a state was told of which that holds."""
        async with asyncio.timeout(timeout_s), self._news:
            await self._news.wait_for(lambda: any(map(holds, self.states)))

    def of(self, sitting_id: str) -> list[AnyEvent]:
        """The events told of one sitting, in the order of telling."""
        return [event for told_id, event in self.told if told_id == sitting_id]
