"""The draw by lot can be computed again by anybody, and favours nobody."""

from collections import Counter

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from oralexam.errors import Refused
from oralexam.exams.draw import CHANCE_BYTES, Lot, draw, holds, seal

chances = st.binary(min_size=CHANCE_BYTES, max_size=CHANCE_BYTES)
sets = st.lists(st.from_regex(r"[a-z]{1,8}@[1-9]", fullmatch=True), min_size=1, max_size=12)


@settings(deadline=None)
@given(sets, chances)
def test_a_lot_computes_again(eligible: list[str], chance: bytes) -> None:
    """From what it holds; and whatever it holds is changed, it no longer does."""
    lot = draw(eligible, chance=chance)
    assert lot.drawn in eligible
    assert holds(lot)
    assert not holds(msgspec.structs.replace(lot, drawn="another@1"))
    assert not holds(msgspec.structs.replace(lot, sealed_set="0" * 64))
    assert not holds(msgspec.structs.replace(lot, eligible=(*lot.eligible, "zzzzzzzzz@1")))


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


def test_a_lot_says_everything() -> None:
    """Set, seal, chance and result: the fields that a proof needs."""
    assert set(Lot.__struct_fields__) == {"eligible", "sealed_set", "chance", "drawn"}
