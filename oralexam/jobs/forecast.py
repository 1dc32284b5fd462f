"""When words will be there: from what this worker has taken for others, and from what comes before them."""

import threading
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from statistics import median

from oralexam.clock import Clock
from oralexam.jobs.job import Job, JobState
from oralexam.jobs.queue import JobQueue

MEASURED = 10
"""The last so many jobs tell how fast this machine is: enough that one odd call moves nothing, few enough
that another model, or another machine, is seen within some calls."""
LEAST_AUDIO_S = 5.0
"""What is shorter says more about overheads than about speed."""
LEAST_SHARE = 0.1
"""Where calls under way leave less of the recogniser than this, nobody can say when the rest is done."""
KEPT_S = 1.0
"""How long an answer is given again: many pages ask at once."""


def speed(done: Sequence[Job]) -> float | None:
    """Seconds of computing for a second of sound: the median of these jobs; None where none was measured."""
    shares = [
        job.busy_s / job.turn.audio_s
        for job in done
        if job.busy_s is not None and job.turn.audio_s is not None and job.turn.audio_s >= LEAST_AUDIO_S
    ]
    return median(shares) if shares else None


def ready_at(
    waiting: Sequence[Job], *, busy_per_audio: float | None, now: datetime
) -> Mapping[str, datetime]:
    """By sitting: the minute by which its last job of `waiting` is done; only where that can be known.

    Args:
        waiting: The jobs of one kind that are queued or run, in the order in which they come.
        busy_per_audio: What `speed` has measured.
        now: From when on.

    Calls under way are written down as they are spoken, and take their share of the machine before all
    others. Behind a job whose length nobody knows, nothing is known either.
    """
    if busy_per_audio is None:
        return {}
    live = sum(job.turn.live and job.state is JobState.RUNNING for job in waiting)
    share = 1.0 - live * busy_per_audio
    if share < LEAST_SHARE:
        return {}
    late = [job for job in waiting if not job.turn.live]
    running = [job for job in late if job.state is JobState.RUNNING]
    in_turn = [*running, *(job for job in late if job.state is not JobState.RUNNING)]
    found: dict[str, datetime] = {}
    work_s = 0.0
    for place, job in enumerate(in_turn):
        if job.turn.audio_s is None:
            nobody_knows = {later.sitting_id for later in in_turn[place:]}
            return {sitting_id: at for sitting_id, at in found.items() if sitting_id not in nobody_knows}
        rest_s = job.turn.audio_s * busy_per_audio
        if job.state is JobState.RUNNING and job.begun_at is not None:
            rest_s = max(0.0, rest_s - (now - job.begun_at).total_seconds() * share / len(running))
        work_s += rest_s
        begins = max(now, job.not_before)
        at = max(now + timedelta(seconds=work_s / share), begins + timedelta(seconds=rest_s / share))
        found[job.sitting_id] = max(_by_the_minute(at), found.get(job.sitting_id, at))
    return found


def _by_the_minute(at: datetime) -> datetime:
    """The end of the minute in which it falls: a time to go by, which does not change with every look."""
    whole = at.replace(second=0, microsecond=0)
    return whole if whole == at else whole + timedelta(minutes=1)


class Forecast:
    """When the words of each sitting that waits will be there; may be asked from any thread.

    Args:
        queue: What waits, and what was done.
        kind: The kind of job that writes words.
        clock: Tells `now`.
        at_work: Whether a worker runs: without one nothing is foretold.
    """

    def __init__(self, *, queue: JobQueue, kind: str, clock: Clock, at_work: Callable[[], bool]) -> None:
        self._queue = queue
        self._kind = kind
        self._clock = clock
        self._at_work = at_work
        self._lock = threading.Lock()
        self._told: tuple[float, Mapping[str, datetime]] | None = None

    def words_ready_at(self) -> Mapping[str, datetime]:
        """By sitting, where it can be known.

        Raises:
            SystemFault: `storage-failed`.
        """
        with self._lock:
            now_s = self._clock.monotonic()
            if self._told is None or now_s - self._told[0] >= KEPT_S:
                self._told = now_s, self._asked()
            return self._told[1]

    def _asked(self) -> Mapping[str, datetime]:
        now = self._clock.now()
        waiting = [job for job in self._queue.unfinished() if job.kind == self._kind]
        if not waiting or not (self._at_work() or any(_is_held(job, now) for job in waiting)):
            return {}
        measured = speed(self._queue.last_measured(self._kind, most=MEASURED))
        return ready_at(waiting, busy_per_audio=measured, now=now)


def _is_held(job: Job, now: datetime) -> bool:
    """Whether some worker has it now: one that another program keeps, perhaps."""
    return job.state is JobState.RUNNING and job.leased_until is not None and job.leased_until > now
