"""Bringing journals to the disk: one thread writes what has gathered, another syncs every file that changed.

After the first, kill -9 loses nothing; after the second, a power cut loses nothing.
"""

import asyncio
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path
from typing import Final, Literal

import structlog

from oralexam.journal.sidecar import Opened
from oralexam.journal.writer import FaultListener, TrackJournal

_log = structlog.get_logger(__name__)

FLUSH_INTERVAL_S: Final = 0.04
"""Packets reach the kernel this late at most, plus the writes (issue 2: kill -9 loses <= 0.1 s, median)."""
SYNC_INTERVAL_S: Final = 0.5
"""Half of the one second between fdatasyncs that the shared fault table allows: slow disks need the rest."""
SYNC_THREADS: Final = 4


class JournalDisk:
    """Every journal of a server, and the threads that bring them to the disk.

    `on_fault(track, code)` is called from any thread, once for each change: recording-disk-full,
    recording-write-failed, recording-sync-failed, recording-dropped, recording-resumed.
    """

    def __init__(
        self,
        recordings: Path,
        *,
        on_fault: FaultListener,
        flush_interval_s: float = FLUSH_INTERVAL_S,
        sync_interval_s: float = SYNC_INTERVAL_S,
    ) -> None:
        self._recordings = recordings
        self._on_fault = on_fault
        self._flush_interval_s = flush_interval_s
        self._sync_interval_s = sync_interval_s
        self._tracks: set[TrackJournal] = set()
        self._segments: dict[tuple[str, str, str], int] = {}
        self._segments_lock = threading.Lock()  # a sync that fails begins a segment in its own thread
        self._stopping = threading.Event()
        self._threads: list[threading.Thread] = []
        self._sync_pool: ThreadPoolExecutor | None = None

    def start(self) -> None:
        """Start the writing and the syncing thread."""
        if self._threads:
            return
        self._stopping.clear()
        self._sync_pool = ThreadPoolExecutor(SYNC_THREADS, "journal-sync")
        self._threads = [
            threading.Thread(target=self._run_flush, name="journal-flush", daemon=True),
            threading.Thread(target=self._run_sync, name="journal-sync-rounds", daemon=True),
        ]
        for thread in self._threads:
            thread.start()

    def open_track(
        self,
        *,
        sitting_id: str,
        seat: str,
        kind: Literal["audio", "video"],
        codec: str,
        clock_rate: int,
        ssrc: int,
        payload_type: int,
        utc_us: int,
        connection: str = "",
        extensions: dict[int, str] | None = None,
        fmtp: str | None = None,
    ) -> TrackJournal:
        """Begin a new segment of a track; its files appear with the next flush."""
        track = TrackJournal(
            folder=self._recordings / sitting_id,
            opened=Opened(
                sitting_id=sitting_id,
                seat=seat,
                kind=kind,
                segment=self._next_segment(sitting_id, seat, kind),
                codec=codec,
                clock_rate=clock_rate,
                ssrc=ssrc,
                payload_type=payload_type,
                utc_us=utc_us,
                connection=connection,
            ),
            extensions=extensions or {},
            fmtp=fmtp,
            next_segment=lambda: self._next_segment(sitting_id, seat, kind),
            on_fault=self._on_fault,
        )
        self._tracks.add(track)
        return track

    def _next_segment(self, sitting_id: str, seat: str, kind: str) -> int:
        key = (sitting_id, seat, kind)
        with self._segments_lock:
            last = self._segments.get(key)
            if last is None:  # after a restart the folder already holds what went before
                found = (self._recordings / sitting_id).glob(f"{seat}-{kind}-*.*")
                numbers = [int(path.stem.rsplit("-", 1)[1]) for path in found if path.stem[-3:].isdecimal()]
                last = max(numbers, default=0)
            self._segments[key] = last + 1
            return last + 1

    def forget(self, sitting_id: str) -> None:
        """Drop what is remembered of a sitting that has ended; its folder still tells the segments."""
        with self._segments_lock:
            for key in [key for key in self._segments if key[0] == sitting_id]:
                del self._segments[key]

    async def close_track(self, track: TrackJournal, utc_us: int) -> None:
        """Bring a track to the disk, its closing line included, and close it."""
        await asyncio.to_thread(self._finish, track, utc_us)

    def _finish(self, track: TrackJournal, utc_us: int) -> None:
        try:
            track.finish(utc_us)
        except Exception:  # noqa: BLE001 -- the edge of a thread: one broken track must not keep the others open
            _log.exception("journal-close-failed", sitting_id=track.opened.sitting_id, seat=track.opened.seat)
        finally:
            self._tracks.discard(track)

    async def stop(self, utc_us: int) -> None:
        """Close every track and end the threads; whatever is open afterwards was not ours."""
        for track in tuple(self._tracks):
            await self.close_track(track, utc_us)
        self._stopping.set()
        threads, self._threads = self._threads, []
        for thread in threads:
            await asyncio.to_thread(thread.join, 10.0)
        if self._sync_pool is not None:
            self._sync_pool.shutdown(wait=False)
            self._sync_pool = None

    def _run_flush(self) -> None:
        while not self._stopping.wait(self._flush_interval_s):
            for track in tuple(self._tracks):
                try:
                    track.flush()
                except Exception:  # noqa: BLE001 -- the edge of a thread: the other tracks go on
                    _log.exception("journal-flush-failed", sitting_id=track.opened.sitting_id)

    def _run_sync(self) -> None:
        due = time.monotonic() + self._sync_interval_s
        while not self._stopping.wait(max(0.0, due - time.monotonic())):
            due = time.monotonic() + self._sync_interval_s
            pool = self._sync_pool
            if pool is None:
                return
            left = iter(tuple(self._tracks))
            wait([pool.submit(self._sync_what_is_left, left) for _ in range(SYNC_THREADS)])

    @staticmethod
    def _sync_what_is_left(left: Iterator[TrackJournal]) -> None:
        """Each thread takes the next: a slow file holds one of them up."""
        for track in left:
            try:
                track.sync()
            except Exception:  # noqa: BLE001 -- the edge of a thread: the other tracks go on
                _log.exception("journal-sync-failed", sitting_id=track.opened.sitting_id)
