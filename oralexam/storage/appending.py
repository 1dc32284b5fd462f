"""Appends that wait for one another go together: one transaction, one sync of the disk for all of them.

A disk that takes 4 to 14 ms to sync (measured, this house's test machine) takes 100 appends a second at most,
one by one; fifty candidates who write and a call that ends at the same instant would wait for each other.
"""

import threading
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass

from sqlmodel import Session

from oralexam.errors import SystemFault
from oralexam.rooms.events import AnyEvent
from oralexam.storage.engine import BUSY_TIMEOUT_S, Database
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
    last_seq: int = 0
    done: bool = False
    fault: Exception | None = None


class Appends:
    """Writes appends of many threads; whoever comes first writes for all who wait."""

    def __init__(self, database: Database, write: Callable[[Session, Append], int]) -> None:
        self._database = database
        self._write = write
        self._waiting: deque[Append] = deque()
        self._turn = threading.Lock()

    def carry_out(self, append: Append) -> int:
        """Write it; on return it is on the disk. Return the sitting's last number.

        Raises:
            SystemFault: `storage-failed`, `disk-full`, or what `write` raises. Nothing of it is stored then;
                only after `writer-busy` it may still come, and the next append finds `events-conflict`.
        """
        self._waiting.append(append)
        if not self._turn.acquire(timeout=2 * BUSY_TIMEOUT_S):
            with suppress(ValueError):
                self._waiting.remove(append)
            raise SystemFault("storage-failed", cause="writer-busy")
        try:
            while not append.done:
                self._write_together(self._next())
        finally:
            self._turn.release()
        if append.fault is not None:
            raise append.fault
        return append.last_seq

    def _next(self) -> list[Append]:
        batch: list[Append] = []
        while self._waiting and len(batch) < MOST_AT_ONCE:
            batch.append(self._waiting.popleft())
        return batch

    def _write_together(self, batch: Sequence[Append]) -> None:
        fault: BaseException | None = None
        try:
            with self._database.writing() as session:
                for append in batch:
                    self._write_one(session, append, alone=len(batch) == 1)
        except BaseException as raised:
            fault = raised
            if not isinstance(raised, Exception):
                raise
        finally:
            for append in batch:
                if fault is not None and append.fault is None:
                    # Whoever waits must hear of it, whatever ended this thread.
                    append.fault = fault if isinstance(fault, Exception) else SystemFault("storage-failed")
                append.done = True

    def _write_one(self, session: Session, append: Append, *, alone: bool) -> None:
        """Write one; what is wrong with it alone is undone alone (SAVEPOINT), and the others go on."""
        if alone:
            append.last_seq = self._write(session, append)
            return
        try:
            with storage_faults(), session.begin_nested():
                append.last_seq = self._write(session, append)
        except Exception as fault:
            append.fault = fault
            if isinstance(fault, SystemFault) and fault.reason in _OF_THE_DISK:
                raise
