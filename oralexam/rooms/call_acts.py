"""What is done to a call beside its beginning and end, and what a party's page tells of the station. Pure."""

from datetime import datetime
from typing import Final

from oralexam.errors import Refused
from oralexam.exams.parts import PartKind, StationSetup
from oralexam.exams.scenario import CallDirection
from oralexam.rooms import call_commands, call_events, events
from oralexam.rooms.clock_acts import reason_of
from oralexam.rooms.phases import RECORDED
from oralexam.rooms.seats import Seat
from oralexam.rooms.state import RoomState

MOST_TROUBLES: Final = 400
"""Of one sitting: a page that tells more is broken, and what it tells is worth nothing any more."""
OF_A_MICROPHONE: Final = frozenset({call_events.Trouble.SILENT, call_events.Trouble.CLIPPING})


def decide_call(
    state: RoomState, command: call_commands.CallCommand, seat: Seat, now: datetime
) -> list[events.AnyEvent]:
    """The events that a command about the call makes happen; none where it changes nothing.

    Raises:
        Refused: `not-on-a-line` where a visitor is received, `already-held`, `nothing-held`; for a
            line that would be busy, `not-the-called`, `already-ringing`, `not-now`.
        BadInput: `reason-missing`, `reason-too-long`.
    """
    match command:
        case call_commands.HoldCall():
            if state.sitting.station_setup is not None or state.sitting.part is not PartKind.CALL:
                raise Refused("not-on-a-line")
            if state.on_call.held_by is not None:
                raise Refused("already-held", seat=state.on_call.held_by)
            return [call_events.CallHeld(at=now, by=seat)]
        case call_commands.TakeUpCall():
            if state.on_call.held_by is not seat:
                raise Refused("nothing-held", seat=seat)
            return [call_events.CallTakenUp(at=now, by=seat)]
        case call_commands.MarkLine(busy=busy):
            return _mark(state, seat, now, busy=busy)
        case call_commands.AllowCall(reason=reason):
            if state.on_call.allowed:
                return []
            return [call_events.CallAllowed(at=now, by=seat, reason=reason_of(reason))]
        case call_commands.NoteTrouble():
            return _note_trouble(state, command, seat, now)
    raise TypeError(command)


def _note_trouble(
    state: RoomState, command: call_commands.NoteTrouble, seat: Seat, now: datetime
) -> list[events.AnyEvent]:
    """Of a station with two microphones one page sends both: what it says of the right one is the juror's."""
    trouble, begins = command.trouble, command.begins
    of_the_call = trouble in call_events.OF_THE_CALL
    both_here = state.sitting.station_setup is StationSetup.TWO_MICROPHONES
    if command.right_microphone:
        if not both_here or seat is not Seat.CANDIDATE or trouble not in OF_A_MICROPHONE:
            raise Refused("not-in-this-part", part=state.sitting.part)
        seat = Seat.JUROR
    elif both_here and seat is Seat.JUROR and of_the_call:
        return []  # a page that sends nothing knows nothing of it
    late = of_the_call and state.phase not in RECORDED
    known = (seat, trouble) in state.on_call.troubles
    if late or known is begins or (begins and state.on_call.noted >= MOST_TROUBLES):
        return []
    return [call_events.TroubleNoted(at=now, seat=seat, trouble=trouble, begins=begins)]


def _mark(state: RoomState, seat: Seat, now: datetime, *, busy: bool) -> list[events.AnyEvent]:
    """Only a first call may find the line busy: in a call-back the minutes of the exam run."""
    if state.sitting.part is not PartKind.CALL:
        raise Refused("not-on-a-line")
    if state.drawn is None or state.drawn.direction is not CallDirection.CANDIDATE_RINGS:
        raise Refused("not-the-called", seat=seat)
    if state.call_started_at is not None:
        raise Refused("not-now", phase=state.phase)
    if state.rung_by is not None:
        raise Refused("already-ringing")
    if busy is state.on_call.busy_next:
        return []
    return [call_events.LineMarked(at=now, by=seat, busy=busy)]
