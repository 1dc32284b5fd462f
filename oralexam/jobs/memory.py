"""A queue in memory: for tests, and for a rehearsal that leaves nothing behind."""

import threading
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from msgspec.structs import replace

from oralexam.identifiers import new_id
from oralexam.jobs.job import Job, JobState, Turn, comes_before
from oralexam.jobs.queue import NO_TURN


class InMemoryJobQueue:
    """`JobQueue` in one process; it passes the same contract tests as the table."""

    def __init__(self) -> None:
        self._jobs: dict[str, Job] = {}  # in order of creation
        self._lock = threading.Lock()

    def enqueue(
        self, kind: str, *, sitting_id: str, subject: str = "", now: datetime, turn: Turn = NO_TURN
    ) -> Job:
        """Ask for a job, or find the one that exists."""
        with self._lock:
            for job in self._jobs.values():
                if (job.kind, job.sitting_id, job.subject) == (kind, sitting_id, subject):
                    return job
            job = Job(
                job_id=new_id(),
                kind=kind,
                sitting_id=sitting_id,
                subject=subject,
                created_at=now,
                updated_at=now,
                not_before=now,
                turn=turn,
            )
            self._jobs[job.job_id] = job
            return job

    def arrange(self, turns: Mapping[str, Turn]) -> int:
        """Give the jobs of these sittings other turns."""
        with self._lock:
            changed = 0
            for job in list(self._jobs.values()):
                turn = turns.get(job.sitting_id, job.turn)
                known = replace(turn, audio_s=job.turn.audio_s) if turn.audio_s is None else turn
                changed += known != job.turn
                self._jobs[job.job_id] = replace(job, turn=known)
            return changed

    def lease(
        self,
        worker_id: str,
        *,
        now: datetime,
        lease_s: float,
        not_of: Collection[str] = (),
        only_live_of: Collection[str] = (),
    ) -> Job | None:
        """Give the job that comes first to `worker_id`."""
        with self._lock:
            for job in sorted(self._jobs.values(), key=comes_before):
                has_room = job.kind not in not_of and (job.turn.live or job.kind not in only_live_of)
                if _may_run(job, now) and has_room:
                    leased = replace(
                        job,
                        state=JobState.RUNNING,
                        tries=job.tries + 1,
                        worker_id=worker_id,
                        leased_until=now + timedelta(seconds=lease_s),
                        begun_at=now,
                        updated_at=now,
                    )
                    self._jobs[job.job_id] = leased
                    return leased
            return None

    def heartbeat(self, job_id: str, worker_id: str, *, now: datetime, lease_s: float) -> bool:
        """Renew the lease."""
        with self._lock:
            job = self._held(job_id, worker_id)
            if job is None:
                return False
            self._jobs[job_id] = replace(job, leased_until=now + timedelta(seconds=lease_s), updated_at=now)
            return True

    def done(self, job_id: str, worker_id: str, *, now: datetime, busy_s: float | None = None) -> bool:
        """The job is done."""
        with self._lock:
            job = self._held(job_id, worker_id)
            if job is None:
                return False
            self._put_down(replace(job, busy_s=busy_s), state=JobState.DONE, reason="", now=now)
            return True

    def fail(
        self, job_id: str, worker_id: str, *, reason: str, retry_at: datetime | None, now: datetime
    ) -> bool:
        """The try went wrong."""
        with self._lock:
            job = self._held(job_id, worker_id)
            if job is None:
                return False
            if retry_at is None:
                self._put_down(job, state=JobState.FAILED, reason=reason, now=now)
            else:
                self._put_down(
                    replace(job, not_before=retry_at), state=JobState.QUEUED, reason=reason, now=now
                )
            return True

    def block(self, job_id: str, worker_id: str, *, reason: str, now: datetime) -> bool:
        """The job waits for somebody to act."""
        with self._lock:
            job = self._held(job_id, worker_id)
            if job is None:
                return False
            given_back = replace(job, tries=job.tries - 1)
            self._put_down(given_back, state=JobState.WAITING_FOR_MODEL, reason=reason, now=now)
            return True

    def give_back(self, job_id: str, worker_id: str, *, now: datetime) -> bool:
        """The worker stops."""
        with self._lock:
            job = self._held(job_id, worker_id)
            if job is None:
                return False
            given_back = replace(job, tries=job.tries - 1)
            self._put_down(given_back, state=JobState.QUEUED, reason=job.reason, now=now)
            return True

    def desert(self, worker_id: str, *, now: datetime) -> int:
        """The worker is dead."""
        with self._lock:
            held = [
                job
                for job in self._jobs.values()
                if job.state is JobState.RUNNING and job.worker_id == worker_id
            ]
            for job in held:
                self._jobs[job.job_id] = replace(job, leased_until=now, updated_at=now)
            return len(held)

    def unblock(self, kind: str, *, now: datetime) -> int:
        """Queue all waiting jobs of `kind` again."""
        with self._lock:
            waiting = [
                job
                for job in self._jobs.values()
                if job.kind == kind and job.state is JobState.WAITING_FOR_MODEL
            ]
            for job in waiting:
                self._jobs[job.job_id] = replace(job, state=JobState.QUEUED, not_before=now, updated_at=now)
            return len(waiting)

    def requeue(self, job_id: str, *, now: datetime) -> bool:
        """A person asks for the job again."""
        with self._lock:
            job = self._jobs.get(job_id)
            if job is None or job.state in {JobState.QUEUED, JobState.RUNNING}:
                return False
            self._jobs[job_id] = replace(
                job, state=JobState.QUEUED, tries=0, reason="", not_before=now, updated_at=now
            )
            return True

    def unfinished(self) -> list[Job]:
        """Every job that is queued or runs."""
        with self._lock:
            open_states = {JobState.QUEUED, JobState.RUNNING}
            waiting = [job for job in self._jobs.values() if job.state in open_states]
            return sorted(waiting, key=comes_before)

    def last_measured(self, kind: str, *, most: int) -> list[Job]:
        """The jobs of `kind` that were done last and measured."""
        with self._lock:
            measured = [
                job
                for job in self._jobs.values()
                if job.kind == kind
                and job.state is JobState.DONE
                and job.busy_s is not None
                and job.turn.audio_s is not None
            ]
            return sorted(measured, key=lambda job: job.updated_at, reverse=True)[:most]

    def forget(self, sitting_id: str) -> int:
        """Remove the jobs of a sitting."""
        with self._lock:
            theirs = [job.job_id for job in self._jobs.values() if job.sitting_id == sitting_id]
            for job_id in theirs:
                del self._jobs[job_id]
            return len(theirs)

    def close(self) -> None:
        """Nothing is open."""

    def of_sitting(self, sitting_id: str) -> list[Job]:
        """All jobs of a sitting, oldest first."""
        with self._lock:
            return [job for job in self._jobs.values() if job.sitting_id == sitting_id]

    def of_sittings(self, sitting_ids: Collection[str]) -> list[Job]:
        """All jobs of these sittings, oldest first."""
        with self._lock:
            return [job for job in self._jobs.values() if job.sitting_id in sitting_ids]

    def _held(self, job_id: str, worker_id: str) -> Job | None:
        job = self._jobs.get(job_id)
        holds = job is not None and job.state is JobState.RUNNING and job.worker_id == worker_id
        return job if holds else None

    def _put_down(self, job: Job, *, state: JobState, reason: str, now: datetime) -> None:
        self._jobs[job.job_id] = replace(
            job, state=state, reason=reason, worker_id="", leased_until=None, updated_at=now
        )


def _may_run(job: Job, now: datetime) -> bool:
    if job.state is JobState.QUEUED:
        return job.not_before <= now
    return job.state is JobState.RUNNING and job.leased_until is not None and job.leased_until <= now
