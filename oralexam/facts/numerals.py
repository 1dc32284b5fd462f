"""Numbers as they are written and as they are said, in English and French.

Cardinals and ordinals in words are composed by text2num (MIT), which works on tokens and so keeps places.
What it does not know is here: « oh » for zero, digits with separators, « 2 thousand », halves and dozens.
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType
from typing import Final, NamedTuple

from text_to_num import find_numbers

from oralexam.exams.scenario import Language
from oralexam.facts.passages import Token


class Numeral(NamedTuple):
    """One number, where it stands."""

    first: int
    end: int
    value: Decimal
    other: Decimal | None
    """What it is if its separator means the other thing: « 1.250 » in a French text."""
    digits: str
    """The digits as they are said or written, zeros before them included."""
    ordinal: bool
    worded: bool


_ZEROS: Final = frozenset({"oh", "o", "nought", "naught"})
_LARGE: Final = MappingProxyType(
    {"hundred": 100, "thousand": 1000, "million": 10**6, "mille": 1000, "millions": 10**6, "k": 1000}
)
_ORDINAL_ENDINGS: Final = frozenset({"st", "nd", "rd", "th", "er", "ere", "e", "eme"})
_SPACES: Final = ("\u00a0", "\u202f", " ")
"""Between thousands, as in French: candidates write so in English as well."""
_HALVES: Final = MappingProxyType(
    {
        ("and", "a", "half"): Decimal("0.5"),
        ("-", "and", "-", "a", "-", "half"): Decimal("0.5"),
        ("and", "one", "half"): Decimal("0.5"),
        ("and", "a", "quarter"): Decimal("0.25"),
        ("and", "three", "quarters"): Decimal("0.75"),
        ("et", "demi"): Decimal("0.5"),
        ("et", "demie"): Decimal("0.5"),
    }
)
_DOZENS: Final = MappingProxyType({"dozen": 12, "dozens": 12, "douzaine": 12, "douzaines": 12})
_ALONE: Final = MappingProxyType(
    {
        ("half", "a", "dozen"): Decimal(6),
        ("a", "dozen"): Decimal(12),
        ("une", "demi", "douzaine"): Decimal(6),
        ("une", "demi", "-", "douzaine"): Decimal(6),
        ("une", "douzaine"): Decimal(12),
        ("half", "a"): Decimal("0.5"),
        ("half", "an"): Decimal("0.5"),
        ("une", "demi"): Decimal("0.5"),
        ("a", "quarter", "of"): Decimal("0.25"),
        ("three", "quarters", "of"): Decimal("0.75"),
        ("a", "hundred"): Decimal(100),
        ("a", "thousand"): Decimal(1000),
    }
)


class _Said:
    """A token as text2num wants it."""

    def __init__(self, low: str, apart: bool) -> None:  # noqa: FBT001
        self._low = low
        self._apart = apart

    def text(self) -> str:
        return self._low

    def nt_separated(self, _previous: "_Said") -> bool:
        return self._apart

    def not_a_number_part(self) -> bool:
        return False


def numerals(tokens: Sequence[Token], text: str, language: Language) -> list[Numeral]:
    """Every number in `tokens`, in order, none inside another."""
    plain = _in_words(tokens, language) + _in_digits(tokens, text, language)
    return _composed(sorted(plain, key=lambda each: each.first), tokens)


def words_at(tokens: Sequence[Token], at: int, words: Sequence[str]) -> bool:
    """Whether exactly these words stand from `at` on."""
    # The first word nearly always decides: this is asked a hundred times a token.
    if at >= len(tokens) or tokens[at].low != words[0] or len(tokens) - at < len(words):
        return False
    return len(words) == 1 or all(tokens[at + place].low == word for place, word in enumerate(words))


def by_first_word(phrases: Iterable[tuple[str, ...]]) -> Mapping[str, tuple[tuple[str, ...], ...]]:
    """Phrases by the word they begin with, each in its order."""
    made: dict[str, tuple[tuple[str, ...], ...]] = {}
    for words in phrases:
        made[words[0]] = (*made.get(words[0], ()), words)
    return MappingProxyType(made)


_ALONE_BY_WORD: Final = by_first_word(_ALONE)


def _in_words(tokens: Sequence[Token], language: Language) -> list[Numeral]:
    found = find_numbers(_sayable(tokens), language.value, threshold=0)
    return [
        Numeral(
            each.start,
            each.end,
            Decimal(_digits(each.text, keep=".,").strip(".,").replace(",", ".") or "0"),
            None,
            _digits(each.text),
            each.is_ordinal,
            True,
        )
        for each in found
        if any(token.kind == "word" for token in tokens[each.start : each.end])
    ]


def _digits(text: str, keep: str = "") -> str:
    return "".join(sign for sign in text if sign.isdecimal() or sign in keep)


def _sayable(tokens: Sequence[Token]) -> list[_Said]:
    said = []
    for place, token in enumerate(tokens):
        low = token.low
        if low in _ZEROS:
            low = "¶"
            around = [tokens[each] for each in (place - 1, place + 1) if 0 <= each < len(tokens)]
            if any(each.kind == "digits" or _is_number_word(each.low) for each in around):
                low = "zero"
        # A digit is read by us, whatever its separators: text2num would not join it.
        said.append(_Said("¶" if token.kind in {"digits", "break"} else low, token.kind == "break"))
    return said


_BESIDE_A_ZERO: Final = (
    "zero one two three four five six seven eight nine ten double triple oh o nought point"
)
_NUMBER_WORDS: Final = frozenset(_BESIDE_A_ZERO.split())


def _is_number_word(low: str) -> bool:
    return low in _NUMBER_WORDS or low.endswith(("teen", "ty"))


def _in_digits(tokens: Sequence[Token], text: str, language: Language) -> list[Numeral]:
    made: list[Numeral] = []
    at = 0
    while at < len(tokens):
        if tokens[at].kind != "digits":
            at += 1
            continue
        end = at + 1
        while end < len(tokens) and _goes_on(tokens, text, end):
            end += 1 if tokens[end].kind == "digits" else 2
        if (numeral := _literal(tokens, at, end, language)) is not None:
            made.append(numeral)
        else:
            made += [
                Numeral(place, place + 1, Decimal(tokens[place].low), None, tokens[place].low, False, False)
                for place in range(at, end)
                if tokens[place].kind == "digits"
            ]
        at = end
    return made


def _goes_on(tokens: Sequence[Token], text: str, at: int) -> bool:
    """Whether a number goes on at `at`: a point or comma with digits close by, or a group after a space."""
    token = tokens[at]
    if token.kind == "sign":
        following = tokens[at + 1] if at + 1 < len(tokens) else None
        return (
            token.low in {".", ",", "'"}
            and token.glued
            and following is not None
            and following.kind == "digits"
            and following.glued
        )
    before = tokens[at - 1]
    between = text[before.last : token.first]
    return (
        token.kind == "digits"
        and len(token.low) == 3
        and between in _SPACES
        and len(before.low) <= 3
        and not before.low.startswith("0")
    )


def _literal(tokens: Sequence[Token], at: int, end: int, language: Language) -> Numeral | None:
    groups = [token.low for token in tokens[at:end] if token.kind == "digits"]
    signs = [token.low for token in tokens[at:end] if token.kind == "sign"]
    digits = "".join(groups)
    whole = Decimal(digits)
    thousands = all(len(group) == 3 for group in groups[1:]) and not groups[0].startswith("0")
    spaced = len(groups) - 1 - len(signs)
    if not signs:
        value, other = whole, None
    elif len(signs) > 1 and len(set(signs)) == 1:
        if not thousands:
            return None
        value, other = whole, None
    elif len(signs) == 1:
        decimal = Decimal(f"{''.join(groups[:-1])}.{groups[-1]}")
        separates = "," if language is Language.ENGLISH else "."
        if spaced or not thousands:
            value, other = decimal, None
        elif groups[-1] == "000":
            # Three zeros are thousands to whoever writes them, in both languages.
            value, other = whole, None
        elif signs[0] in {separates, "'"}:
            value, other = whole, decimal
        else:
            value, other = decimal, whole
    else:
        value, other = Decimal(f"{''.join(groups[:-1])}.{groups[-1]}"), None
    ordinal = end < len(tokens) and tokens[end].glued and tokens[end].low in _ORDINAL_ENDINGS
    return Numeral(at, end + ordinal, value, other, digits, ordinal, False)


def _composed(plain: list[Numeral], tokens: Sequence[Token]) -> list[Numeral]:
    """« 2 thousand », « two and a half », « half a dozen »."""
    by_place = {each.first: each for each in plain}
    made: list[Numeral] = []
    at = 0
    while at < len(tokens):
        alone = next(
            (words for words in _ALONE_BY_WORD.get(tokens[at].low, ()) if words_at(tokens, at, words)), None
        )
        if alone is not None and (len(alone) > 2 or at + len(alone) not in by_place):
            value = _ALONE[alone]
            if alone in {("a", "hundred"), ("a", "thousand")} and at + 1 in by_place:
                inner = by_place[at + 1]
                made.append(inner._replace(first=at))
            else:
                made.append(_made(at, at + len(alone), value))
            at = made[-1].end
            continue
        numeral = by_place.get(at)
        if numeral is None:
            at += 1
            continue
        numeral = _with_tail(numeral, tokens, by_place)
        made.append(numeral)
        at = numeral.end
    return made


def _with_tail(numeral: Numeral, tokens: Sequence[Token], by_place: dict[int, Numeral]) -> Numeral:
    if numeral.ordinal:
        return numeral
    numeral = _with_decimals(numeral, tokens, by_place)
    end = numeral.end
    times = 0 if numeral.worded or end == len(tokens) else _LARGE.get(tokens[end].low, 0)
    if times and (tokens[end].low != "k" or tokens[end].glued):
        numeral = _made(numeral.first, end + 1, numeral.value * times)
        rest = by_place.get(numeral.end)
        if rest is not None and rest.worded and rest.value < times and not rest.ordinal:
            numeral = _made(numeral.first, rest.end, numeral.value + rest.value)
    end = numeral.end
    if end < len(tokens) and (dozen := _DOZENS.get(tokens[end].low)):
        return _made(numeral.first, end + 1, numeral.value * dozen)
    for words, more in _HALVES.items():
        if words_at(tokens, end, words):
            return _made(numeral.first, end + len(words), numeral.value + more)
    return numeral


def _with_decimals(numeral: Numeral, tokens: Sequence[Token], by_place: dict[int, Numeral]) -> Numeral:
    """« 2 point 5 »: a recogniser writes digits beside the word; text2num joins words only."""
    rest = by_place.get(numeral.end + 1)
    if rest is None or tokens[numeral.end].low != "point" or rest.ordinal or not rest.digits:
        return numeral
    if numeral.value % 1 or rest.value % 1:
        return numeral
    return _made(numeral.first, rest.end, Decimal(f"{numeral.value:f}.{rest.digits}"))


def _made(first: int, end: int, value: Decimal) -> Numeral:
    return Numeral(first, end, value, None, _digits(str(value)), False, True)
