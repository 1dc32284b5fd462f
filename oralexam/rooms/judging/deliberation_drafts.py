"""A deliberation that is being written by two at once: the manner of `drafts`, one draft for both. Pure."""

from collections.abc import Mapping
from typing import Annotated

import msgspec

from oralexam.errors import BadInput, Refused
from oralexam.rooms.judging.deliberating import MOST_PRESENT, Deliberation, Outcome, PresentName
from oralexam.rooms.judging.drafts import DraftOrder, Revision
from oralexam.rooms.judging.marks import CriterionId, Judgement, Level, Text


class OutcomeDraft(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One criterion as far as it is settled."""

    outcome: Outcome
    revision: int = 0
    settled_at: int = 0
    """The revision at which the agreement, or the dissent, last changed."""
    words_at: int = 0


class DeliberationDraft(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the two have settled so far."""

    grid_id: str
    grid_version: int
    revision: int = 0
    lines: tuple[OutcomeDraft, ...] = ()
    acquired: bool | None = None
    acquired_dissenting: bool = False
    comment: str = ""
    present: tuple[str, ...] = ()
    overall_revision: int = 0
    acquired_at: int = 0
    comment_at: int = 0
    present_at: int = 0

    @property
    def deliberation(self) -> Deliberation:
        """What would be laid down to be signed."""
        return Deliberation(
            grid_id=self.grid_id,
            grid_version=self.grid_version,
            outcomes=tuple(line.outcome for line in self.lines),
            acquired=self.acquired,
            acquired_dissenting=self.acquired_dissenting,
            present=self.present,
            comment=self.comment,
        )


class Settle(DraftOrder, frozen=True, kw_only=True, tag="settle"):
    """Agreed on a level, or each stays with their own; neither takes it back."""

    criterion_id: CriterionId
    agreed: Level | None
    dissenting: bool
    seen: Revision


class SayWhy(DraftOrder, frozen=True, kw_only=True, tag="words"):
    """What is to be said of it: why they do not agree, or what they agreed on."""

    criterion_id: CriterionId
    text: Text
    seen: Revision


class SettleWhole(DraftOrder, frozen=True, kw_only=True, tag="settle-whole"):
    """Whether the competence is acquired, or that they do not agree."""

    acquired: bool | None
    dissenting: bool
    seen: Revision


class CommentTogether(DraftOrder, frozen=True, kw_only=True, tag="comment-whole"):
    """The comment of both."""

    text: Text
    seen: Revision


class SayPresent(DraftOrder, frozen=True, kw_only=True, tag="say-present"):
    """Who was there, by name."""

    present: Annotated[tuple[PresentName, ...], msgspec.Meta(max_length=MOST_PRESENT)]
    seen: Revision


class KeepEqual(DraftOrder, frozen=True, kw_only=True, tag="keep-equal"):
    """Where both gave the same level, and nothing is settled yet, they agree on it: somebody says so."""


DeliberationOrder = Settle | SayWhy | SettleWhole | CommentTogether | SayPresent | KeepEqual


def new_deliberation(grid_id: str, grid_version: int, criteria: tuple[str, ...]) -> DeliberationDraft:
    """Nothing settled yet, whatever both have marked."""
    lines = tuple(OutcomeDraft(outcome=Outcome(criterion_id=each)) for each in criteria)
    return DeliberationDraft(grid_id=grid_id, grid_version=grid_version, lines=lines)


def deliberated(
    draft: DeliberationDraft,
    order: DeliberationOrder,
    *,
    levels: int,
    sealed: tuple[Judgement, ...],
) -> DeliberationDraft:
    """The draft once an order is carried out; the same one where it says what stands already.

    Raises:
        Refused: `marks-changed`: that field has changed since.
        BadInput: `unknown-criterion`, `unknown-level`, `agreed-and-dissenting`.
    """
    match order:
        case SettleWhole(acquired=acquired, dissenting=dissenting, seen=seen):
            if dissenting and acquired is not None:
                raise BadInput("agreed-and-dissenting")
            wanted = {"acquired": acquired, "acquired_dissenting": dissenting}
            return _whole(draft, "acquired_at", wanted, seen)
        case CommentTogether(text=text, seen=seen):
            return _whole(draft, "comment_at", {"comment": text}, seen)
        case SayPresent(present=present, seen=seen):
            return _whole(draft, "present_at", {"present": present}, seen)
        case KeepEqual():
            return _keep_equal(draft, sealed)
        case Settle(agreed=agreed, dissenting=dissenting):
            if agreed is not None and agreed > levels:
                raise BadInput("unknown-level", highest=levels)
            if dissenting and agreed is not None:
                raise BadInput("agreed-and-dissenting")
            settled = {"agreed": agreed, "dissenting": dissenting}
            return _line(draft, order.criterion_id, "settled_at", settled, order.seen)
        case SayWhy(text=text):
            return _line(draft, order.criterion_id, "words_at", {"words": text}, order.seen)


def _line(
    draft: DeliberationDraft, criterion_id: str, mark: str, wanted: Mapping[str, object], seen: int
) -> DeliberationDraft:
    line = next((each for each in draft.lines if each.outcome.criterion_id == criterion_id), None)
    if line is None:
        raise BadInput("unknown-criterion")
    outcome = msgspec.structs.replace(line.outcome, **wanted)
    if outcome == line.outcome:
        return draft
    if getattr(line, mark) > seen:
        raise Refused("marks-changed")
    revision = line.revision + 1
    changed = msgspec.structs.replace(line, outcome=outcome, revision=revision, **{mark: revision})
    return msgspec.structs.replace(
        draft,
        revision=draft.revision + 1,
        lines=tuple(changed if each is line else each for each in draft.lines),
    )


def _whole(draft: DeliberationDraft, mark: str, wanted: Mapping[str, object], seen: int) -> DeliberationDraft:
    if all(getattr(draft, name) == value for name, value in wanted.items()):
        return draft
    if getattr(draft, mark) > seen:
        raise Refused("marks-changed")
    revision = draft.overall_revision + 1
    return msgspec.structs.replace(
        draft, revision=draft.revision + 1, overall_revision=revision, **wanted, **{mark: revision}
    )


def _keep_equal(draft: DeliberationDraft, sealed: tuple[Judgement, ...]) -> DeliberationDraft:
    for line in draft.lines:
        criterion_id = line.outcome.criterion_id
        levels = {each.mark(criterion_id).level for each in sealed}
        open_still = line.outcome.agreed is None and not line.outcome.dissenting
        if open_still and len(levels) == 1 and None not in levels:
            wanted: dict[str, object] = {"agreed": levels.pop()}
            draft = _line(draft, criterion_id, "settled_at", wanted, line.revision)
    return draft
