"""Numbers with their units: « 2.5 t », « two point five tonnes », « £21.50 », « four cartons »."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Final

from oralexam.facts.numerals import Numeral, words_at
from oralexam.facts.passages import Token
from oralexam.facts.readings import Reading
from oralexam.facts.units import CURRENCIES, EMPTY_WORDS, SQUARED, UNITS, stem
from oralexam.facts.values import Amount

_THINGS: Final = 3
"""How many words after a number may say what is counted: « 4 electric kettles »."""
_OF: Final = frozenset({"of", "the", "these", "those", "your", "our", "de", "des"})
_HALF_AFTER: Final = (("and", "a", "half"), ("et", "demi"), ("et", "demie"))


def amounts(tokens: Sequence[Token], numbers: Sequence[Numeral]) -> Iterator[Reading]:
    """Every number as an amount, and prices that are said without their currency."""
    by_place = {each.first: each for each in numbers}
    for numeral in numbers:
        if numeral.ordinal:
            continue
        yield from _prices(tokens, numeral, by_place)
        unit = _unit_after(tokens, numeral.end) or _currency_before(tokens, numeral.first)
        if unit is None:
            yield _counted(tokens, numeral, by_place)
            continue
        base, factor, first, end = unit
        number = numeral.value * factor
        if any(words_at(tokens, end, words) for words in _HALF_AFTER):
            number, end = (
                number + factor / 2,
                end + len(next(w for w in _HALF_AFTER if words_at(tokens, end, w))),
            )
        cents = by_place.get(end) if base in CURRENCIES and factor == 1 else None
        if cents is None and base in CURRENCIES and factor == 1 and words_at(tokens, end, ("and",)):
            cents = by_place.get(end + 1)
            if cents is not None and (after := _unit_after(tokens, cents.end)) is not None and after[1] == 1:
                cents = None
            if cents is not None and _unit_after(tokens, cents.end) is None:
                cents = None
        if cents is not None and _are_cents(cents, tokens, base):
            number, end = number + cents.value / 100, cents.end
            after = _unit_after(tokens, end)
            end = after[3] if after is not None and after[0] == base and after[1] < 1 else end
        other = None if numeral.other is None else numeral.other * factor
        yield Reading(min(first, numeral.first), max(end, numeral.end), Amount(number, base, other))


def _are_cents(numeral: Numeral, tokens: Sequence[Token], base: str) -> bool:
    after = _unit_after(tokens, numeral.end)
    small = after is None or (after[0] == base and after[1] < 1)
    whole = numeral.value == numeral.value.to_integral_value()
    return small and whole and len(numeral.digits) <= 2 and 0 < numeral.value < 100 and not numeral.ordinal


def _unit_after(tokens: Sequence[Token], at: int) -> tuple[str, Decimal, int, int] | None:
    """(base, factor, first token, token after), of a unit that begins at `at`."""
    if at < len(tokens) and tokens[at].low == "-" and tokens[at].glued:
        at += 1
    for words, base in SQUARED.items():
        if words_at(tokens, at, words):
            return base, Decimal(1), at, at + len(words)
    if at >= len(tokens) or tokens[at].low not in UNITS:
        return None
    token = tokens[at]
    if token.low in {"m", "l"} and at + 1 < len(tokens) and tokens[at + 1].low in {"²", "³"}:
        return {"²": "m2", "³": "m3"}[tokens[at + 1].low], Decimal(1), at, at + 2
    # « five p.m. » is no money: what is said with « m. » after it is a time of day.
    if token.low == "p" and any(words_at(tokens, at, each) for each in (("p", ".", "m"), ("p", "m"))):
        return None
    base, factor = UNITS[token.low]
    return base, factor, at, at + 1


def _currency_before(tokens: Sequence[Token], at: int) -> tuple[str, Decimal, int, int] | None:
    if at == 0 or tokens[at - 1].low not in {"€", "£", "$", "¥", "₺", "eur", "gbp", "usd", "chf"}:
        return None
    base, factor = UNITS[tokens[at - 1].low]
    return base, factor, at - 1, at


def _counted(tokens: Sequence[Token], numeral: Numeral, by_place: dict[int, Numeral]) -> Reading:
    things: list[str] = []
    place = numeral.end
    while place < len(tokens) and len(things) < _THINGS:
        token = tokens[place]
        if token.low in _OF and not things:
            place += 1
            continue
        if token.kind != "word" or token.low in EMPTY_WORDS or place in by_place:
            break
        things.append(stem(token.low))
        place += 1
    direct = bool(things) and stem(tokens[numeral.end].low) == things[0]
    return Reading(
        numeral.first, numeral.end + direct, Amount(numeral.value, "", numeral.other, tuple(things))
    )


def _prices(tokens: Sequence[Token], numeral: Numeral, by_place: dict[int, Numeral]) -> Iterator[Reading]:
    """« twenty-one fifty »: two numbers in words side by side, the second one of two digits."""
    cents = by_place.get(numeral.end)
    if (
        cents is not None
        and numeral.worded
        and cents.worded
        and numeral.value == numeral.value.to_integral_value()
        and 10 <= cents.value < 100
        and not cents.ordinal
        and _unit_after(tokens, cents.end) is None
    ):
        yield Reading(numeral.first, cents.end, Amount(numeral.value + cents.value / 100, ""), bare=True)
