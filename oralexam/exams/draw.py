"""The draw by lot: a sealed set, a chance that nobody chose, a result that anybody can compute again.

The server's share of chance stands alone for now, and is recorded whole; the jurors' shares, by commit and
reveal, will be mixed into it.
"""

import hashlib
from collections.abc import Iterable

import msgspec

from oralexam.errors import Refused

CHANCE_BYTES = 32


class Lot(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One draw: everything that is needed to compute it again."""

    eligible: tuple[str, ...]
    """`scenario_id@version` of each scenario in the set, sorted."""
    sealed_set: str
    """SHA-256 (hex) over the eligible set, one a line."""
    chance: str
    """The random share, 32 bytes in hex."""
    drawn: str
    """The result: one of `eligible`."""


def seal(eligible: Iterable[str]) -> tuple[tuple[str, ...], str]:
    """The set in its one order, and its seal."""
    ordered = tuple(sorted(set(eligible)))
    return ordered, hashlib.sha256("\n".join(ordered).encode()).hexdigest()


def draw(eligible: Iterable[str], *, chance: bytes) -> Lot:
    """Draw one of `eligible` with `chance` (32 random bytes).

    The index is SHA-256(seal ‖ chance) as a number, modulo the size of the set: over 2^256 the bias for a set
    of n is below n / 2^256.

    Raises:
        Refused: `no-scenario-left` when the set is empty.
    """
    ordered, sealed_set = seal(eligible)
    if not ordered:
        raise Refused("no-scenario-left")
    lot = hashlib.sha256(bytes.fromhex(sealed_set) + chance).digest()
    index = int.from_bytes(lot, "big") % len(ordered)
    return Lot(eligible=ordered, sealed_set=sealed_set, chance=chance.hex(), drawn=ordered[index])


def holds(lot: Lot) -> bool:
    """Whether `lot`, computed again, gives the same set, seal and result."""
    return draw(lot.eligible, chance=bytes.fromhex(lot.chance)) == lot
