"""The eleven Incoterms (Incoterms 2020, ICC publication 723E), spoken in letters, as a word or in full."""

from collections.abc import Iterator, Sequence
from types import MappingProxyType
from typing import Final

from oralexam.facts.letters import Piece, letter_at
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
_LETTERS: Final = 3


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
    """« D A P », « dee ay pee », « ee ex double u »: one at least is no word of a sentence (« see »)."""
    letters, place, spelled = "", at, False
    while place < len(tokens) and len(letters) < _LETTERS:
        # A recogniser writes letters that it knows together: « EX double u ».
        together = tokens[place].capitals and len(tokens[place].low) < _LETTERS
        piece = Piece(place + 1, tokens[place].low, True) if together else letter_at(tokens, place)
        if piece is not None:
            letters += piece.characters
            # « a » and « I » alone are words as well.
            spelled |= piece.strong and tokens[place].low not in {"a", "i"}
            place = piece.end
        elif letters and tokens[place].low in _BETWEEN:
            place += 1
        else:
            return None
    code = letters.upper()
    return Reading(at, place, Incoterm(code)) if spelled and code in IN_FULL else None


def _in_full(tokens: Sequence[Token], at: int) -> Reading | None:
    for words in _BY_WORD.get(tokens[at].low, ()):
        if words_at(tokens, at, words):
            return Reading(at, at + len(words), Incoterm(_CODES[words]))
    return None
