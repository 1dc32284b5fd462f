"""Everything that a replay page needs, in one answer; every `_s` is on the exam clock."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

import msgspec

from oralexam.copies.gaps import CopyMap
from oralexam.exams.parts import ExchangeMode, PartKind
from oralexam.exams.scenario import CandidateBrief, ContactSheetTask, OtherParty, TextTask
from oralexam.records.manifest import Gap
from oralexam.rooms.phases import Phase
from oralexam.rooms.seats import Seat
from oralexam.transcripts.transcript import TrackTranscript


class Readiness(StrEnum):
    """How far something that a worker makes has come."""

    READY = "ready"
    QUEUED = "queued"
    """Asked for, or not yet: the sitting may still run."""
    RUNNING = "running"
    WAITING_FOR_MODEL = "waiting-for-model"
    FAILED = "failed"


class PhaseStretch(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One phase, from the preparation on; after calling back, ringing, call and writing come again."""

    phase: Phase
    starts_s: float
    ends_s: float


class MediaFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something to play, and where its own zero lies."""

    url: str
    starts_s: float
    duration_s: float


class PeaksFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where the outline of a voice is: `manifest.Peaks` as JSON."""

    url: str


class PosterFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where the first picture of a video is, as a JPEG."""

    url: str


class ReplayTrack(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One who talks; without files until the copies are made."""

    seat: Seat
    name: str
    shared: bool
    """One microphone heard two people: who speaks on it is not known, and must not be said."""
    audio: MediaFile | None
    peaks: PeaksFile | None
    video: MediaFile | None
    gaps: tuple[Gap, ...]
    packets: int
    missing_packets: int
    poster: PosterFile | None = None
    """The picture before anybody plays, so that no video is fetched for it."""
    loudness_lufs: float | None = None
    """How loud the voice is as it was recorded (ITU-R BS.1770); None: not measured, or silence."""
    copies: CopyMap | None = None
    """Both copies of the voice beside each other, without stretches that nobody would see; None: one copy."""


class WorkVersion(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the candidate's notes or text were from `at_s` on, whole."""

    at_s: float
    text: str


class SheetVersion(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What stood in the fields of the contact sheet from `at_s` on, by their ids."""

    at_s: float
    fields: Mapping[str, str]


class FactDisclosed(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An only-if-asked fact that was given."""

    fact_id: str
    question: str
    answer: str
    at_s: float


class Incident(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something that whoever judges must know; `seat` where it happened to one."""

    at_s: float
    code: str
    seat: Seat | None = None
    characters: int | None = None
    """How much was put into the candidate's work from outside; never what."""


class Ringing(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One time that it rang."""

    at_s: float
    by: Seat
    attempt: int
    answered: bool
    ended: str = ""
    """Of one that nobody answered: `no-answer`, `declined`, `cancelled`, `busy`; "" while it rings."""


class ReplayBundle(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A sitting as the replay shows it. It holds the candidate's file, never the jury's sheet."""

    sitting_id: str
    rehearsal: bool
    candidate_name: str
    juror_name: str
    observer_name: str
    room_name: str
    number: int | None
    title: str
    part: PartKind
    mode: ExchangeMode | None
    other_party: OtherParty | None
    zero_utc: datetime | None
    """None where no call began; times then count from the opening of the sitting."""
    ends_s: float
    phases: tuple[PhaseStretch, ...]
    media_state: Readiness
    media_reason: str
    tracks: tuple[ReplayTrack, ...]
    mix: MediaFile | None
    transcript_state: Readiness
    transcript_reason: str
    transcript_ready_at: datetime | None
    """The minute by which a transcript that waits will be there; None: nothing waits, or nobody knows."""
    transcripts: tuple[TrackTranscript, ...]
    notes: tuple[WorkVersion, ...]
    text: tuple[WorkVersion, ...]
    text_task: TextTask | None
    sheet: tuple[SheetVersion, ...]
    contact_sheet: ContactSheetTask | None
    candidate_brief: CandidateBrief | None
    facts_given: tuple[FactDisclosed, ...]
    incidents: tuple[Incident, ...]
    rings: tuple[Ringing, ...]
