"""Extra time: what a candidate is granted, and what it makes of the plan. The cause is never asked for here.

The exam document (RE AIE 2015) knows the extra time as *tiers-temps*: a third of each length. A centre
decides what is granted to whom, by fraction or by minutes, for each kind of phase.
"""

import re
from fractions import Fraction
from math import ceil

import msgspec

from oralexam.errors import BadInput
from oralexam.exams.plan import ExchangePlan, InterviewPlan

LONGEST_EXTRA_MINUTES = 60
GREATEST_FRACTION = Fraction(1)
"""Twice the time: beyond that it is another exam, and a decision of its own."""
_FRACTION = re.compile(r"([1-9][0-9]?)/([1-9][0-9]?)")


class ExtraLength(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How much longer one kind of phase lasts: by a fraction of its length, or by minutes, never both."""

    fraction: str | None = None
    """`1/3`: as it is written in a decision on accommodation, so that a third is exactly a third."""
    minutes: int | None = None


class ExtraTime(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a candidate is granted for each kind of phase; None where it lasts as long as for everybody."""

    preparation: ExtraLength | None = None
    exchange: ExtraLength | None = None
    """The call itself."""
    writing: ExtraLength | None = None
    interview: ExtraLength | None = None
    """Each step of an interview."""


class GrantedTime(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Extra seconds, as they were frozen when the sitting was opened; the plan holds them already."""

    preparation_s: float = 0.0
    exchange_s: float = 0.0
    writing_s: float = 0.0
    interview_s: float = 0.0
    """All steps of an interview together."""


NO_EXTRA = GrantedTime()


class Display(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How the candidate's pages are shown; never why."""

    large_text: bool = False
    contrast: bool = False


PLAIN = Display()


def extend(plan: ExchangePlan, extra: ExtraTime, *, pace: float = 1.0) -> tuple[ExchangePlan, GrantedTime]:
    """`plan` with the extra time in it, and what that is.

    A part of a second is rounded up to a whole one, in exam time. A rehearsal's `pace` shortens the extra
    time as it has shortened the phase; a call is never hurried.

    Raises:
        BadInput: `extra-time-out-of-range`, with the `phase`.
    """
    granted = GrantedTime(
        preparation_s=extra_s("preparation", extra.preparation, plan.preparation_s, pace),
        exchange_s=extra_s("exchange", extra.exchange, plan.call_s, 1.0),
        writing_s=extra_s("writing", extra.writing, plan.writing_s, pace),
    )
    extended = msgspec.structs.replace(
        plan,
        preparation_s=plan.preparation_s + granted.preparation_s,
        call_s=plan.call_s + granted.exchange_s,
        writing_s=plan.writing_s + granted.writing_s,
    )
    return extended, granted


def extend_interview(
    plan: InterviewPlan, extra: ExtraTime, *, pace: float = 1.0
) -> tuple[InterviewPlan, GrantedTime]:
    """`plan` with the extra time in each of its steps, and what that is in all.

    Raises:
        BadInput: `extra-time-out-of-range`, with the `phase`.
    """
    steps, granted_s = [], 0.0
    for step in plan.steps:
        more_s = extra_s("interview", extra.interview, step.length_s, pace)
        steps.append(msgspec.structs.replace(step, length_s=step.length_s + more_s, extra_s=more_s))
        granted_s += more_s
    return InterviewPlan(steps=tuple(steps)), GrantedTime(interview_s=granted_s)


def extra_s(phase: str, extra: ExtraLength | None, length_s: float, pace: float = 1.0) -> float:
    """How much longer a phase of `length_s` lasts; `pace` as in `extend`, `phase` only for the message.

    Raises:
        BadInput: `extra-time-out-of-range`, with the `phase`.
    """
    if extra is None:
        return 0.0
    match extra:
        case ExtraLength(fraction=None, minutes=int(minutes)) if 1 <= minutes <= LONGEST_EXTRA_MINUTES:
            return minutes * 60 / pace
        case ExtraLength(fraction=str(written), minutes=None):
            found = _FRACTION.fullmatch(written)
            if found and (share := Fraction(int(found[1]), int(found[2]))) <= GREATEST_FRACTION:
                # In thousandths: a paced length is a float, and a third of 600.0000001 s is not 201 s.
                exam_s = Fraction(round(length_s * pace * 1000), 1000)
                return ceil(share * exam_s) / pace
    raise BadInput("extra-time-out-of-range", phase=phase)
