"""What a live room needs from outside, as it names it itself. Adapters stand above and implement these."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from concurrent.futures import Future
from typing import Protocol

from oralexam.exams.eligibility import DrawnBefore
from oralexam.exams.grids import Criterion
from oralexam.exams.parts import PartKind, Step
from oralexam.exams.scenario import Scenario
from oralexam.rooms.events import AnyEvent
from oralexam.rooms.seats import Seat
from oralexam.rooms.state import RoomState


class EventStore(Protocol):
    """Where events stand for good. Synchronous: it is called in a thread."""

    def append(self, sitting_id: str, *, after_seq: int, events: Sequence[AnyEvent]) -> int:
        """Append `events` behind number `after_seq` in one transaction; return the last number.

        Each event is chained to the one before by hash. Nothing is stored unless all are.

        Raises:
            SystemFault: `events-conflict` when somebody else has appended; `storage-failed`.
        """
        ...

    def append_soon(self, sitting_id: str, *, after_seq: int, events: Sequence[AnyEvent]) -> Future[int]:
        """The same without waiting, from any thread: the future is answered once it is done, or refused.

        It cannot be cancelled: appends that wait for the disk together are written together.
        """
        ...

    def load(self, sitting_id: str) -> Sequence[AnyEvent]:
        """All events of a sitting, in order, numbered from 1; erased personal fields read as "".

        Raises:
            NotFound: `unknown-sitting`.
        """
        ...

    def open_sittings(self) -> Sequence[str]:
        """Ids of the sittings that are not over: what a restarted server takes up again."""
        ...


class CallMedia(Protocol):
    """The media of a sitting, as the room sees it."""

    def open_call(self, sitting_id: str) -> None:
        """From now on forward and record what the two parties send."""
        ...

    def close_call(self, sitting_id: str) -> None:
        """Stop forwarding and recording; journals are closed."""
        ...


class ScenarioBank(Protocol):
    """The scenarios that a room may ask for."""

    def all(self) -> Mapping[str, Scenario]:
        """Every scenario, by `scenario_id@version`: what was drawn once is there for good."""
        ...


Subscriber = Callable[[str, RoomState, Sequence[AnyEvent]], Awaitable[None]]
"""Called with (sitting_id, the state after, the events) once the events stand in the store, in order."""

DrawnBeforeOf = Callable[[str], DrawnBefore]
"""What the other sittings of a sitting's session have drawn. Synchronous: it is called in a thread."""

WaitsForOf = Callable[[str], tuple[Step, ...]]
"""What a sitting's part still waits for in the candidate's day (`exams.order`); nothing for one of none.

Synchronous: it is called in a thread."""

CriteriaOf = Callable[[str, PartKind], tuple[Criterion, ...]]
"""What is judged in a sitting of that part: its id and wording, no mark. It answers at once."""

RoomForCalls = Callable[[int], str]
"""Why no further call may begin beside this many that are promised and do not run: a code; "" where one may.
It answers at once."""

Presence = Mapping[Seat, bool]
"""Which seats have a live connection."""
