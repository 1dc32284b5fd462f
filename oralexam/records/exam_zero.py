"""The exam clock of a sitting: which instant its seconds count from."""

from datetime import datetime

from oralexam.rooms.state import RoomState


def exam_zero(state: RoomState) -> datetime:
    """When the call first began; for a sitting that never came to it, when it was opened."""
    return state.zero_at or state.sitting.at
