"""Which values a scenario's facts hold: as the scenario names them, or as they stand in an answer's words."""

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from oralexam.exams.expected_value import ExpectedValue, ValueKind
from oralexam.exams.scenario import FactIfAsked, Language, Scenario
from oralexam.facts.incoterms import IN_FULL
from oralexam.facts.passages import of_text, plain
from oralexam.facts.reading import ReadPassage
from oralexam.facts.readings import Reading
from oralexam.facts.telephones import ways_to_say
from oralexam.facts.units import EMPTY_WORDS, stem
from oralexam.facts.values import Amount, Day, Incoterm, TimeOfDay, Value

_TYPES: Final[dict[ValueKind, type]] = {
    ValueKind.AMOUNT: Amount,
    ValueKind.DATE: Day,
    ValueKind.TIME: TimeOfDay,
    ValueKind.INCOTERM: Incoterm,
}
_FEWEST_DIGITS: Final = 9
"""A telephone number has so many digits at least (ITU-T E.164 allows 15; short national ones have 9)."""


class Wanted(NamedTuple):
    """One value of a fact, ready to be looked for."""

    fact_id: str
    label: str
    kind: ValueKind
    shown: str
    """As the scenario writes it."""
    values: tuple[Value, ...] = ()
    """Of a kind that is compared as a value; the first is the one that the scenario names."""
    spelled: tuple[str, ...] = ()
    """Of a kind that is dictated: small letters, digits and signs."""
    phrases: tuple[tuple[str, ...], ...] = ()
    """Of a name or a term: its words."""
    near: frozenset[str] = frozenset()


class Fact(NamedTuple):
    """A row's facts: what was asked for it, if it is given when asked, and its values."""

    fact_id: str
    question: str
    answer: str
    wanted: tuple[Wanted, ...]


def facts_of(scenario: Scenario) -> tuple[Fact, ...]:
    """Every fact of a scenario, those that are given when asked first, each in its order."""
    named: dict[str, list[ExpectedValue]] = {}
    for value in scenario.expected:
        named.setdefault(value.fact_id, []).append(value)
    asked = [
        Fact(
            fact.fact_id,
            fact.question,
            fact.answer,
            tuple(map(wanted, named[fact.fact_id])) if fact.fact_id in named else tuple(from_answer(fact)),
        )
        for fact in scenario.jury.facts_if_asked
    ]
    known = {fact.fact_id for fact in asked}
    others = [
        Fact(fact_id, "", "", tuple(map(wanted, values)))
        for fact_id, values in named.items()
        if fact_id not in known
    ]
    return (*asked, *others)


def wanted(value: ExpectedValue) -> Wanted:
    """A value that a scenario names; what cannot be read as its kind is looked for as words."""
    near = frozenset(stem(word) for text in value.near for word in plain(text).split())
    return _wanted(value.fact_id, value.label, value.kind, (value.value, *value.also), near)


def readable(value: ExpectedValue) -> bool:
    """Whether what is written is a value of its kind."""
    return wanted(value).kind is value.kind


def from_answer(fact: FactIfAsked) -> Iterator[Wanted]:
    """The values that stand in an answer's words, none inside another; none where all is plain words."""
    read = ReadPassage(of_text(fact.answer), Language.ENGLISH)
    near = frozenset(
        each
        for text in (fact.answer, fact.question)
        for token in of_text(text).tokens
        if token.kind == "word" and len(token.low) >= 4 and token.low not in EMPTY_WORDS
        for each in (stem(token.low),)
    )
    taken: set[int] = set()
    for kind, first, end in _values_in(read):
        if not taken & set(range(first, end)):
            taken |= set(range(first, end))
            yield _wanted(fact.fact_id, fact.question, kind, (read.passage.surface(first, end),), near)


def _values_in(read: ReadPassage) -> Iterator[tuple[ValueKind, int, int]]:
    """(kind, first token, token after), the surest first."""
    for run in read.addresses:
        yield ValueKind.E_MAIL, run.first, run.end
    yield from _typed(read, ValueKind.INCOTERM, ValueKind.TIME)
    for run in read.runs:
        digits = sum(map(str.isdecimal, run.characters))
        if run.characters.isalpha():
            yield ValueKind.NAME, run.first, run.end
        elif digits == len(run.characters) and digits >= _FEWEST_DIGITS:
            yield ValueKind.TELEPHONE, run.first, run.end
        elif digits < len(run.characters) and len(run.characters) >= 3:
            yield ValueKind.REFERENCE, run.first, run.end
    yield from _typed(read, ValueKind.DATE, ValueKind.AMOUNT)


def _typed(read: ReadPassage, *kinds: ValueKind) -> Iterator[tuple[ValueKind, int, int]]:
    for kind in kinds:
        for reading in read.of_kind[_TYPES[kind]]:
            if not reading.bare and _tells(reading):
                yield kind, reading.first, reading.end


def _tells(reading: Reading) -> bool:
    """Whether an amount is one of something; « one » alone is a pronoun as often."""
    value = reading.value
    return (
        not isinstance(value, Amount)
        or bool(value.unit)
        or (bool(value.things) and value.number != 1)
        or value.number >= 100
    )


def _wanted(fact_id: str, label: str, kind: ValueKind, forms: Sequence[str], near: frozenset[str]) -> Wanted:
    made = Wanted(fact_id, label, kind, forms[0], near=near)
    match kind:
        case ValueKind.AMOUNT | ValueKind.DATE | ValueKind.TIME:
            values = tuple(value for form in forms if (value := _value(kind, form)) is not None)
            if values:
                return made._replace(values=values)
        case ValueKind.INCOTERM:
            codes = tuple(
                Incoterm(form.strip().upper()[:3]) for form in forms if form.strip().upper()[:3] in IN_FULL
            )
            if codes:
                return made._replace(values=codes)
        case ValueKind.NAME:
            spelled = [_characters(form, "") for form in forms]
            parts = [
                word for form in forms for word in plain(form).split() if len(word) >= 3 and word.isalpha()
            ]
            return made._replace(spelled=tuple(dict.fromkeys([*spelled, *parts])), phrases=_phrases(forms))
        case ValueKind.E_MAIL:
            addresses = tuple(plain(form).replace(" ", "") for form in forms if "@" in form)
            if addresses:
                return made._replace(spelled=addresses)
        case ValueKind.TELEPHONE:
            numbers = dict.fromkeys(each for form in forms for each in ways_to_say(form) if each)
            if any(_characters(form, "").isdecimal() for form in forms):
                return made._replace(spelled=tuple(numbers))
        case ValueKind.REFERENCE:
            codes_said = tuple(each for form in forms if (each := _characters(form, "")))
            if codes_said:
                return made._replace(spelled=codes_said)
        case ValueKind.TERM:
            pass
    return made._replace(kind=ValueKind.TERM, phrases=_phrases(forms))


def _characters(form: str, keep: str) -> str:
    return "".join(sign for sign in plain(form) if sign.isalnum() or sign in keep)


def _phrases(forms: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    return tuple(
        words
        for form in forms
        if (words := tuple(stem(token.low) for token in of_text(form).tokens if token.kind != "sign"))
    )


def _value(kind: ValueKind, form: str) -> Value | None:
    """The longest reading; one that stands alone before one that is only possible beside others."""
    of_type = ReadPassage(of_text(form), Language.ENGLISH).of_kind[_TYPES[kind]]
    best = max(of_type, key=lambda each: (not each.bare, each.end - each.first), default=None)
    return best.value if best else None
