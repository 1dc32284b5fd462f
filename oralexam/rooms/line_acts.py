"""What the two who talk do to the line: ring, answer, hang up. Pure."""

from collections.abc import Collection
from datetime import datetime

import msgspec

from oralexam.errors import Refused
from oralexam.exams.scenario import CallDirection
from oralexam.rooms import events, formalities
from oralexam.rooms.call_events import BusyCause, RingBusy
from oralexam.rooms.deadlines import open_ringing, open_writing
from oralexam.rooms.entering import enter
from oralexam.rooms.phases import Phase
from oralexam.rooms.seats import Seat
from oralexam.rooms.state import RoomState


def caller(state: RoomState) -> Seat:
    """The party that rings, as the scenario says.

    Raises:
        Refused: `nothing-drawn`.
    """
    if state.drawn is None:
        raise Refused("nothing-drawn")
    return Seat.JUROR if state.drawn.direction is CallDirection.JUROR_RINGS else Seat.CANDIDATE


def ring(
    state: RoomState, seat: Seat, now: datetime, engaged: Collection[Seat] = ()
) -> list[events.AnyEvent]:
    """It rings at the other side, for the first time or to take a call up again; or the line there is busy.

    `engaged` are the seats whose holders talk in another room.

    Raises:
        Refused: `call-time-over`, `already-ringing`, `not-the-caller`, or as `formalities.check`: a juror may
            have changed since the preparation began.
    """
    formalities.check(state.sitting.formalities, state.formalities)
    if state.phase is Phase.WRITING:
        if not state.may_call_back(now):
            raise Refused("call-time-over")
        if busy := _busy(state, seat, now, engaged):
            return busy
        ringing = open_ringing(state, at=now, cause="call-back")
        rung = events.CallRung(
            at=now, by=seat, attempt=state.ring_attempt + 1, deadline=_deadline_of(ringing)
        )
        return [msgspec.structs.replace(ringing, by=seat), rung]
    if state.rung_by is not None:
        raise Refused("already-ringing")
    # Whoever may call back may also ring again when the connection then came to nothing.
    if seat is not caller(state) and not state.calling_back:
        raise Refused("not-the-caller", seat=seat)
    if busy := _busy(state, seat, now, engaged):
        return busy
    deadline = _deadline_of(open_ringing(state, at=now, cause="pressed"))
    return [events.CallRung(at=now, by=seat, attempt=state.ring_attempt + 1, deadline=deadline)]


def _busy(state: RoomState, seat: Seat, now: datetime, engaged: Collection[Seat]) -> list[events.AnyEvent]:
    called = seat.other_party
    if called in engaged:
        cause = BusyCause.IN_ANOTHER_CALL
    elif called is Seat.JUROR and state.on_call.busy_next:
        cause = BusyCause.MARKED
    else:
        return []
    return [RingBusy(at=now, by=seat, attempt=state.ring_attempt + 1, cause=cause)]


def _deadline_of(ringing: events.PhaseEntered) -> datetime:
    if ringing.deadline is None:
        raise ValueError(ringing)
    return ringing.deadline


def answer(state: RoomState, seat: Seat, now: datetime) -> list[events.AnyEvent]:
    """The one who is rung picks up.

    Raises:
        Refused: `nothing-to-answer`, or as `formalities.check`.
    """
    if state.rung_by is None or seat is not state.rung_by.other_party:
        raise Refused("nothing-to-answer", seat=seat)
    formalities.check(state.sitting.formalities, state.formalities)
    bounds = [now + state.plan.seconds("connecting"), state.call_ends_at, state.writing_ends_at]
    deadline = min(bound for bound in bounds if bound is not None)
    return [enter(state, Phase.CONNECTING, at=now, deadline=deadline, cause="answered", by=seat)]


def hang_up(state: RoomState, seat: Seat, now: datetime) -> list[events.AnyEvent]:
    """End the call; before it runs, cancel the ring or decline it, and the other may ring again.

    Raises:
        Refused: `nothing-rings`.
    """
    if state.phase is Phase.CALL or state.calling_back:
        after = open_writing(state, at=now, cause="hung-up")
    else:
        after = open_ringing(state, at=now, cause="hung-up")
    back = msgspec.structs.replace(after, by=seat)
    if state.phase is not Phase.RINGING:
        return [back]
    if state.rung_by is None:
        raise Refused("nothing-rings", seat=seat)
    unanswered = events.RingUnanswered(at=now, attempt=state.ring_attempt, by=seat)
    return [unanswered, back] if state.calling_back else [unanswered]
