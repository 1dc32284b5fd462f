"""One passage, read in every way that a fact may need; each way once."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Final

from oralexam.exams.scenario import Language
from oralexam.facts.amounts import amounts
from oralexam.facts.days import days
from oralexam.facts.days_alone import days_alone
from oralexam.facts.dictation import Run, openings, runs
from oralexam.facts.hours import hours
from oralexam.facts.incoterms import incoterms
from oralexam.facts.letters import Piece, pieces
from oralexam.facts.numerals import Numeral, numerals
from oralexam.facts.passages import Passage, Token
from oralexam.facts.readings import Reading
from oralexam.facts.units import stem
from oralexam.facts.values import Amount, Day, Incoterm, TimeOfDay

_ADDRESS: Final = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_SHORTEST_CODE: Final = 3
_SHORTEST_NUMBER: Final = 7
_JOINTS: Final = {"dot": ".", "point": ".", "hyphen": "-", "dash": "-", "tiret": "-", "underscore": "_"}
_SIGNS: Final = frozenset({".", "-", "_", "+"})


class ReadPassage:
    """A passage and the values in it."""

    def __init__(self, passage: Passage, language: Language, context: str = "") -> None:
        self.passage = passage
        self.tokens: tuple[Token, ...] = passage.tokens
        self.language = language
        self.context = frozenset(stem(token.low) for token in Passage(context).tokens)
        """What stands beside it: the label of a field."""

    @cached_property
    def stems(self) -> list[str]:
        """Each token without the ending of its plural."""
        return [stem(token.low) if token.kind == "word" else token.low for token in self.tokens]

    @cached_property
    def places(self) -> list[int]:
        """Where words and numbers stand, signs left out."""
        return [at for at, token in enumerate(self.tokens) if token.kind != "sign"]

    @cached_property
    def by_stem(self) -> Mapping[str, Sequence[int]]:
        """By what stands there: its places among `places`."""
        made: dict[str, list[int]] = {}
        for index, at in enumerate(self.places):
            made.setdefault(self.stems[at], []).append(index)
        return made

    @cached_property
    def numbers(self) -> list[Numeral]:
        """Every number."""
        return numerals(self.tokens, self.passage.text, self.language)

    @cached_property
    def of_kind(self) -> dict[type, list[Reading]]:
        """The readings by the type of their value."""
        named_days = list(days(self.tokens, self.numbers, self.language))
        named_hours = list(hours(self.tokens, self.numbers))
        inside = {
            place
            for first, end in (
                *((each.first, each.end) for each in (*named_days, *named_hours) if not each.bare),
                *((run.first, run.end) for run in self._codes()),
            )
            for place in range(first, end)
        }
        return {
            Amount: [
                each
                for each in amounts(self.tokens, self.numbers)
                # « 24 November » is no 24 of anything, nor is a part of a telephone number.
                if each.first not in inside or (isinstance(each.value, Amount) and each.value.unit)
            ],
            Day: named_days,
            TimeOfDay: named_hours,
            Incoterm: list(incoterms(self.tokens)),
        }

    @cached_property
    def days_alone(self) -> list[Reading]:
        """« on the third »: no month and no weekday; only a day that is looked for makes it one."""
        return list(days_alone(self.tokens, self.numbers, self.of_kind[Day]))

    def _codes(self) -> Iterator[Run]:
        """Addresses, references and telephone numbers: their digits count nothing."""
        yield from self.addresses
        for run in self.runs:
            reference = run.characters[0].isalpha() and len(run.characters) >= _SHORTEST_CODE
            # Numbers for people begin with a zero, or with a plus before them; a list of amounts does not.
            called = run.characters[0] == "0" or (run.first > 0 and self.tokens[run.first - 1].low == "+")
            if reference or (called and len(run.characters) >= _SHORTEST_NUMBER):
                yield run

    @cached_property
    def pieces(self) -> list[list[Piece]]:
        """What each token is in a dictation."""
        return pieces(self.tokens, self.numbers)

    @cached_property
    def openings(self) -> Mapping[str, Sequence[int]]:
        """Where a dictation may begin, by its first character."""
        return openings(self.pieces)

    @cached_property
    def runs(self) -> list[Run]:
        """Whatever was dictated."""
        return list(runs(self.tokens, self.pieces))

    @cached_property
    def addresses(self) -> list[Run]:
        """Addresses of mail, as they are written and as they are said."""
        return [*self._written_addresses(), *self._said_addresses()]

    def _written_addresses(self) -> Iterator[Run]:
        by_letter = {token.first: at for at, token in enumerate(self.tokens)}
        for found in _ADDRESS.finditer(self.passage.text):
            first = by_letter.get(found.start())
            if first is None:
                continue
            end = first
            while end < len(self.tokens) and self.tokens[end].last <= found.end():
                end += 1
            yield Run(first, end, found.group().lower())

    def _said_addresses(self) -> Iterator[Run]:
        """« j dot pike at harcourt hyphen vale dot example »."""
        for at, token in enumerate(self.tokens):
            if token.low != "at" or not 0 < at < len(self.tokens) - 2:
                continue
            end, domain = self._joined(at + 1)
            first = self._before(at)
            if "." in domain and first < at:
                name = "".join(_JOINTS.get(each.low, each.low) for each in self.tokens[first:at])
                # « j dot pike, that's P-I-K-E, at … »: what stands before « at » is no name then.
                if not any(map(str.isalnum, name)):
                    continue
                yield Run(first, end, f"{name}@{domain}")

    def _joined(self, at: int) -> tuple[int, str]:
        """Words held together by « dot » and « hyphen », from `at` on."""
        made, place = "", at
        while place < len(self.tokens):
            low = self.tokens[place].low
            joint = _JOINTS.get(low) or (low if low in _SIGNS and self.tokens[place].glued else None)
            if joint is not None and made and place + 1 < len(self.tokens):
                made += joint
            elif self.tokens[place].kind in {"word", "digits"} and (not made or not made[-1].isalnum()):
                made += low
            else:
                break
            place += 1
        if made and not made[-1].isalnum():
            place, made = place - 1, made[:-1]
        return place, made

    def _before(self, at: int) -> int:
        place = at - 1
        while place >= 1 and (
            self.tokens[place - 1].low in _JOINTS
            or self.tokens[place].low in _JOINTS
            or self.tokens[place].low in _SIGNS
            or (self.tokens[place - 1].low in _SIGNS and self.tokens[place].glued)
        ):
            place -= 1
        return place
