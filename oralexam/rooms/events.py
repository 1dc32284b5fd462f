"""What has happened in a room. The events are the truth: state is their fold, the ledger is their times.

Fields named in `personal` hold what a person wrote or who a person is. They never stand in the hash chain:
the chain holds a salted hash of them, and they stand in a row that can be erased; erased, they read as "" (a
sheet as one without fields).
"""

from collections.abc import Mapping
from datetime import datetime
from typing import ClassVar

from oralexam.exams.accommodation import NO_EXTRA, PLAIN, Display, GrantedTime
from oralexam.exams.draw import Lot
from oralexam.exams.parts import ExchangeMode, PartKind, StationSetup
from oralexam.exams.plan import ExchangePlan, InterviewPlan
from oralexam.exams.scenario import CallDirection
from oralexam.rooms.call_events import CallEvent, LinkBack, LinkLost
from oralexam.rooms.commands import IncidentCode, OutsideHelp, WrittenWork
from oralexam.rooms.digest_events import DigestEvent
from oralexam.rooms.draw_events import DrawEvent
from oralexam.rooms.event import Event, ManagerAct
from oralexam.rooms.formalities import Formalities, FormalityEvent
from oralexam.rooms.guest_events import GuestEvent
from oralexam.rooms.judging.events import JudgingEvent
from oralexam.rooms.judging.jurors import SEAT_KEYS
from oralexam.rooms.judging.marker_events import MarkerEvent
from oralexam.rooms.paper_events import EnteredFromPaper
from oralexam.rooms.phases import Phase
from oralexam.rooms.seats import Seat


class SittingOpened(Event, frozen=True, kw_only=True, tag="sitting-opened"):
    """A sitting was made: one part of one candidate's exam."""

    personal: ClassVar[frozenset[str]] = frozenset({"candidate_name", "juror_name", "observer_name"})

    format_id: str
    plan: ExchangePlan | None = None
    """The times of a role-play."""
    interview: InterviewPlan | None = None
    """The steps of an interview; exactly one of the two is there."""
    eligible: tuple[str, ...]
    """`scenario_id@version` of what may be drawn; nothing for an interview."""
    rehearsal: bool
    pace: float
    """1 for an exam; how many seconds of exam pass in one second of a rehearsal."""
    room_name: str
    candidate_name: str
    juror_name: str
    observer_name: str
    accommodation: GrantedTime = NO_EXTRA
    """The extra seconds that `plan` holds already; never why they were granted."""
    part: PartKind = PartKind.CALL
    candidacy_id: str | None = None
    """Whose parts belong together; None outside an exam session (rehearsals, single sittings)."""
    paste_allowed: bool = True
    """Whether text from outside may be put into the candidate's work; it is noted either way."""
    station_setup: StationSetup | None = None
    """What hears a visitor who comes in person; None where a line links the two: calls, visitors by video."""
    shares_from: tuple[Seat, ...] = ()
    """The jurors who add their share to the draw; without any, the server's chance stands alone."""
    clock_shown: bool = True
    """Whether the candidate sees the time left (exam document: the centre decides)."""
    breaks: bool = False
    """Whether the candidate may have breaks: the manager pauses. Never why."""
    display: Display = PLAIN
    """How the candidate's pages are shown. Never why."""
    narrow_band: bool = False
    """Whether a call by telephone is heard as over one; what is recorded keeps its whole band."""
    formalities: Formalities | None = None
    """What must be before anything is recorded; None in rehearsals, and in what was opened before."""
    jury_keys: tuple[str, str] = SEAT_KEYS
    """Who plays and who observes, by keys that name nobody (`judging.jurors`)."""

    def __post_init__(self) -> None:
        """Refuse (by `ValueError`) what is both a role-play and an interview, or neither: a broken store."""
        if (self.plan is None) is (self.interview is None):
            raise ValueError(self.part)


class ScenarioDrawn(Event, frozen=True, kw_only=True, tag="scenario-drawn"):
    """The lot fell."""

    by: Seat
    lot: Lot
    number: int
    """The scenario's number, as people say it."""
    mode: ExchangeMode
    direction: CallDirection


class PhaseEntered(Event, frozen=True, kw_only=True, tag="phase-entered"):
    """A phase began. `at` is the deadline that opened it, not the moment the server woke up."""

    phase: Phase
    deadline: datetime | None
    """When the server ends it, or does something in it, by itself."""
    cause: str
    """`pressed`, `deadline`, `answered`, `media-flowing`, `hung-up`, `no-media`, `call-back`, `no-answer`,
    `aborted`, `restarted`."""
    by: Seat | None = None


class CallRung(Event, frozen=True, kw_only=True, tag="call-rung"):
    """It rings at the other side; `attempt` counts from 1."""

    by: Seat
    attempt: int
    deadline: datetime


class RingUnanswered(Event, frozen=True, kw_only=True, tag="ring-unanswered"):
    """The bound passed without an answer (attempt 0: nobody rang), or a party cancelled or declined."""

    attempt: int
    by: Seat | None = None
    """Who cancelled or declined; None when the time was over."""


class CallWarned(Event, frozen=True, kw_only=True, tag="call-warned"):
    """The call's last minute began."""


class CallTimeReached(Event, frozen=True, kw_only=True, tag="call-time-reached"):
    """The call's time is over and the centre grants `grace_s` to finish a sentence."""


