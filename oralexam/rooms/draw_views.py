"""What of a draw the jury's pages see: every commitment at once, no share before all are revealed."""

from datetime import datetime

import msgspec

from oralexam.exams import draw
from oralexam.exams.shares import Share, chance_of
from oralexam.rooms.draw_events import VoidCause
from oralexam.rooms.draws import Draws
from oralexam.rooms.seats import Seat


class DrawSeen(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The draw that stands."""

    number: int
    """Counted from 1; a draw that is void is followed by another."""
    begun_at: datetime
    begun_by: Seat
    sealed_set: str
    eligible: int
    """How many scenarios are sealed."""
    left_out: int
    """How many the sitting allows and are not: void, or drawn by others."""
    shares: tuple[Share, ...]
    """Who contributes, with what is told of it: shares only once all are revealed."""
    revealed: tuple[str, ...]
    """Who has revealed, while the shares are not told yet."""
    lot_hash: str
    """SHA-256 (hex) of seal and chance: the number whose remainder is the envelope; "" until it is known."""

    def of(self, who: str) -> Share | None:
        """What is told of what `who` has given; None for somebody who does not contribute."""
        return next((each for each in self.shares if each.who == who), None)


class VoidSeen(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A draw that counts for nothing any more."""

    number: int
    at: datetime
    by: Seat | None
    cause: VoidCause
    missing: tuple[str, ...]
    opened_by: tuple[Seat, ...]


def draw_seen(draws: Draws) -> DrawSeen | None:
    """The draw that stands, as a juror may see it."""
    if draws.now is None or draws.begun is None:
        return None
    shares = draws.now.shares
    if not draws.now.revealed:
        shares = tuple(msgspec.structs.replace(each, share="") for each in shares)
    return DrawSeen(
        number=draws.now.number,
        begun_at=draws.begun.at,
        begun_by=draws.begun.by,
        sealed_set=draws.now.sealed_set,
        eligible=len(draws.now.eligible),
        left_out=len(draws.begun.excluded),
        shares=shares,
        revealed=tuple(each.who for each in draws.now.shares if each.share),
        lot_hash=draw.lot_hash(draws.now.sealed_set, chance_of(draws.now)) if draws.now.revealed else "",
    )


def voids_seen(draws: Draws) -> tuple[VoidSeen, ...]:
    """The draws that are void, oldest first."""
    return tuple(
        VoidSeen(
            number=void.number,
            at=void.at,
            by=void.by,
            cause=void.cause,
            missing=void.missing,
            opened_by=void.opened_by,
        )
        for void in draws.voids
    )
