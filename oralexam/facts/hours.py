"""Times of day as they are said and written: « half past two », « 5.40 p.m. », « 17 h 30 »."""

from collections.abc import Iterator, Sequence
from typing import Final

from oralexam.facts.numerals import Numeral, words_at
from oralexam.facts.passages import Token
from oralexam.facts.readings import Reading
from oralexam.facts.units import EMPTY_WORDS
from oralexam.facts.values import DAY_MINUTES, NOON_MINUTE, TimeOfDay

_MORNING: Final = (
    ("a", ".", "m", "."),
    ("a", ".", "m"),
    ("am",),
    ("a", "m"),
    ("in", "the", "morning"),
    ("this", "morning"),
    ("du", "matin"),
)
_AFTERNOON: Final = (
    ("p", ".", "m", "."),
    ("p", ".", "m"),
    ("pm",),
    ("p", "m"),
    ("in", "the", "afternoon"),
    ("this", "afternoon"),
    ("in", "the", "evening"),
    ("this", "evening"),
    ("at", "night"),
    ("tonight",),
    ("de", "l'", "apres", "-", "midi"),
    ("du", "soir"),
)
_O_CLOCK: Final = (("o'clock",), ("oclock",), ("o", "clock"), ("h",), ("heure",), ("heures",))
_BEFORE: Final = frozenset(
    {"at", "by", "until", "till", "before", "after", "from", "to", "around", "about", "a", "avant"}
)
_NAMED: Final = {"midday": NOON_MINUTE, "noon": NOON_MINUTE, "midnight": 0, "midi": NOON_MINUTE, "minuit": 0}
_PAST: Final = {"past": 1, "after": 1, "to": -1}


def hours(tokens: Sequence[Token], numbers: Sequence[Numeral]) -> Iterator[Reading]:
    """Every time of day; where another meaning is possible, as a bare reading."""
    by_place = {each.first: each for each in numbers}
    for at, token in enumerate(tokens):
        if token.low in _NAMED:
            afternoon = (
                token.low == "midi"
                and at >= 2
                and tokens[at - 1].low == "-"
                and tokens[at - 2].low == "apres"
            )
            if not afternoon:
                yield Reading(at, at + 1, TimeOfDay(frozenset({_NAMED[token.low]})))
        elif (reading := _relative(tokens, at, by_place)) or (reading := _absolute(tokens, at, by_place)):
            yield reading


def _relative(tokens: Sequence[Token], at: int, by_place: dict[int, Numeral]) -> Reading | None:
    """« half past two », « half two », « a quarter to five », « ten minutes past nine »."""
    low = tokens[at].low
    if low == "half":
        place = at + 1 + (at + 1 < len(tokens) and tokens[at + 1].low == "past")
        if (hour := by_place.get(place)) and _is_hour(hour):
            bare = place == at + 1
            return _told(tokens, at, hour.end, int(hour.value) * 60 + 30, bare=bare)
        return None
    if low == "quarter":
        minutes, place = 15, at + 1
    elif (numeral := by_place.get(at)) and numeral.value in range(1, 30) and not numeral.ordinal:
        minutes, place = int(numeral.value), numeral.end
        if place < len(tokens) and tokens[place].low in {"minute", "minutes"}:
            place += 1
    else:
        return None
    if place >= len(tokens) or tokens[place].low not in _PAST:
        return None
    hour = by_place.get(place + 1)
    if hour is None or not _is_hour(hour):
        return None
    if tokens[place].low == "after" and low != "quarter":
        return None
    told = _told(tokens, at, hour.end, int(hour.value) * 60 + _PAST[tokens[place].low] * minutes)
    # « from eight to five » is two times, not five minutes to eight: minutes are said in fives.
    return told._replace(bare=True) if low != "quarter" and tokens[place].low == "to" else told


