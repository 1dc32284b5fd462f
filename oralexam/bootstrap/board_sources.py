"""What the board asks of the stores and the machine, in a thread of its own."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from oralexam.jobs.job import Job
from oralexam.jobs.queue import JobQueue
from oralexam.rooms.phases import OVER
from oralexam.storage.events import SqlEventStore
from oralexam.storage.files import DataFolder
from oralexam.storage.summaries import SittingSummary


class BoardSources:
    """Implements `webapp.board.Stored`."""

    def __init__(
        self, *, events: SqlEventStore, jobs: JobQueue, files: DataFolder, worker: Callable[[], str]
    ) -> None:
        self._events = events
        self._jobs = jobs
        self._files = files
        self._worker = worker

    def ended_since(self, since: datetime) -> Iterable[SittingSummary]:
        """The sittings that were over at `since` or later."""
        return [line for line in self._events.list_sittings(since=since) if line.phase in OVER]

    def jobs_of(self, sitting_ids: Sequence[str]) -> Iterable[Job]:
        """The jobs of these sittings."""
        return self._jobs.of_sittings(sitting_ids)

    def machine(self) -> tuple[float, str]:
        """The free share of the disk, and how the worker is."""
        return self._files.free_fraction(), self._worker()
