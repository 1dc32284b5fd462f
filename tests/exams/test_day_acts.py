"""What was said of a day: the last word stands, and what follows from it for each part."""

from datetime import UTC, datetime, timedelta

import pytest

from oralexam.exams.day_acts import DayAct, blocks_of, held, over, steps_before
from oralexam.exams.parts import PartKind, WrittenBlock
from oralexam.exams.timetable.entries import Happened
from oralexam.exams.timetable.works import WorkKind

INES, TOM = "ines", "tom"
NOON = datetime(2026, 12, 8, 12, tzinfo=UTC)
TITLE_PARTS = {
    PartKind.CALL: False,
    PartKind.VISITOR: False,
    PartKind.TECHNICAL_INTERVIEW: False,
    PartKind.PRODUCTION_QUESTIONING: False,
    PartKind.FINAL_INTERVIEW: False,
}
BLOCKS = (WrittenBlock.WRITTEN, WrittenBlock.QUESTIONNAIRE)


def told(kind: WorkKind, *, who: str = INES, minute: int = 0, is_over: bool = True) -> DayAct:
    """Somebody said that this was held until that minute."""
    ends_at = NOON + timedelta(minutes=minute)
    happened = Happened(candidacy_id=who, kind=kind, starts_at=NOON, ends_at=ends_at, over=is_over)
    return DayAct(candidacy_id=who, kind=kind, at=ends_at, by="Mme Benali", happened=happened)


def withdrawn(kind: WorkKind, *, who: str = INES) -> DayAct:
    """Somebody took it back."""
    return DayAct(candidacy_id=who, kind=kind, at=NOON, by="Mme Benali", reason="wrong candidate")


def waits(part: PartKind, acts: list[DayAct], **parts: bool) -> tuple[str, ...]:
    """What a part of the title waits for; `parts` are over."""
    ended = {**TITLE_PARTS, **{PartKind(name): is_over for name, is_over in parts.items()}}
    return steps_before(part, candidacy_id=INES, parts=ended, blocks=BLOCKS, acts=acts).waits_for


def test_the_last_word_on_a_step_stands():
    """Said again, it replaces; taken back, it is gone; said after that, it stands again."""
    first, again = told(WorkKind.WRITTEN, minute=1), told(WorkKind.WRITTEN, minute=9)
    assert held([first, again]) == (again.happened,)
    assert held([first, again, withdrawn(WorkKind.WRITTEN)]) == ()
    assert held([first, withdrawn(WorkKind.WRITTEN), again]) == (again.happened,)


def test_one_candidates_word_says_nothing_of_another():
    """Nor does a step that is still under way count as over."""
    acts = [told(WorkKind.WRITTEN, who=TOM), told(WorkKind.QUESTIONNAIRE, is_over=False)]
    assert over(acts, INES) == frozenset()
    assert over(acts, TOM) == {WrittenBlock.WRITTEN}
    assert waits(PartKind.CALL, acts) == ("written",)


def test_the_jurys_own_work_is_no_step():
    """Marking that was reported in the plan lets nothing begin."""
    assert over([told(WorkKind.MARKING)], INES) == frozenset()


def test_a_block_tells_who_confirmed_its_end_and_when():
    """A block that nobody confirmed is listed, too."""
    written, questionnaire = blocks_of([told(WorkKind.WRITTEN, minute=5)], INES, BLOCKS)
    assert (written.kind, written.ended_at, written.by) == (
        WrittenBlock.WRITTEN,
        NOON + timedelta(minutes=5),
        "Mme Benali",
    )
    assert (questionnaire.kind, questionnaire.ended_at) == (WrittenBlock.QUESTIONNAIRE, None)


@pytest.mark.parametrize("role_play", [PartKind.CALL, PartKind.VISITOR])
def test_a_role_play_waits_for_the_written_part_alone(role_play: PartKind):
    """The questionnaire may come later (exam document, RE AIE 2015: before the technical interview)."""
    assert waits(role_play, []) == ("written",)
    assert waits(role_play, [told(WorkKind.WRITTEN)]) == ()


def test_the_technical_interview_waits_for_everything_that_it_goes_through():
    """Both blocks, and both role-plays: over in their rooms, or reported as held on paper."""
    interview = PartKind.TECHNICAL_INTERVIEW
    assert waits(interview, []) == ("written", "questionnaire", "call", "visitor")
    both = [told(WorkKind.WRITTEN), told(WorkKind.QUESTIONNAIRE)]
    assert waits(interview, both, call=True) == ("visitor",)
    assert waits(interview, [*both, told(WorkKind.VISITOR)], call=True) == ()


def test_nobody_is_in_two_parts_at_once():
    """A part under way is waited for by all others, itself excepted, until it is over or reported as held."""

    def waiting(part: PartKind, *acts: DayAct) -> tuple[str, ...]:
        before = steps_before(
            part,
            candidacy_id=INES,
            parts=TITLE_PARTS,
            blocks=(),
            acts=acts,
            under_way=(PartKind.CALL,),
        )
        return before.waits_for

    assert waiting(PartKind.VISITOR) == ("call",)
    assert waiting(PartKind.PRODUCTION_QUESTIONING) == ("call",)
    assert waiting(PartKind.CALL) == ()
    assert waiting(PartKind.VISITOR, told(WorkKind.CALL)) == ()


def test_what_the_format_does_not_have_is_waited_for_by_nothing():
    """CCP 3 has no questionnaire (exam document, RE AIE 2015)."""
    parts = {PartKind.VISITOR: True, PartKind.TECHNICAL_INTERVIEW: False}
    steps = steps_before(
        PartKind.TECHNICAL_INTERVIEW,
        candidacy_id=INES,
        parts=parts,
        blocks=(WrittenBlock.WRITTEN,),
        acts=[told(WorkKind.WRITTEN)],
    )
    assert steps.waits_for == ()
    assert [block.kind for block in steps.blocks] == [WrittenBlock.WRITTEN]
