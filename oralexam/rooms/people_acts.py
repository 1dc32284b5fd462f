"""What is done about people: the bell and its answer, a juror who changes, a room that changes. Pure."""

from datetime import datetime

from oralexam.errors import BadInput, Refused
from oralexam.exams.session import LONGEST_NAME
from oralexam.exams.session_check import same_name
from oralexam.rooms import commands, events
from oralexam.rooms.clock_acts import reason_of
from oralexam.rooms.seats import JURY, Seat
from oralexam.rooms.state import RoomState


def ring_bell(state: RoomState, seat: Seat, now: datetime) -> list[events.AnyEvent]:
    """A seat calls the manager; once is enough until it was answered, then it may call again."""
    bell = state.bell_of(seat)
    return [] if bell is not None and bell.answered_at is None else [events.BellRung(at=now, by=seat)]


def answer_bell(
    state: RoomState, command: commands.AnswerBell, seat: Seat, now: datetime
) -> list[events.AnyEvent]:
    """The manager is on the way; said once.

    Raises:
        Refused: `bell-not-rung`.
    """
    bell = state.bell_of(command.seat)
    if bell is None:
        raise Refused("bell-not-rung", seat=command.seat)
    return [] if bell.answered_at else [events.BellAnswered(at=now, by=seat, seat=command.seat)]


def clear_bell(
    state: RoomState, command: commands.ClearBell, seat: Seat, now: datetime
) -> list[events.AnyEvent]:
    """The manager has come: to one seat, or to all that rang."""
    rings = state.bells if command.seat is None else state.bell_of(command.seat)
    return [events.BellCleared(at=now, by=seat, seat=command.seat)] if rings else []


def swap_jurors(
    state: RoomState, command: commands.SwapJurors, seat: Seat, now: datetime
) -> list[events.AnyEvent]:
    """Who played observes, who observed plays.

    Raises:
        BadInput: `reason-missing`, `reason-too-long`.
    """
    return [
        events.JuryChanged(
            at=now,
            by=seat,
            juror_name=state.observer_name,
            observer_name=state.juror_name,
            reason=reason_of(command.reason),
            jury_keys=(state.jurors.seated[Seat.OBSERVER], state.jurors.seated[Seat.JUROR]),
        )
    ]


def replace_juror(
    state: RoomState, command: commands.ReplaceJuror, seat: Seat, now: datetime
) -> list[events.AnyEvent]:
    """Another juror takes the seat.

    Raises:
        BadInput: `not-a-jurors-seat`, `name-missing`, `juror-in-both-seats`, `reason-missing`,
            `reason-too-long`.
    """
    name = command.name.strip()
    if command.seat not in JURY:
        raise BadInput("not-a-jurors-seat")
    if not name or len(name) > commands.LONGEST_JUROR_NAME:
        raise BadInput("name-missing", longest=commands.LONGEST_JUROR_NAME)
    other = state.observer_name if command.seat is Seat.JUROR else state.juror_name
    if same_name(name) == same_name(other):
        raise BadInput("juror-in-both-seats")
    names = {Seat.JUROR: state.juror_name, Seat.OBSERVER: state.observer_name, command.seat: name}
    seated = dict(state.jurors.changed(names).seated)
    if command.member_id:
        seated[command.seat] = command.member_id
    return [
        events.JuryChanged(
            at=now,
            by=seat,
            juror_name=names[Seat.JUROR],
            observer_name=names[Seat.OBSERVER],
            reason=reason_of(command.reason),
            jury_keys=(seated[Seat.JUROR], seated[Seat.OBSERVER]),
        )
    ]


def move_to_room(
    state: RoomState, command: commands.MoveToRoom, seat: Seat, now: datetime
) -> list[events.AnyEvent]:
    """The part will be held elsewhere; nothing where it is to be held there already.

    Raises:
        BadInput: `name-missing`.
    """
    name = command.room_name.strip()
    if not name or len(name) > LONGEST_NAME:
        raise BadInput("name-missing", longest=LONGEST_NAME)
    return [] if name == state.room_name else [events.RoomMoved(at=now, by=seat, room_name=name)]
