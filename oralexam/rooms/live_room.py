"""One live room: its state, what waits to be decided in it, and the task that alone changes it."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from oralexam.rooms import decisions, events
from oralexam.rooms.folding import fold
from oralexam.rooms.ports import EventStore
from oralexam.rooms.seats import Seat
from oralexam.rooms.state import RoomState

REQUESTS_WAITING = 256
"""A room with more than this many requests waiting refuses new ones: `room-busy`."""
Decision = Callable[[RoomState, datetime], Sequence[events.AnyEvent]]
"""From the state and the instant at which it is decided, to what happens."""


@dataclass(kw_only=True)
class LiveRoom:
    """A room's state and the task that alone changes it."""

    sitting_id: str
    state: RoomState
    last_seq: int
    requests: asyncio.Queue[tuple[Decision, asyncio.Future[RoomState]]] = field(
        default_factory=lambda: asyncio.Queue(REQUESTS_WAITING)
    )
    flowing: set[Seat] = field(default_factory=set)
    cut: set[Seat] = field(default_factory=set)
    """Whose link has gone since they were heard."""
    asked: int = 0
    """Requests that have been put and are not carried out yet."""
    task: asyncio.Task[None] | None = None

    def heard(self, seat: Seat) -> None:
        """All that a seat sends has arrived."""
        self.flowing.add(seat)
        self.cut.discard(seat)

    @property
    def begins(self) -> Decision | None:
        """What begins the call, once all who send have been heard."""
        if not self.flowing.issuperset(self.state.sending):
            return None
        return partial(decisions.sound_arrived, cut=frozenset(self.cut))


def taken_up(store: EventStore, sitting_id: str) -> LiveRoom:
    """The room of a sitting where it stood, without its task. Called in a thread: a long history takes time.

    Raises:
        NotFound: `unknown-sitting`.
    """
    history = store.load(sitting_id)
    return LiveRoom(sitting_id=sitting_id, state=fold(history), last_seq=len(history))


def settle(answer: asyncio.Future[RoomState], outcome: RoomState | Exception) -> None:
    """Answer whoever asked; they may have stopped waiting."""
    if answer.done():
        return
    if isinstance(outcome, Exception):
        answer.set_exception(outcome)
    else:
        answer.set_result(outcome)
