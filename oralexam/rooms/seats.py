"""Who can be in a room, and what each seat is for (exam document, RE AIE 2015: the people present)."""

from enum import StrEnum


class Seat(StrEnum):
    """A place in a sitting; a person holds it, a connection fills it."""

    CANDIDATE = "candidate"
    JUROR = "juror"
    """The juror who plays the other party (exam document: one plays, the other observes)."""
    OBSERVER = "observer"
    """The juror who observes: invisible and inaudible to the candidate."""
    MANAGER = "manager"
    EVALUATOR = "evaluator"
    """A juror at the replay, after the role-play."""
    GUEST_1 = "guest-1"
    """Who looks on without judging: an inspector, a juror in training. Hidden from the candidate; says and
    sends nothing. Each has a seat of their own, so that a seat is one person, one socket, one connection."""
    GUEST_2 = "guest-2"
    GUEST_3 = "guest-3"
    GUEST_4 = "guest-4"
    GUEST_5 = "guest-5"
    GUEST_6 = "guest-6"

    @property
    def other_party(self) -> "Seat":
        """The seat at the other end of the call; only the two who talk have one."""
        return {Seat.CANDIDATE: Seat.JUROR, Seat.JUROR: Seat.CANDIDATE}[self]


JURY = (Seat.JUROR, Seat.OBSERVER)
"""The two who draw, each with a share of chance of their own."""
PARTIES = (Seat.CANDIDATE, Seat.JUROR)
"""The two who talk, and the only two whose voices are recorded."""
GUESTS = (Seat.GUEST_1, Seat.GUEST_2, Seat.GUEST_3, Seat.GUEST_4, Seat.GUEST_5, Seat.GUEST_6)
"""Six may look on beside the jury (issue 6, point 7: up to six observers a room)."""
