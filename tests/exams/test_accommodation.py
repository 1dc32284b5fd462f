"""Extra time: what is granted, to the second, and what is refused."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from oralexam.errors import BadInput
from oralexam.exams.accommodation import NO_EXTRA, ExtraLength, ExtraTime, GrantedTime, extend
from oralexam.exams.plan import ExchangePlan

THIRD = ExtraLength(fraction="1/3")
THIRDS = ExtraTime(preparation=THIRD, exchange=THIRD, writing=THIRD)


def test_a_third_of_ten_minutes_is_two_hundred_seconds() -> None:
    """The *tiers-temps* of the call part: five minutes of preparation, 200 s of call, 200 s of text."""
    plan, granted = extend(ExchangePlan(), THIRDS)
    assert granted == GrantedTime(preparation_s=300, exchange_s=200, writing_s=200)
    assert (plan.preparation_s, plan.call_s, plan.writing_s) == (1200, 800, 800)
    assert (plan.ringing_s, plan.connecting_s, plan.grace_s) == (120, 30, 0)


def test_minutes_are_minutes() -> None:
    """Only where they are granted."""
    plan, granted = extend(ExchangePlan(), ExtraTime(writing=ExtraLength(minutes=5)))
    assert (plan.preparation_s, plan.call_s, plan.writing_s) == (900, 600, 900)
    assert granted == GrantedTime(writing_s=300)


def test_without_extra_time_the_plan_stays() -> None:
    """Most candidates."""
    assert extend(ExchangePlan(), ExtraTime()) == (ExchangePlan(), NO_EXTRA)


def test_a_part_of_a_second_is_rounded_up() -> None:
    """In favour of the candidate: a seventh of ten minutes is 85.71 s."""
    assert extend(ExchangePlan(), ExtraTime(exchange=ExtraLength(fraction="1/7")))[1].exchange_s == 86


@pytest.mark.parametrize("pace", [1.0, 7.0, 60.0, 3600.0])
def test_a_rehearsal_hurries_the_extra_time_as_it_hurries_the_phase(pace: float) -> None:
    """A third of a paced phase is a third of it; the call is not hurried, nor is its extra time."""
    plan, granted = extend(ExchangePlan().at_pace(pace), THIRDS, pace=pace)
    assert granted.preparation_s == pytest.approx(300 / pace)
    assert granted.exchange_s == 200
    assert plan.writing_s == pytest.approx(800 / pace)


@pytest.mark.parametrize(
    "extra",
    [
        ExtraLength(),
        ExtraLength(fraction="1/3", minutes=5),
        ExtraLength(minutes=0),
        ExtraLength(minutes=-5),
        ExtraLength(minutes=61),
        ExtraLength(fraction="0/3"),
        ExtraLength(fraction="1/0"),
        ExtraLength(fraction="4/3"),
        ExtraLength(fraction="-1/3"),
        ExtraLength(fraction="0.33"),
        ExtraLength(fraction=""),
        ExtraLength(fraction="1/3\n"),
        ExtraLength(fraction="١/٣"),
        ExtraLength(fraction="1" * 5000 + "/3"),
    ],
    ids=str,
)
def test_what_no_decision_grants_is_refused(extra: ExtraLength) -> None:
    """Neither or both, nothing, less than nothing, more than twice the time, or no fraction at all."""
    with pytest.raises(BadInput) as refusal:
        extend(ExchangePlan(), ExtraTime(writing=extra))
    assert refusal.value.reason == "extra-time-out-of-range"
    assert refusal.value.details == {"phase": "writing"}


def test_there_is_no_place_for_a_cause() -> None:
    """A request that says why is refused as malformed: what is never taken in cannot leak."""
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(b'{"writing": {"fraction": "1/3", "cause": "x"}}', type=ExtraTime)


@given(st.integers(1, 99), st.integers(1, 99), st.floats(1, 24 * 3600))
def test_extra_time_is_at_least_what_was_granted(above: int, below: int, length_s: float) -> None:
    """Never a second less than the fraction says, and never a whole second more."""
    plan = ExchangePlan(writing_s=length_s / 2, warning_s=0)
    extra = ExtraTime(writing=ExtraLength(fraction=f"{above}/{below}"))
    if above > below:
        with pytest.raises(BadInput):
            extend(plan, extra)
        return
    granted_s = extend(plan, extra)[1].writing_s
    assert plan.writing_s * above / below - 0.001 <= granted_s < plan.writing_s * above / below + 1.001
