"""Whatever value: said in words it is the same value again, and not its neighbour's."""

import datetime as dt
import string

from hypothesis import given, settings
from hypothesis import strategies as st

from oralexam.exams.expected_value import ExpectedValue, ValueKind
from oralexam.exams.scenario import Language
from oralexam.facts.comparing import hits
from oralexam.facts.expected import wanted
from oralexam.facts.grid import Agreement
from oralexam.facts.passages import of_text
from oralexam.facts.reading import ReadPassage

NAMES_OF_NUMBERS = """
zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
seventeen eighteen nineteen
"""
NAMES_OF_ORDINALS = """
zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth
fifteenth sixteenth seventeenth eighteenth nineteenth twentieth
"""
NAMES_OF_MONTHS = "January February March April May June July August September October November December"
NAMES_OF_LETTERS = """
Alpha Bravo Charlie Delta Echo Foxtrot Golf Hotel India Juliet Kilo Lima Mike November Oscar Papa Quebec Romeo
Sierra Tango Uniform Victor Whiskey X-ray Yankee Zulu
"""
UNITS, ORDINALS, MONTHS = NAMES_OF_NUMBERS.split(), NAMES_OF_ORDINALS.split(), NAMES_OF_MONTHS.split()
TENS = ["", "", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
NATO = dict(zip(string.ascii_lowercase, NAMES_OF_LETTERS.split(), strict=True))
quick = settings(max_examples=40, deadline=None, derandomize=True)


def in_words(number: int) -> str:
    """A number up to 999,999 as one says it in Britain."""
    if number >= 1000:
        rest = number % 1000
        joint = " and " if 0 < rest < 100 else " "
        return in_words(number // 1000) + " thousand" + (joint + in_words(rest) if rest else "")
    if number >= 100:
        rest = number % 100
        return f"{UNITS[number // 100]} hundred" + (f" and {in_words(rest)}" if rest else "")
    if number >= 20:
        return TENS[number // 10] + (f"-{UNITS[number % 10]}" if number % 10 else "")
    return UNITS[number]


def ordinal(day: int) -> str:
    """The day of a month as one says it."""
    if day <= 20:
        return ORDINALS[day]
    return f"{TENS[day // 10]}-{ORDINALS[day % 10]}" if day % 10 else "thirtieth"


def digits_said(digits: str) -> str:
    """Digit by digit, « oh » for zero and « double » where two are the same."""
    said, at = [], 0
    while at < len(digits):
        name = "oh" if digits[at] == "0" else UNITS[int(digits[at])]
        twice = digits[at : at + 2] == digits[at] * 2
        said.append(f"double {name}" if twice else name)
        at += 1 + twice
    return " ".join(said)


def found(kind: ValueKind, value: str, text: str) -> bool:
    """Whether `text` holds the value."""
    sought = wanted(ExpectedValue(fact_id="sought", label="Cherché", kind=kind, value=value))
    read = ReadPassage(of_text(text), Language.ENGLISH)
    return any(hit.agreement is Agreement.FOUND for hit in hits(sought, [sought], read, written=True))


@quick
@given(number=st.integers(2, 999_999))
def test_an_amount_said_in_words(number: int) -> None:
    """And one more is another amount."""
    said = f"We need {in_words(number)} kilos by Friday."
    assert found(ValueKind.AMOUNT, f"{number} kg", said)
    assert found(ValueKind.AMOUNT, f"{number:,} kg", said)
    assert not found(ValueKind.AMOUNT, f"{number + 1} kg", said)


@quick
@given(euros=st.integers(1, 9999), cents=st.integers(10, 99))
def test_a_price_said_in_words(euros: int, cents: int) -> None:
    """With the cents after the currency."""
    said = f"It is {in_words(euros)} euros {in_words(cents)} each."
    assert found(ValueKind.AMOUNT, f"{euros}.{cents} euros", said)
    assert not found(ValueKind.AMOUNT, f"{euros}.{cents} pounds", said)
    assert not found(ValueKind.AMOUNT, f"{euros + 1}.{cents} euros", said)


@quick
@given(day=st.dates(dt.date(2024, 1, 1), dt.date(2035, 12, 31)))
def test_a_day_said_in_words(day: dt.date) -> None:
    """In the British order, in the American one, and in figures; the day after is another."""
    value, after = (
        f"{each.day} {MONTHS[each.month - 1]} {each.year}" for each in (day, day + dt.timedelta(1))
    )
    year = f"{in_words(day.year // 100)} {in_words(day.year % 100)}"
    month = MONTHS[day.month - 1]
    for said in (
        f"on the {ordinal(day.day)} of {month} {year}",
        f"on {month} the {ordinal(day.day)}",
        f"on {month} {ordinal(day.day)}, {year}",
        f"on {day:%d/%m/%Y}",
        f"on {day.isoformat()}",
    ):
        assert found(ValueKind.DATE, value, said), said
        assert not found(ValueKind.DATE, after, said), said


@quick
@given(hour=st.integers(0, 23), minute=st.integers(0, 59))
def test_a_time_of_day_in_figures(hour: int, minute: int) -> None:
    """On the clock of 24 hours and of twelve."""
    value = f"{hour:02}:{minute:02}"
    half = f"{(hour - 1) % 12 + 1}.{minute:02} {'a.m.' if hour < 12 else 'p.m.'}"
    for said in (value, half, f"{hour} h {minute:02}"):
        assert found(ValueKind.TIME, value, f"It leaves at {said}"), said
    other = f"{hour:02}:{(minute + 1) % 60:02}"
    assert not found(ValueKind.TIME, other, f"It leaves at {half}")


@quick
@given(name=st.text(string.ascii_lowercase, min_size=4, max_size=12))
def test_a_name_that_is_spelled(name: str) -> None:
    """Letter by letter, by the alphabet of the air, and with « double »."""
    doubled, at = [], 0
    while at < len(name):
        twice = name[at : at + 2] == name[at] * 2
        doubled.append(f"double {name[at].upper()}" if twice else name[at].upper())
        at += 1 + twice
    for said in (
        ", ".join(name.upper()),
        "-".join(name.upper()),
        " ".join(NATO[letter] for letter in name),
        ", ".join(f"{letter.upper()} for {NATO[letter]}" for letter in name),
        ", ".join(doubled),
    ):
        assert found(ValueKind.NAME, name.capitalize(), f"It is spelled {said}."), said
        assert not found(ValueKind.NAME, name.capitalize() + "b", f"It is spelled {said}."), said


@quick
@given(digits=st.text(string.digits, min_size=7, max_size=13))
def test_a_telephone_number_said_digit_by_digit(digits: str) -> None:
    """With « oh » and « double »; a digit more is another number."""
    said = f"My number is {digits_said(digits)}, please."
    assert found(ValueKind.TELEPHONE, digits, said)
    assert not found(ValueKind.TELEPHONE, digits + "7", said)


@quick
@given(
    name=st.from_regex(r"[b-z][a-z]{3,9}(?:[.][b-z][a-z]{3,7})?", fullmatch=True),
    host=st.from_regex(r"[b-z][a-z]{3,9}(?:-[b-z][a-z]{3,7})?", fullmatch=True),
)
def test_an_address_of_mail_said_in_words(name: str, host: str) -> None:
    """« at », « dot », « hyphen »."""
    said = f"{name} at {host} dot example".replace(".", " dot ").replace("-", " hyphen ")
    assert found(ValueKind.E_MAIL, f"{name}@{host}.example", f"Write to {said}, please.")
    assert found(ValueKind.E_MAIL, f"{name}@{host}.example", f"Write to {name}@{host}.example.")
    assert not found(ValueKind.E_MAIL, f"{name}@{host}x.example", f"Write to {said}, please.")


@quick
@given(text=st.text(max_size=200))
def test_any_text_can_be_read(text: str) -> None:
    """Whatever somebody writes, nothing breaks."""
    read = ReadPassage(of_text(text), Language.FRENCH)
    for kind, value in (
        (ValueKind.AMOUNT, "4 cartons"),
        (ValueKind.NAME, "Pike"),
        (ValueKind.E_MAIL, "a@b.example"),
        (ValueKind.REFERENCE, "AL 2219"),
        (ValueKind.DATE, "4 December"),
        (ValueKind.TIME, "9 a.m."),
    ):
        sought = wanted(ExpectedValue(fact_id="sought", label="Cherché", kind=kind, value=value))
        hits(sought, [sought], read, written=True)
