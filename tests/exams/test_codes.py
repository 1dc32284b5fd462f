"""The short code of a candidate's sheet."""

import hypothesis.strategies as st
from hypothesis import given

from oralexam.exams.codes import ALPHABET, CHANCE_BYTES, LENGTH, code_from, shown, typed


@given(st.binary(min_size=CHANCE_BYTES, max_size=CHANCE_BYTES))
def test_what_is_printed_is_what_is_typed(chance: bytes) -> None:
    """Case, hyphens and spaces make no difference."""
    code = code_from(chance)
    assert len(code) == LENGTH
    for written in (code, shown(code), shown(code).lower(), f"  {' '.join(code)} ", code.replace("", "-")):
        assert typed(written) == code


def test_no_letter_is_taken_for_another() -> None:
    """None of the pairs that people mix up on paper has both of its sides in the alphabet, vowels neither."""
    for pair in ("0O", "1I", "1L", "2Z", "5S", "8B", "UV"):
        assert not set(pair) <= set(ALPHABET)
    assert not set("AEIOU") & set(ALPHABET)


@given(st.text(max_size=60))
def test_whatever_else_is_typed_is_no_code(text: str) -> None:
    """Any text gives a code of the alphabet, or none; it never fails."""
    found = typed(text)
    assert found is None or (len(found) == LENGTH and set(found) <= set(ALPHABET))
