"""What came out of a rehearsal, for whoever checks it: times, recordings, transcripts, jobs."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import msgspec

from oralexam.jobs.job import Job
from oralexam.journal.reader import list_tracks, summary
from oralexam.rooms.events import AnyEvent
from oralexam.rooms.phases import Phase
from oralexam.rooms.state import RoomState, fold
from oralexam.transcripts.transcript import TrackTranscript

TIMED = frozenset({Phase.PREPARATION, Phase.CALL, Phase.WRITING})
"""The phases that have a planned length; the others wait for people, within bounds."""


class PhaseTime(msgspec.Struct, frozen=True, kw_only=True):
    """How long a phase was to last and lasted, in wall-clock seconds."""

    name: Phase
    planned_s: float | None
    actual_s: float


class RecordedFile(msgspec.Struct, frozen=True, kw_only=True):
    """One journal, as it stands on the disk; `path` is relative to the data folder."""

    seat: str
    kind: str
    segment: int
    duration_s: float
    packets: int
    missing_packets: int
    sha256: str
    path: str


class RehearsalReport(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that a rehearsal is judged by."""

    phases: tuple[PhaseTime, ...]
    recordings: tuple[RecordedFile, ...]
    transcripts: tuple[TrackTranscript, ...]
    jobs: tuple[Job, ...]
    zero_utc: datetime | None
    handed_in_at: datetime | None


def build_report(
    sitting_id: str,
    history: Sequence[AnyEvent],
    *,
    transcripts: Sequence[TrackTranscript],
    jobs: Sequence[Job],
    recordings_dir: Path,
) -> RehearsalReport:
    """The report of one sitting; it reads every journal whole."""
    state = fold(history)
    last = state.spans[-1]
    return RehearsalReport(
        phases=phase_times(state),
        recordings=_recordings(recordings_dir, sitting_id),
        transcripts=tuple(transcripts),
        jobs=tuple(jobs),
        zero_utc=state.call_started_at,
        handed_in_at=last.started_at if last.phase is Phase.HANDED_IN else None,
    )


def phase_times(state: RoomState) -> tuple[PhaseTime, ...]:
    """Each phase that has ended, in its order; the stretches of one that was taken up again are added up."""
    lasted: dict[Phase, float] = {}
    for span in state.spans:
        if span.ended_at is not None:
            seconds = (span.ended_at - span.started_at).total_seconds()
            lasted[span.phase] = lasted.get(span.phase, 0.0) + seconds
    return tuple(
        PhaseTime(
            name=phase,
            planned_s=state.plan.seconds(phase.value).total_seconds() if phase in TIMED else None,
            actual_s=round(seconds, 6),
        )
        for phase, seconds in lasted.items()
    )


def _recordings(recordings_dir: Path, sitting_id: str) -> tuple[RecordedFile, ...]:
    files = []
    for track in list_tracks(recordings_dir, sitting_id):
        counted = summary(track)
        files.append(
            RecordedFile(
                seat=counted.seat,
                kind=counted.kind,
                segment=counted.segment,
                duration_s=counted.duration_s,
                packets=counted.packets,
                missing_packets=counted.missing_packets,
                sha256=counted.sha256,
                path=track.mjr_path.relative_to(recordings_dir.parent).as_posix(),
            )
        )
    return tuple(files)
