"""The times of a call part, at an exam's pace and at a rehearsal's."""

from datetime import timedelta

import msgspec
import pytest

from oralexam.errors import BadInput
from oralexam.exams.plan import ExchangePlan


def test_the_plan_of_the_exam_documents() -> None:
    """15, 10 and 10 minutes; a warning in the last one; no grace unless a centre grants it."""
    plan = ExchangePlan()
    assert (plan.preparation_s, plan.call_s, plan.writing_s) == (900, 600, 600)
    assert (plan.ringing_s, plan.warning_s, plan.grace_s) == (120, 60, 0)
    assert plan.seconds("preparation") == timedelta(minutes=15)


@pytest.mark.parametrize(
    "wrong",
    [
        {"preparation_s": 0.0},
        {"ringing_s": 0.0},
        {"connecting_s": -1.0},
        {"call_s": 0.0},
        {"writing_s": -600.0},
        {"grace_s": -1.0},
        {"grace_s": 60.1},
        {"warning_s": -1.0},
        {"warning_s": 600.0},
        {"call_s": float("nan")},
        {"call_s": float("inf")},
        {"ringing_s": float("nan")},
        {"writing_s": 86_401.0},
    ],
    ids=str,
)
def test_times_that_no_exam_can_have_are_refused(wrong: dict[str, float]) -> None:
    """Also where they come from a file or a message."""
    with pytest.raises(BadInput, match="plan-out-of-range"):
        ExchangePlan(**wrong)


def test_a_plan_from_a_message_is_checked_too() -> None:
    """Decoding runs the same checks."""
    with pytest.raises((BadInput, msgspec.ValidationError)):
        msgspec.json.decode(b'{"grace_s": 61.0}', type=ExchangePlan)


@pytest.mark.parametrize("grace_s", [0.0, 30.0, 60.0])
def test_up_to_a_minute_may_be_granted(grace_s: float) -> None:
    """To finish a sentence."""
    assert ExchangePlan(grace_s=grace_s).grace_s == grace_s


def test_a_rehearsal_shortens_what_is_timed_and_not_what_two_computers_need() -> None:
    """At pace 60 a minute is a second; ringing and connecting keep their bounds; the call lasts its lines."""
    plan = ExchangePlan(grace_s=5.0).at_pace(60, call_s=50.0)
    assert (plan.preparation_s, plan.call_s, plan.writing_s) == (15, 50, 10)
    assert (plan.ringing_s, plan.connecting_s, plan.grace_s) == (120, 30, 5)
    assert plan.warning_s == 5
    assert ExchangePlan().at_pace(1) == ExchangePlan()


@pytest.mark.parametrize("pace", [0.0, -1.0, 0.09, 3601.0, float("nan"), float("inf")])
def test_a_pace_that_is_none_is_refused(pace: float) -> None:
    """Between a tenth and an hour a second."""
    with pytest.raises(BadInput, match="pace-out-of-range"):
        ExchangePlan().at_pace(pace)


def test_a_plan_reads_back_byte_for_byte() -> None:
    """What is hashed when it is written is hashed the same when it was read."""
    for plan in (ExchangePlan(), ExchangePlan(grace_s=30.0).at_pace(7, call_s=33.3)):
        written = msgspec.json.encode(plan)
        assert msgspec.json.encode(msgspec.json.decode(written, type=ExchangePlan)) == written
