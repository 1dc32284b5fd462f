"""The steps of interviews: from formats, at a pace, with extra time."""

import pytest

from oralexam.errors import BadInput, Refused
from oralexam.exams.accommodation import ExtraLength, ExtraTime, GrantedTime, extend_interview
from oralexam.exams.formats import all_formats, format_named, interview_plan, with_minutes
from oralexam.exams.parts import EXCHANGES, PartKind
from oralexam.exams.plan import InterviewPlan, InterviewStep
from oralexam.rooms.phases import INTERVIEWS

TWO = InterviewPlan(
    steps=(InterviewStep(phase="review", length_s=600), InterviewStep(phase="questions", length_s=1200))
)


@pytest.mark.parametrize(
    ("format_id", "kind", "lengths"),
    [
        ("aie-title", PartKind.TECHNICAL_INTERVIEW, [600, 1200]),
        ("aie-title", PartKind.PRODUCTION_QUESTIONING, [600, 600]),
        ("aie-title", PartKind.FINAL_INTERVIEW, [900]),
        ("aie-ccp1", PartKind.TECHNICAL_INTERVIEW, [600, 600]),
        ("aie-ccp2", PartKind.FINAL_INTERVIEW, [900]),
    ],
)
def test_the_minutes_are_those_of_the_documents(format_id: str, kind: PartKind, lengths: list[int]) -> None:
    """10 + 20, 10 + 10 and 15; a block's final interview is the title's."""
    plan = interview_plan(format_named(format_id), kind)
    assert [step.length_s for step in plan.steps] == lengths


def test_every_step_of_every_format_is_a_phase_of_the_room() -> None:
    """One word for one thing."""
    named = {
        phase.name
        for format_ in all_formats()
        for part in format_.parts
        if part.kind not in EXCHANGES
        for phase in part.phases
    }
    assert named == {phase.value for phase in INTERVIEWS}


def test_a_defence_waits_for_the_centres_minutes() -> None:
    """Nobody published them."""
    cci = format_named("cci-import-export")
    with pytest.raises(Refused, match="minutes-not-given"):
        interview_plan(cci, PartKind.ORAL_DEFENCE)
    given = with_minutes(cci, PartKind.ORAL_DEFENCE, [15, 25])
    assert interview_plan(given, PartKind.ORAL_DEFENCE).lengths() == (
        ("presentation", 900.0),
        ("questions", 1500.0),
    )


def test_each_step_is_longer_by_what_is_granted() -> None:
    """A third of 10 minutes is 200 s, of 20 minutes 400 s; what other phases get changes nothing."""
    third = ExtraTime(interview=ExtraLength(fraction="1/3"))
    plan, granted = extend_interview(TWO, third)
    assert [(step.length_s, step.extra_s) for step in plan.steps] == [(800, 200), (1600, 400)]
    assert granted == GrantedTime(interview_s=600)
    assert extend_interview(TWO, ExtraTime(writing=ExtraLength(minutes=5))) == (TWO, GrantedTime())
    with pytest.raises(BadInput, match="extra-time-out-of-range"):
        extend_interview(TWO, ExtraTime(interview=ExtraLength(minutes=0)))


def test_a_rehearsal_is_shorter() -> None:
    """By its pace."""
    assert TWO.at_pace(60).lengths() == (("review", 10.0), ("questions", 20.0))
    with pytest.raises(BadInput, match="pace-out-of-range"):
        TWO.at_pace(0)


@pytest.mark.parametrize("lengths", [[], [0.0], [600.0, -1.0], [float("nan")], [86_401.0]])
def test_times_that_no_interview_can_have_are_refused(lengths: list[float]) -> None:
    """Also where they come from a message."""
    names = ("review", "questions")
    with pytest.raises(BadInput, match="plan-out-of-range"):
        InterviewPlan(
            steps=tuple(
                InterviewStep(phase=name, length_s=length)
                for name, length in zip(names, lengths, strict=False)
            )
        )


def test_no_step_comes_twice() -> None:
    """The room finds its place by the step's name."""
    with pytest.raises(BadInput, match="plan-out-of-range"):
        InterviewPlan(steps=(TWO.steps[0], TWO.steps[0]))
