"""What evaluators did: in the sitting's own chain, so that one head covers exam, marks and deliberation.

Who did it stands in the chain by a key that names nobody; names, marks and words can be erased.
"""

from enum import StrEnum
from typing import ClassVar

from oralexam.rooms.event import Event
from oralexam.rooms.seats import Seat


class SecondReason(StrEnum):
    """What a second, blind marking is for."""

    STANDARDISATION = "standardisation"
    APPEAL = "appeal"


class JudgingOpened(Event, frozen=True, kw_only=True, tag="judging-opened"):
    """The first of the two began to mark: from now on it is fixed who judges, and by which grid."""

    personal: ClassVar[frozenset[str]] = frozenset({"player_name", "observer_name"})

    grid_id: str
    grid_version: int
    grid_digest: str
    """SHA-256 (hex) of the grid's JSON, keys sorted."""
    player: str
    """The key of who played the other party when the part ended."""
    observer: str
    player_name: str
    observer_name: str
    player_account: str | None = None
    """The id of the account under which that juror judges from now on, whatever the session says later.

    "": by a link; None: of an older release, which did not say."""
    observer_account: str | None = None


class JurorLinkGiven(Event, frozen=True, kw_only=True, tag="juror-link-given"):
    """After the part a manager had a link made by which somebody judges as one of its jurors."""

    personal: ClassVar[frozenset[str]] = frozenset({"by_name"})

    seat: Seat
    judge: str
    """The key of the juror."""
    by: str
    """`manager`, or `manager-` and the id of the account."""
    by_name: str


class JudgementSealed(Event, frozen=True, kw_only=True, tag="judgement-sealed"):
    """A judge sealed their marks. A further version says why; the ones before stay as they are."""

    personal: ClassVar[frozenset[str]] = frozenset({"judge_name", "body", "reason"})

    judge: str
    version: int
    """1 for the first; a correction is the next."""
    digest: str
    """SHA-256 (hex) of `body`, as UTF-8."""
    judge_name: str
    body: str
    """`marks.SealedBody` as JSON."""
    reason: str
    """Of a correction; "" for the first version."""


class DeliberationProposed(Event, frozen=True, kw_only=True, tag="deliberation-proposed"):
    """A judge laid down what came out, to be signed by both."""

    personal: ClassVar[frozenset[str]] = frozenset({"body"})

    judge: str
    version: int
    digest: str
    """SHA-256 (hex) of `body`, as UTF-8."""
    body: str
    """`deliberating.DeliberationBody` as JSON."""


class DeliberationSigned(Event, frozen=True, kw_only=True, tag="deliberation-signed"):
    """A judge signed it."""

    personal: ClassVar[frozenset[str]] = frozenset({"judge_name"})

    judge: str
    version: int
    digest: str
    judge_name: str


class DeliberationLocked(Event, frozen=True, kw_only=True, tag="deliberation-locked"):
    """Both have signed the same digest: nothing of the judgement changes from now on."""

    version: int
    digest: str


class ReopeningAsked(Event, frozen=True, kw_only=True, tag="reopening-asked"):
    """Somebody asks for the deliberation to be taken up again; a second person must agree."""

    personal: ClassVar[frozenset[str]] = frozenset({"by_name", "reason"})

    by: str
    """A judge's key; `manager`, or `manager-` and the id of the account."""
    by_name: str
    reason: str


class DeliberationReopened(Event, frozen=True, kw_only=True, tag="deliberation-reopened"):
    """A second person agreed: what was locked stays on record, and can be decided anew."""

    personal: ClassVar[frozenset[str]] = frozenset({"by_name"})

    by: str
    by_name: str


class SecondMarkingAsked(Event, frozen=True, kw_only=True, tag="second-marking-asked"):
    """Somebody who did not judge it is to mark it blind: beside the jury's marks, never among them."""

    personal: ClassVar[frozenset[str]] = frozenset({"by_name", "marker_name"})

    assignment_id: str
    """All that whoever marks is told of which sitting it is."""
    reason: SecondReason
    marker: str
    """The id of the account that is to mark."""
    marker_name: str
    by: str
    """`manager`, or `manager-` and the id of the account."""
    by_name: str


class SecondMarkingSealed(Event, frozen=True, kw_only=True, tag="second-marking-sealed"):
    """The blind marks are sealed; there is no further version."""

    personal: ClassVar[frozenset[str]] = frozenset({"body"})

    assignment_id: str
    marker: str
    digest: str
    """SHA-256 (hex) of `body`, as UTF-8."""
    body: str
    """`marks.SealedBody` as JSON, its judge `second-` and the assignment's id."""


JudgingEvent = (
    JudgingOpened
    | JurorLinkGiven
    | JudgementSealed
    | DeliberationProposed
    | DeliberationSigned
    | DeliberationLocked
    | ReopeningAsked
    | DeliberationReopened
    | SecondMarkingAsked
    | SecondMarkingSealed
)
