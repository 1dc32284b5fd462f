"""Days as they are said and written: « Friday the fourth of December », « 4/12 », « vendredi 4 ».

« Next Friday », « tomorrow » and « in two weeks » are not resolved: which day that is depends on the day it
is said, and on who says it (« next Friday » is two different days to two people).
"""

from collections.abc import Iterator, Sequence
from types import MappingProxyType
from typing import Final

from oralexam.exams.scenario import Language
from oralexam.facts.numerals import Numeral
from oralexam.facts.passages import Token
from oralexam.facts.readings import Reading
from oralexam.facts.values import Day

_MONTH_NAMES: Final = """
january jan janvier|february feb fevrier|march mar mars|april apr avril|may mai|june jun juin
july jul juillet|august aug aout|september sept sep septembre|october oct octobre
november nov novembre|december dec decembre
"""
_WEEKDAY_NAMES: Final = """
monday mon lundi|tuesday tue tues mardi|wednesday wed mercredi|thursday thu thurs jeudi
friday fri vendredi|saturday sat samedi|sunday sun dimanche
"""


def _numbered(names: str, start: int) -> MappingProxyType[str, int]:
    groups = names.strip().replace("\n", "|").split("|")
    return MappingProxyType(
        {name: start + place for place, group in enumerate(groups) for name in group.split()}
    )


MONTHS: Final = _numbered(_MONTH_NAMES, 1)
WEEKDAYS: Final = _numbered(_WEEKDAY_NAMES, 0)
_NEED_A_CAPITAL: Final = frozenset(
    {"may", "march", "mar", "mars", "mai", "sun", "sat", "mon", "wed", "sep", "dec", "jan"}
)
"""Words of everyday language as well: alone they are a month or a day with a capital letter only."""
_BEFORE_A_DAY: Final = frozenset({"on", "by", "before", "from", "until", "since", "till"})
_FIRST_YEAR: Final = 1990
_LAST_YEAR: Final = 2099


def days(tokens: Sequence[Token], numbers: Sequence[Numeral], language: Language) -> Iterator[Reading]:
    """Every day that is named; days and months alone as well."""
    by_place = {each.first: each for each in numbers}
    at = 0
    while at < len(tokens):
        reading = _figures(tokens, at) or _named(tokens, at, by_place, language)
        if reading is None:
            at += 1
            continue
        yield reading
        at = max(reading.end, at + 1)


def _figures(tokens: Sequence[Token], at: int) -> Reading | None:
    """« 3/5 », « 03.05.2026 », « 2026-05-03 » (RFC 3339); the day before the month, as in Europe."""
    if tokens[at].kind != "digits" or (at > 0 and tokens[at].glued and tokens[at - 1].kind != "word"):
        return None
    parts, signs, end = [tokens[at].low], [], at + 1
    while (
        end + 1 < len(tokens)
        and len(parts) < 3
        and tokens[end].glued
        and tokens[end].low in {"/", ".", "-"}
        and tokens[end + 1].glued
        and tokens[end + 1].kind == "digits"
    ):
        signs.append(tokens[end].low)
        parts.append(tokens[end + 1].low)
        end += 2
    if len(set(signs)) != 1:
        return None
    if len(parts) == 3 and len(parts[0]) == 4:
        year, month, day = map(int, parts)
    elif len(parts) == 3 and len(parts[2]) in {2, 4}:
        day, month, year = map(int, parts)
        year += 2000 if year < 100 else 0
    elif len(parts) == 2 and signs[0] == "/" and max(map(len, parts)) <= 2:
        (day, month), year = map(int, parts), 0
    else:
        return None
    if not (1 <= day <= 31 and 1 <= month <= 12):
        return None
    return Reading(at, end, Day(day, month, year or None, None), bare=len(parts) == 2)


