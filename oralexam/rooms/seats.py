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

    @property
    def other_party(self) -> "Seat":
        """The seat at the other end of the call; only the two who talk have one."""
        return {Seat.CANDIDATE: Seat.JUROR, Seat.JUROR: Seat.CANDIDATE}[self]


JURY = (Seat.JUROR, Seat.OBSERVER)
"""The two who draw, each with a share of chance of their own."""
PARTIES = (Seat.CANDIDATE, Seat.JUROR)
"""The two who talk, and the only two whose voices are recorded."""
