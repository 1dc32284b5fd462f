"""Legal holds: what stops every deletion of a candidate's data until two people have ended it."""

from datetime import date, datetime
from typing import Annotated

import msgspec

from oralexam.errors import Refused
from oralexam.retention.two_people import Person, check_another

Reason = Annotated[str, msgspec.Meta(min_length=3, max_length=500)]


class Hold(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One hold on one candidacy of a session, or on one sitting that belongs to none."""

    hold_id: str
    session_id: str | None = None
    candidacy_id: str | None = None
    sitting_id: str | None = None
    reason: str
    """Personal: it goes with the candidate's names."""
    appealed_on: date
    """The day on the appeal."""
    set_at: datetime
    set_by: Person
    release_asked_at: datetime | None = None
    release_asked_by: Person | None = None
    release_reason: str = ""
    released_at: datetime | None = None
    released_by: Person | None = None

    @property
    def in_force(self) -> bool:
        """Whether it stops deletions: until the second of the two has released it."""
        return self.released_at is None


def asked_to_release(hold: Hold, *, by: Person, reason: str, now: datetime) -> Hold:
    """The hold once one of the two has asked for its end; it goes on.

    Raises:
        Refused: `hold-released`, `release-asked-already`.
    """
    if not hold.in_force:
        raise Refused("hold-released")
    if hold.release_asked_by is not None:
        raise Refused("release-asked-already")
    return msgspec.structs.replace(hold, release_asked_at=now, release_asked_by=by, release_reason=reason)


def kept_on(hold: Hold) -> Hold:
    """The hold once somebody has said no to its end, or the first has thought again.

    Raises:
        Refused: `hold-released`, `release-not-asked`.
    """
    if not hold.in_force:
        raise Refused("hold-released")
    if hold.release_asked_by is None:
        raise Refused("release-not-asked")
    return msgspec.structs.replace(hold, release_asked_at=None, release_asked_by=None, release_reason="")


def released(hold: Hold, *, by: Person, now: datetime) -> Hold:
    """The hold once the second of the two has released it.

    Raises:
        Refused: `hold-released`, `release-not-asked`, `second-person-needed`.
    """
    if not hold.in_force:
        raise Refused("hold-released")
    if hold.release_asked_by is None:
        raise Refused("release-not-asked")
    check_another(hold.release_asked_by, by)
    return msgspec.structs.replace(hold, released_at=now, released_by=by)
