"""Telephone numbers as people in the country say them, and as others do: one number."""

from typing import Final

_ONE_DIGIT: Final = frozenset({"1", "7"})
_TWO_DIGIT_CODES: Final = (
    "20 27 30 31 32 33 34 36 39 40 41 43 44 45 46 47 48 49 51 52 53 54 55 56 57 58 60 61 62 63 64 65 66 81 82"
    " 84 86 90 91 92 93 94 95 98"
)
_TWO_DIGITS: Final = frozenset(_TWO_DIGIT_CODES.split())
"""Country codes of one and of two digits; all others have three (ITU-T E.164, list of assigned codes)."""


def ways_to_say(form: str) -> tuple[str, ...]:
    """The digits of a number; of an international one (« + ») also as its own country dials it, with a zero.

    « +44 117 496 0183 », « 0117 496 0183 » and « +44 (0)117 496 0183 » are the same. Which country a national
    number belongs to is not known.
    """
    digits = "".join(sign for sign in form if sign.isdecimal())
    if not form.strip().startswith("+"):
        return (digits,)
    length = 1 if digits[:1] in _ONE_DIGIT else 2 if digits[:2] in _TWO_DIGITS else 3
    country, rest = digits[:length], digits[length:]
    return digits, f"0{rest}", f"{country}0{rest}"


def same_within_a_country(heard: str, wanted: str) -> bool:
    """Whether they end alike but for what is dialled before a number from elsewhere: nobody's mistake."""
    return heard.endswith(wanted.lstrip("0"))
