"""The event that begins a phase, checked against the table of ways. Pure."""

from datetime import datetime

from oralexam.rooms import events
from oralexam.rooms.phases import Phase, check_way
from oralexam.rooms.seats import Seat
from oralexam.rooms.state import RoomState


def enter(
    state: RoomState,
    phase: Phase,
    *,
    at: datetime,
    deadline: datetime | None,
    cause: str,
    by: Seat | None = None,
) -> events.PhaseEntered:
    """`phase` begins at `at`.

    Raises:
        Refused: `illegal-transition`.
    """
    check_way(state.phase, phase)
    return events.PhaseEntered(at=at, phase=phase, deadline=deadline, cause=cause, by=by)