def _named(
    tokens: Sequence[Token], at: int, by_place: dict[int, Numeral], language: Language
) -> Reading | None:
    """[weekday] [the] day [of] month [year], month [the] day [year], weekday the day, or one alone."""
    end, weekday = at, WEEKDAYS.get(tokens[at].low)
    if weekday is not None:
        end = _past(tokens, at + 1, {",", ".", "the", "le", "on"})
    found = _day_and_month(tokens, end, by_place, language)
    if found is not None:
        day, month, end = found
        year, end = _year(tokens, end, by_place)
        return Reading(at, end, Day(day, month, year, weekday))
    if weekday is not None:
        numeral = by_place.get(end)
        if numeral is not None and _is_day(numeral) and (numeral.ordinal or language is Language.FRENCH):
            return Reading(at, numeral.end, Day(int(numeral.value), None, None, weekday))
        if tokens[at].low in _NEED_A_CAPITAL and not tokens[at].capital:
            return None
        return Reading(at, at + 1, Day(weekday=weekday), bare=True)
    month_alone = MONTHS.get(tokens[at].low)
    if month_alone is None or (tokens[at].low in _NEED_A_CAPITAL and not tokens[at].capital):
        return None
    if tokens[at].low == "may" and at == 0:
        return None
    year, end = _year(tokens, at + 1, by_place)
    return Reading(at, end, Day(month=month_alone, year=year), bare=year is None)


def _day_and_month(
    tokens: Sequence[Token], at: int, by_place: dict[int, Numeral], language: Language
) -> tuple[int, int, int] | None:
    """(day, month, token after)."""
    start = _past(tokens, at, {"the", "le"})
    numeral = by_place.get(start)
    if numeral is not None and _is_day(numeral):
        place = _past(tokens, numeral.end, {"of", "-", "de"})
        month = MONTHS.get(tokens[place].low) if place < len(tokens) else None
        if month is not None and not _is_verb(tokens, start, numeral, place, language):
            after = place + 1
            dot = after < len(tokens) and tokens[after].low == "." and len(tokens[place].low) <= 4
            year_follows = dot and after + 1 in by_place and by_place[after + 1].digits[:2] == "20"
            return int(numeral.value), month, after + bool(year_follows)
    if at < len(tokens) and (month := MONTHS.get(tokens[at].low)):
        place = _past(tokens, at + 1, {"the", "le", ".", "-"})
        numeral = by_place.get(place)
        if numeral is not None and _is_day(numeral) and not _is_year(numeral):
            return int(numeral.value), month, numeral.end
    return None


def _is_verb(tokens: Sequence[Token], start: int, numeral: Numeral, place: int, language: Language) -> bool:
    """« The last thirty may need … »: without a capital, « may » and « march » follow any number."""
    token = tokens[place]
    if (
        language is Language.FRENCH
        or token.capital
        or token.low not in {"may", "march"}
        or place > numeral.end
    ):
        return False
    before = tokens[start - 1].low if start else ""
    return before not in _BEFORE_A_DAY and before not in WEEKDAYS


def _is_day(numeral: Numeral) -> bool:
    return numeral.value == numeral.value.to_integral_value() and 1 <= numeral.value <= 31


def _is_year(numeral: Numeral) -> bool:
    return len(numeral.digits) == 4 and _FIRST_YEAR <= numeral.value <= _LAST_YEAR


def _year(tokens: Sequence[Token], at: int, by_place: dict[int, Numeral]) -> tuple[int | None, int]:
    """« 2026 », « twenty twenty-six », « two thousand and twenty-six », after a comma or not."""
    place = _past(tokens, at, {",", "in", "of"})
    numeral = by_place.get(place)
    if numeral is None or numeral.ordinal:
        return None, at
    if _is_year(numeral):
        return int(numeral.value), numeral.end
    rest = by_place.get(numeral.end)
    if (
        rest is not None
        and rest.worded
        and numeral.worded
        and numeral.value in {19, 20}
        and 10 <= rest.value <= 99
    ):
        return int(numeral.value * 100 + rest.value), rest.end
    return None, at


def _past(tokens: Sequence[Token], at: int, words: set[str]) -> int:
    while at < len(tokens) and tokens[at].low in words:
        at += 1
    return at
