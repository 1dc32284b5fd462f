"""Which scenarios may be drawn: what the sitting allows, less what is known or used. Pure."""

from collections.abc import Iterable
from enum import StrEnum

import msgspec


class Reuse(StrEnum):
    """Whether what another candidate of the session drew stays in the draw: the centre's choice."""

    NEVER = "never"
    """Each is drawn once a session; when all are used, nothing can be drawn until the centre decides."""
    WHEN_ALL_USED = "when-all-used"
    """Once each is used, all may be drawn again, those that were void excepted."""
    ALWAYS = "always"
    """As if there were nobody else: candidates who talk to each other may meet a scenario that they know."""


class WhyNot(StrEnum):
    """Why a scenario that the sitting allows is not in a draw."""

    VOID = "void"
    """It leaked, or was damaged, in this session."""
    USED = "used"
    """Another candidate of the session has drawn it."""
    GONE = "gone"
    """It is in the bank no more."""


class Excluded(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A scenario that was left out of a draw."""

    name: str
    why: WhyNot


class DrawnBefore(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the other sittings of the same session have done to the set."""

    used: frozenset[str] = frozenset()
    void: frozenset[str] = frozenset()
    reuse: Reuse = Reuse.WHEN_ALL_USED


NOTHING_DRAWN = DrawnBefore()


def still_eligible(
    allowed: Iterable[str], *, known: Iterable[str], void: Iterable[str], before: DrawnBefore
) -> tuple[tuple[str, ...], tuple[Excluded, ...]]:
    """The set of a draw, sorted, and what was left out of `allowed`, sorted, with the reason.

    Args:
        allowed: what the sitting was opened with.
        known: what stands in the bank.
        void: what was void in this sitting.
        before: what the session's other sittings have drawn or declared void.
    """
    bank = frozenset(known)
    out = before.void.union(void)
    candidates = sorted(set(allowed))
    why = {
        name: WhyNot.VOID if name in out else WhyNot.GONE
        for name in candidates
        if name in out or name not in bank
    }
    left = [name for name in candidates if name not in why]
    fresh = [name for name in left if name not in before.used]
    if before.reuse is Reuse.NEVER or (before.reuse is Reuse.WHEN_ALL_USED and fresh):
        why |= {name: WhyNot.USED for name in left if name in before.used}
        left = fresh
    return tuple(left), tuple(Excluded(name=name, why=why[name]) for name in sorted(why))
