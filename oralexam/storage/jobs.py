"""The job queue as a table: what the server asks for and worker processes do."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, delete, or_, update
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from oralexam.errors import NotFound
from oralexam.identifiers import new_id
from oralexam.jobs.job import Job, JobState, Turn
from oralexam.jobs.queue import NO_TURN
from oralexam.storage.engine import Database
from oralexam.storage.tables import JobRow

_OPEN = (JobState.QUEUED.value, JobState.RUNNING.value)
# `job.comes_before`, then the age, in SQL.
_ORDER = (
    col(JobRow.live).desc(),
    col(JobRow.needed_at).is_(None),
    col(JobRow.needed_at),
    col(JobRow.position),
)


class SqlJobQueue:
    """Implements `oralexam.jobs.queue.JobQueue`; any number of processes may use it at once."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def enqueue(
        self, kind: str, *, sitting_id: str, subject: str = "", now: datetime, turn: Turn = NO_TURN
    ) -> Job:
        """Ask for a job; where it exists already, in whatever state, it is returned as it is.

        Raises:
            NotFound: `unknown-sitting`.
            SystemFault: `storage-failed`, `disk-full`.
        """
        wish = select(JobRow).where(
            JobRow.kind == kind, JobRow.sitting_id == sitting_id, JobRow.subject == subject
        )
        try:
            with self._database.writing() as session:
                row = session.exec(wish).first()
                if row is None:
                    row = _new_row(kind, sitting_id, subject, turn, now=now)
                    session.add(row)
                    session.flush()
                return _job(row)
        except IntegrityError as error:
            raise NotFound("unknown-sitting") from error

    def arrange(self, turns: Mapping[str, Turn]) -> int:
        """Give the jobs of these sittings other turns; how many have one now that they had not."""
        changed = 0
        with self._database.writing() as session:
            for sitting_id, turn in turns.items():
                told: dict[str, object] = {"live": turn.live, "needed_at": turn.needed_at}
                if turn.audio_s is not None:
                    told["audio_s"] = turn.audio_s
                other = or_(
                    *(col(getattr(JobRow, name)).is_distinct_from(value) for name, value in told.items())
                )
                wish = update(JobRow).where(col(JobRow.sitting_id) == sitting_id, other).values(**told)
                changed += session.exec(wish).rowcount
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
        """Give the job that comes first to `worker_id`, or None; no two workers get the same."""
        may_run = _may_run(now)
        if not_of:
            may_run = and_(may_run, col(JobRow.kind).not_in(not_of))
        if only_live_of:
            may_run = and_(may_run, or_(col(JobRow.live), col(JobRow.kind).not_in(only_live_of)))
        # Idle workers ask several times a second: they take the writer's lock only where a job is.
        with self._database.reading() as session:
            if session.exec(select(JobRow.position).where(may_run).limit(1)).first() is None:
                return None
        first = select(JobRow.position).where(may_run).order_by(*_ORDER).limit(1)
        taken = (
            update(JobRow)
            .where(col(JobRow.position) == first.scalar_subquery())
            .values(
                state=JobState.RUNNING.value,
                tries=JobRow.tries + 1,
                worker_id=worker_id,
                leased_until=now + timedelta(seconds=lease_s),
                begun_at=now,
                updated_at=now,
            )
            .returning(JobRow)
        )
        with self._database.writing() as session:
            row = session.scalars(taken).first()
            return None if row is None else _job(row)

    def heartbeat(self, job_id: str, worker_id: str, *, now: datetime, lease_s: float) -> bool:
        """Renew the lease; False where the worker no longer holds the job."""
        until = now + timedelta(seconds=lease_s)
        return self._change(_held(job_id, worker_id), leased_until=until, updated_at=now) == 1

    def done(self, job_id: str, worker_id: str, *, now: datetime, busy_s: float | None = None) -> bool:
        """The job is done; its reason is cleared. False where the worker no longer holds it."""
        return self._put_down(job_id, worker_id, state=JobState.DONE, reason="", now=now, busy_s=busy_s)

    def fail(
        self, job_id: str, worker_id: str, *, reason: str, retry_at: datetime | None, now: datetime
    ) -> bool:
        """The try went wrong: queued again for `retry_at`, or failed for good where that is None."""
        if retry_at is None:
            return self._put_down(job_id, worker_id, state=JobState.FAILED, reason=reason, now=now)
        return self._put_down(
            job_id, worker_id, state=JobState.QUEUED, reason=reason, now=now, not_before=retry_at
        )

    def block(self, job_id: str, worker_id: str, *, reason: str, now: datetime) -> bool:
        """The job waits for somebody to act; the try is given back."""
        waiting = JobState.WAITING_FOR_MODEL
        return self._put_down(
            job_id, worker_id, state=waiting, reason=reason, now=now, tries=JobRow.tries - 1
        )

    def give_back(self, job_id: str, worker_id: str, *, now: datetime) -> bool:
        """The worker stops: the job is queued as if it had not been begun."""
        changed = self._change(
            _held(job_id, worker_id),
            state=JobState.QUEUED.value,
            worker_id="",
            leased_until=None,
            updated_at=now,
            tries=JobRow.tries - 1,
        )
        return changed == 1

    def desert(self, worker_id: str, *, now: datetime) -> int:
        """`worker_id` is known to be dead: its leases end now; how many there were."""
        running = col(JobRow.state) == JobState.RUNNING.value
        return self._change(
            and_(col(JobRow.worker_id) == worker_id, running), leased_until=now, updated_at=now
        )

    def unblock(self, kind: str, *, now: datetime) -> int:
        """Queue all waiting jobs of `kind` again; how many there were."""
        waiting = and_(col(JobRow.kind) == kind, col(JobRow.state) == JobState.WAITING_FOR_MODEL.value)
        return self._change(waiting, state=JobState.QUEUED.value, not_before=now, updated_at=now)

    def requeue(self, job_id: str, *, now: datetime) -> bool:
        """A person asks for an ended or waiting job again, with all its tries; False where it runs anyway."""
        ended = and_(col(JobRow.job_id) == job_id, col(JobRow.state).not_in(_OPEN))
        queued = JobState.QUEUED.value
        changed = self._change(ended, state=queued, tries=0, reason="", not_before=now, updated_at=now)
        return changed == 1

    def unfinished(self) -> list[Job]:
        """Every job that is queued or runs, in the order in which they come."""
        with self._database.reading() as session:
            rows = session.exec(select(JobRow).where(col(JobRow.state).in_(_OPEN)).order_by(*_ORDER)).all()
            return [_job(row) for row in rows]

    def last_measured(self, kind: str, *, most: int) -> list[Job]:
        """The jobs of `kind` that were done last and whose length and computing are known, the last first."""
        measured = and_(
            col(JobRow.kind) == kind,
            col(JobRow.state) == JobState.DONE.value,
            col(JobRow.busy_s).is_not(None),
            col(JobRow.audio_s).is_not(None),
        )
        with self._database.reading() as session:
            chosen = select(JobRow).where(measured).order_by(col(JobRow.updated_at).desc()).limit(most)
            return [_job(row) for row in session.exec(chosen).all()]

    def forget(self, sitting_id: str) -> int:
        """Remove the jobs of a sitting; they go with it by themselves when it is wiped."""
        with self._database.writing() as session:
            return session.exec(delete(JobRow).where(col(JobRow.sitting_id) == sitting_id)).rowcount

    def close(self) -> None:
        """The database is closed by whoever opened it."""

    def of_sitting(self, sitting_id: str) -> list[Job]:
        """All jobs of a sitting, oldest first."""
        with self._database.reading() as session:
            rows = session.exec(
                select(JobRow).where(JobRow.sitting_id == sitting_id).order_by(col(JobRow.position))
            ).all()
            return [_job(row) for row in rows]

    def of_sittings(self, sitting_ids: Collection[str]) -> list[Job]:
        """All jobs of these sittings, oldest first, in one query."""
        if not sitting_ids:
            return []
        wanted = col(JobRow.sitting_id).in_(sitting_ids)
        with self._database.reading() as session:
            rows = session.exec(select(JobRow).where(wanted).order_by(col(JobRow.position))).all()
            return [_job(row) for row in rows]

    def _put_down(
        self, job_id: str, worker_id: str, *, state: JobState, reason: str, now: datetime, **also: object
    ) -> bool:
        changed = self._change(
            _held(job_id, worker_id),
            state=state.value,
            reason=reason,
            worker_id="",
            leased_until=None,
            updated_at=now,
            **also,
        )
        return changed == 1

    def _change(self, which: ColumnElement[bool], **values: object) -> int:
        with self._database.writing() as session:
            return session.exec(update(JobRow).where(which).values(**values)).rowcount


