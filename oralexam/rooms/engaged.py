"""Who talks in another room just now: the line of that person is busy. Pure."""

from collections.abc import Mapping
from typing import Final

from oralexam.exams.parts import PartKind
from oralexam.rooms.phases import RECORDED
from oralexam.rooms.seats import Seat
from oralexam.rooms.state import RoomState

_LENGTH_OF_AN_ID: Final = 36
"""A member's id is a UUID (RFC 9562); other keys name seats, and mean somebody else in each room."""


def engaged_elsewhere(sitting_id: str, state: RoomState, rooms: Mapping[str, RoomState]) -> frozenset[Seat]:
    """The seats of a call whose holder takes part in a call or a reception of another sitting."""
    key = state.jurors.seated[Seat.JUROR]
    if state.sitting.part is not PartKind.CALL or len(key) != _LENGTH_OF_AN_ID:
        return frozenset()
    talks = any(
        other.phase in RECORDED and key in other.jurors.seated.values()
        for other_id, other in rooms.items()
        if other_id != sitting_id
    )
    return frozenset({Seat.JUROR}) if talks else frozenset()
