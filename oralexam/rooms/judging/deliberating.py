"""What two evaluators say together: an agreed level a criterion, or the dissent with its words."""

from collections.abc import Sequence
from typing import Annotated

import msgspec

from oralexam.rooms.judging.marks import MOST_CRITERIA, CriterionId, Lack, Level, Text, VersionNumber

MOST_PRESENT = 10
LONGEST_PRESENT = 120
"""Characters of a name, with the quality in which somebody was there."""

PresentName = Annotated[str, msgspec.Meta(min_length=1, max_length=LONGEST_PRESENT)]


class Outcome(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What came out for one criterion: agreed on a level, or each stays with their own."""

    criterion_id: CriterionId
    agreed: Level | None = None
    dissenting: bool = False
    """They do not agree: both sealed marks stand, and `words` say why."""
    words: Text = ""


class Deliberation(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All that came out."""

    grid_id: str
    grid_version: VersionNumber
    outcomes: Annotated[tuple[Outcome, ...], msgspec.Meta(max_length=MOST_CRITERIA)] = ()
    acquired: bool | None = None
    acquired_dissenting: bool = False
    """They do not agree on whether the competence is acquired: both judgements stand, `comment` says why."""
    present: Annotated[tuple[PresentName, ...], msgspec.Meta(max_length=MOST_PRESENT)] = ()
    """Who was there, by name."""
    comment: Text = ""

    def outcome(self, criterion_id: str) -> Outcome:
        """The outcome of a criterion; one without anything where nothing was said."""
        found = (each for each in self.outcomes if each.criterion_id == criterion_id)
        return next(found, None) or Outcome(criterion_id=criterion_id)


class DeliberationBody(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What both sign: the outcome, on which sealed marks it rests, and a number that nobody can guess."""

    sitting_id: str
    version: VersionNumber
    rests_on: tuple[str, ...]
    """The digests of the two sealed judgements, in the order of the judges."""
    deliberation: Deliberation
    nonce: str
    """32 random bytes in hex: see `marks.SealedBody`."""


def deliberation_lacks(
    deliberation: Deliberation, *, criteria: Sequence[str], levels: int
) -> tuple[Lack, ...]:
    """What a deliberation lacks before it can be signed, in the grid's order."""
    found: list[Lack] = []
    for criterion_id in criteria:
        outcome = deliberation.outcome(criterion_id)
        agreed = outcome.agreed is not None and outcome.agreed <= levels
        if agreed is outcome.dissenting:
            found.append(Lack(code="outcome", criterion_id=criterion_id))
        elif outcome.dissenting and not outcome.words.strip():
            found.append(Lack(code="dissent-words", criterion_id=criterion_id))
    if (deliberation.acquired is not None) is deliberation.acquired_dissenting:
        found.append(Lack(code="acquired"))
    elif deliberation.acquired_dissenting and not deliberation.comment.strip():
        found.append(Lack(code="dissent-words"))
    if len(deliberation.present) < 2:
        found.append(Lack(code="present"))
    return tuple(found)