def _may_run(now: datetime) -> ColumnElement[bool]:
    queued = and_(col(JobRow.state) == JobState.QUEUED.value, col(JobRow.not_before) <= now)
    deserted = and_(col(JobRow.state) == JobState.RUNNING.value, col(JobRow.leased_until) <= now)
    return or_(queued, deserted)


def _held(job_id: str, worker_id: str) -> ColumnElement[bool]:
    return and_(
        col(JobRow.job_id) == job_id,
        col(JobRow.worker_id) == worker_id,
        col(JobRow.state) == JobState.RUNNING.value,
    )


def _new_row(kind: str, sitting_id: str, subject: str, turn: Turn, *, now: datetime) -> JobRow:
    return JobRow(
        job_id=new_id(),
        kind=kind,
        sitting_id=sitting_id,
        subject=subject,
        state=JobState.QUEUED.value,
        tries=0,
        reason="",
        created_at=now,
        updated_at=now,
        not_before=now,
        worker_id="",
        live=turn.live,
        needed_at=turn.needed_at,
        audio_s=turn.audio_s,
    )


def _job(row: JobRow) -> Job:
    return Job(
        job_id=row.job_id,
        kind=row.kind,
        sitting_id=row.sitting_id,
        subject=row.subject,
        state=JobState(row.state),
        tries=row.tries,
        reason=row.reason,
        created_at=row.created_at,
        updated_at=row.updated_at,
        not_before=row.not_before,
        worker_id=row.worker_id,
        leased_until=row.leased_until,
        turn=Turn(live=row.live, needed_at=row.needed_at, audio_s=row.audio_s),
        begun_at=row.begun_at,
        busy_s=row.busy_s,
    )
