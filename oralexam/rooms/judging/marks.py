"""What one evaluator judges: a mark a criterion with what it rests on, and one judgement of the whole.

No level is ever set, proposed, added up or averaged by the program: None stays None until a person says more.
"""

from collections.abc import Sequence
from typing import Annotated

import msgspec

from oralexam.rooms.judging.moments import MOST_MOMENTS, Moment

LONGEST_COMMENT = 2000
"""Characters of a comment, or of the reason why there is no moment."""
MOST_LEVELS = 10
MOST_CRITERIA = 40
HIGHEST_VERSION = 100_000
"""Of a grid, a judgement, a proposal: no centre gets there, and an integer of JSON has no bound."""

Text = Annotated[str, msgspec.Meta(max_length=LONGEST_COMMENT)]
Level = Annotated[int, msgspec.Meta(ge=1, le=MOST_LEVELS)]
CriterionId = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-z-]+$", max_length=60)]
VersionNumber = Annotated[int, msgspec.Meta(ge=1, le=HIGHEST_VERSION)]


class Mark(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What was judged of one criterion."""

    criterion_id: CriterionId
    level: Level | None = None
    moments: Annotated[tuple[Moment, ...], msgspec.Meta(max_length=MOST_MOMENTS)] = ()
    no_moment: Text = ""
    """Why no moment shows it; "" where moments do, or nothing was said yet."""
    comment: Text = ""


class Judgement(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All that one evaluator judges of one sitting."""

    grid_id: str
    grid_version: VersionNumber
    marks: Annotated[tuple[Mark, ...], msgspec.Meta(max_length=MOST_CRITERIA)] = ()
    """In the grid's order, a mark a criterion."""
    acquired: bool | None = None
    """Whether the competence is acquired."""
    comment: Text = ""

    def mark(self, criterion_id: str) -> Mark:
        """The mark of a criterion; one without anything where nothing was said."""
        found = (each for each in self.marks if each.criterion_id == criterion_id)
        return next(found, None) or Mark(criterion_id=criterion_id)


class Lack(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something that is to be said before a judgement can be sealed, or a deliberation signed.

    `level`, `moment`, `acquired`; in a deliberation `outcome`, `dissent-words`, `acquired`, `present`.
    """

    code: str
    criterion_id: str = ""
    """"" where it concerns the whole."""


def lacks(
    judgement: Judgement, *, criteria: Sequence[str], levels: int, moments_needed: bool
) -> tuple[Lack, ...]:
    """What a judgement lacks, in the grid's order.

    Args:
        judgement: what was said so far.
        criteria: the ids of the grid's lines.
        levels: how many the scale has.
        moments_needed: false for a part of which nothing is recorded.
    """
    found: list[Lack] = []
    for criterion_id in criteria:
        mark = judgement.mark(criterion_id)
        if mark.level is None or mark.level > levels:
            found.append(Lack(code="level", criterion_id=criterion_id))
        if moments_needed and not mark.moments and not mark.no_moment.strip():
            found.append(Lack(code="moment", criterion_id=criterion_id))
    if judgement.acquired is None:
        found.append(Lack(code="acquired"))
    return tuple(found)


class SealedBody(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is hashed and signed for: the judgement, whose it is, and a number that nobody can guess.

    Without the nonce a digest that outlives an erasure could be tried against every combination of marks.
    """

    sitting_id: str
    judge: str
    version: VersionNumber
    judgement: Judgement
    nonce: str
    """32 random bytes in hex."""
