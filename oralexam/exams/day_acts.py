"""What the manager says of a candidate's day: a step is over, or that was said wrongly. Pure.

Acts are only ever added. What the plan takes for held and what the parts wait for are both read from them, so
that there is one truth.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime

import msgspec

from oralexam.exams.order import in_order, waits_for
from oralexam.exams.parts import PartKind, Step, WrittenBlock
from oralexam.exams.timetable.entries import Happened
from oralexam.exams.timetable.works import WorkKind


class DayAct(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One act. Who did it and why can be erased."""

    candidacy_id: str
    kind: WorkKind
    at: datetime
    """When it was said."""
    by: str = ""
    """Who said it; "" for a manager who came by a link, and once erased."""
    happened: Happened | None = None
    """What was held, and when; None: what was said of it before no longer stands."""
    reason: str = ""
    """Why it no longer stands."""


class BlockStanding(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A written block of a candidate, and who confirmed its end."""

    kind: WrittenBlock
    ended_at: datetime | None = None
    """None: nobody has confirmed it."""
    confirmed_at: datetime | None = None
    by: str = ""


class StepsBefore(msgspec.Struct, frozen=True, kw_only=True):
    """What stands before one part of one candidate."""

    waits_for: tuple[Step, ...] = ()
    """What is to be over before the part begins, and is not."""
    blocks: tuple[BlockStanding, ...] = ()
    """The candidate's written blocks."""


NOTHING_BEFORE = StepsBefore()
"""Of a sitting that belongs to no session."""


def standing(acts: Iterable[DayAct]) -> tuple[DayAct, ...]:
    """The acts that hold, in the order in which they were done: of each step the last, unless withdrawn."""
    last: dict[tuple[str, WorkKind], DayAct] = {}
    for act in acts:
        key = act.candidacy_id, act.kind
        last.pop(key, None)
        if act.happened is not None:
            last[key] = act
    return tuple(last.values())


def held(acts: Iterable[DayAct]) -> tuple[Happened, ...]:
    """What was held without the service, as the plan needs it."""
    return tuple(act.happened for act in standing(acts) if act.happened is not None)


def over(acts: Iterable[DayAct], candidacy_id: str) -> frozenset[Step]:
    """The steps of a candidate that somebody has said to be over."""
    return frozenset(
        step_of(each.kind)
        for each in held(acts)
        if each.candidacy_id == candidacy_id and each.over and each.kind in _STEPS
    )


def blocks_of(
    acts: Iterable[DayAct], candidacy_id: str, kinds: Iterable[WrittenBlock]
) -> tuple[BlockStanding, ...]:
    """How the written blocks of a candidate stand."""
    told = {
        step_of(act.kind): BlockStanding(
            kind=WrittenBlock(act.kind), ended_at=act.happened.ends_at, confirmed_at=act.at, by=act.by
        )
        for act in standing(acts)
        if act.candidacy_id == candidacy_id and act.kind in _BLOCKS and act.happened and act.happened.over
    }
    return tuple(told.get(kind, BlockStanding(kind=kind)) for kind in kinds)


def steps_before(
    part: PartKind,
    *,
    candidacy_id: str,
    parts: Mapping[PartKind, bool],
    blocks: Collection[WrittenBlock],
    acts: Sequence[DayAct],
    under_way: Collection[PartKind] = (),
) -> StepsBefore:
    """What stands before a part: what its rules put first, and what the candidate is in at this moment.

    Args:
        part: the one that would begin.
        candidacy_id: whose.
        parts: every part of the candidate, and whether its room is done with it.
        blocks: the written blocks of the format.
        acts: all that was said of the session's day.
        under_way: the parts of the candidate that have begun: nobody is in two at once, whatever the order.
    """
    ended = over(acts, candidacy_id) | {kind for kind, is_over in parts.items() if is_over}
    ruled = waits_for(part, taken={*parts, *blocks}, over=ended)
    return StepsBefore(
        waits_for=in_order({*ruled, *(set(under_way) - ended - {part})}),
        blocks=blocks_of(acts, candidacy_id, blocks),
    )


def step_of(kind: WorkKind) -> Step:
    """The part or written block that a work is."""
    return WrittenBlock(kind) if kind in _BLOCKS else PartKind(kind)


_BLOCKS = frozenset(WorkKind(block.value) for block in WrittenBlock)
_STEPS = _BLOCKS | frozenset(WorkKind(part.value) for part in PartKind)
