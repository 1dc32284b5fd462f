"""Whose words come first: read from the plans of the day, and read again when a plan changes."""

import threading
from collections.abc import Iterable
from datetime import datetime

import structlog
from msgspec.structs import replace

from oralexam.errors import SystemFault
from oralexam.exams.day_acts import held
from oralexam.exams.session import PartSitting
from oralexam.exams.timetable.entries import Happened
from oralexam.exams.timetable.next_interview import interview_at
from oralexam.exams.timetable.plan_document import PlanDocument
from oralexam.exams.timetable.works import WorkKind
from oralexam.jobs.job import Turn
from oralexam.jobs.queue import JobQueue
from oralexam.rooms.phases import OVER, Phase
from oralexam.storage.day_acts import SqlDayActs
from oralexam.storage.exam_sessions import SqlExamSessions
from oralexam.storage.plans import SqlPlans

_log = structlog.get_logger(__name__)


class JobTurns:
    """Gives jobs their turns. Called in threads; one at a time changes what stands in the queue."""

    def __init__(
        self, *, queue: JobQueue, sessions: SqlExamSessions, plans: SqlPlans, acts: SqlDayActs
    ) -> None:
        self._queue = queue
        self._sessions = sessions
        self._plans = plans
        self._acts = acts
        self._lock = threading.Lock()

    def turn_of(self, sitting_id: str, *, live: bool, audio_s: float | None) -> Turn:
        """The turn of a sitting's jobs as the plan is now.

        Raises:
            SystemFault: `storage-failed`, `plan-malformed`.
        """
        with self._lock:
            return self._turn_of(sitting_id, live=live, audio_s=audio_s)

    def _turn_of(self, sitting_id: str, *, live: bool, audio_s: float | None) -> Turn:
        part = self._sessions.part_of(sitting_id)
        if part is None:
            return Turn(live=live, audio_s=audio_s)
        progress = self._sessions.progress(part.session_id, part.candidacy_id)
        told = held(self._acts.of(part.session_id))
        needed_at = _interview_of(part, self._plan(part.session_id), progress, told)
        return Turn(live=live, needed_at=needed_at, audio_s=audio_s)

    def arrange(self, sitting_id: str, *, live: bool, audio_s: float | None) -> None:
        """Give all jobs of a sitting their turn, by the plan as it is now: it may have changed meanwhile.

        Raises:
            SystemFault: `storage-failed`, `plan-malformed`.
        """
        with self._lock:
            self._queue.arrange({sitting_id: self._turn_of(sitting_id, live=live, audio_s=audio_s)})

    def plan_changed(self, session_id: str) -> None:
        """Put the jobs that wait into the order that the plan of this session asks for now.

        A fault is logged and costs only the order: what is asked for later, and the next start, read it anew.
        """
        try:
            with self._lock:
                self._arrange_session(session_id)
        except SystemFault as fault:
            _log.warning("jobs-not-put-in-order", session_id=session_id, code=fault.reason)

    def part_is_over(self, sitting_id: str) -> None:
        """An interview was held: what it was to look at is not needed for it any more."""
        part = self._sessions.part_of(sitting_id)
        if part is not None:
            self.plan_changed(part.session_id)

    def _arrange_session(self, session_id: str) -> None:
        waiting = {job.sitting_id: job.turn for job in self._queue.unfinished()}
        plan, told = self._plan(session_id), held(self._acts.of(session_id))
        progress = self._sessions.progress(session_id)
        turns = {
            part.sitting_id: replace(
                waiting[part.sitting_id], needed_at=_interview_of(part, plan, progress, told)
            )
            for part, _ in progress
            if part.sitting_id in waiting
        }
        changed = self._queue.arrange(turns)
        if changed:
            _log.info("jobs-put-in-order", session_id=session_id, changed=changed)

    def _plan(self, session_id: str) -> PlanDocument | None:
        kept = self._plans.get(session_id)
        return None if kept is None else kept.plan


def _interview_of(
    part: PartSitting,
    plan: PlanDocument | None,
    progress: Iterable[tuple[PartSitting, Phase]],
    told: Iterable[Happened],
) -> datetime | None:
    if plan is None:
        return None
    over = {
        WorkKind(each.part.value)
        for each, phase in progress
        if each.candidacy_id == part.candidacy_id and phase in OVER
    }
    over |= {each.kind for each in told if each.candidacy_id == part.candidacy_id and each.over}
    return interview_at(plan.timetable, part.candidacy_id, over=over)
