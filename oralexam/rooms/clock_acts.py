"""What the manager does to the time of a room: stop it, give some back, end it, begin anew. Pure."""

from datetime import datetime

from oralexam.errors import BadInput, Refused
from oralexam.rooms import commands, events
from oralexam.rooms.entering import enter
from oralexam.rooms.phases import ANEW, Phase, check_way
from oralexam.rooms.seats import Seat
from oralexam.rooms.state import RoomState


def pause(state: RoomState, command: commands.PauseClock, seat: Seat, now: datetime) -> list[events.AnyEvent]:
    """Stop the clock.

    Raises:
        Refused: `clock-stopped` where it stands already, `no-breaks-granted`.
        BadInput: `reason-missing`, `reason-too-long`.
    """
    if state.paused_since is not None:
        raise Refused("clock-stopped", phase=state.phase)
    if command.for_break and not state.sitting.breaks:
        raise Refused("no-breaks-granted")
    # Why somebody has breaks is asked nowhere, so that it can stand nowhere.
    reason = "" if command.for_break and not command.reason.strip() else reason_of(command.reason)
    return [events.ClockPaused(at=now, by=seat, reason=reason, for_break=command.for_break)]


def resume(state: RoomState, seat: Seat, now: datetime) -> list[events.AnyEvent]:
    """Let the clock run again.

    Raises:
        Refused: `clock-runs` where nobody stopped it.
    """
    if state.paused_since is None:
        raise Refused("clock-runs", phase=state.phase)
    return [events.ClockResumed(at=now, by=seat)]


def give_time(command: commands.GiveTime, seat: Seat, now: datetime) -> list[events.AnyEvent]:
    """Move the end of the present phase, whether its clock stands or runs.

    Raises:
        BadInput: `given-time-out-of-range`, `reason-missing`, `reason-too-long`.
    """
    if not commands.LEAST_GIVEN_S <= command.seconds <= commands.MOST_GIVEN_S:
        raise BadInput("given-time-out-of-range", least=commands.LEAST_GIVEN_S, most=commands.MOST_GIVEN_S)
    reason = reason_of(command.reason)
    return [events.TimeGiven(at=now, by=seat, seconds=command.seconds, reason=reason)]


def note_incident(command: commands.NoteIncident, seat: Seat, now: datetime) -> list[events.AnyEvent]:
    """Note what happened; only what has no code of its own must be explained.

    Raises:
        BadInput: `reason-missing`, `reason-too-long`.
    """
    if command.code is commands.IncidentCode.OTHER or command.text.strip():
        text = reason_of(command.text)
    else:
        text = ""
    return [events.IncidentReported(at=now, by=seat, code=command.code, text=text)]


def abort(state: RoomState, command: commands.AbortPart, seat: Seat, now: datetime) -> list[events.AnyEvent]:
    """End the part; a clock that stands stays where it was stopped.

    Raises:
        BadInput: `reason-missing`, `reason-too-long`.
    """
    check_way(state.phase, Phase.ABORTED)
    return [
        events.PartAborted(at=now, by=seat, reason=reason_of(command.reason)),
        events.PhaseEntered(at=now, phase=Phase.ABORTED, deadline=None, cause="aborted", by=seat),
    ]


def restart(
    state: RoomState, command: commands.RestartPart, seat: Seat, now: datetime
) -> list[events.AnyEvent]:
    """Begin the part anew, a role-play with the same scenario; what was recorded and written is kept.

    Raises:
        BadInput: `no-such-beginning`, `reason-missing`, `reason-too-long`.
    """
    if command.to not in (ANEW if state.sitting.interview is None else {Phase.WAITING}):
        raise BadInput("no-such-beginning")
    preparing = command.to is Phase.PREPARATION
    deadline = now + state.plan.seconds("preparation") if preparing else None
    return [
        events.PartRestarted(at=now, by=seat, attempt=state.attempt + 1, reason=reason_of(command.reason)),
        enter(state, command.to, at=now, deadline=deadline, cause="restarted", by=seat),
    ]


def reason_of(given: str) -> str:
    """What somebody gave as a reason.

    Raises:
        BadInput: `reason-missing`, `reason-too-long`.
    """
    reason = given.strip()
    if not reason:
        raise BadInput("reason-missing")
    if len(reason) > commands.LONGEST_REASON:
        raise BadInput("reason-too-long", longest=commands.LONGEST_REASON)
    return reason
