"""What happens in a draw, from the sealing of the set to the lot, or to its being void."""

from enum import StrEnum
from typing import ClassVar

from oralexam.exams.eligibility import Excluded
from oralexam.exams.shares import Draw
from oralexam.rooms.event import Event
from oralexam.rooms.seats import Seat


class VoidCause(StrEnum):
    """Why a draw is void."""

    BEGUN_ANEW = "begun-anew"
    """A juror began anew before the lot had fallen: somebody's share was lost, or did not come."""
    BY_MANAGER = "by-manager"
    """The session manager declared it void: the scenario leaked, or is damaged."""
    SCENARIO_CHANGED = "scenario-changed"
    """What was drawn is no longer what was sealed: it is gone from the bank, or its text is another."""
    SHARE_LOST = "share-lost"
    """The server's share is gone: the sitting's erasable part was erased meanwhile."""


class DrawBegun(Event, frozen=True, kw_only=True, tag="draw-begun"):
    """The set was sealed, and the server committed to its share."""

    personal: ClassVar[frozenset[str]] = frozenset({"server_share"})

    by: Seat
    draw: Draw
    excluded: tuple[Excluded, ...]
    """What the sitting allows and is not in the set, with the reason."""
    server_share: str
    """The server's secret until it is revealed (hex). It stands apart from the chain, which holds its
    commitment: so a killed server still has it, and no page is ever told."""


class ShareCommitted(Event, frozen=True, kw_only=True, tag="share-committed"):
    """A juror's page has made its share, and is bound to it."""

    number: int
    who: Seat
    commitment: str


class ShareRevealed(Event, frozen=True, kw_only=True, tag="share-revealed"):
    """A share is known."""

    number: int
    who: str
    """`server`, or a seat."""
    share: str


class DrawVoided(Event, frozen=True, kw_only=True, tag="draw-voided"):
    """A draw counts for nothing any more. What was drawn by it stays out of this session's draws."""

    personal: ClassVar[frozenset[str]] = frozenset({"author", "reason"})

    number: int
    by: Seat | None
    """None where nobody asked for it."""
    cause: VoidCause
    reason: str
    """What the manager wrote; "" where the cause says it all."""
    missing: tuple[str, ...]
    """Who had not given what was due: a commitment, or, once all stood, a share."""
    scenario: str
    """The scenario that was drawn, and is void now; "" where the lot had not fallen."""
    opened_by: tuple[Seat, ...]
    """The seats whose page had shown that scenario."""
    author: str = ""
    """Who had signed in as the manager, where the service knows."""


DrawEvent = DrawBegun | ShareCommitted | ShareRevealed | DrawVoided
