"""How many rooms stand where: what draining, admission and health look at."""

from oralexam.rooms.phases import BEFORE_THE_CALL, OVER, RECORDED
from oralexam.rooms.supervisor import RoomSupervisor


def rooms_live(rooms: RoomSupervisor) -> int:
    """Those that are not over."""
    return sum(state.phase not in OVER for state in rooms.live_states().values())


def calls_running(rooms: RoomSupervisor) -> int:
    """Those whose call is being recorded, or is about to be."""
    return sum(state.phase in RECORDED for state in rooms.live_states().values())


def calls_promised(rooms: RoomSupervisor) -> int:
    """Those whose call does not run yet and will: they draw, prepare or ring."""
    return sum(state.phase in BEFORE_THE_CALL for state in rooms.live_states().values())
