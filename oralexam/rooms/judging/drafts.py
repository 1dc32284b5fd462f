"""Marks that are being written: small orders, each with what its page had seen; no word is lost. Pure.

Every line has a revision of its own, and each of its fields the revision at which it last changed. An order
about a field that has changed since is refused with what stands; two windows that write different things, and
an order that comes twice, disturb nobody.
"""

from typing import Annotated

import msgspec

from oralexam.errors import BadInput, Refused
from oralexam.rooms.judging.marks import CriterionId, Judgement, Level, Mark, Text
from oralexam.rooms.judging.moments import MOST_MOMENTS, Id, Moment

Revision = Annotated[int, msgspec.Meta(ge=0, le=2**53 - 1)]
"""An integer that JavaScript holds exactly (ECMA-262, Number.MAX_SAFE_INTEGER)."""


class LineDraft(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One criterion as far as it is marked."""

    mark: Mark
    revision: int = 0
    level_at: int = 0
    """The revision at which the level last changed."""
    no_moment_at: int = 0
    comment_at: int = 0


class Draft(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One judge's marks of one sitting, as far as they are."""

    grid_id: str
    grid_version: int
    revision: int = 0
    """Of the whole: one more with each order that changed something."""
    lines: tuple[LineDraft, ...] = ()
    acquired: bool | None = None
    comment: str = ""
    overall_revision: int = 0
    acquired_at: int = 0
    comment_at: int = 0

    @property
    def judgement(self) -> Judgement:
        """What would be sealed."""
        return Judgement(
            grid_id=self.grid_id,
            grid_version=self.grid_version,
            marks=tuple(line.mark for line in self.lines),
            acquired=self.acquired,
            comment=self.comment,
        )

    def line(self, criterion_id: str) -> LineDraft:
        """The line of a criterion.

        Raises:
            BadInput: `unknown-criterion`.
        """
        for line in self.lines:
            if line.mark.criterion_id == criterion_id:
                return line
        raise BadInput("unknown-criterion")


class DraftOrder(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="type"):
    """Something to be written; `seen` is the line's revision (the whole's, for the whole) that was shown."""


class SetLevel(DraftOrder, frozen=True, kw_only=True, tag="set-level"):
    """A level of the scale, or none."""

    criterion_id: CriterionId
    level: Level | None
    seen: Revision


class LinkMoment(DraftOrder, frozen=True, kw_only=True, tag="link-moment"):
    """Tie the mark to a moment."""

    criterion_id: CriterionId
    moment: Moment


class UnlinkMoment(DraftOrder, frozen=True, kw_only=True, tag="unlink-moment"):
    """Untie it."""

    criterion_id: CriterionId
    moment_id: Id


class SayNoMoment(DraftOrder, frozen=True, kw_only=True, tag="say-no-moment"):
    """Why no moment shows it; "" takes that back."""

    criterion_id: CriterionId
    reason: Text
    seen: Revision


class CommentLine(DraftOrder, frozen=True, kw_only=True, tag="comment"):
    """The comment on one criterion, whole."""

    criterion_id: CriterionId
    text: Text
    seen: Revision


class SayAcquired(DraftOrder, frozen=True, kw_only=True, tag="say-acquired"):
    """Whether the competence is acquired."""

    acquired: bool | None
    seen: Revision


class CommentWhole(DraftOrder, frozen=True, kw_only=True, tag="comment-whole"):
    """The comment on the whole, whole."""

    text: Text
    seen: Revision


class AsSealed(DraftOrder, frozen=True, kw_only=True, tag="as-sealed"):
    """Give up what was changed since one sealed; `seen` is the draft's revision."""

    seen: Revision


MarkOrder = (
    SetLevel | LinkMoment | UnlinkMoment | SayNoMoment | CommentLine | SayAcquired | CommentWhole | AsSealed
)


def new_draft(grid_id: str, grid_version: int, criteria: tuple[str, ...]) -> Draft:
    """Nothing said yet of any line: no level stands there beforehand."""
    lines = tuple(LineDraft(mark=Mark(criterion_id=each)) for each in criteria)
    return Draft(grid_id=grid_id, grid_version=grid_version, lines=lines)


def marked(draft: Draft, order: MarkOrder, *, levels: int, sealed: Judgement | None) -> Draft:
    """The draft once an order is carried out; the same one where it says what stands already.

    Args:
        draft: as it stands.
        order: what is to be written.
        levels: how many the scale has.
        sealed: what this judge has sealed, if anything.

    Raises:
        Refused: `marks-changed`: that field has changed since; `too-many-moments`; `not-sealed`.
        BadInput: `unknown-criterion`, `unknown-level`.
    """
    match order:
        case SayAcquired(acquired=acquired, seen=seen):
            return _whole(draft, "acquired", acquired, seen)
        case CommentWhole(text=text, seen=seen):
            return _whole(draft, "comment", text, seen)
        case AsSealed(seen=seen):
            return _as_sealed(draft, sealed, seen)
        case SetLevel(level=level) if level is not None and level > levels:
            raise BadInput("unknown-level", highest=levels)
        case _:
            line = draft.line(order.criterion_id)
            changed = _line(line, order)
            if changed is line:
                return draft
            return msgspec.structs.replace(
                draft,
                revision=draft.revision + 1,
                lines=tuple(changed if each is line else each for each in draft.lines),
            )


def _line(
    line: LineDraft, order: SetLevel | LinkMoment | UnlinkMoment | SayNoMoment | CommentLine
) -> LineDraft:
    moments = line.mark.moments
    match order:
        case SetLevel(level=level, seen=seen):
            return _field(line, "level", level, seen)
        case SayNoMoment(reason=reason, seen=seen):
            return _field(line, "no_moment", reason, seen)
        case CommentLine(text=text, seen=seen):
            return _field(line, "comment", text, seen)
        case LinkMoment(moment=moment):
            known = next((each for each in moments if each.moment_id == moment.moment_id), None)
            if known == moment:
                return line
            if known is not None:
                raise Refused("marks-changed")
            if len(moments) >= MOST_MOMENTS:
                raise Refused("too-many-moments", most=MOST_MOMENTS)
            return _with_moments(line, (*moments, moment))
        case UnlinkMoment(moment_id=moment_id):
            left = tuple(each for each in moments if each.moment_id != moment_id)
            return line if left == moments else _with_moments(line, left)


def _field(line: LineDraft, name: str, value: object, seen: int) -> LineDraft:
    if getattr(line.mark, name) == value:
        return line
    if getattr(line, f"{name}_at") > seen:
        raise Refused("marks-changed")
    revision = line.revision + 1
    mark = msgspec.structs.replace(line.mark, **{name: value})
    return msgspec.structs.replace(line, mark=mark, revision=revision, **{f"{name}_at": revision})


def _with_moments(line: LineDraft, moments: tuple[Moment, ...]) -> LineDraft:
    mark = msgspec.structs.replace(line.mark, moments=moments)
    return msgspec.structs.replace(line, mark=mark, revision=line.revision + 1)


def _whole(draft: Draft, name: str, value: object, seen: int) -> Draft:
    if getattr(draft, name) == value:
        return draft
    if getattr(draft, f"{name}_at") > seen:
        raise Refused("marks-changed")
    revision = draft.overall_revision + 1
    return msgspec.structs.replace(
        draft,
        revision=draft.revision + 1,
        overall_revision=revision,
        **{name: value, f"{name}_at": revision},
    )


def _as_sealed(draft: Draft, sealed: Judgement | None, seen: int) -> Draft:
    """Every field as it was sealed, under new revisions: a page that saw the old ones is told."""
    if sealed is None:
        raise Refused("not-sealed")
    if draft.judgement == sealed:
        return draft
    if draft.revision != seen:
        raise Refused("marks-changed")
    lines = []
    for line in draft.lines:
        at = line.revision + 1
        lines.append(
            LineDraft(
                mark=sealed.mark(line.mark.criterion_id),
                revision=at,
                level_at=at,
                no_moment_at=at,
                comment_at=at,
            )
        )
    at = draft.overall_revision + 1
    return msgspec.structs.replace(
        draft,
        revision=draft.revision + 1,
        lines=tuple(lines),
        acquired=sealed.acquired,
        comment=sealed.comment,
        overall_revision=at,
        acquired_at=at,
        comment_at=at,
    )