def _absolute(tokens: Sequence[Token], at: int, by_place: dict[int, Numeral]) -> Reading | None:
    numeral = by_place.get(at)
    if tokens[at].kind == "digits" and (written := _clock(tokens, at)) is not None:
        minute, end, sure = written
        return _told(tokens, at, end, minute, bare=not sure)
    if numeral is None or numeral.ordinal or numeral.value != numeral.value.to_integral_value():
        return None
    whole = int(numeral.value)
    if numeral.worded or len(numeral.digits) == 4:
        hundred = whole % 100 < 60 and whole // 100 < 24
        if hundred and whole >= 100 and words_at(tokens, numeral.end, ("hours",)):
            return Reading(at, numeral.end + 1, TimeOfDay(frozenset({whole // 100 * 60 + whole % 100})))
    if not 0 <= whole < 24:
        return None
    clock = _ends(tokens, numeral.end, _O_CLOCK)
    if clock is not None:
        return _hour_said(tokens, at, clock, whole, by_place)
    if (minutes := by_place.get(numeral.end)) and _is_minutes(minutes) and numeral.worded and minutes.worded:
        return _told(tokens, at, minutes.end, whole * 60 + int(minutes.value), bare=True)
    if _ends(tokens, numeral.end, (*_MORNING, *_AFTERNOON)) is not None:
        return _told(tokens, at, numeral.end, whole * 60)
    before = at > 0 and tokens[at - 1].low in _BEFORE
    if before and _may_end(tokens, numeral.end):
        return _told(tokens, at, numeral.end, whole * 60, bare=True)
    return None


def _hour_said(
    tokens: Sequence[Token], at: int, end: int, hour: int, by_place: dict[int, Numeral]
) -> Reading:
    """« nine o'clock », « 17 h 30 », « cinq heures et demie »."""
    french = tokens[end - 1].low in {"h", "heure", "heures"}
    if french and words_at(tokens, end, ("et", "demie")):
        return _told(tokens, at, end + 2, hour * 60 + 30)
    if french and words_at(tokens, end, ("et", "quart")):
        return _told(tokens, at, end + 2, hour * 60 + 15)
    if french and words_at(tokens, end, ("moins", "le", "quart")):
        return _told(tokens, at, end + 3, hour * 60 - 15)
    if french and (minutes := by_place.get(end)) and _is_minutes(minutes):
        return _told(tokens, at, minutes.end, hour * 60 + int(minutes.value))
    # « deux heures » may be a length of time.
    length = tokens[end - 1].low in {"heure", "heures"} and not (at > 0 and tokens[at - 1].low in _BEFORE)
    return _told(tokens, at, end, hour * 60, bare=length)


def _may_end(tokens: Sequence[Token], at: int) -> bool:
    """Whether a bare hour may end before `at`: « at nine » and nothing that is counted after it."""
    if at >= len(tokens) or tokens[at].kind == "break":
        return True
    token = tokens[at]
    if token.kind == "sign":
        return token.low not in {"%", "/", "-", "€"} and not (
            token.glued and token.low in {":", "."} and _digits(tokens, at + 1)
        )
    return token.low in EMPTY_WORDS and token.low not in {"of", "past"}


def _digits(tokens: Sequence[Token], at: int) -> bool:
    return at < len(tokens) and tokens[at].kind == "digits" and tokens[at].glued


def _clock(tokens: Sequence[Token], at: int) -> tuple[int, int, bool] | None:
    """(minute of the day, token after, whether it is sure), of « 17:30 », « 5.40 », « 17h30 »."""
    if at > 0 and tokens[at].glued and tokens[at - 1].low not in {"(", "-", "–", "«", "“"}:
        return None
    if at + 2 >= len(tokens) or not (tokens[at + 1].glued and tokens[at + 2].glued):
        return None
    sign, minutes = tokens[at + 1].low, tokens[at + 2]
    if sign not in {":", ".", "h"} or minutes.kind != "digits" or len(minutes.low) != 2:
        return None
    hour, minute = int(tokens[at].low), int(minutes.low)
    if hour > 23 or minute > 59:
        return None
    end = at + 3
    goes_on = (
        end + 1 < len(tokens)
        and tokens[end].glued
        and tokens[end].low in {".", ":"}
        and tokens[end + 1].glued
    )
    if goes_on and tokens[end + 1].kind == "digits":
        return None
    said = _ends(tokens, end, (*_MORNING, *_AFTERNOON)) is not None
    return hour * 60 + minute, end, sign != "." or said


def _told(tokens: Sequence[Token], at: int, end: int, minute: int, *, bare: bool = False) -> Reading:
    """With what follows: morning or afternoon; without it, before one o'clock in the afternoon, both."""
    minute %= DAY_MINUTES
    if (after := _ends(tokens, end, _MORNING)) is not None:
        return Reading(
            at, after, TimeOfDay(frozenset({minute % NOON_MINUTE if minute >= NOON_MINUTE else minute}))
        )
    if (after := _ends(tokens, end, _AFTERNOON)) is not None:
        return Reading(at, after, TimeOfDay(frozenset({minute % NOON_MINUTE + NOON_MINUTE})))
    if minute >= NOON_MINUTE + 60 or tokens[at].low.startswith("0"):
        return Reading(at, end, TimeOfDay(frozenset({minute})), bare)
    return Reading(
        at, end, TimeOfDay(frozenset({minute % NOON_MINUTE, minute % NOON_MINUTE + NOON_MINUTE})), bare
    )


def _ends(tokens: Sequence[Token], at: int, endings: Sequence[tuple[str, ...]]) -> int | None:
    return next((at + len(words) for words in endings if words_at(tokens, at, words)), None)


def _is_hour(numeral: Numeral) -> bool:
    return not numeral.ordinal and numeral.value in range(1, 13)


def _is_minutes(numeral: Numeral) -> bool:
    return not numeral.ordinal and numeral.value in range(60) and len(numeral.digits) == 2
