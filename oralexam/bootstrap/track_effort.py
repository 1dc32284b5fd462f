"""What writing a track down takes of this machine, so that it can be foretold for others."""

from dataclasses import dataclass

from oralexam.clock import Clock
from oralexam.jobs.job import Job
from oralexam.jobs.shared_time import SharedTime
from oralexam.transcripts.shared_recognizer import TrackRecognizer


@dataclass(frozen=True, kw_only=True)
class _Begun:
    recognizer: TrackRecognizer
    at_s: float
    shared: float | None
    """Where the shared time stood; None for a call under way."""


class TrackEffort:
    """Counts from the instant when a track's recogniser is ready. Used by the threads of all tracks."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._late = SharedTime(clock)
        self._begun: dict[str, _Begun] = {}

    def begin(self, job: Job, recognizer: TrackRecognizer) -> TrackRecognizer:
        """The recogniser is ready, and the work begins."""
        self._begun[job.job_id] = _Begun(
            recognizer=recognizer,
            at_s=self._clock.monotonic(),
            shared=None if job.turn.live else self._late.begin(),
        )
        return recognizer

    def end(self, job: Job, *, idle_s: float) -> float:
        """It has ended, well or not; how many seconds it took, 0 where it had not begun.

        Of a call that is over: its part of the time that it shared with others of these. Of one under way:
        all but its waiting, for more to be said (`idle_s`) and for the recogniser.
        """
        begun = self._begun.pop(job.job_id, None)
        if begun is None:
            return 0.0
        if begun.shared is not None:
            return self._late.end(begun.shared)
        return max(0.0, self._clock.monotonic() - begun.at_s - begun.recognizer.waited_s - idle_s)
