"""The eleven Incoterms (Incoterms 2020, ICC publication 723E), spoken in letters, as a word or in full."""

from collections.abc import Iterator, Sequence
from types import MappingProxyType
from typing import Final

from oralexam.facts.numerals import by_first_word, words_at
from oralexam.facts.passages import Token
from oralexam.facts.readings import Reading
from oralexam.facts.values import Incoterm

IN_FULL: Final = MappingProxyType(
    {
        "EXW": ("ex works",),
        "FCA": ("free carrier",),
        "CPT": ("carriage paid to",),
        "CIP": ("carriage and insurance paid to", "carriage and insurance paid"),
        "DAP": ("delivered at place",),
        "DPU": ("delivered at place unloaded",),
        "DDP": ("delivered duty paid",),
        "FAS": ("free alongside ship",),
        "FOB": ("free on board",),
        "CFR": ("cost and freight",),
        "CIF": (
            "cost insurance and freight",
            "cost , insurance and freight",
            "cost , insurance , and freight",
        ),
    }
)
_CODES: Final = MappingProxyType(
    {tuple(form.split()): code for code, forms in IN_FULL.items() for form in forms}
)
_BY_WORD: Final = by_first_word(sorted(_CODES, key=len, reverse=True))
_BETWEEN: Final = frozenset({"-", ".", ","})


def incoterms(tokens: Sequence[Token]) -> Iterator[Reading]:
    """Every term that is named."""
    at = 0
    while at < len(tokens):
        reading = _word(tokens, at) or _letters(tokens, at) or _in_full(tokens, at)
        if reading is None:
            at += 1
            continue
        yield reading
        at = reading.end


def _word(tokens: Sequence[Token], at: int) -> Reading | None:
    code = tokens[at].low.upper()
    return Reading(at, at + 1, Incoterm(code)) if code in IN_FULL else None


def _letters(tokens: Sequence[Token], at: int) -> Reading | None:
    letters, place = "", at
    while place < len(tokens) and len(letters) < 3:
        low = tokens[place].low
        if tokens[place].kind == "word" and len(low) == 1:
            letters += low
        elif not letters or low not in _BETWEEN:
            return None
        place += 1
    code = letters.upper()
    return Reading(at, place, Incoterm(code)) if code in IN_FULL else None


def _in_full(tokens: Sequence[Token], at: int) -> Reading | None:
    for words in _BY_WORD.get(tokens[at].low, ()):
        if words_at(tokens, at, words):
            return Reading(at, at + len(words), Incoterm(_CODES[words]))
    return None
