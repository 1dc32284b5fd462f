"""« on the third », « by the 3rd »: the day of a month that is not named, in English.

An ordinal counts many things (« the third carton », « by the third and last time »). So it is a day only
behind a word that stands before days, and where nothing follows that it could count.
"""

from collections.abc import Iterator, Sequence
from typing import Final

from oralexam.facts.numerals import Numeral
from oralexam.facts.passages import Token
from oralexam.facts.readings import Reading
from oralexam.facts.values import Day

_BEFORE: Final = frozenset({"before", "by", "from", "on", "till", "until"})
_IS: Final = frozenset({"be", "is", "was"})
_DAYS: Final = frozenset({"date", "day"})
_WORDS_BETWEEN: Final = 3
"""« the date would then be the third »: so many words at most from the date to « be »."""
_AFTER: Final = frozenset(
    {"at", "because", "but", "for", "if", "instead", "not", "please", "so", "then", "when"}
)
"""What no ordinal counts; « and » and « or » may lead to a noun (« the third and last carton »)."""
_PARTS_OF_DAYS: Final = frozenset({"afternoon", "evening", "morning"})
_LAST_DAY: Final = 31


def days_alone(
    tokens: Sequence[Token], numbers: Sequence[Numeral], named: Sequence[Reading]
) -> Iterator[Reading]:
    """Every ordinal that can be a day and nothing else, and is no part of a day that is named."""
    by_place = {each.first: each for each in numbers if each.ordinal}
    inside = {place for each in named for place in range(each.first, each.end)}
    for numeral in by_place.values():
        article = numeral.first > 0 and tokens[numeral.first - 1].low == "the"
        if (
            numeral.first in inside
            or not 1 <= numeral.value <= _LAST_DAY
            or not (article or not numeral.worded)
            or not _is_announced(tokens, numeral.first - article)
            or not _counts_nothing(tokens, numeral.end, by_place)
        ):
            continue
        yield Reading(numeral.first - article, numeral.end, Day(day=int(numeral.value)), bare=True)


def _is_announced(tokens: Sequence[Token], at: int) -> bool:
    """« on … », « the date is … »."""
    before = [token.low for token in tokens[max(0, at - _WORDS_BETWEEN - 1) : at]]
    return bool(before) and (before[-1] in _BEFORE or (before[-1] in _IS and bool(_DAYS & set(before))))


def _counts_nothing(tokens: Sequence[Token], at: int, ordinals: dict[int, Numeral]) -> bool:
    """The phrase ends, or goes on with what is no thing."""
    if at >= len(tokens):
        return True
    low, following = tokens[at].low, at + 1
    if low == "in":
        named = [token.low for token in tokens[following : following + 2]]
        return len(named) > 1 and named[0] == "the" and named[1] in _PARTS_OF_DAYS
    if low == "to":
        return _goes_on(tokens, following, ordinals)
    if tokens[at].kind == "sign":
        # « the third-party insurer »; « on the third, fourth and fifth floors ».
        return low != "-" and not (low == "," and _lists(tokens, following, ordinals))
    return tokens[at].kind == "break" or low in _AFTER


def _goes_on(tokens: Sequence[Token], at: int, ordinals: dict[int, Numeral]) -> bool:
    """« from the third to the sixth »: what is said of one is said of both."""
    place = at + (at < len(tokens) and tokens[at].low == "the")
    numeral = ordinals.get(place)
    return numeral is not None and _counts_nothing(tokens, numeral.end, ordinals)


def _lists(tokens: Sequence[Token], at: int, ordinals: dict[int, Numeral]) -> bool:
    """Another ordinal comes next: what they count comes after the last of them."""
    while at < len(tokens) and tokens[at].low in {"and", "or"}:
        at += 1
    return at + (at < len(tokens) and tokens[at].low == "the") in ordinals