class NotesSaved(Event, frozen=True, kw_only=True, tag="notes-saved"):
    """The candidate's notes, whole."""

    personal: ClassVar[frozenset[str]] = frozenset({"text"})

    text: str
    revision: int


class TextSaved(Event, frozen=True, kw_only=True, tag="text-saved"):
    """The candidate's professional text, whole."""

    personal: ClassVar[frozenset[str]] = frozenset({"text"})

    text: str
    revision: int


class SheetSaved(Event, frozen=True, kw_only=True, tag="sheet-saved"):
    """The candidate's contact sheet, whole: what stands in each field, by its id."""

    personal: ClassVar[frozenset[str]] = frozenset({"fields"})

    fields: Mapping[str, str]
    revision: int


class OutsideHelpNoted(Event, frozen=True, kw_only=True, tag="outside-help-noted"):
    """Something reached the candidate's work other than by their keys: how much, never what."""

    help: OutsideHelp
    where: WrittenWork
    characters: int
    refused: bool
    """The centre does not allow it, and the page left it out."""

    @property
    def incident(self) -> str:
        """Its code where what happened is listed."""
        return f"outside-{self.help.value}" + ("-refused" if self.refused else "")


class FactPressed(Event, frozen=True, kw_only=True, tag="fact-pressed"):
    """A fact was given, or that was taken back."""

    fact_id: str
    given: bool


class BellRung(Event, frozen=True, kw_only=True, tag="bell-rung"):
    """Somebody calls the manager."""

    by: Seat


class BellAnswered(ManagerAct, frozen=True, kw_only=True, tag="bell-answered"):
    """The manager has seen that a seat rings, and is on the way."""

    seat: Seat


class BellCleared(ManagerAct, frozen=True, kw_only=True, tag="bell-cleared"):
    """The manager has come."""

    seat: Seat | None = None
    """None: to all who rang, as it was when one bell served the room."""


class IncidentNoted(Event, frozen=True, kw_only=True, tag="incident-noted"):
    """The software noticed something that whoever judges must know: a stepped clock, a full disk."""

    code: str
    seat: Seat | None = None
    """Whose page or track it is about, where it is about one."""


class ServerReturned(Event, frozen=True, kw_only=True, tag="server-returned"):
    """The server was down from `down_since` until `at`; deadlines ran on meanwhile."""

    down_since: datetime


class ClockPaused(ManagerAct, frozen=True, kw_only=True, tag="clock-paused"):
    """The clock of the present phase stands: nothing comes due until it is resumed."""

    personal: ClassVar[frozenset[str]] = frozenset({"author", "reason"})

    reason: str
    for_break: bool = False
    """A break that the candidate was granted: it has no reason, and none is asked for."""


class ClockResumed(ManagerAct, frozen=True, kw_only=True, tag="clock-resumed"):
    """It runs again; the ends of the phase, of the call and of the text lie as much later as it stood."""


class TimeGiven(ManagerAct, frozen=True, kw_only=True, tag="time-given"):
    """Lost time was given back to the present phase."""

    personal: ClassVar[frozenset[str]] = frozenset({"author", "reason"})

    seconds: int
    reason: str


class IncidentReported(ManagerAct, frozen=True, kw_only=True, tag="incident-reported"):
    """A person noted that something went wrong. What they wrote may name somebody: it can be erased."""

    personal: ClassVar[frozenset[str]] = frozenset({"author", "text"})

    code: IncidentCode
    text: str


class PartAborted(ManagerAct, frozen=True, kw_only=True, tag="part-aborted"):
    """The manager ended the part; the phase `aborted` follows at the same instant."""

    personal: ClassVar[frozenset[str]] = frozenset({"author", "reason"})

    reason: str


class PartRestarted(ManagerAct, frozen=True, kw_only=True, tag="part-restarted"):
    """The part begins anew with the same scenario, in the phase that follows at the same instant.

    What was recorded and written before is kept.
    """

    personal: ClassVar[frozenset[str]] = frozenset({"author", "reason"})

    attempt: int
    """2 for the first restart."""
    reason: str


class JuryChanged(ManagerAct, frozen=True, kw_only=True, tag="jury-changed"):
    """From now on these two play and observe."""

    personal: ClassVar[frozenset[str]] = frozenset({"author", "reason", "juror_name", "observer_name"})

    juror_name: str
    observer_name: str
    reason: str
    jury_keys: tuple[str, str] | None = None
    """The keys of these two; None as it was before the room knew keys."""


class RoomMoved(ManagerAct, frozen=True, kw_only=True, tag="room-moved"):
    """The part will be held in this room: a plan was accepted after the sitting had been opened."""

    room_name: str


AnyEvent = (
    SittingOpened
    | DrawEvent
    | ScenarioDrawn
    | PhaseEntered
    | CallRung
    | RingUnanswered
    | CallWarned
    | CallTimeReached
    | NotesSaved
    | TextSaved
    | SheetSaved
    | OutsideHelpNoted
    | FactPressed
    | MarkerEvent
    | BellRung
    | BellAnswered
    | BellCleared
    | CallEvent
    | LinkLost
    | LinkBack
    | IncidentNoted
    | ServerReturned
    | ClockPaused
    | ClockResumed
    | TimeGiven
    | IncidentReported
    | PartAborted
    | PartRestarted
    | JuryChanged
    | RoomMoved
    | FormalityEvent
    | GuestEvent
    | EnteredFromPaper
    | JudgingEvent
    | DigestEvent
)
