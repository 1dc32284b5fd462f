"""The order of the day, as the exam documents rule it (RE AIE 2015; CCI register entry of 2025)."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oralexam.exams.formats import all_formats
from oralexam.exams.order import RULES, broken, in_order, waits_for
from oralexam.exams.parts import PartKind, Step, WrittenBlock

STEPS: tuple[Step, ...] = (*WrittenBlock, *PartKind)
CALL, VISITOR = PartKind.CALL, PartKind.VISITOR
INTERVIEW, PRODUCTION = PartKind.TECHNICAL_INTERVIEW, PartKind.PRODUCTION_QUESTIONING
FINAL, DEFENCE = PartKind.FINAL_INTERVIEW, PartKind.ORAL_DEFENCE
WRITTEN, QUESTIONNAIRE = WrittenBlock.WRITTEN, WrittenBlock.QUESTIONNAIRE


@pytest.mark.parametrize(
    ("day", "code"),
    [
        ((CALL, WRITTEN), "role-play-before-written"),
        ((VISITOR, WRITTEN), "role-play-before-written"),
        ((INTERVIEW, CALL), "interview-before-role-play"),
        ((INTERVIEW, VISITOR), "interview-before-role-play"),
        ((INTERVIEW, QUESTIONNAIRE), "interview-before-questionnaire"),
        ((INTERVIEW, WRITTEN), "interview-before-written"),
        ((DEFENCE, WRITTEN), "defence-before-case-study"),
        ((FINAL, PRODUCTION), "final-interview-not-last"),
    ],
)
def test_a_day_that_breaks_a_rule_is_told_which(day: tuple[Step, ...], code: str) -> None:
    """One code a rule; the other way round it is none."""
    assert [rule.code for rule in broken(day)] == [code]
    assert broken(tuple(reversed(day))) == ()


def test_what_the_documents_leave_free_is_free() -> None:
    """Call, visitor and questionnaire in any order; production before or after the interview."""
    for first, then in itertools.permutations((CALL, VISITOR, QUESTIONNAIRE), 2):
        assert broken((WRITTEN, first, then, INTERVIEW, FINAL)) == ()
    assert (
        broken((WRITTEN, PRODUCTION, CALL, INTERVIEW)) == broken((WRITTEN, CALL, INTERVIEW, PRODUCTION)) == ()
    )


@pytest.mark.parametrize("format_", all_formats(), ids=lambda format_: format_.id)
def test_every_format_can_be_taken_in_order(format_) -> None:  # type: ignore[no-untyped-def]
    """With its written blocks before, and what is optional behind."""
    taken = [block.kind for block in format_.blocks] + [part.kind for part in format_.parts]
    assert broken(taken) == ()
    assert broken([*taken, *(part.kind for part in format_.optional_parts)]) == ()


@given(st.lists(st.sampled_from(STEPS), unique=True))
def test_an_order_that_breaks_no_rule_is_found_for_any_steps(steps: list[Step]) -> None:
    """And it holds the same steps."""
    found = in_order(steps)
    assert broken(found) == ()
    assert set(found) == set(steps)


@given(st.permutations(STEPS))
def test_waiting_and_breaking_are_the_same_rule(day: list[Step]) -> None:
    """A day breaks no rule exactly when no step has to wait where it stands."""
    waits = [waits_for(step, taken=day, over=day[:place]) for place, step in enumerate(day)]
    assert (not any(waits)) is (broken(day) == ())


def test_a_part_waits_only_for_what_is_taken() -> None:
    """CCP 3 has no questionnaire: nothing waits for one."""
    taken = {WRITTEN, VISITOR, INTERVIEW}
    assert waits_for(INTERVIEW, taken=taken, over=set()) == (VISITOR, WRITTEN)
    assert waits_for(INTERVIEW, taken=taken, over={VISITOR, WRITTEN}) == ()
    assert waits_for(VISITOR, taken={VISITOR}, over=set()) == ()
    assert len({(rule.first, rule.then) for rule in RULES}) == len(RULES)
