"""What the candidate may see of a replay: a projection with fields of its own, made on the server.

The jury turns this screen to the candidate (issue 5, point 2). It is built field by field, as the candidate's
view of the exam is: what is not named here cannot come out. Sound, pictures, words, what the candidate had
and wrote; no mark, marker, jury note, jury brief, fact grid, incident, indicator, nor who corrected a word.
"""

from collections.abc import Sequence
from datetime import datetime

import msgspec

from oralexam.exams.parts import ExchangeMode, PartKind
from oralexam.exams.scenario import CandidateBrief, ContactSheetTask, OtherParty, TextTask
from oralexam.records.bundle import (
    MediaFile,
    PeaksFile,
    PhaseStretch,
    PosterFile,
    Readiness,
    ReplayBundle,
    SheetVersion,
    WorkVersion,
)
from oralexam.records.clips import Clip
from oralexam.records.course import CoursePart
from oralexam.records.manifest import Gap
from oralexam.rooms.seats import Seat
from oralexam.transcripts.transcript import TrackTranscript


class SafeTrack(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One who talks: sound, outline, picture, and where sound is missing."""

    seat: Seat
    name: str
    shared: bool
    audio: MediaFile | None
    peaks: PeaksFile | None
    video: MediaFile | None
    gaps: tuple[Gap, ...]
    poster: PosterFile | None
    loudness_lufs: float | None


class SafeClip(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A clip is a letter by its place, from here to there."""

    clip_id: str
    starts_s: float
    ends_s: float


class SafeBundle(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A sitting as its candidate may see and hear it again."""

    sitting_id: str
    rehearsal: bool
    candidate_name: str
    juror_name: str
    """The person that the candidate has talked with."""
    room_name: str
    number: int | None
    title: str
    part: PartKind
    mode: ExchangeMode | None
    other_party: OtherParty | None
    """Of a call, as the candidate had it; who a visitor is was for the candidate to find out."""
    zero_utc: datetime | None
    ends_s: float
    phases: tuple[PhaseStretch, ...]
    media_state: Readiness
    tracks: tuple[SafeTrack, ...]
    mix: MediaFile | None
    transcript_state: Readiness
    transcript_ready_at: datetime | None
    transcripts: tuple[TrackTranscript, ...]
    """As people have read them; who has is not told."""
    notes: tuple[WorkVersion, ...]
    text: tuple[WorkVersion, ...]
    text_task: TextTask | None
    sheet: tuple[SheetVersion, ...]
    contact_sheet: ContactSheetTask | None
    candidate_brief: CandidateBrief | None
    clips: tuple[SafeClip, ...]
    course: tuple[CoursePart, ...]


def safe_bundle(
    bundle: ReplayBundle,
    *,
    transcripts: Sequence[TrackTranscript],
    clips: Sequence[Clip],
    course: Sequence[CoursePart],
) -> SafeBundle:
    """What of `bundle` the candidate may see; `transcripts` are those that people have read, by seat."""
    read = {each.seat: each for each in transcripts}
    return SafeBundle(
        sitting_id=bundle.sitting_id,
        rehearsal=bundle.rehearsal,
        candidate_name=bundle.candidate_name,
        juror_name=bundle.juror_name,
        room_name=bundle.room_name,
        number=bundle.number,
        title=bundle.title,
        part=bundle.part,
        mode=bundle.mode,
        other_party=bundle.other_party if bundle.part is PartKind.CALL else None,
        zero_utc=bundle.zero_utc,
        ends_s=bundle.ends_s,
        phases=bundle.phases,
        media_state=bundle.media_state,
        tracks=tuple(
            SafeTrack(
                seat=track.seat,
                name=track.name,
                shared=track.shared,
                audio=track.audio,
                peaks=track.peaks,
                video=track.video,
                gaps=track.gaps,
                poster=track.poster,
                loudness_lufs=track.loudness_lufs,
            )
            for track in bundle.tracks
        ),
        mix=bundle.mix,
        transcript_state=bundle.transcript_state,
        transcript_ready_at=bundle.transcript_ready_at,
        transcripts=tuple(read.get(each.seat, each) for each in bundle.transcripts),
        notes=bundle.notes,
        text=bundle.text,
        text_task=bundle.text_task,
        sheet=bundle.sheet,
        contact_sheet=bundle.contact_sheet,
        candidate_brief=bundle.candidate_brief,
        clips=tuple(
            SafeClip(clip_id=each.clip_id, starts_s=each.starts_s, ends_s=each.ends_s) for each in clips
        ),
        course=tuple(course),
    )
