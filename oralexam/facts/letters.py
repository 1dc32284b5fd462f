"""What a token may stand for when somebody dictates letter by letter, digit by digit, sign by sign."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final, NamedTuple

from oralexam.facts.numerals import Numeral, by_first_word, words_at
from oralexam.facts.passages import Token


class Piece(NamedTuple):
    """From one token on, up to `end`: these characters."""

    end: int
    characters: str
    strong: bool
    """A letter, a digit or a sign that cannot be taken for a word of the sentence."""


_NATO: Final = (
    "alpha alfa bravo charlie delta echo foxtrot golf hotel india juliet juliett kilo lima mike november "
    "oscar papa quebec romeo sierra tango uniform victor whiskey whisky xray yankee zulu"
)
"""ICAO Annex 10, volume II, 5.2.1.3, with the everyday spellings."""
_OTHER_ALPHABETS: Final = (
    "able baker dog easy fox george harry isaac jack king love mary nan nancy oboe peter queen roger robert "
    "sugar sam tommy uncle william york zebra andrew benjamin david edward frederick lucy oliver tom thomas "
    "samuel ocean"
)
"""Words of British and American spelling over the telephone (RAF 1942, US Able Baker 1941, BT)."""
SPELLING_WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {word: word[0] for word in f"{_NATO} {_OTHER_ALPHABETS}".split()}
)
_LETTER_NAMES: Final = """
a ay eh|b be bee|c see sea cee|d dee|e ee|f eff ef|g gee jee|h aitch haitch|i eye|j jay|k kay|l el ell|m em
n en|o oh|p pea pee|q cue queue|r are ar|s ess es|t tea tee|u you|v vee|x ex|y why wye|z zed zee
"""
_HEARD_AS: Final = MappingProxyType(
    {
        word: group.split()[0]
        for group in _LETTER_NAMES.strip().replace("\n", "|").split("|")
        for word in group.split()[1:]
    }
)
"""Names of letters, and the words that a recogniser writes for them."""
_NAMES_ONLY: Final = "aitch ar ay cee dee ee ef eff el ell em en ess haitch jay kay pee tee vee zed zee"
_ONLY_LETTERS: Final = frozenset(_NAMES_ONLY.split())
"""Of these names, those that are no word of a sentence: whoever is heard to say one spells."""
_SIGN_NAMES: Final = """
. dot|. point|. full stop|. period|@ at|@ at sign|@ arobase|- hyphen|- dash|- minus|- tiret
_ underscore|_ underline|_ under score|_ tiret bas|/ slash|/ stroke|+ plus
"""
_SIGNS: Final = MappingProxyType(
    {tuple(line.split()[1:]): line.split()[0] for line in _SIGN_NAMES.strip().replace("\n", "|").split("|")}
)
_SIGNS_BY_WORD: Final = by_first_word(_SIGNS)
_REPEATED: Final = MappingProxyType({"double": 2, "triple": 3, "treble": 3})
_NUMBER_NAMES: Final = "zero one two three four five six seven eight nine"
_DIGITS: Final = MappingProxyType(
    {word: str(digit) for digit, word in enumerate(_NUMBER_NAMES.split())}
    | dict.fromkeys(("oh", "o", "nought", "naught"), "0")
)
_FILLING: Final = (
    "er erm um uh and then next capital small upper lower case letter space new word euh puis majuscule"
    " minuscule"
)
FILLERS: Final = frozenset(_FILLING.split())
"""What is said between letters and stands for none."""
_EXAMPLES: Final = (("as", "in"), ("for",), ("like",), ("is", "for"), ("comme",))
_LONGEST_WORDS: Final = 14
"""A word of an address may be as long as this; longer ones are no part of a name or a reference."""


def pieces(tokens: Sequence[Token], numbers: Sequence[Numeral]) -> list[list[Piece]]:
    """For every token, what may begin with it."""
    by_place = {each.first: each for each in numbers}
    return [_at(tokens, at, by_place) for at in range(len(tokens))]


def example_after(tokens: Sequence[Token], at: int, letter: str) -> int | None:
    """Where it goes on after « as in Bravo », « for Papa », if the word begins with `letter`."""
    for words in _EXAMPLES:
        place = at + len(words)
        if words_at(tokens, at, words) and place < len(tokens) and tokens[place].low.startswith(letter):
            return place + (3 if words_at(tokens, place, ("x", "-", "ray")) else 1)
    return None


def letter_at(tokens: Sequence[Token], at: int) -> Piece | None:
    """The one letter that a token names: « d », « dee », « double u ». None where it names none."""
    low = tokens[at].low
    if tokens[at].kind != "word":
        return None
    if len(low) == 1:
        return Piece(at + 1, low, True)
    if low == "double":
        place = at + 1 + (at + 2 < len(tokens) and tokens[at + 1].low == "-")
        return (
            Piece(place + 1, "w", True) if place < len(tokens) and tokens[place].low in {"u", "you"} else None
        )
    letter = _HEARD_AS.get(low)
    return None if letter is None else Piece(at + 1, letter, low in _ONLY_LETTERS)


def _at(tokens: Sequence[Token], at: int, by_place: dict[int, Numeral]) -> list[Piece]:
    token = tokens[at]
    low = token.low
    if token.kind == "break":
        return [Piece(at + 1, "", False)]
    if token.kind == "sign":
        return [Piece(at + 1, low, True), Piece(at + 1, "", False)]
    made: list[Piece] = []
    if (times := _REPEATED.get(low)) and at + 1 < len(tokens):
        made += _repeated(tokens, at, times, by_place)
    if (
        (numeral := by_place.get(at)) is not None
        and not numeral.ordinal
        and numeral.value == numeral.value.to_integral_value()
    ):
        made.append(Piece(numeral.end, numeral.digits, True))
    if token.kind == "digits":
        made.append(Piece(at + 1, low, True))
        return made
    for words in _SIGNS_BY_WORD.get(low, ()):
        sign = _SIGNS[words]
        if words_at(tokens, at, words):
            made.append(Piece(at + len(words), sign, False))
            if sign != "@":
                made.append(Piece(at + len(words), "", False))
    if words_at(tokens, at, ("x", "-", "ray")):
        made.append(Piece(at + 3, "x", True))
    if len(low) == 1:
        made.append(Piece(at + 1, low, True))
    else:
        if letter := _HEARD_AS.get(low):
            made.append(Piece(at + 1, letter, low in _ONLY_LETTERS))
        if letter := SPELLING_WORDS.get(low):
            made.append(Piece(at + 1, letter, True))
        if len(low) <= _LONGEST_WORDS:
            made.append(Piece(at + 1, low, False))
            # « Mrs Marchetti's order » names her, too.
            if low.endswith("'s"):
                made.append(Piece(at + 1, low[:-2], False))
    if digit := _DIGITS.get(low):
        made.append(Piece(at + 1, digit, low not in {"oh", "o"}))
    if low in FILLERS:
        made.append(Piece(at + 1, "", False))
    return made


def _repeated(tokens: Sequence[Token], at: int, times: int, by_place: dict[int, Numeral]) -> list[Piece]:
    """« double l », « triple seven »; « double u » is a letter of its own."""
    place = at + 1 + (tokens[at + 1].low == "-" and at + 2 < len(tokens))
    following = tokens[place]
    numeral = by_place.get(place)
    if digit := _DIGITS.get(following.low):
        return [Piece(place + 1, digit * times, True), *_doubled_letter(following, place, times)]
    if numeral is not None and len(numeral.digits) == 1:
        return [Piece(numeral.end, numeral.digits * times, True)]
    if following.kind == "digits":
        return [Piece(place + 1, following.low[0] * times + following.low[1:], True)]
    return _doubled_letter(following, place, times)


def _doubled_letter(following: Token, place: int, times: int) -> list[Piece]:
    letter = following.low if len(following.low) == 1 else _HEARD_AS.get(following.low, "")
    if not letter or following.kind != "word":
        return []
    made = [Piece(place + 1, letter * times, True)]
    if letter == "u" and times == 2:
        made.insert(0, Piece(place + 1, "w", True))
    if letter == "v" and times == 2:
        made.append(Piece(place + 1, "w", True))
    return made
