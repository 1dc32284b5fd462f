"""What a room does by itself when its time has come, however late the server wakes up."""

from datetime import datetime

from oralexam.rooms import events, interview
from oralexam.rooms.folding import after
from oralexam.rooms.phases import INTERVIEWS, Phase
from oralexam.rooms.state import RoomState


def next_deadline(state: RoomState) -> datetime | None:
    """The next instant at which the room changes by itself; None when it only waits for people.

    A clock that stands reaches nothing.
    """
    if state.paused_since is not None:
        return None
    if state.phase is Phase.CALL and state.call_ends_at is not None and not state.warned:
        # A call that is taken up again within its last minute is warned as it begins: nothing may happen
        # before what led to it.
        warning_at = state.call_ends_at - state.plan.seconds("warning")
        return max(warning_at, state.spans[-1].started_at)
    return state.deadline


def due(state: RoomState, *, now: datetime) -> list[events.AnyEvent]:
    """Everything that has come due by `now`, in order.

    Each event happens at its deadline, not at `now`: waking up late must not move later phases.
    """
    happened: list[events.AnyEvent] = []
    while (deadline := next_deadline(state)) is not None and deadline <= now:
        for event in _at_deadline(state, deadline):
            happened.append(event)
            state = after(state, event)
    return happened


def open_ringing(state: RoomState, *, at: datetime, cause: str) -> events.PhaseEntered:
    """The ringing phase, bounded: two minutes, and never past the time that a hung-up call has left."""
    bounds = [at + state.plan.seconds("ringing"), state.call_ends_at, state.writing_ends_at]
    deadline = min(bound for bound in bounds if bound is not None)
    return events.PhaseEntered(at=at, phase=Phase.RINGING, deadline=deadline, cause=cause)


def open_writing(state: RoomState, *, at: datetime, cause: str) -> events.PhaseEntered:
    """The writing phase: its whole length, or what a call-back has left of it."""
    deadline = state.writing_ends_at or at + state.writing_length
    return events.PhaseEntered(at=at, phase=Phase.WRITING, deadline=deadline, cause=cause)


def _at_deadline(state: RoomState, at: datetime) -> list[events.AnyEvent]:
    match state.phase:
        case Phase.PREPARATION:
            return [open_ringing(state, at=at, cause="deadline")]
        case Phase.RINGING:
            unanswered = events.RingUnanswered(at=at, attempt=state.ring_attempt if state.rung_by else 0)
            if state.calling_back:
                return [unanswered, open_writing(state, at=at, cause="no-answer")]
            return [unanswered]
        case Phase.CONNECTING if state.calling_back and _call_time_is_over(state, at):
            return [open_writing(state, at=at, cause="no-media")]
        case Phase.CONNECTING:
            return [open_ringing(state, at=at, cause="no-media")]
        case Phase.CALL:
            return [_call_deadline(state, at)]
        case Phase.WRITING:
            return [events.PhaseEntered(at=at, phase=Phase.HANDED_IN, deadline=None, cause="deadline")]
        case phase if phase in INTERVIEWS:
            return [interview.pass_on(state, at=at, cause="deadline")]
        case _:
            raise ValueError(state.phase)


def _call_time_is_over(state: RoomState, at: datetime) -> bool:
    bounds = [bound for bound in (state.call_ends_at, state.writing_ends_at) if bound is not None]
    return at >= min(bounds)


def _call_deadline(state: RoomState, at: datetime) -> events.AnyEvent:
    if not state.warned:
        return events.CallWarned(at=at)
    if state.plan.grace_s > 0 and not state.time_reached:
        return events.CallTimeReached(at=at)
    return open_writing(state, at=at, cause="deadline")
