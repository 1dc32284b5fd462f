"""What is due when; and that a clock that is wrong deletes nothing early."""

from datetime import UTC, date, datetime, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oralexam.errors import BadInput
from oralexam.retention.clocks import (
    SEEN_DAYS,
    SessionDates,
    Sighting,
    after_months,
    calendar_of,
    may_end_by_itself,
    seen_again,
)
from oralexam.retention.kinds import OF_CANDIDATES, Counting, DataKind
from oralexam.retention.lengths import Length, check_lengths, default_lengths

NOW = datetime(2026, 12, 8, 9, 0, tzinfo=UTC)
SESSION = SessionDates(session_id="s", ended_on=date(2026, 12, 8), decided_on=date(2026, 12, 10))


def test_months_end_on_the_last_day_that_there_is():
    """31 August and six months are the last of February, in leap years the 29th."""
    assert after_months(date(2026, 8, 31), 6) == date(2027, 2, 28)
    assert after_months(date(2027, 8, 31), 6) == date(2028, 2, 29)
    assert after_months(date(2026, 12, 10), 1) == date(2027, 1, 10)


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.integers(1, 600))
def test_more_months_are_never_earlier(day: date, months: int):
    """Each further month is due later, and never by more than 31 days."""
    first, second = after_months(day, months), after_months(day, months + 1)
    assert timedelta(days=28) <= second - first <= timedelta(days=31)


def test_lengths_run_from_the_decision_or_the_end():
    """From the decision nothing is due until somebody has said when it was: it is listed without a day."""
    lengths = default_lengths()
    assert {due.kind: due.due_on for due in calendar_of(SESSION, lengths)}[DataKind.RECORDINGS] == date(
        2027, 6, 10
    )
    unsaid = msgspec.structs.replace(SESSION, decided_on=None)
    assert {due.due_on for due in calendar_of(unsaid, lengths)} == {None}
    from_end = msgspec.structs.replace(lengths, counted_from=Counting.SESSION_END)
    assert {due.kind: due.due_on for due in calendar_of(unsaid, from_end)}[DataKind.RECORDINGS] == date(
        2027, 6, 8
    )
    slip = msgspec.structs.replace(SESSION, decided_on=date(2025, 12, 10))
    assert min(due.due_on for due in calendar_of(slip, lengths) if due.due_on) == date(2027, 6, 8)


def test_what_is_gone_is_not_due():
    """Only what there is has a day."""
    session = msgspec.structs.replace(SESSION, gone=frozenset(OF_CANDIDATES))
    assert calendar_of(session, default_lengths()) == ()


def _automatic() -> Length:
    return Length(kind=DataKind.RECORDINGS, months=6, automatic=True)


def test_nothing_ends_by_itself_before_it_was_seen_for_days():
    """Due, set so, and listed for a week: all three."""
    lengths = default_lengths()
    own = msgspec.structs.replace(lengths, lengths=(_automatic(), *lengths.lengths[1:]))
    due, today = calendar_of(SESSION, own)[0], date(2027, 6, 10)
    by_hand = calendar_of(SESSION, lengths)[0]
    week = Sighting(days=SEEN_DAYS, last_at=NOW)
    assert may_end_by_itself(due, week, today=today)
    assert not may_end_by_itself(due, week, today=today - timedelta(days=1))
    assert not may_end_by_itself(due, msgspec.structs.replace(week, days=SEEN_DAYS - 1), today=today)
    assert not may_end_by_itself(due, None, today=today)
    assert not may_end_by_itself(by_hand, week, today=today)


def test_a_server_that_is_started_often_has_seen_one_day():
    """Only looks that are most of a day apart count."""
    sighting = None
    for minute in range(0, 600, 10):
        sighting = seen_again(sighting, now=NOW + timedelta(minutes=minute))
    assert sighting == Sighting(days=1, last_at=NOW)
    for day in range(1, 4):
        sighting = seen_again(sighting, now=NOW + timedelta(days=day))
    assert sighting == Sighting(days=4, last_at=NOW + timedelta(days=3))


def test_a_clock_that_was_years_ahead_counts_for_nothing():
    """When it is right again, what was seen in the future is forgotten, and counting begins at one."""
    ahead = None
    for day in range(SEEN_DAYS - 1):
        ahead = seen_again(ahead, now=NOW + timedelta(days=3650 + day))
    assert ahead is not None
    assert ahead.days == SEEN_DAYS - 1
    assert seen_again(ahead, now=NOW) == Sighting(days=1, last_at=NOW)


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({DataKind.RECORDINGS: Length(kind=DataKind.RECORDINGS, months=None)}, "length-missing"),
        ({DataKind.RECORD: Length(kind=DataKind.RECORD, months=12)}, "record-stays"),
        ({DataKind.ACCOUNTS: Length(kind=DataKind.ACCOUNTS, months=12, automatic=True)}, "never-automatic"),
        (
            {DataKind.LISTENING_COPIES: Length(kind=DataKind.LISTENING_COPIES, months=7)},
            "copies-outlive-recordings",
        ),
        (
            {DataKind.RECORDINGS: Length(kind=DataKind.RECORDINGS, months=6, automatic=True)},
            "copies-outlive-recordings",
        ),
        ({DataKind.NAMES: Length(kind=DataKind.NAMES, months=6)}, "names-go-first"),
    ],
)
def test_lengths_that_cannot_all_be_kept_are_refused(change: dict[DataKind, Length], code: str):
    """With the reason; the defaults can be."""
    lengths = default_lengths()
    check_lengths(lengths)
    changed = tuple(change.get(each.kind, each) for each in lengths.lengths)
    with pytest.raises(BadInput, match=code):
        check_lengths(msgspec.structs.replace(lengths, lengths=changed))
    with pytest.raises(BadInput, match="lengths-incomplete"):
        check_lengths(msgspec.structs.replace(lengths, lengths=lengths.lengths[1:]))
