"""From events to the state of a room: the fold, and nothing else.

`fold` is the only way a room changes. A restarted server folds what it finds and stands where it stood.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import reduce, singledispatch

import msgspec

from oralexam.rooms import call_events, digest_events, draw_events, events
from oralexam.rooms.bells import BellEvent, after_bell
from oralexam.rooms.call_events import CallEvent, RingBusy
from oralexam.rooms.call_standing import after_call_event
from oralexam.rooms.draws import after_draw_event
from oralexam.rooms.event import Event
from oralexam.rooms.formalities import FormalityEvent, after_formality
from oralexam.rooms.guest_events import GuestEvent
from oralexam.rooms.guests import after_guest_event
from oralexam.rooms.judging import events as judging_events
from oralexam.rooms.judging import marker_events
from oralexam.rooms.judging.jurors import first_jurors
from oralexam.rooms.judging.markers import after_marker
from oralexam.rooms.judging.state import after_judging
from oralexam.rooms.paper_events import EnteredFromPaper
from oralexam.rooms.phases import Phase
from oralexam.rooms.seats import Seat
from oralexam.rooms.state import PhaseSpan, RoomState, Sheet, Work


def fold(history: Iterable[events.AnyEvent]) -> RoomState:
    """The state after `history`, whose first event is a `SittingOpened`."""
    stream = iter(history)
    opened = next(stream)
    if not isinstance(opened, events.SittingOpened):
        raise TypeError(opened)
    span = PhaseSpan(phase=Phase.WAITING, started_at=opened.at, ended_at=None, cause="opened")
    jurors = first_jurors((opened.juror_name, opened.observer_name), opened.jury_keys)
    return reduce(after, stream, RoomState(sitting=opened, spans=(span,), jurors=jurors))


def after(state: RoomState, event: events.AnyEvent) -> RoomState:
    """The state once `event` has happened."""
    return _apply(event, state)


@singledispatch
def _apply(event: Event, state: RoomState) -> RoomState:
    raise TypeError(event, state)


@_apply.register
def _(event: events.ScenarioDrawn, state: RoomState) -> RoomState:
    return msgspec.structs.replace(state, drawn=event)


@_apply.register
def _(
    event: draw_events.DrawBegun | draw_events.ShareCommitted | draw_events.ShareRevealed, state: RoomState
) -> RoomState:
    return msgspec.structs.replace(state, draws=after_draw_event(state.draws, event))


@_apply.register
def _(event: draw_events.DrawVoided, state: RoomState) -> RoomState:
    """What was written about a scenario that is void stands in its events, not before the candidate."""
    return msgspec.structs.replace(
        state,
        draws=after_draw_event(state.draws, event),
        drawn=None,
        ring_attempt=0,
        notes=Work(),
        text=Work(),
        sheet=Sheet(),
        facts_given=(),
    )


@_apply.register
def _(event: events.PhaseEntered, state: RoomState) -> RoomState:
    if event.cause == "draw-void":
        # The draw was void: what follows is another attempt, with another scenario.
        state = msgspec.structs.replace(state, attempt=state.attempt + 1)
    ended = msgspec.structs.replace(state.spans[-1], ended_at=event.at)
    span = PhaseSpan(
        phase=event.phase, started_at=event.at, ended_at=None, cause=event.cause, attempt=state.attempt
    )
    entered = msgspec.structs.replace(
        state,
        phase=event.phase,
        deadline=event.deadline,
        spans=(*state.spans[:-1], ended, span),
        rung_by=None,
        paused_since=None,
        on_call=state.on_call.in_phase(event.phase),
    )
    match event.phase:
        case Phase.CALL:
            started = state.call_started_at or event.at
            ends = state.call_ends_at or started + state.plan.seconds("call")
            rest = state.writing_ends_at - event.at if state.writing_ends_at else state.writing_rest
            return msgspec.structs.replace(
                entered,
                zero_at=state.zero_at or event.at,
                call_started_at=started,
                call_ends_at=ends,
                writing_ends_at=None,
                writing_rest=rest,
                lost_links=frozenset(),  # it begins because all who send are heard
            )
        case Phase.WRITING:
            return msgspec.structs.replace(entered, writing_ends_at=event.deadline)
        case _:
            return entered


@_apply.register
def _(event: events.CallRung, state: RoomState) -> RoomState:
    return msgspec.structs.replace(
        state,
        ring_attempt=event.attempt,
        rung_by=event.by,
        deadline=event.deadline,
        on_call=msgspec.structs.replace(state.on_call, last_ring=None),
    )


@_apply.register
def _(event: events.RingUnanswered, state: RoomState) -> RoomState:
    on_call = state.on_call.rung(state.rung_by, event.by)
    return msgspec.structs.replace(state, rung_by=None, deadline=None, on_call=on_call)


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
def _(event: events.SheetSaved, state: RoomState) -> RoomState:
    sheet = Sheet(fields=event.fields, revision=event.revision, saved_at=event.at)
    return msgspec.structs.replace(state, sheet=sheet)


@_apply.register
def _(_event: events.OutsideHelpNoted, state: RoomState) -> RoomState:
    return msgspec.structs.replace(state, help_noted=state.help_noted + 1)


@_apply.register
def _(event: events.FactPressed, state: RoomState) -> RoomState:
    others = tuple(fact for fact in state.facts_given if fact[0] != event.fact_id)
    given = (*others, (event.fact_id, event.at)) if event.given else others
    return msgspec.structs.replace(state, facts_given=given)


@_apply.register
def _(
    event: marker_events.MarkerSet | marker_events.MarkerNoted | marker_events.MarkerRemoved,
    state: RoomState,
) -> RoomState:
    return msgspec.structs.replace(state, markers=after_marker(state.markers, event))


@_apply.register
def _(event: BellEvent, state: RoomState) -> RoomState:
    return msgspec.structs.replace(state, bells=after_bell(state.bells, event))


@_apply.register
def _(event: call_events.LinkLost, state: RoomState) -> RoomState:
    return msgspec.structs.replace(state, lost_links=state.lost_links | {event.seat})


@_apply.register
def _(event: call_events.LinkBack, state: RoomState) -> RoomState:
    return msgspec.structs.replace(state, lost_links=state.lost_links - {event.seat})


@_apply.register
def _(event: CallEvent, state: RoomState) -> RoomState:
    attempt = event.attempt if isinstance(event, RingBusy) else state.ring_attempt
    return msgspec.structs.replace(
        state, on_call=after_call_event(state.on_call, event), ring_attempt=attempt
    )


@_apply.register
def _(event: GuestEvent | events.ServerReturned, state: RoomState) -> RoomState:
    return msgspec.structs.replace(state, guests=after_guest_event(state.guests, event))


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
def _(event: events.PartRestarted, state: RoomState) -> RoomState:
    """Everything of the attempt is unsaid but what was written, and the zero of the exam clock."""
    return msgspec.structs.replace(
        state,
        attempt=event.attempt,
        ring_attempt=0,
        rung_by=None,
        call_started_at=None,
        call_ends_at=None,
        warned=False,
        time_reached=False,
        writing_ends_at=None,
        writing_rest=None,
        facts_given=(),
    )


@_apply.register
def _(event: events.JuryChanged, state: RoomState) -> RoomState:
    """Who plays from now on has not been informed by what somebody else read."""
    stays = state.juror_name == event.juror_name
    standing = state.formalities if stays else state.formalities.with_another(Seat.JUROR)
    names = {Seat.JUROR: event.juror_name, Seat.OBSERVER: event.observer_name}
    return msgspec.structs.replace(
        state, changed_jury=event, formalities=standing, jurors=state.jurors.changed(names, event.jury_keys)
    )


@_apply.register
def _(event: events.RoomMoved, state: RoomState) -> RoomState:
    return msgspec.structs.replace(state, moved=event)


@_apply.register
def _(event: FormalityEvent, state: RoomState) -> RoomState:
    return msgspec.structs.replace(state, formalities=after_formality(state.formalities, event))


@_apply.register
def _(
    event: judging_events.JudgingOpened
    | judging_events.JurorLinkGiven
    | judging_events.JudgementSealed
    | judging_events.DeliberationProposed
    | judging_events.DeliberationSigned
    | judging_events.DeliberationLocked
    | judging_events.ReopeningAsked
    | judging_events.DeliberationReopened
    | judging_events.SecondMarkingAsked
    | judging_events.SecondMarkingSealed,
    state: RoomState,
) -> RoomState:
    return msgspec.structs.replace(state, judging=after_judging(state.judging, event))


@_apply.register
def _(
    _event: events.IncidentNoted
    | events.IncidentReported
    | events.PartAborted
    | EnteredFromPaper
    | digest_events.RecordingsNoted
    | digest_events.TranscriptNoted,
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
