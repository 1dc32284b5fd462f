"""Whether what stands in a passage is the value that is looked for, another one in its place, or neither."""

from collections.abc import Callable, Iterator, Sequence
from typing import Final, NamedTuple

from oralexam.exams.expected_value import ValueKind
from oralexam.facts.dictation import Run, likeness, spelled
from oralexam.facts.expected import Wanted
from oralexam.facts.grid import Agreement
from oralexam.facts.passages import BREAK
from oralexam.facts.reading import ReadPassage
from oralexam.facts.readings import Reading
from oralexam.facts.telephones import same_within_a_country
from oralexam.facts.units import CURRENCIES
from oralexam.facts.values import Amount, Day, Incoterm, TimeOfDay

NEAR_TOKENS: Final = 10
"""How far from a fact's words a value is still about them: about a clause of ten words. Own choice."""
_TELLING: Final = 100
"""A number from here on is found without its unit: two facts of one scenario rarely share such a number."""
_LIKE: Final = 0.7
"""Strings that share so much are one with a slip in it: a letter of four, three digits of eleven. Own choice,
above difflib's 0.6 for a close match, which takes Vaughan for Duggan."""
_MOST_THINGS: Final = 4
_SHORTEST_NAME: Final = 4
_MOST_DIGITS_OFF: Final = 3


class Hit(NamedTuple):
    """From which token to which, and whether it agrees."""

    first: int
    end: int
    agreement: Agreement


def hits(wanted: Wanted, every: Sequence[Wanted], read: ReadPassage, *, written: bool) -> list[Hit]:
    """All that agrees, and all that stands in its place; nothing twice, in the order it stands.

    `every` are all values of the scenario: what is right for another fact is no other value of this one.
    `written` is what somebody wrote: a name's spelling there is theirs, and not a recogniser's.
    """
    match wanted.kind:
        case ValueKind.TERM:
            found, others = list(_phrases(wanted, read)), []
        case ValueKind.NAME:
            found = [*_dictated(wanted, read), *_phrases(wanted, read)]
            # A name inside an address of mail is part of the address.
            found = [span for span in found if not any(_touch(span, run) for run in read.addresses)]
            others = [*_other_runs(wanted, read), *(_other_names(wanted, every, read) if written else ())]
        case ValueKind.E_MAIL:
            found, others = list(_dictated(wanted, read)), list(_other_addresses(wanted, every, read))
        case ValueKind.TELEPHONE | ValueKind.REFERENCE:
            found, others = list(_dictated(wanted, read)), list(_other_runs(wanted, read))
        case _:
            found, others = _values(wanted, every, read)
    made = [Hit(first, end, Agreement.FOUND) for first, end in _apart(found, ())]
    made += [Hit(first, end, Agreement.DIFFERENT) for first, end in _apart(others, made)]
    return sorted(made)


def _touch(span: tuple[int, int], run: Run) -> bool:
    return span[0] < run.end and run.first < span[1]


def _apart(spans: Sequence[tuple[int, int]], taken: Sequence[Hit]) -> list[tuple[int, int]]:
    """Spans that touch neither each other nor what is taken; of two that do, the longer."""
    made: list[tuple[int, int]] = []
    for first, end in sorted(spans, key=lambda each: (each[0] - each[1], each[0])):
        if all(end <= begin or stop <= first for begin, stop in (*((e.first, e.end) for e in taken), *made)):
            made.append((first, end))
    return made


def _values(
    wanted: Wanted, every: Sequence[Wanted], read: ReadPassage
) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    readings = read.of_kind[type(wanted.values[0])]
    right = [each for each in readings if any(_same(value, each, wanted, read) for value in wanted.values)]
    found = [_span(each, wanted, read) for each in right]
    if isinstance(wanted.values[0], Incoterm):
        known = {value for each in every for value in each.values}
        return found, [(each.first, each.end) for each in readings if each.value not in known]
    found += [
        (each.first, each.end) for each in read.days_alone if _is_the_day(wanted, each, every, readings)
    ]
    if found:
        # What stands beside it may well be about something else: « leaves on Monday, arrives on Wednesday ».
        return found, []
    rivals = [
        each
        for each in readings
        if (not each.bare or isinstance(each.value, Day)) and _comparable(wanted, each)
    ]
    others = [
        _span(each, wanted, read)
        for each in rivals
        if not any(_same(value, each, one, read) for one in every for value in one.values)
        and _nearest(wanted, each, rivals, read)
    ]
    return found, others


