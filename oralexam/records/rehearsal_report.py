"""What a server says came of a rehearsal: times against their plan, recordings, transcripts, jobs."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

import msgspec

from oralexam.jobs.job import Job, JobState
from oralexam.journal.reader import TrackFiles, list_tracks, summary
from oralexam.rooms.events import AnyEvent
from oralexam.rooms.folding import fold
from oralexam.rooms.phases import Phase
from oralexam.rooms.seats import Seat
from oralexam.rooms.state import RoomState
from oralexam.transcripts.transcript import TrackTranscript

_REPORTED: Final = frozenset({Phase.PREPARATION, Phase.RINGING, Phase.CONNECTING, Phase.CALL, Phase.WRITING})


class ReportedPhase(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One phase in seconds of wall-clock time, after the pace; its stretches are added up."""

    name: Phase
    planned_s: float | None
    """None for a phase that ends when people act."""
    actual_s: float


class ReportedRecording(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One journal; `path` is relative to the data folder."""

    seat: Seat
    kind: str
    segment: int
    duration_s: float
    packets: int
    missing_packets: int
    sha256: str
    path: str


class ReportedJob(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One piece of work on what was recorded."""

    kind: str
    subject: str
    state: JobState
    reason: str
    tries: int


class RehearsalReport(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All of it."""

    phases: tuple[ReportedPhase, ...]
    recordings: tuple[ReportedRecording, ...]
    transcripts: tuple[TrackTranscript, ...]
    jobs: tuple[ReportedJob, ...]
    handed_in_at: datetime | None
    zero_utc: datetime | None


def build_report(
    sitting_id: str,
    history: Sequence[AnyEvent],
    *,
    transcripts: Sequence[TrackTranscript],
    jobs: Sequence[Job],
    recordings_dir: Path,
) -> RehearsalReport:
    """The report of one sitting as it stands; the journals are read and hashed for it."""
    state = fold(history)
    handed_in = [span.started_at for span in state.spans if span.phase is Phase.HANDED_IN]
    return RehearsalReport(
        phases=reported_phases(state, history[-1].at),
        recordings=tuple(
            _recording(track, recordings_dir) for track in list_tracks(recordings_dir, sitting_id)
        ),
        transcripts=tuple(transcripts),
        jobs=tuple(
            ReportedJob(
                kind=job.kind, subject=job.subject, state=job.state, reason=job.reason, tries=job.tries
            )
            for job in jobs
        ),
        handed_in_at=handed_in[0] if handed_in else None,
        zero_utc=state.zero_at,
    )


def reported_phases(state: RoomState, last_at: datetime) -> tuple[ReportedPhase, ...]:
    """The phases from the preparation on, in the order in which they first came."""
    plan = state.plan
    planned_s = {
        Phase.PREPARATION: plan.preparation_s,
        Phase.CALL: plan.call_s + plan.grace_s,
        Phase.WRITING: plan.writing_s,
    }
    actual_s: dict[Phase, float] = {}
    for span in state.spans:
        if span.phase in _REPORTED:
            lasted_s = ((span.ended_at or last_at) - span.started_at).total_seconds()
            actual_s[span.phase] = actual_s.get(span.phase, 0.0) + lasted_s
    return tuple(
        ReportedPhase(name=phase, planned_s=planned_s.get(phase), actual_s=round(lasted_s, 3))
        for phase, lasted_s in actual_s.items()
    )


def _recording(track: TrackFiles, recordings_dir: Path) -> ReportedRecording:
    held = summary(track)
    return ReportedRecording(
        seat=Seat(held.seat),
        kind=held.kind,
        segment=held.segment,
        duration_s=held.duration_s,
        packets=held.packets,
        missing_packets=held.missing_packets,
        sha256=held.sha256,
        path=str(track.mjr_path.relative_to(recordings_dir.parent)),
    )
