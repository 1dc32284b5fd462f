"""The draw by lot can be computed again by anybody, and favours nobody."""

from collections import Counter

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oralexam.errors import Refused
from oralexam.exams.draw import CHANCE_BYTES, Lot, draw, holds, index_of, lot_hash, seal

chances = st.binary(min_size=CHANCE_BYTES, max_size=CHANCE_BYTES)
sets = st.lists(st.from_regex(r"[a-z]{1,8}@[1-9]", fullmatch=True), min_size=1, max_size=12)
DIGEST = "0f" * 32


@settings(deadline=None)
@given(sets, chances, st.booleans())
def test_a_lot_computes_again(eligible: list[str], chance: bytes, sealed_content: bool) -> None:  # noqa: FBT001
    """From what it holds; and whatever it holds is changed, it no longer does."""
    digests = dict.fromkeys(eligible, DIGEST) if sealed_content else None
    lot = draw(eligible, chance=chance, digests=digests)
    assert lot.drawn in eligible
    assert holds(lot)
    assert not holds(msgspec.structs.replace(lot, drawn="another@1"))
    assert not holds(msgspec.structs.replace(lot, sealed_set="0" * 64))
    assert not holds(msgspec.structs.replace(lot, sealed_set="no hash"))
    assert not holds(msgspec.structs.replace(lot, eligible=(*lot.eligible, "zzzzzzzzz@1")))
    assert not holds(msgspec.structs.replace(lot, eligible=()))
    assert not holds(msgspec.structs.replace(lot, digests=("ff" * 32,) * len(lot.eligible)))


@settings(deadline=None)
@given(sets, chances)
def test_the_order_and_doubles_of_a_set_change_nothing(eligible: list[str], chance: bytes) -> None:
    """A set is a set: one seal, one result."""
    assert draw(eligible, chance=chance) == draw([*reversed(eligible), *eligible], chance=chance)


def test_the_seal_is_what_is_written_down() -> None:
    """SHA-256 over the sorted names, one a line: computed here with sha256sum's own result."""
    ordered, sealed = seal(["b@1", "a@2"])
    assert ordered == ("a@2", "b@1")
    assert sealed == "501a7a340d46076b43c800cf871ce1df072468b4c1093654b1ce214134b4166e"


def test_the_seal_holds_the_contents() -> None:
    """Another text behind the same name is another seal."""
    names = ["a@1", "b@1"]
    seals = {seal(names, {"a@1": digest, "b@1": DIGEST})[1] for digest in (DIGEST, "aa" * 32)}
    assert len({*seals, seal(names)[1]}) == 3


def test_every_scenario_is_drawn_about_as_often() -> None:
    """Over 3,000 chances, each of three within 900 and 1,100."""
    counts = Counter(
        draw(["a@1", "b@1", "c@1"], chance=number.to_bytes(CHANCE_BYTES, "big")).drawn
        for number in range(3000)
    )
    assert set(counts) == {"a@1", "b@1", "c@1"}
    assert all(900 < count < 1100 for count in counts.values())


def test_nothing_is_drawn_from_nothing() -> None:
    """An empty set is refused by its code."""
    with pytest.raises(Refused, match="no-scenario-left"):
        draw([], chance=bytes(CHANCE_BYTES))


def test_the_envelope_is_the_lot_modulo_the_set() -> None:
    """What the page shows, « … modulo 3 gives … », is what was computed."""
    lot = draw(["a@1", "b@1", "c@1"], chance=bytes(CHANCE_BYTES))
    number = int(lot_hash(lot.sealed_set, lot.chance), 16)
    assert lot.eligible[number % 3] == lot.drawn
    assert index_of(lot.sealed_set, lot.chance, 3) == number % 3


def test_a_lot_of_a_record_before_contents_were_sealed_still_holds() -> None:
    """Four fields, as session records of old have them."""
    lot = draw(["a@1", "b@1"], chance=bytes(CHANCE_BYTES))
    old = msgspec.to_builtins(lot)
    del old["digests"]
    assert holds(msgspec.convert(old, Lot))
