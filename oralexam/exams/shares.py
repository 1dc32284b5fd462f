"""Commit and reveal: how the server and the jurors make a chance together that none of them can choose.

```
commitment = SHA-256( "oralexam draw share v1" · sitting · draw · seal · who · share )      a line each
chance     = SHA-256( "oralexam draw chance v1" · sitting · draw · seal · "who share" … )   a line each
```

First the set is sealed and the server commits; then each juror's page makes 32 random bytes and commits; only
when every commitment stands are shares revealed. As long as one of those who contribute is honest (makes its
share by chance and tells nobody before), its share is independent of all others, which were fixed before it
could be seen: the result is equally likely for each scenario, whoever else works together.

What is bound into a commitment: the sitting, the number of the draw in it, the seal, and who gives it. So
nobody can take over another's commitment (it would have to be opened under another name), and none is of any
use in another draw. What this cannot do is make somebody reveal: whoever has seen the other shares can stay
silent. Then the draw stands open, and begins anew only by a recorded act, with other shares. How far that
goes, and what an operator who reads the database gains: docs/decisions/0070-the-provable-draw.md.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping

import msgspec

from oralexam.errors import BadInput, Refused
from oralexam.exams import draw
from oralexam.exams.draw import Lot

SERVER = "server"
"""Who gives the first share."""
_HEX = re.compile(r"[0-9a-f]{64}")
"""32 bytes as they are written: one way to write them, so that a changed letter is always a change."""


class Share(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What one of those who contribute has given so far."""

    who: str
    """`server`, or a seat."""
    commitment: str
    """Hex; "" until it stands."""
    share: str
    """Hex; "" until it is revealed."""


class Draw(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A draw that has begun: its sealed set, and what has been given to its chance."""

    sitting_id: str
    number: int
    """Counted from 1 within the sitting: a draw that was void is followed by another."""
    eligible: tuple[str, ...]
    digests: tuple[str, ...]
    sealed_set: str
    shares: tuple[Share, ...]
    """In the order in which they enter the chance: the server's first."""

    @property
    def committed(self) -> bool:
        """Whether every commitment stands: from then on shares are revealed."""
        return all(each.commitment for each in self.shares)

    @property
    def revealed(self) -> bool:
        """Whether every share is known: the lot has fallen."""
        return all(each.share for each in self.shares)

    def of(self, who: str) -> Share | None:
        """What `who` has given; None for somebody who does not contribute."""
        return next((each for each in self.shares if each.who == who), None)

    def with_share(self, given: Share) -> "Draw":
        """The draw once `given` stands in the place of its giver."""
        shares = tuple(given if each.who == given.who else each for each in self.shares)
        return msgspec.structs.replace(self, shares=shares)


def begin(
    *, sitting_id: str, number: int, contents: Mapping[str, str], jurors: tuple[str, ...], server_share: str
) -> Draw:
    """Seal the set (digests by name) and commit the server to its share.

    Raises:
        Refused: `no-scenario-left`.
    """
    eligible, sealed_set = draw.seal(contents, contents)
    if not eligible:
        raise Refused("no-scenario-left")
    waiting = tuple(Share(who=who, commitment="", share="") for who in (SERVER, *jurors))
    begun = Draw(
        sitting_id=sitting_id,
        number=number,
        eligible=eligible,
        digests=tuple(contents[name] for name in eligible),
        sealed_set=sealed_set,
        shares=waiting,
    )
    return begun.with_share(
        Share(who=SERVER, commitment=commitment_of(begun, SERVER, server_share), share="")
    )


def commitment(*, sitting_id: str, number: int, sealed_set: str, who: str, share: str) -> str:
    """What binds `who` to `share` (hex) in one draw of one sitting (hex)."""
    return _sha256(("oralexam draw share v1", sitting_id, str(number), sealed_set, who, share))


def chance(*, sitting_id: str, number: int, sealed_set: str, given: Iterable[Share]) -> str:
    """What all shares of a draw together give (hex)."""
    shares = (f"{each.who} {each.share}" for each in given)
    return _sha256(("oralexam draw chance v1", sitting_id, str(number), sealed_set, *shares))


def commitment_of(to: Draw, who: str, share: str) -> str:
    """The commitment (hex) of `who` to `share` (hex) in this draw."""
    return commitment(
        sitting_id=to.sitting_id, number=to.number, sealed_set=to.sealed_set, who=who, share=share
    )


def chance_of(whole: Draw) -> str:
    """What all shares of this draw together give (hex)."""
    return chance(
        sitting_id=whole.sitting_id, number=whole.number, sealed_set=whole.sealed_set, given=whole.shares
    )


def commit(to: Draw, who: str, given: str) -> Draw:
    """The draw once `who` has committed.

    Raises:
        BadInput: `commitment-malformed`.
        Refused: `not-your-share`; `share-committed`: there is another one of yours; `commitment-copied`:
            somebody else has given the same one.
    """
    if not _HEX.fullmatch(given):
        raise BadInput("commitment-malformed")
    if _of(to, who).commitment:
        raise Refused("share-committed", who=who)
    if any(each.commitment == given for each in to.shares):
        raise Refused("commitment-copied", who=who)
    return to.with_share(Share(who=who, commitment=given, share=""))


def reveal(of: Draw, who: str, share: str) -> Draw:
    """The draw once `who` has revealed.

    Raises:
        BadInput: `share-malformed`.
        Refused: `not-your-share`; `not-all-committed`: too early; `share-revealed`: it is known;
            `share-wrong`: it does not open the commitment.
    """
    if not _HEX.fullmatch(share):
        raise BadInput("share-malformed")
    given = _of(of, who)
    if not of.committed:
        raise Refused("not-all-committed", who=who)
    if given.share:
        raise Refused("share-revealed", who=who)
    if commitment_of(of, who, share) != given.commitment:
        raise Refused("share-wrong", who=who)
    return of.with_share(Share(who=who, commitment=given.commitment, share=share))


def settle(whole: Draw) -> Lot:
    """The lot of a draw whose shares are all revealed.

    Raises:
        ValueError: they are not.
    """
    if not whole.revealed:
        raise ValueError(whole.number)
    digests = dict(zip(whole.eligible, whole.digests, strict=True))
    return draw.draw(whole.eligible, chance=bytes.fromhex(chance_of(whole)), digests=digests)


def _of(started: Draw, who: str) -> Share:
    given = started.of(who)
    if given is None:
        raise Refused("not-your-share", who=who)
    return given


def _sha256(lines: tuple[str, ...]) -> str:
    return hashlib.sha256("".join(f"{line}\n" for line in lines).encode()).hexdigest()
