"""Appends that wait for one another go together: one transaction, one sync of the disk for all of them.

A disk that takes 4 to 14 ms to sync (measured, this house's test machine) takes 100 appends a second at most,
one by one; fifty candidates who write and a call that ends at the same instant would wait for each other.

One thread writes. What comes while it does is the next transaction; what comes while it rests is written at
once. No thread waits for an append: a room waits for its future, and a server that stops writes what waits.
"""

from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field

from sqlmodel import Session

from oralexam.errors import SystemFault
from oralexam.rooms.events import AnyEvent
from oralexam.storage.engine import Database
from oralexam.storage.faults import storage_faults

MOST_AT_ONCE = 64
"""Other writers (jobs, links) wait for a transaction; each append in it takes about 2 ms of the processor."""
_OF_THE_DISK = frozenset({"storage-failed", "disk-full"})
"""Faults after which SQLite may have rolled everything back by itself: nothing of the transaction counts."""


@dataclass(eq=False, kw_only=True)
class Append:
    """Events that somebody wants to stand behind number `after_seq` of a sitting."""

    sitting_id: str
    after_seq: int
    events: Sequence[AnyEvent]
    written: Future[int] = field(default_factory=Future)
    """The sitting's last number, once it is on the disk; or why it is not."""


Outcome = int | Exception


class Appends:
    """Writes the appends of all rooms. What waits is bounded by the rooms: each has one append at a time."""

    def __init__(
        self, database: Database, write: Callable[[Session, Append], int], *, most_at_once: int
    ) -> None:
        self._database = database
        self._write = write
        self._most_at_once = most_at_once
        self._waiting: deque[Append] = deque()
        self._writer = ThreadPoolExecutor(1, thread_name_prefix="appends")

    def put(self, append: Append) -> Future[int]:
        """Have it written; `append.written` is answered once it is on the disk.

        It cannot be taken back: whoever stops waiting finds it written.

        Raises:
            SystemFault: `storage-failed`: the store is closed. The future raises `storage-failed`,
                `disk-full`, or what `write` raises; nothing of it is stored then.
        """
        append.written.set_running_or_notify_cancel()
        self._waiting.append(append)
        try:
            self._writer.submit(self._write_waiting)
        except RuntimeError as error:
            raise SystemFault("storage-failed", cause="store-closed") from error
        return append.written

    def close(self) -> None:
        """Write what waits, then no more."""
        self._writer.shutdown(wait=True)

    def _write_waiting(self) -> None:
        """Write what waits now; nothing, where an earlier turn has taken it along."""
        batch = [self._waiting.popleft() for _ in range(min(len(self._waiting), self._most_at_once))]
        if not batch:
            return
        outcomes: list[Outcome] = []
        try:
            with self._database.writing() as session:
                outcomes += (self._write_one(session, append, alone=len(batch) == 1) for append in batch)
        except Exception as fault:  # noqa: BLE001 — whoever waits must hear of it, and the next turn comes
            outcomes = [fault] * len(batch)
        for append, outcome in zip(batch, outcomes, strict=True):
            if isinstance(outcome, Exception):
                append.written.set_exception(outcome)
            else:
                append.written.set_result(outcome)

    def _write_one(self, session: Session, append: Append, *, alone: bool) -> Outcome:
        """Write one; what is wrong with it alone is undone alone (SAVEPOINT), and the others go on."""
        if alone:
            return self._write(session, append)
        try:
            with storage_faults(), session.begin_nested():
                return self._write(session, append)
        except Exception as fault:
            if isinstance(fault, SystemFault) and fault.reason in _OF_THE_DISK:
                raise
            return fault
