"""The state of a room: everything that decisions look at. `folding` makes it from the events."""

from collections.abc import Mapping
from datetime import datetime, timedelta

import msgspec

from oralexam.exams.parts import StationSetup
from oralexam.exams.plan import ExchangePlan
from oralexam.rooms import events
from oralexam.rooms.draws import Draws
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

    ring_attempt: int = 0
    rung_by: Seat | None = None
    """Who is ringing now; None when it does not ring."""

    call_started_at: datetime | None = None
    """The zero of the exam clock: sound had arrived from both sides for the first time."""
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
    bell_rung_by: Seat | None = None
    lost_links: frozenset[Seat] = frozenset()

    @property
    def plan(self) -> ExchangePlan:
        """The times that were frozen when the sitting was opened."""
        return self.sitting.plan

    @property
    def sending(self) -> frozenset[Seat]:
        """Who must be heard before an exchange begins: one seat, where one microphone hears both."""
        alone = self.sitting.station_setup is StationSetup.ONE_MICROPHONE
        return frozenset({Seat.CANDIDATE}) if alone else frozenset(PARTIES)

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
