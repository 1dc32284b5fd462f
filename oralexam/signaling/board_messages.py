"""What the manager's board is told: everything once, then what has changed. It says nothing but `ping`.

Codes, never sentences: the page holds the sentences. Instants are RFC 3339 in UTC.
"""

from datetime import datetime

import msgspec

from oralexam.exams.accommodation import GrantedTime
from oralexam.exams.day_acts import BlockStanding
from oralexam.exams.parts import ExchangeMode, PartKind
from oralexam.exams.timetable.works import WorkKind
from oralexam.jobs.job import JobState
from oralexam.rooms.formalities import Standing
from oralexam.rooms.phases import Phase
from oralexam.rooms.seats import Seat
from oralexam.rooms.state import Bell
from oralexam.rooms.views import TroubleSeen


class BoardStep(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A stretch of the day: as it was, as it is, or as it will be if all goes to plan."""

    phase: Phase
    starts_at: datetime
    ends_at: datetime


class BoardJob(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A job of the worker for a sitting."""

    kind: str
    subject: str
    state: JobState
    reason: str


class BoardGuest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Somebody who may look on; whether their page is open stands in `present`."""

    seat: Seat
    name: str


class BoardSitting(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One sitting: what of it changes with events, not with time."""

    sitting_id: str
    candidacy_id: str | None
    """Whose parts belong together; None outside an exam session."""
    part: PartKind
    rehearsal: bool
    candidate_name: str
    juror_name: str
    observer_name: str
    room_name: str
    opened_at: datetime
    accommodation: GrantedTime
    phase: Phase
    phase_since: datetime
    deadline: datetime | None
    paused_since: datetime | None
    title: str
    mode: ExchangeMode | None
    steps: tuple[BoardStep, ...]
    present: tuple[Seat, ...]
    lost: tuple[Seat, ...]
    troubles: tuple[TroubleSeen, ...] = ()
    """What is not as it should be at the stations, as their pages notice it."""
    bells: tuple[Bell, ...]
    """In the order in which they were rung; an answered one stands until the manager has come."""
    formalities: Standing | None
    """Who was let in and informed, and who refused; None where nothing is asked, or all is over."""
    guests: tuple[BoardGuest, ...] = ()
    devices_of: tuple[Seat, ...] = ()
    """The seats whose station is checked before the part; what is known of each stands in `formalities`."""
    waits_for: tuple[str, ...] = ()
    """The steps of the candidate's day that are to be over before this part may begin."""
    blocks: tuple[BlockStanding, ...] = ()
    """The candidate's written blocks, and whether their end is confirmed."""
    was_called: bool
    """Whether there is something to hear."""
    jobs: tuple[BoardJob, ...]
    words_ready_at: datetime | None = None
    """The minute by which a transcript that waits will be there; None: nothing waits, or nobody knows."""


class TrackReading(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One track of a call as it is recorded now."""

    seat: Seat
    kind: str
    """`audio` or `video`."""
    level_dbov: int | None
    """The loudest since the last reading (RFC 6464): 0 is the loudest, -127 silence; None if nobody tells."""
    recorded_bytes: int
    recorded_s: int
    growing: bool
    """False once nothing has been added for three seconds."""
    lost_packets: int


class RoomReading(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The tracks of one sitting; none once nothing is recorded any more."""

    sitting_id: str
    tracks: tuple[TrackReading, ...]


class Alarm(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something that needs a person."""

    code: str
    since: datetime
    sitting_id: str = ""
    """"" for what concerns the whole house."""
    seat: Seat | None = None
    reason: str = ""
    """The code of the cause, where there is one more to tell."""


class PlannedStretch(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Phases of a planned work that follow each other, with or without the jury."""

    starts_at: datetime
    ends_at: datetime
    jury: bool


class PlannedWork(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What today's accepted plan has for a candidate: a part, or an invigilated block."""

    candidacy_id: str
    kind: WorkKind
    room_name: str
    """"" for a block: it is held where the centre invigilates."""
    stretches: tuple[PlannedStretch, ...]
    held: bool
    """The manager has reported its end; parts that the service holds tell it themselves."""


class House(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The machine on which all of it runs."""

    disk_free: float
    """Share of the disk."""
    worker: str
    """`alive`, `down`, or `off` where this server keeps none."""
    jobs_waiting: int
    """Copies and transcripts that are still to be made, of the sittings that are shown."""
    draining_until: datetime | None
    """The server is about to stop."""
    calls_full: bool = False
    """One more call would harm those that run: none is begun."""


class BoardUpdate(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="board"):
    """The first on a connection is whole; each later one holds what has changed since."""

    whole: bool
    server_now: datetime
    sittings: tuple[BoardSitting, ...] = ()
    gone: tuple[str, ...] = ()
    """Sittings that are not shown any more."""
    readings: tuple[RoomReading, ...] = ()
    alarms: tuple[Alarm, ...] | None = None
    """All of them, the most urgent first; None: as before."""
    house: House | None = None
    """None: as before."""
    planned: tuple[PlannedWork, ...] | None = None
    """All of today, in the order of time; None: as before."""


class BoardPong(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="pong"):
    """The answer to `ping`."""

    ref: int
    server_now: datetime


AnyBoardMessage = BoardUpdate | BoardPong
