"""What appends together are worth: the same saves into the same store, and one commit an append beside it.

Without server and network, in threads as the server has them. Both are measured in one run on one disk, in
turns, since a disk that others use is never the same twice; and so is what a sync alone costs there.
"""

import os
import random
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from benchmarks.seated import percentile
from oralexam.cli.serving import BLOCKING_THREADS
from oralexam.exams.formats import exchange_plan, format_named
from oralexam.exams.parts import PartKind
from oralexam.identifiers import new_id
from oralexam.rooms.events import SittingOpened, TextSaved
from oralexam.storage.appending import MOST_AT_ONCE
from oralexam.storage.engine import open_database
from oralexam.storage.events import SqlEventStore

EDITORS = 50
SECONDS = 4
TURNS = 2
SYNCS = 40
SYNC_BYTES = 32 * 1024
"""About what one save writes into the log: eight pages."""
TEXT = "We are sorry that six cartons were missing, and the rest leaves on Monday by express carrier. " * 6


class Beside(msgspec.Struct, frozen=True, kw_only=True):
    """Milliseconds, the 95th percentile each."""

    together_p95_ms: float
    one_by_one_p95_ms: float
    """The rival: one commit an append."""
    sync_alone_p95_ms: float
    """`fdatasync` of eight pages, nothing else: no acknowledgement can be sooner than this."""


def measure_beside(folder: Path) -> Beside:
    """Both ways in turns."""
    found: dict[int, list[float]] = {MOST_AT_ONCE: [], 1: []}
    syncs: list[float] = []
    for turn in range(TURNS):
        syncs += _syncs(folder / f"sync-{turn}")
        for most_at_once in found:
            found[most_at_once] += _saves(folder / f"beside-{turn}-{most_at_once}.db", most_at_once)
    return Beside(
        together_p95_ms=round(percentile(found[MOST_AT_ONCE], 0.95), 1),
        one_by_one_p95_ms=round(percentile(found[1], 0.95), 1),
        sync_alone_p95_ms=round(percentile(syncs, 0.95), 1),
    )


def _saves(path: Path, most_at_once: int) -> list[float]:
    """How long each of the editors' saves took, in milliseconds, from when it was due."""
    database = open_database(path)
    store = SqlEventStore(database, most_at_once=most_at_once)
    sittings = [new_id() for _ in range(EDITORS)]
    for sitting_id in sittings:
        store.append(sitting_id, after_seq=0, events=[_opened()])
    delays: list[float] = []
    with _editors(store, sittings, delays) as save:
        chance = random.Random(7)  # noqa: S311  # the same starts at every run, no secret
        starts = sorted((chance.random(), sitting_id) for sitting_id in sittings)
        began = time.monotonic()
        for second in range(SECONDS):
            for offset, sitting_id in starts:
                time.sleep(max(0.0, began + second + offset - time.monotonic()))
                save(sitting_id)
    database.close()
    return delays


@contextmanager
def _editors(
    store: SqlEventStore, sittings: list[str], delays: list[float]
) -> Iterator[Callable[[str], None]]:
    """A save is handed to the threads, and each sitting's are written one after another, as its room does."""
    turns = {sitting_id: threading.Lock() for sitting_id in sittings}
    seqs = dict.fromkeys(sittings, 1)

    def write(sitting_id: str, due: float) -> None:
        with turns[sitting_id]:
            saved = TextSaved(at=datetime.now(UTC), text=TEXT, revision=seqs[sitting_id])
            seqs[sitting_id] = store.append(sitting_id, after_seq=seqs[sitting_id], events=[saved])
        delays.append(1000 * (time.monotonic() - due))

    with ThreadPoolExecutor(BLOCKING_THREADS, "editors") as threads:
        futures = []
        yield lambda sitting_id: futures.append(threads.submit(write, sitting_id, time.monotonic()))
        for future in futures:
            future.result()


def _opened() -> SittingOpened:
    return SittingOpened(
        at=datetime.now(UTC),
        candidate_name="Demo Candidate",
        juror_name="Demo Juror",
        observer_name="Demo Observer",
        room_name="Demo",
        rehearsal=True,
        pace=1,
        format_id="aie-title",
        plan=exchange_plan(format_named("aie-title"), PartKind.CALL, grace_s=0),
        eligible=(),
    )


def _syncs(path: Path) -> list[float]:
    found = []
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        for place in range(SYNCS):
            began = time.monotonic()
            os.pwrite(descriptor, b"x" * SYNC_BYTES, place * SYNC_BYTES)
            os.fdatasync(descriptor)
            found.append(1000 * (time.monotonic() - began))
            time.sleep(0.01)
    finally:
        os.close(descriptor)
    path.unlink()
    return found
