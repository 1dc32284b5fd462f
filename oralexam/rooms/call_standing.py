"""How a call stands beside its beginning and end: who holds it, what is not as it should be. Pure."""

import msgspec

from oralexam.rooms.call_events import OF_THE_CALL, CallEvent, CallHeld, CallTakenUp, Trouble, TroubleNoted
from oralexam.rooms.phases import RECORDED, Phase
from oralexam.rooms.seats import Seat


class CallStanding(msgspec.Struct, frozen=True, kw_only=True):
    """What holds now."""

    held_by: Seat | None = None
    """Who has the other party on hold."""
    troubles: frozenset[tuple[Seat, Trouble]] = frozenset()
    """What is not as it should be at a party's station."""
    noted: int = 0
    """How often something was."""

    def in_phase(self, phase: Phase) -> "CallStanding":
        """As it stands once `phase` has been entered: nobody is on hold, what is of a call ends with it."""
        left = frozenset(each for each in self.troubles if phase in RECORDED or each[1] not in OF_THE_CALL)
        return msgspec.structs.replace(self, held_by=None, troubles=left)


def after_call_event(standing: CallStanding, event: CallEvent) -> CallStanding:
    """How it stands once `event` has happened."""
    match event:
        case CallHeld(by=by):
            return msgspec.structs.replace(standing, held_by=by)
        case CallTakenUp():
            return msgspec.structs.replace(standing, held_by=None)
        case TroubleNoted(seat=seat, trouble=trouble, begins=begins):
            one = frozenset({(seat, trouble)})
            troubles = standing.troubles | one if begins else standing.troubles - one
            return msgspec.structs.replace(standing, troubles=troubles, noted=standing.noted + begins)
