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


class Turn(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What decides when a job's turn comes, and how long it will take; it may change while the job waits."""

    live: bool = False
    """The call is under way: what is said now is written down now, and waits for nothing."""
    needed_at: datetime | None = None
    """When somebody is going to look at the result; None: nobody has said."""
    audio_s: float | None = None
    """The length of what was recorded, once it is known."""


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
    turn: Turn = Turn()
    begun_at: datetime | None = None
    """When its last try began."""
    busy_s: float | None = None
    """What it took to compute, without any waiting; None until it is done, or where nobody measured."""


def comes_before(job: Job) -> tuple[bool, bool, float]:
    """Sort key of jobs that may run, to be followed by their age: live ones, then by when they are needed.

    Who needs a result first is the jury whose interview comes next in the plan; what nobody has planned for
    comes after that, the oldest first (issue 4, point 3).
    """
    needed_at = job.turn.needed_at
    return not job.turn.live, needed_at is None, needed_at.timestamp() if needed_at is not None else 0.0