def _is_the_day(wanted: Wanted, alone: Reading, every: Sequence[Wanted], named: Sequence[Reading]) -> bool:
    """Whether « the third » can only be this day: no other day expected is a third, no other month near."""
    days = {
        value for value in wanted.values if isinstance(value, Day) and value.day is not None and value.month
    }
    heard = alone.value
    right = [each for each in days if isinstance(heard, Day) and each.day == heard.day]
    if not right:
        return False
    thirds = {
        (value.day, value.month)
        for one in every
        for value in one.values
        if isinstance(value, Day) and value.day == right[0].day
    }
    near = [each.value for each in named if _distance(alone, each.first) <= NEAR_TOKENS]
    return len(thirds) == 1 and not any(
        isinstance(each, Day) and each.month not in {None, right[0].month} for each in near
    )


def _span(reading: Reading, wanted: Wanted, read: ReadPassage) -> tuple[int, int]:
    """From the number to what is counted: « 26 home stores »."""
    counted = {thing for value in wanted.values if isinstance(value, Amount) for thing in value.things}
    things = reading.value.things if isinstance(reading.value, Amount) else ()
    if counted & set(things):
        for place in range(reading.end, min(len(read.tokens), reading.end + _MOST_THINGS)):
            if read.stems[place] in counted:
                return reading.first, place + 1
    return reading.first, reading.end


def _same(value: object, reading: Reading, wanted: Wanted, read: ReadPassage) -> bool:
    heard = reading.value
    match value, heard:
        case Amount(), Amount():
            return value.agrees(heard) and _same_unit(value, reading, heard, wanted, read)
        case Day(), Day():
            return value.tells_as_much(heard) and not value.clashes(heard)
        case TimeOfDay(), TimeOfDay():
            return value.agrees(heard)
        case _:
            return value == heard


def _same_unit(value: Amount, reading: Reading, heard: Amount, wanted: Wanted, read: ReadPassage) -> bool:
    """The same unit, or none where it can be nothing else."""
    if heard.unit:
        return heard.unit == value.unit
    if value.unit:
        price = reading.bare and value.unit in CURRENCIES
        alone = not heard.things and _is_near(wanted, reading, read)
        return price or heard.number >= _TELLING or alone
    if reading.bare:
        return False
    return bool(set(value.things) & set(heard.things)) or (
        heard.number >= _TELLING or not value.things or _is_near(wanted, reading, read)
    )


def _comparable(wanted: Wanted, reading: Reading) -> bool:
    """Of the same kind, and of the same unit or the same things: it might stand in the fact's place."""
    return any(_replaces(value, reading.value) for value in wanted.values)


def _replaces(value: object, heard: object) -> bool:
    match value, heard:
        case Amount(), Amount():
            if value.unit:
                return heard.unit == value.unit
            return not heard.unit and bool(set(value.things) & set(heard.things))
        case Day(), Day():
            # A month is replaced by a month: any day that is named near it would be one of another month.
            return value.tells_as_much(heard) and (value.day is None) == (heard.day is None)
        case _:
            return True


def _nearest(wanted: Wanted, reading: Reading, rivals: Sequence[Reading], read: ReadPassage) -> bool:
    """Whether, of all that it might be, this stands nearest to one of the fact's words."""
    if wanted.near & read.context:
        return True
    return any(
        _distance(reading, place) == min(_distance(each, place) for each in rivals)
        for place in _near_places(wanted, reading, read)
    )


def _is_near(wanted: Wanted, reading: Reading, read: ReadPassage) -> bool:
    things = reading.value.things if isinstance(reading.value, Amount) else ()
    return bool(wanted.near & (read.context | set(things))) or any(
        True for _ in _near_places(wanted, reading, read)
    )


