"""Where the listening copies of each sitting stand, and how they come there: whole, or not at all."""

import filecmp
import os
import shutil
import tempfile
import threading
from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from weakref import WeakValueDictionary

import msgspec
import structlog

from oralexam.errors import NotFound
from oralexam.records.exam_zero import exam_zero
from oralexam.records.heard import HEARD
from oralexam.records.manifest import MANIFEST_NAME, ListeningManifest
from oralexam.records.so_far import SO_FAR
from oralexam.rooms.events import AnyEvent
from oralexam.rooms.folding import fold
from oralexam.rooms.phases import RECORDED

_log = structlog.get_logger(__name__)

LoadEvents = Callable[[str], Sequence[AnyEvent]]
Make = Callable[[str, datetime, Path], ListeningManifest | None]
"""From a sitting, its zero and a folder to write into: what was made; None to leave what is there."""


class ListeningPlace:
    """The folders of all sittings' copies; one job at a time fills one of them.

    Args:
        recordings: The folder of all journals.
        listening: The folder that gets one folder a sitting.
        load_events: A sitting's events: they know the exam clock's zero.
    """

    def __init__(self, *, recordings: Path, listening: Path, load_events: LoadEvents) -> None:
        self.recordings = recordings
        self.listening = listening
        self._load_events = load_events
        self._one_at_a_time = threading.Lock()
        self._filling: WeakValueDictionary[str, threading.Lock] = WeakValueDictionary()

    def fill(self, sitting_id: str, make: Make) -> None:
        """Have `make` write into a folder of its own, then put everything into the sitting's."""
        folder = self.listening / sitting_id
        with self._one_at_a_time:
            mine = self._filling.setdefault(sitting_id, threading.Lock())
        with mine:
            try:
                self._make(sitting_id, folder, make)
            except Exception:
                # A wipe takes journals and folder away under the work: whatever broke then is no fault.
                if self.is_known(sitting_id):
                    raise
            # Asked again at the end: a rehearsal that was wiped meanwhile must leave nothing behind. The wipe
            # takes the events first and the files then, so that one of the two sees what the other made.
            self.leave_nothing_unknown(sitting_id)

    def recorded_s(self, sitting_id: str, zero_utc: datetime) -> tuple[tuple[float, float], ...]:
        """When calls ran, from the answer to the hang-up, on the exam clock; one that runs has no end yet."""
        spans = fold(self._load_events(sitting_id)).spans
        return tuple(
            ((span.started_at - zero_utc).total_seconds(), (span.ended_at - zero_utc).total_seconds())
            for span in spans
            if span.phase in RECORDED and span.ended_at is not None
        )

    def leave_nothing_unknown(self, sitting_id: str) -> None:
        """Remove the folder of a sitting that is not known any more."""
        if not self.is_known(sitting_id):
            shutil.rmtree(self.listening / sitting_id, ignore_errors=True)
            _log.info("listening-copies-not-wanted", sitting_id=sitting_id)

    def is_known(self, sitting_id: str) -> bool:
        """Whether there is (still) such a sitting."""
        try:
            self._load_events(sitting_id)
        except NotFound:
            return False
        return True

    def _make(self, sitting_id: str, folder: Path, make: Make) -> None:
        zero_utc = exam_zero(fold(self._load_events(sitting_id)))
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".making-", dir=folder, ignore_cleanup_errors=True) as work:
            manifest = make(sitting_id, zero_utc, Path(work))
            if manifest is None:
                return
            (Path(work) / MANIFEST_NAME).write_bytes(msgspec.json.encode(manifest))
            for name in (*sorted(manifest.names()), MANIFEST_NAME):
                _put(Path(work) / name, folder / name)
        _sweep(folder, {*manifest.names(), MANIFEST_NAME})
        _log.info("listening-copies-made", sitting_id=sitting_id, files=len(manifest.names()))


def _put(made: Path, target: Path) -> None:
    """Move a finished file into its place, whole or not at all, also after a power cut.

    One that is there already stays: somebody may be listening to it.
    """
    if target.is_file() and filecmp.cmp(made, target, shallow=False):
        return
    with made.open("rb") as file:
        os.fsync(file.fileno())
    made.replace(target)


def _sweep(folder: Path, names: set[str]) -> None:
    """Remove what an earlier run, or one that was killed, has left."""
    for path in folder.iterdir():
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        elif path.name not in names and not path.name.endswith((SO_FAR, HEARD)):
            path.unlink(missing_ok=True)
