"""The queue of jobs as everybody sees it; storage keeps it in a table, tests in memory.

A worker holds a job by a lease that it renews. What a worker says about a job after it has lost the lease is
ignored (`False`): another worker has the job by then. Every method may be called from any thread.
"""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Protocol

from oralexam.jobs.job import Job, Turn

NO_TURN = Turn()


class JobQueue(Protocol):
    """Jobs that wait, run, or ended; each (kind, sitting, subject) exists once."""

    def enqueue(
        self, kind: str, *, sitting_id: str, subject: str = "", now: datetime, turn: Turn = NO_TURN
    ) -> Job:
        """Ask for a job; where it exists already, in whatever state, it is returned as it is."""
        ...

    def arrange(self, turns: Mapping[str, Turn]) -> int:
        """Give the jobs of these sittings (by id) other turns; how many have one now that they had not.

        A length that a turn does not know stays as it is known.
        """
        ...

    def lease(
        self,
        worker_id: str,
        *,
        now: datetime,
        lease_s: float,
        not_of: Collection[str] = (),
        only_live_of: Collection[str] = (),
    ) -> Job | None:
        """Give the job that comes first (`job.comes_before`, then the oldest) to `worker_id`, or None.

        None whose kind is in `not_of`, and of the kinds in `only_live_of` only one of a call under way. It is
        then running, has one try more, and is `worker_id`'s until the lease ends. A running job whose lease
        has ended (its worker died) may run again.
        """
        ...

    def heartbeat(self, job_id: str, worker_id: str, *, now: datetime, lease_s: float) -> bool:
        """Renew the lease."""
        ...

    def done(self, job_id: str, worker_id: str, *, now: datetime, busy_s: float | None = None) -> bool:
        """The job is done, and took `busy_s` of computing; its reason is cleared."""
        ...

    def fail(
        self, job_id: str, worker_id: str, *, reason: str, retry_at: datetime | None, now: datetime
    ) -> bool:
        """The try went wrong: queued again for `retry_at`, or failed for good where that is None."""
        ...

    def block(self, job_id: str, worker_id: str, *, reason: str, now: datetime) -> bool:
        """The job waits for somebody to act; the try is given back."""
        ...

    def give_back(self, job_id: str, worker_id: str, *, now: datetime) -> bool:
        """The worker stops: the job is queued as if it had not been begun."""
        ...

    def desert(self, worker_id: str, *, now: datetime) -> int:
        """`worker_id` is known to be dead: its leases end now; how many there were."""
        ...

    def unblock(self, kind: str, *, now: datetime) -> int:
        """Queue all waiting jobs of `kind` again; how many there were."""
        ...

    def requeue(self, job_id: str, *, now: datetime) -> bool:
        """A person asks for an ended or waiting job again, with all its tries; False where it runs anyway."""
        ...

    def unfinished(self) -> list[Job]:
        """Every job that is queued or runs, in the order in which they come."""
        ...

    def last_measured(self, kind: str, *, most: int) -> list[Job]:
        """The jobs of `kind` that were done last and whose length and computing are known, the last first."""
        ...

    def forget(self, sitting_id: str) -> int:
        """Remove the jobs of a sitting that was wiped; how many there were."""
        ...

    def close(self) -> None:
        """Let go of what the queue itself has opened."""
        ...

    def of_sitting(self, sitting_id: str) -> list[Job]:
        """All jobs of a sitting, oldest first."""
        ...

    def of_sittings(self, sitting_ids: Collection[str]) -> list[Job]:
        """All jobs of these sittings, oldest first."""
        ...
