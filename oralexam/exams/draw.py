"""The draw by lot: a sealed set, a chance that nobody chose, a result that anybody can compute again.

The chance comes from `oralexam.exams.shares`: the server and the jurors commit to their shares before any
of them is seen. Everything that is hashed is text, so that the result can be checked with `sha256sum` alone:

```
seal   = SHA-256( the names of the set, sorted, one a line, each followed by a space and its digest )
lot    = SHA-256( seal ‖ chance )                    32 bytes each
index  = lot, as a number, modulo the size of the set
```
"""

import hashlib
from collections.abc import Iterable, Mapping

import msgspec

from oralexam.errors import Refused

CHANCE_BYTES = 32


class Lot(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One draw: everything that is needed to compute it again, but for the shares that made the chance."""

    eligible: tuple[str, ...]
    """`scenario_id@version` of each scenario in the set, sorted."""
    sealed_set: str
    """SHA-256 (hex) over the eligible set, one a line."""
    chance: str
    """What all shares together give, 32 bytes in hex; in a lot without shares, the server's own chance."""
    drawn: str
    """The result: one of `eligible`."""
    digests: tuple[str, ...] = ()
    """SHA-256 (hex) of the content of each of `eligible`, sealed with its name: nobody can put another text
    behind the name that was drawn. Empty where the names alone were sealed (records before this was so)."""


def seal(eligible: Iterable[str], digests: Mapping[str, str] | None = None) -> tuple[tuple[str, ...], str]:
    """The set in its one order, and its seal; with `digests` (hex, by name) the contents are sealed too."""
    ordered = tuple(sorted(set(eligible)))
    lines = [f"{name} {digests[name]}" for name in ordered] if digests else ordered
    return ordered, hashlib.sha256("\n".join(lines).encode()).hexdigest()


def draw(eligible: Iterable[str], *, chance: bytes, digests: Mapping[str, str] | None = None) -> Lot:
    """Draw one of `eligible` with `chance` (32 bytes).

    The index is SHA-256(seal ‖ chance) as a number, modulo the size of the set: over 2^256 the bias for a set
    of n is below n / 2^256.

    Raises:
        Refused: `no-scenario-left` when the set is empty.
    """
    ordered, sealed_set = seal(eligible, digests)
    if not ordered:
        raise Refused("no-scenario-left")
    index = index_of(sealed_set, chance.hex(), len(ordered))
    return Lot(
        eligible=ordered,
        sealed_set=sealed_set,
        chance=chance.hex(),
        drawn=ordered[index],
        digests=tuple(digests[name] for name in ordered) if digests else (),
    )


def lot_hash(sealed_set: str, chance: str) -> str:
    """SHA-256 (hex) of seal and chance (hex): the number that points at an envelope."""
    return hashlib.sha256(bytes.fromhex(sealed_set) + bytes.fromhex(chance)).hexdigest()


def index_of(sealed_set: str, chance: str, size: int) -> int:
    """Which of `size` scenarios the lot falls on, counted from 0."""
    return int(lot_hash(sealed_set, chance), 16) % size


def holds(lot: Lot) -> bool:
    """Whether `lot`, computed again, gives the same set, seal and result."""
    if lot.digests and len(lot.digests) != len(lot.eligible):
        return False
    digests = dict(zip(lot.eligible, lot.digests, strict=True)) if lot.digests else None
    try:
        return draw(lot.eligible, chance=bytes.fromhex(lot.chance), digests=digests) == lot
    except (Refused, ValueError):
        return False
