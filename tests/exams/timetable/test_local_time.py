"""Hours on a wall, and the instants that they are."""

import datetime as dt

import pytest

from oralexam.errors import BadInput, Refused
from oralexam.exams.timetable.local_time import instant, zone

PARIS = zone("Europe/Paris")


@pytest.mark.parametrize(
    ("date", "hour", "utc_hour"),
    [
        (dt.date(2026, 3, 28), 9, 8),
        (dt.date(2026, 3, 30), 9, 7),
        (dt.date(2026, 10, 24), 9, 7),
        (dt.date(2026, 10, 26), 9, 8),
        (dt.date(2026, 10, 25), 2, 0),  # twice: the first one, still in summer time
    ],
)
def test_an_hour_is_an_instant_of_its_own_day(date: dt.date, hour: int, utc_hour: int):
    """The change of clocks lies between two of these days."""
    found = instant(date, dt.time(hour), PARIS)
    assert (found.tzinfo, found.hour) == (dt.UTC, utc_hour)


def test_an_hour_that_the_clocks_jump_over_is_refused():
    """29 March 2026, half past two: there is none in Paris."""
    with pytest.raises(Refused) as refused:
        instant(dt.date(2026, 3, 29), dt.time(2, 30), PARIS)
    assert refused.value.reason == "time-does-not-exist"
    assert refused.value.details == {"date": "2026-03-29", "time": "02:30"}


@pytest.mark.parametrize("name", ["", "Europe/Pariss", "../etc/passwd", "Europe"])
def test_a_name_that_is_no_zone_is_refused(name: str):
    """Also one that is a folder, or would leave it."""
    with pytest.raises(BadInput, match="unknown-time-zone"):
        zone(name)
