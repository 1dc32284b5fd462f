"""A deletion: asked by one, confirmed or refused by another within a time, then carried out to its end."""

from datetime import datetime, timedelta
from enum import StrEnum

import msgspec

from oralexam.errors import Refused
from oralexam.retention.kinds import OF_CANDIDATES, DataKind
from oralexam.retention.two_people import Person, check_another

ANSWER_WITHIN = timedelta(hours=72)
"""Chosen: over a week-end; what nobody has confirmed by then is asked again, with the reasons of that day."""


class Ground(StrEnum):
    """Why: what stays known of the reason when the rest of it is gone."""

    REQUEST = "request"
    """The candidate asks for it (GDPR art. 17)."""
    LENGTH_OVER = "length-over"
    """It need not be kept any longer."""
    MISTAKE = "mistake"
    """It should never have been there."""
    OTHER = "other"


class DeletionState(StrEnum):
    """How far it is."""

    ASKED = "asked"
    REFUSED = "refused"
    EXPIRED = "expired"
    CONFIRMED = "confirmed"
    """Being carried out; a server that dies goes on with it at its next start."""
    DONE = "done"


class Deletion(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One deletion: of a candidacy, a session's candidates, a sitting by itself, or the centre's own."""

    deletion_id: str
    session_id: str | None = None
    candidacy_id: str | None = None
    """None: of every candidate of the session that no hold protects."""
    sitting_id: str | None = None
    before: datetime | None = None
    """Of the centre's own: what is older than this."""
    kinds: tuple[DataKind, ...]
    ground: Ground
    reason: str
    """Personal: emptied when it is carried out."""
    asked_at: datetime
    asked_by: Person | None
    """None: the centre has set the kind so that the server ends it by itself."""
    state: DeletionState = DeletionState.ASKED
    decided_at: datetime | None = None
    decided_by: Person | None = None
    refusal: str = ""
    done_at: datetime | None = None

    @property
    def everything(self) -> bool:
        """Whether nothing of the person stays."""
        return set(OF_CANDIDATES) <= set(self.kinds)

    @property
    def answer_until(self) -> datetime:
        """Until when somebody else may confirm it."""
        return self.asked_at + ANSWER_WITHIN

    def as_of(self, now: datetime) -> "Deletion":
        """The same, expired where nobody has answered in time."""
        if self.state is DeletionState.ASKED and now >= self.answer_until:
            return msgspec.structs.replace(self, state=DeletionState.EXPIRED)
        return self


def confirmed(deletion: Deletion, *, by: Person, now: datetime) -> Deletion:
    """The deletion once the second of the two has confirmed it.

    Raises:
        Refused: `deletion-decided`, `deletion-expired`, `second-person-needed`.
    """
    _check_open(deletion, now)
    if deletion.asked_by is not None:
        check_another(deletion.asked_by, by)
    return msgspec.structs.replace(deletion, state=DeletionState.CONFIRMED, decided_at=now, decided_by=by)


def refused(deletion: Deletion, *, by: Person, reason: str, now: datetime) -> Deletion:
    """The deletion once somebody has refused it; who asked may take it back the same way.

    Raises:
        Refused: `deletion-decided`, `deletion-expired`.
    """
    _check_open(deletion, now)
    return msgspec.structs.replace(
        deletion, state=DeletionState.REFUSED, decided_at=now, decided_by=by, refusal=reason
    )


def _check_open(deletion: Deletion, now: datetime) -> None:
    state = deletion.as_of(now).state
    if state is DeletionState.EXPIRED:
        raise Refused("deletion-expired")
    if state is not DeletionState.ASKED:
        raise Refused("deletion-decided")


def stopped(deletion: Deletion, *, code: str, now: datetime) -> Deletion:
    """The deletion once a hold that came later has stopped it; `code` says so in the place of a reason."""
    return msgspec.structs.replace(deletion, state=DeletionState.REFUSED, decided_at=now, refusal=code)
