"""The state of a room: everything that decisions look at. `folding` makes it from the events."""

from collections.abc import Mapping
from datetime import datetime, timedelta

import msgspec

from oralexam.exams.parts import ExchangeMode, StationSetup
from oralexam.exams.plan import ExchangePlan
from oralexam.rooms import events
from oralexam.rooms.call_standing import CallStanding
from oralexam.rooms.draws import Draws
from oralexam.rooms.formalities import Standing
from oralexam.rooms.guests import Guests
from oralexam.rooms.judging.jurors import Jurors
from oralexam.rooms.judging.markers import Markers
from oralexam.rooms.judging.state import Judging
from oralexam.rooms.phases import Phase
from oralexam.rooms.seats import PARTIES, Seat


class PhaseSpan(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One stretch of the time ledger."""

    phase: Phase
    started_at: datetime
    ended_at: datetime | None
    """None while it runs."""
    cause: str
    """What opened it."""
    attempt: int = 1
    """2 from the first restart on."""


class Work(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something that the candidate writes: the text as last saved, and the client's counter."""

    text: str = ""
    revision: int = 0
    saved_at: datetime | None = None


class Sheet(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The contact sheet as last saved, by field, and the client's counter."""

    fields: Mapping[str, str] = msgspec.field(default_factory=dict)
    revision: int = 0
    saved_at: datetime | None = None


class Bell(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A seat that calls the manager, who has not come yet."""

    seat: Seat
    rung_at: datetime
    answered_at: datetime | None = None
    """Since when the manager is on the way."""


class RoomState(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that decisions look at. Instants are UTC."""

    sitting: events.SittingOpened
    phase: Phase = Phase.WAITING
    deadline: datetime | None = None
    """When the phase ends, or does something, by itself. While the clock stands: as it stopped."""
    paused_since: datetime | None = None
    """Since when the clock stands; None while it runs. All ends are to be seen from that instant."""
    spans: tuple[PhaseSpan, ...] = ()
    draws: Draws = Draws()
    drawn: events.ScenarioDrawn | None = None

    attempt: int = 1
    """2 from the first restart of the part on. What follows is of this attempt, but for the zero."""
    zero_at: datetime | None = None
    """The zero of the exam clock: sound had arrived from all who send, for the first time in this sitting."""

    ring_attempt: int = 0
    rung_by: Seat | None = None
    """Who is ringing now; None when it does not ring."""

    call_started_at: datetime | None = None
    """When the exchange began: sound had arrived from all who send."""
    call_ends_at: datetime | None = None
    """Set when the call starts: hanging up and calling back do not move it; a pause and time given do."""
    warned: bool = False
    time_reached: bool = False
    writing_ends_at: datetime | None = None
    writing_rest: timedelta | None = None
    """What was left of the writing when an answered call-back ended it; None while none has been open."""

    notes: Work = Work()
    text: Work = Work()
    sheet: Sheet = Sheet()
    help_noted: int = 0
    """How often something from outside was noted."""
    facts_given: tuple[tuple[str, datetime], ...] = ()
    """(fact_id, instant) in the order given."""
    markers: Markers = Markers()
    """What the jury marked while it listened."""
    judging: Judging = Judging()
    """Marks and deliberation: in nobody's view of the room."""
    jurors: Jurors = Jurors()
    """Who has sat in the jury, by keys that follow the people."""
    bells: tuple[Bell, ...] = ()
    """In the order in which they were rung."""
    lost_links: frozenset[Seat] = frozenset()
    on_call: CallStanding = CallStanding()
    """Who holds the call, and what is not as it should be at the stations."""
    guests: Guests = Guests()
    """Who may look on beside the jury."""
    formalities: Standing = Standing()
    """Who was let in and informed; it counts where the sitting asks for it."""
    changed_jury: events.JuryChanged | None = None
    """The last change, if there was one."""
    moved: events.RoomMoved | None = None
    """The last move to another room, if there was one."""

    @property
    def plan(self) -> ExchangePlan:
        """The times of the role-play, frozen when the sitting was opened; an interview has steps."""
        if self.sitting.plan is None:
            raise TypeError(self.sitting.part)
        return self.sitting.plan

    @property
    def planned(self) -> tuple[tuple[Phase, timedelta], ...]:
        """The phases whose minutes are the exam's, in order, each with its length."""
        plan = self.sitting.plan or self.sitting.interview
        if plan is None:
            raise TypeError(self.sitting.part)
        return tuple((Phase(name), timedelta(seconds=length_s)) for name, length_s in plan.lengths())

    @property
    def juror_name(self) -> str:
        """Who plays."""
        return self.changed_jury.juror_name if self.changed_jury else self.sitting.juror_name

    @property
    def observer_name(self) -> str:
        """Who observes."""
        return self.changed_jury.observer_name if self.changed_jury else self.sitting.observer_name

    @property
    def room_name(self) -> str:
        """Where the part is held."""
        return self.moved.room_name if self.moved else self.sitting.room_name

    @property
    def as_cast(self) -> events.SittingOpened:
        """The sitting with the jurors and the room that it has now."""
        return msgspec.structs.replace(
            self.sitting,
            juror_name=self.juror_name,
            observer_name=self.observer_name,
            room_name=self.room_name,
        )

    @property
    def attempt_spans(self) -> tuple[PhaseSpan, ...]:
        """What this attempt has gone through."""
        return tuple(span for span in self.spans if span.attempt == self.attempt)

    @property
    def writing_opened(self) -> bool:
        """Whether the written work has been opened in this attempt."""
        return any(span.phase is Phase.WRITING for span in self.attempt_spans)

    @property
    def bell_rung_by(self) -> Seat | None:
        """The seat that waits longest for the manager; one that was answered waits less."""
        waiting = sorted(self.bells, key=lambda bell: (bell.answered_at is not None, bell.rung_at))
        return waiting[0].seat if waiting else None

    def bell_of(self, seat: Seat) -> Bell | None:
        """The bell of a seat, if it rings."""
        return next((bell for bell in self.bells if bell.seat is seat), None)

    @property
    def sending(self) -> frozenset[Seat]:
        """Who must be heard before an exchange begins: one seat, where one microphone hears both."""
        alone = self.sitting.station_setup is StationSetup.ONE_MICROPHONE
        return frozenset({Seat.CANDIDATE}) if alone else frozenset(PARTIES)

    @property
    def narrow_band(self) -> bool:
        """Whether the voices of this call sound as over a telephone."""
        by_telephone = self.drawn is not None and self.drawn.mode is ExchangeMode.TELEPHONE
        return self.sitting.narrow_band and by_telephone

    @property
    def calling_back(self) -> bool:
        """Whether ringing or connecting belongs to a call that was hung up before its time."""
        return self.call_ends_at is not None and self.phase in {Phase.RINGING, Phase.CONNECTING}

    def clock_shows(self, now: datetime) -> datetime:
        """The instant that every clock of the room shows: `now`, or the one at which they were stopped."""
        return self.paused_since or now

    @property
    def writing_length(self) -> timedelta:
        """How long the writing lasts if it is opened next: all its minutes, or what a call-back left of them.

        Ten minutes are ten minutes (exam document, RE AIE 2015): who wrote and was called back goes on with
        the rest.
        """
        if self.writing_ends_at is not None:
            return self.writing_ends_at - self.spans[-1].started_at
        return self.plan.seconds("writing") if self.writing_rest is None else self.writing_rest

    def may_call_back(self, now: datetime) -> bool:
        """Whether the call was hung up early and time of it is left."""
        shown = self.clock_shows(now)
        return self.phase is Phase.WRITING and self.call_ends_at is not None and shown < self.call_ends_at
