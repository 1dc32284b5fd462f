"""Words written down once more, where the copies were filled with speech that the network had lost."""

import threading
from collections.abc import Callable

import structlog

from oralexam.clock import Clock
from oralexam.jobs.job import Job, JobState
from oralexam.jobs.queue import JobQueue
from oralexam.records.filled_voice import Fillings
from oralexam.transcripts.kinds import TRANSCRIBE_TRACK

SETTLED_S = 3.0
"""A track that is written down looks for a filling at its end: between that look and its being done nobody
does, for some ms."""

_log = structlog.get_logger(__name__)


class HearingAgain:
    """Goes between the two jobs of a worker; either may be killed at any instant and begun anew.

    Args:
        queue: Where the jobs are.
        fillings: Which voices were filled.
        clock: Tells `now`.
        stopping: Set when the worker is to stop.
    """

    def __init__(
        self, *, queue: JobQueue, fillings: Fillings, clock: Clock, stopping: threading.Event
    ) -> None:
        self._queue = queue
        self._fillings = fillings
        self._clock = clock
        self._stopping = stopping

    def written(self, job: Job, write: Callable[[Job], None]) -> None:
        """Write a track down, and again where its voice was filled while that went on."""
        while True:
            version = self._fillings.wanted(job.sitting_id, job.subject)
            write(job)
            if version:
                self._fillings.keep_heard(job.sitting_id, job.subject, version)
            if self._fillings.wanted(job.sitting_id, job.subject) == version:
                return

    def ask(self, sitting_id: str) -> None:
        """The copies stand: ask for the words of what was filled with speech, where there are others."""
        for seat in self._fillings.to_hear(sitting_id):
            if self._asked(sitting_id, seat):
                _log.info("words-asked-again", sitting_id=sitting_id, seat=seat)

    def _asked(self, sitting_id: str, seat: str) -> bool:
        waited_s = 0.0
        while waited_s <= SETTLED_S:
            job = next(
                (
                    job
                    for job in self._queue.of_sitting(sitting_id)
                    if (job.kind, job.subject) == (TRANSCRIBE_TRACK, seat)
                ),
                None,
            )
            if job is None or job.state in {JobState.QUEUED, JobState.WAITING_FOR_MODEL}:
                return False
            if job.state is not JobState.RUNNING:
                return self._queue.requeue(job.job_id, now=self._clock.now())
            if seat not in self._fillings.to_hear(sitting_id) or self._stopping.wait(0.1):
                return False
            waited_s += 0.1
        return False
