"""The interviews: steps of given lengths, begun by the jury, passed on by it or by the clock. Pure.

Exam document (RE AIE 2015): technical interview, questioning on a production, final interview; and the oral
defence of the CCI's certification. Nobody rings and nothing is recorded; what is said is judged by those who
hear it.
"""

from datetime import datetime, timedelta

from oralexam.exams.plan import InterviewStep
from oralexam.rooms import events
from oralexam.rooms.entering import enter
from oralexam.rooms.phases import Phase
from oralexam.rooms.seats import Seat
from oralexam.rooms.state import RoomState


def begin(state: RoomState, seat: Seat, now: datetime) -> events.PhaseEntered:
    """The first step, with its whole length."""
    return _open(state, _steps(state)[0], at=now, cause="pressed", by=seat)


def pass_on(state: RoomState, *, at: datetime, cause: str, by: Seat | None = None) -> events.PhaseEntered:
    """The step behind the present one, with its whole length; behind the last one the interview is over."""
    steps = _steps(state)
    place = [step.phase for step in steps].index(state.phase.value)
    following = steps[place + 1] if place + 1 < len(steps) else None
    return _open(state, following, at=at, cause=cause, by=by)


def _steps(state: RoomState) -> tuple[InterviewStep, ...]:
    if state.sitting.interview is None:
        raise TypeError(state.sitting.part)
    return state.sitting.interview.steps


def _open(
    state: RoomState, step: InterviewStep | None, *, at: datetime, cause: str, by: Seat | None
) -> events.PhaseEntered:
    if step is None:
        return enter(state, Phase.HANDED_IN, at=at, deadline=None, cause=cause, by=by)
    deadline = at + timedelta(seconds=step.length_s)
    return enter(state, Phase(step.phase), at=at, deadline=deadline, cause=cause, by=by)
