"""In which order a candidate may go through the day. Pure: names of steps in, broken rules out.

The rules are those of the exam documents (RE AIE 2015; CCI register entry of 2025). That the preparation
comes after the draw is the room's own rule: its table of ways knows no other way into it.
"""

from collections.abc import Collection, Iterator, Sequence

import msgspec

from oralexam.exams.parts import EXCHANGES, PartKind, Step, WrittenBlock


class Rule(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where both steps are taken, `first` is over before `then` begins."""

    first: Step
    then: Step
    code: str
    """`role-play-before-written`, ...: what is wrong where it is broken."""


def _rules() -> Iterator[Rule]:
    written, questionnaire = WrittenBlock.WRITTEN, WrittenBlock.QUESTIONNAIRE
    interview, final = PartKind.TECHNICAL_INTERVIEW, PartKind.FINAL_INTERVIEW
    for role_play in sorted(EXCHANGES):
        yield Rule(first=written, then=role_play, code="role-play-before-written")
        yield Rule(first=role_play, then=interview, code="interview-before-role-play")
    yield Rule(first=questionnaire, then=interview, code="interview-before-questionnaire")
    # The jury goes through the candidate's work in it: there is none before.
    yield Rule(first=written, then=interview, code="interview-before-written")
    yield Rule(first=written, then=PartKind.ORAL_DEFENCE, code="defence-before-case-study")
    for other in (*WrittenBlock, *PartKind):
        if other is not final:
            yield Rule(first=other, then=final, code="final-interview-not-last")


RULES: tuple[Rule, ...] = tuple(_rules())


def broken(steps: Sequence[Step]) -> tuple[Rule, ...]:
    """The rules that a day in this order breaks; steps that are not taken break none."""
    place = {step: index for index, step in enumerate(steps)}
    return tuple(
        rule
        for rule in RULES
        if rule.first in place and rule.then in place and place[rule.then] < place[rule.first]
    )


def waits_for(step: Step, *, taken: Collection[Step], over: Collection[Step]) -> tuple[Step, ...]:
    """What `step` still waits for, in the order of the rules; nothing: it may begin.

    Args:
        step: the part that would begin.
        taken: all that this candidate goes through, parts and written blocks.
        over: what of it is over; a written block is over when the manager has confirmed its end.
    """
    return tuple(
        rule.first for rule in RULES if rule.then == step and rule.first in taken and rule.first not in over
    )


def in_order(steps: Collection[Step]) -> tuple[Step, ...]:
    """The same steps in an order that breaks no rule, as near to the documents' own as can be."""
    documents = (
        WrittenBlock.WRITTEN,
        WrittenBlock.QUESTIONNAIRE,
        PartKind.CALL,
        PartKind.VISITOR,
        PartKind.TECHNICAL_INTERVIEW,
        PartKind.PRODUCTION_QUESTIONING,
        PartKind.ORAL_DEFENCE,
        PartKind.FINAL_INTERVIEW,
    )
    return tuple(step for step in documents if step in steps)
