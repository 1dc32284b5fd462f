"""What a sitting's jobs say about its copies and its transcripts. Pure."""

from collections.abc import Sequence
from typing import Final

from oralexam.jobs.job import Job, JobState
from oralexam.records.bundle import Readiness
from oralexam.records.manifest import LISTENING_COPIES
from oralexam.transcripts.kinds import TRANSCRIBE_TRACK

_WORST_FIRST: Final = (
    (JobState.FAILED, Readiness.FAILED),
    (JobState.WAITING_FOR_MODEL, Readiness.WAITING_FOR_MODEL),
    (JobState.RUNNING, Readiness.RUNNING),
    (JobState.QUEUED, Readiness.QUEUED),
)


def media_readiness(jobs: Sequence[Job], *, made: bool) -> tuple[Readiness, str]:
    """The state of the listening copies and the reason's code; `made`: whether there are any."""
    return _readiness([job for job in jobs if job.kind == LISTENING_COPIES], done=made)


def transcript_readiness(jobs: Sequence[Job], *, made: bool) -> tuple[Readiness, str]:
    """The state of the transcripts together (the worst of them), and the reason's code."""
    of_tracks = [job for job in jobs if job.kind == TRANSCRIBE_TRACK]
    return _readiness(of_tracks, done=made or bool(of_tracks))


def _readiness(jobs: Sequence[Job], *, done: bool) -> tuple[Readiness, str]:
    for state, readiness in _WORST_FIRST:
        for job in jobs:
            if job.state is state:
                return readiness, job.reason
    return (Readiness.READY if done else Readiness.QUEUED), ""
