"""How a call stands beside its beginning and end: who holds it, what is not as it should be. Pure."""

from enum import StrEnum

import msgspec

from oralexam.rooms.call_events import (
    OF_THE_CALL,
    CallAllowed,
    CallEvent,
    CallHeld,
    CallTakenUp,
    LineMarked,
    RingBusy,
    Trouble,
    TroubleNoted,
)
from oralexam.rooms.phases import RECORDED, Phase
from oralexam.rooms.seats import Seat

_BEFORE_THE_ANSWER = frozenset({Phase.DRAWN, Phase.PREPARATION, Phase.RINGING})


class RingEnd(StrEnum):
    """How a ring ended that nobody answered."""

    NO_ANSWER = "no-answer"
    DECLINED = "declined"
    """By the one who was called."""
    CANCELLED = "cancelled"
    """By the caller."""
    BUSY = "busy"


class CallStanding(msgspec.Struct, frozen=True, kw_only=True):
    """What holds now."""

    held_by: Seat | None = None
    """Who has the other party on hold."""
    troubles: frozenset[tuple[Seat, Trouble]] = frozenset()
    """What is not as it should be at a party's station."""
    noted: int = 0
    """How often something was."""
    busy_next: bool = False
    """Whether the juror's line will be busy when it is rung next."""
    last_ring: tuple[Seat, RingEnd] | None = None
    """Who rang last, and how it ended; None before, while it rings, and once somebody has answered."""
    allowed: bool = False
    """Whether the manager lets it begin though the server counts itself full."""

    def in_phase(self, phase: Phase) -> "CallStanding":
        """As it stands once `phase` has been entered: nobody is on hold, what is of a call ends with it."""
        left = frozenset(each for each in self.troubles if phase in RECORDED or each[1] not in OF_THE_CALL)
        return msgspec.structs.replace(
            self,
            held_by=None,
            troubles=left,
            busy_next=self.busy_next and phase in _BEFORE_THE_ANSWER,
            last_ring=self.last_ring if phase in {Phase.RINGING, Phase.WRITING} else None,
        )

    def rung(self, by: Seat | None, ended_by: Seat | None = None) -> "CallStanding":
        """Once a ring of `by` has ended without an answer, by itself or by somebody's press."""
        if by is None:
            return self
        end = RingEnd.CANCELLED if ended_by is by else RingEnd.DECLINED
        return msgspec.structs.replace(self, last_ring=(by, end if ended_by else RingEnd.NO_ANSWER))


def after_call_event(standing: CallStanding, event: CallEvent) -> CallStanding:
    """How it stands once `event` has happened."""
    match event:
        case CallHeld(by=by):
            return msgspec.structs.replace(standing, held_by=by)
        case CallTakenUp():
            return msgspec.structs.replace(standing, held_by=None)
        case LineMarked(busy=busy):
            return msgspec.structs.replace(standing, busy_next=busy)
        case RingBusy(by=by):
            return msgspec.structs.replace(standing, busy_next=False, last_ring=(by, RingEnd.BUSY))
        case CallAllowed():
            return msgspec.structs.replace(standing, allowed=True)
        case TroubleNoted(seat=seat, trouble=trouble, begins=begins):
            one = frozenset({(seat, trouble)})
            troubles = standing.troubles | one if begins else standing.troubles - one
            return msgspec.structs.replace(standing, troubles=troubles, noted=standing.noted + begins)
