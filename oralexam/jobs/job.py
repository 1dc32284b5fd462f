"""A piece of work for another process, and what may become of it."""

from datetime import datetime
from enum import StrEnum

import msgspec


class JobState(StrEnum):
    """Where a job stands; only `done` and `failed` are ends, and a person may queue either again."""

    QUEUED = "queued"
    RUNNING = "running"
    WAITING_FOR_MODEL = "waiting-for-model"
    """Not the job's fault and not a try: it goes on by itself once somebody installed what is missing."""
    DONE = "done"
    FAILED = "failed"


class Job(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One piece of work: `kind` says what is done, `sitting_id` and `subject` (a seat, or empty) to what.

    `reason` is the code of what went wrong last; it stays while the job is tried again, to be seen.
    """

    job_id: str
    kind: str
    sitting_id: str
    subject: str = ""
    state: JobState = JobState.QUEUED
    tries: int = 0
    reason: str = ""
    created_at: datetime
    updated_at: datetime
    not_before: datetime
    worker_id: str = ""
    leased_until: datetime | None = None
