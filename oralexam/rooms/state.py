"""The state of a room: the fold of its events, and nothing else.

`fold` is the only way a room changes. A restarted server folds what it finds and stands where it stood.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import reduce, singledispatch

import msgspec

from oralexam.exams.plan import CallPlan
from oralexam.rooms import events
from oralexam.rooms.phases import Phase
from oralexam.rooms.seats import Seat


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


class RoomState(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that decisions look at. Instants are UTC."""

    sitting: events.SittingOpened
    phase: Phase = Phase.WAITING
    deadline: datetime | None = None
    """When the phase ends, or does something, by itself. While the clock stands: as it stopped."""
    paused_since: datetime | None = None
    """Since when the clock stands; None while it runs. All ends are to be seen from that instant."""
    spans: tuple[PhaseSpan, ...] = ()
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
    facts_given: tuple[tuple[str, datetime], ...] = ()
    """(fact_id, instant) in the order given."""
    bell_rung_by: Seat | None = None
    lost_links: frozenset[Seat] = frozenset()

    @property
    def plan(self) -> CallPlan:
        """The times that were frozen when the sitting was opened."""
        return self.sitting.plan

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


def fold(history: Iterable[events.AnyEvent]) -> RoomState:
    """The state after `history`, whose first event is a `SittingOpened`."""
    stream = iter(history)
    opened = next(stream)
    if not isinstance(opened, events.SittingOpened):
        raise TypeError(opened)
    span = PhaseSpan(phase=Phase.WAITING, started_at=opened.at, ended_at=None, cause="opened")
    return reduce(after, stream, RoomState(sitting=opened, spans=(span,)))


def after(state: RoomState, event: events.AnyEvent) -> RoomState:
    """The state once `event` has happened."""
    return _apply(event, state)


@singledispatch
def _apply(event: events.Event, state: RoomState) -> RoomState:
    raise TypeError(event, state)


@_apply.register
def _(event: events.ScenarioDrawn, state: RoomState) -> RoomState:
    return msgspec.structs.replace(state, drawn=event)


@_apply.register
def _(event: events.PhaseEntered, state: RoomState) -> RoomState:
    ended = msgspec.structs.replace(state.spans[-1], ended_at=event.at)
    span = PhaseSpan(phase=event.phase, started_at=event.at, ended_at=None, cause=event.cause)
    entered = msgspec.structs.replace(
        state,
        phase=event.phase,
        deadline=event.deadline,
        spans=(*state.spans[:-1], ended, span),
        rung_by=None,
        paused_since=None,
    )
    match event.phase:
        case Phase.CALL:
            started = state.call_started_at or event.at
            ends = state.call_ends_at or started + state.plan.seconds("call")
            rest = state.writing_ends_at - event.at if state.writing_ends_at else state.writing_rest
            return msgspec.structs.replace(
                entered,
                call_started_at=started,
                call_ends_at=ends,
                writing_ends_at=None,
                writing_rest=rest,
            )
        case Phase.WRITING:
            return msgspec.structs.replace(entered, writing_ends_at=event.deadline)
        case _:
            return entered


@_apply.register
def _(event: events.CallRung, state: RoomState) -> RoomState:
    return msgspec.structs.replace(
        state, ring_attempt=event.attempt, rung_by=event.by, deadline=event.deadline
    )


@_apply.register
def _(_event: events.RingUnanswered, state: RoomState) -> RoomState:
    return msgspec.structs.replace(state, rung_by=None, deadline=None)


@_apply.register
def _(_event: events.CallWarned, state: RoomState) -> RoomState:
    return msgspec.structs.replace(state, warned=True)


@_apply.register
def _(event: events.CallTimeReached, state: RoomState) -> RoomState:
    return msgspec.structs.replace(state, time_reached=True, deadline=event.at + state.plan.seconds("grace"))


@_apply.register
def _(event: events.NotesSaved, state: RoomState) -> RoomState:
    notes = Work(text=event.text, revision=event.revision, saved_at=event.at)
    return msgspec.structs.replace(state, notes=notes)


@_apply.register
def _(event: events.TextSaved, state: RoomState) -> RoomState:
    text = Work(text=event.text, revision=event.revision, saved_at=event.at)
    return msgspec.structs.replace(state, text=text)


@_apply.register
def _(event: events.FactPressed, state: RoomState) -> RoomState:
    others = tuple(fact for fact in state.facts_given if fact[0] != event.fact_id)
    given = (*others, (event.fact_id, event.at)) if event.given else others
    return msgspec.structs.replace(state, facts_given=given)


@_apply.register
def _(event: events.BellRung, state: RoomState) -> RoomState:
    return msgspec.structs.replace(state, bell_rung_by=event.by)


@_apply.register
def _(_event: events.BellCleared, state: RoomState) -> RoomState:
    return msgspec.structs.replace(state, bell_rung_by=None)


@_apply.register
def _(event: events.LinkLost, state: RoomState) -> RoomState:
    return msgspec.structs.replace(state, lost_links=state.lost_links | {event.seat})


@_apply.register
def _(event: events.LinkBack, state: RoomState) -> RoomState:
    return msgspec.structs.replace(state, lost_links=state.lost_links - {event.seat})


@_apply.register
def _(event: events.ClockPaused, state: RoomState) -> RoomState:
    return msgspec.structs.replace(state, paused_since=event.at)


@_apply.register
def _(event: events.ClockResumed, state: RoomState) -> RoomState:
    stood = event.at - (state.paused_since or event.at)
    return msgspec.structs.replace(
        state,
        paused_since=None,
        deadline=_later(state.deadline, stood),
        call_ends_at=_later(state.call_ends_at, stood),
        writing_ends_at=_later(state.writing_ends_at, stood),
    )


@_apply.register
def _(event: events.TimeGiven, state: RoomState) -> RoomState:
    given = timedelta(seconds=event.seconds)
    moved = msgspec.structs.replace(state, deadline=_later(state.deadline, given))
    match state.phase:
        case Phase.CALL:
            return _call_given(moved, given, state.clock_shows(event.at))
        case Phase.WRITING:
            return msgspec.structs.replace(moved, writing_ends_at=_later(state.writing_ends_at, given))
        case _:
            return moved


@_apply.register
def _(
    _event: events.IncidentNoted | events.IncidentReported | events.ServerReturned | events.PartAborted,
    state: RoomState,
) -> RoomState:
    return state


def _later(end: datetime | None, by: timedelta) -> datetime | None:
    return None if end is None else end + by


def _call_given(state: RoomState, given: timedelta, shown: datetime) -> RoomState:
    """The call with `given` more time: what was said of its end is unsaid where that end is ahead again."""
    if state.call_ends_at is None:
        return state
    ends = state.call_ends_at + given
    in_last_minute = ends - state.plan.seconds("warning") <= shown
    over = state.time_reached and ends <= shown
    return msgspec.structs.replace(
        state,
        call_ends_at=ends,
        warned=state.warned and in_last_minute,
        time_reached=over,
        # The grace that ran is not used up by a call that has time again.
        deadline=state.deadline if over == state.time_reached else ends,
    )
