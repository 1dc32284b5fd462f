"""What the board asks of the stores and the machine, in a thread of its own."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime

from oralexam.bootstrap.stores import Stores
from oralexam.exams.day_acts import held
from oralexam.exams.session import SessionState
from oralexam.jobs.forecast import Forecast
from oralexam.jobs.job import Job
from oralexam.rooms.phases import OVER
from oralexam.signaling.board_messages import PlannedWork
from oralexam.storage.files import DataFolder
from oralexam.storage.summaries import SittingSummary
from oralexam.webapp.board.plan import planned_today


class BoardSources:
    """Implements `webapp.board.board.Stored`."""

    def __init__(
        self, stores: Stores, *, forecast: Forecast, files: DataFolder, worker: Callable[[], str]
    ) -> None:
        self._stores = stores
        self._forecast = forecast
        self._files = files
        self._worker = worker

    def ended_since(self, since: datetime) -> Iterable[SittingSummary]:
        """The sittings that were over at `since` or later."""
        return [line for line in self._stores.events.list_sittings(since=since) if line.phase in OVER]

    def jobs_of(self, sitting_ids: Sequence[str]) -> Iterable[Job]:
        """The jobs of these sittings."""
        return self._stores.jobs.of_sittings(sitting_ids)

    def planned(self, now: datetime) -> Iterable[PlannedWork]:
        """What the accepted plans of open sessions have for the day."""
        found: list[PlannedWork] = []
        for kept in self._stores.exam_sessions.listed(SessionState.OPEN):
            plan = self._stores.plans.get(kept.session.session_id)
            if plan is not None:
                told = held(self._stores.day_acts.of(kept.session.session_id))
                found += planned_today(kept.session, plan.plan, told, now=now)
        return found

    def words_ready_at(self) -> Mapping[str, datetime]:
        """By sitting: when the transcript that waits will be there."""
        return self._forecast.words_ready_at()

    def machine(self) -> tuple[float, str]:
        """The free share of the disk, and how the worker is."""
        return self._files.free_fraction(), self._worker()