def _near_places(wanted: Wanted, reading: Reading, read: ReadPassage) -> Iterator[int]:
    """Where the fact's words stand around a reading, in the same phrase."""
    if not wanted.near:
        return
    for step, start in ((-1, reading.first - 1), (1, reading.end)):
        place = start
        while (
            0 <= place < len(read.tokens)
            and abs(place - start) < NEAR_TOKENS
            and read.tokens[place].low != BREAK
        ):
            if read.stems[place] in wanted.near:
                yield place
            place += step


def _distance(reading: Reading, place: int) -> int:
    return reading.first - place if place < reading.first else place - reading.end + 1


def _phrases(wanted: Wanted, read: ReadPassage) -> Iterator[tuple[int, int]]:
    """Words as they are, whatever signs stand between."""
    places = read.places
    for phrase in wanted.phrases:
        for at in read.by_stem.get(phrase[0], ()):
            if [read.stems[place] for place in places[at : at + len(phrase)]] == list(phrase):
                yield places[at], places[at + len(phrase) - 1] + 1


def _dictated(wanted: Wanted, read: ReadPassage) -> Iterator[tuple[int, int]]:
    for target in wanted.spelled:
        yield from _spelled(target, read)
        digits = target.lstrip("abcdefghijklmnopqrstuvwxyz")
        # « order twenty-two nineteen »: the digits of a reference tell it from others without its letters.
        if (
            wanted.kind is ValueKind.REFERENCE
            and digits.isdecimal()
            and len(digits) >= 4
            and digits != target
        ):
            yield from _spelled(digits, read)


def _spelled(target: str, read: ReadPassage) -> Iterator[tuple[int, int]]:
    return spelled(read.tokens, read.pieces, read.openings.get(target[0], ()), target)


def _other_runs(wanted: Wanted, read: ReadPassage) -> Iterator[tuple[int, int]]:
    """What was dictated and is like it, but for a slip."""
    fits: Callable[[Run], bool]
    match wanted.kind:
        case ValueKind.NAME:
            fits = _name_like(wanted)
        case ValueKind.TELEPHONE:
            fits = _number_like(wanted)
        case _:
            fits = _reference_like(wanted)
    yield from ((run.first, run.end) for run in read.runs if fits(run))


def _name_like(wanted: Wanted) -> Callable[[Run], bool]:
    return lambda run: (
        run.characters.isalpha()
        and any(run.characters != each and likeness(run.characters, each) >= _LIKE for each in wanted.spelled)
    )


def _number_like(wanted: Wanted) -> Callable[[Run], bool]:
    return lambda run: (
        run.characters.isdecimal()
        and not any(same_within_a_country(run.characters, each) for each in wanted.spelled)
        and any(
            abs(len(run.characters) - len(each)) <= _MOST_DIGITS_OFF
            and likeness(run.characters, each) >= _LIKE
            for each in wanted.spelled
        )
    )


def _reference_like(wanted: Wanted) -> Callable[[Run], bool]:
    def fits(run: Run) -> bool:
        return any(
            abs(len(run.characters) - len(each)) <= _MOST_DIGITS_OFF
            and run.characters[:1].isalpha() == each[:1].isalpha()
            and any(map(str.isdecimal, run.characters))
            and likeness(run.characters, each) >= _LIKE
            for each in wanted.spelled
        )

    return fits


def _other_names(wanted: Wanted, every: Sequence[Wanted], read: ReadPassage) -> Iterator[tuple[int, int]]:
    """A word that begins as the name does, with a capital, and is like it: « Pyke »."""
    known = {word for each in every for phrase in each.phrases for word in phrase}
    for at, token in enumerate(read.tokens):
        if not (token.kind == "word" and token.capital) or read.stems[at] in known or token.low in known:
            continue
        if any(
            len(name) >= _SHORTEST_NAME
            and token.low[0] == name[0]
            and token.low != name
            and likeness(token.low, name) > _LIKE
            for name in wanted.spelled
        ):
            yield at, at + 1


def _other_addresses(wanted: Wanted, every: Sequence[Wanted], read: ReadPassage) -> Iterator[tuple[int, int]]:
    known = {address for each in every for address in each.spelled}
    for run in read.addresses:
        if run.characters not in known and any(
            likeness(run.characters, each) >= _LIKE for each in wanted.spelled
        ):
            yield run.first, run.end
