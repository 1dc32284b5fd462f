"""Values that are compared however they were said: amounts with units, days, times of day, Incoterms."""

from decimal import Decimal
from typing import Final, NamedTuple

NOON_MINUTE: Final = 12 * 60
DAY_MINUTES: Final = 24 * 60


class Amount(NamedTuple):
    """A number of something, in the base unit of what it measures (« kg », « EUR », « day »)."""

    number: Decimal
    unit: str
    """Empty where none is said: a bare number, or one of things that are counted."""
    other: Decimal | None = None
    """The number if its separator is the other language's."""
    things: tuple[str, ...] = ()
    """The words right after a number without a unit: « cartons ». As stems."""

    def agrees(self, heard: "Amount") -> bool:
        """The same amount; the unit is compared elsewhere."""
        return heard.number == self.number or (heard.other is not None and heard.other == self.number)


class Day(NamedTuple):
    """A day of the calendar, as far as it is said; weekdays count from Monday, 0."""

    day: int | None = None
    month: int | None = None
    year: int | None = None
    weekday: int | None = None

    def clashes(self, heard: "Day") -> bool:
        """Whether something that both say differs."""
        return any(
            one is not None and two is not None and one != two for one, two in zip(self, heard, strict=True)
        )

    def tells_as_much(self, heard: "Day") -> bool:
        """Whether `heard` says enough to be compared: « the fourth » alone does not."""
        if self.day is not None:
            return heard.day is not None and (heard.month is not None or heard.weekday is not None)
        if self.month is not None:
            return heard.month is not None
        return heard.weekday is not None


class TimeOfDay(NamedTuple):
    """A time of day: the minutes since midnight that it may be (« five » is 5 h or 17 h)."""

    minutes: frozenset[int]

    def agrees(self, heard: "TimeOfDay") -> bool:
        """Whether both can be the same time."""
        return bool(self.minutes & heard.minutes)


class Incoterm(NamedTuple):
    """One of the eleven terms (Incoterms 2020, ICC publication 723E)."""

    code: str


Value = Amount | Day | TimeOfDay | Incoterm
