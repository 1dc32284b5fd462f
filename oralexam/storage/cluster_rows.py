"""A row of `oralexam_jobs_seen`, which is a job in our words."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from oralexam.jobs.job import Job, JobState, Turn

CANCELLED = "job-cancelled"
"""Reason of a job that somebody has cancelled or aborted with procrastinate's own tools."""

_STATES = {"todo": JobState.QUEUED, "doing": JobState.RUNNING, "succeeded": JobState.DONE}
"""procrastinate's words; `cancelled` is a job that waits for a model, and everything else has failed."""


def job_of(row: Mapping[str, Any]) -> Job:
    """What procrastinate's row and ours say together."""
    state = _STATES.get(row["status"], JobState.FAILED)
    if row["status"] == "cancelled" and row["waits_for_model"]:
        state = JobState.WAITING_FOR_MODEL
    stopped = row["status"] in {"cancelled", "aborted", "aborting"} and state is JobState.FAILED
    return Job(
        job_id=row["job_id"],
        kind=row["kind"],
        sitting_id=row["sitting_id"],
        subject=row["subject"],
        state=state,
        tries=row["tries"],
        reason=CANCELLED if stopped else row["reason"],
        created_at=_utc(row["created_at"]),
        updated_at=_utc(row["updated_at"]),
        not_before=_utc(row["not_before"]),
        worker_id=row["worker_id"],
        leased_until=_maybe_utc(row["leased_until"]),
        turn=Turn(live=row["live"], needed_at=_maybe_utc(row["needed_at"]), audio_s=row["audio_s"]),
        begun_at=_maybe_utc(row["begun_at"]),
        busy_s=row["busy_s"],
    )


def _utc(at: datetime) -> datetime:
    return at.astimezone(UTC)


def _maybe_utc(at: datetime | None) -> datetime | None:
    return None if at is None else _utc(at)
