"""A session's plan as it is kept: what the manager decided, and the timetable.

What was held, and what the manager said of it, stands in `exams.day_acts`.
"""

from collections.abc import Iterable
from datetime import datetime

import msgspec

from oralexam.errors import BadInput, NotFound
from oralexam.exams.formats import Format
from oralexam.exams.parts import WrittenBlock
from oralexam.exams.timetable.entries import Entry, Timetable, in_order
from oralexam.exams.timetable.plan_settings import BlockChoice, BlockTime, PlanSettings
from oralexam.exams.timetable.request import PlanRequest
from oralexam.exams.timetable.works import WorkKind


class Marks(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The two marks beside the end of a plan."""

    one_by_one: datetime
    """The end if each candidate came after the one before had left."""
    jury_minutes: datetime
    """The end if the jury's minutes lay back to back."""


class PlanDocument(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """All that is kept of one session's plan; it names nobody."""

    settings: PlanSettings = PlanSettings()
    timetable: Timetable | None = None
    marks: Marks | None = None
    made_at: datetime | None = None


class EntryChange(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An entry that the manager has moved, pinned or let go."""

    candidacy_id: str
    kind: WorkKind
    starts_at: datetime
    pinned: bool
    place_id: str | None = None
    """Another room; None: as it was."""


def first_document(format_: Format) -> PlanDocument:
    """A plan not made yet: the written part is over before, each questionnaire is where it fits."""
    times = {WrittenBlock.WRITTEN: BlockTime.BEFORE, WrittenBlock.QUESTIONNAIRE: BlockTime.PLACED}
    blocks = tuple(
        BlockChoice(kind=block.kind, time=times[block.kind])
        for block in format_.blocks
        if block.minutes is not None
    )
    return PlanDocument(settings=PlanSettings(blocks=blocks))


def with_changes(timetable: Timetable, changes: Iterable[EntryChange]) -> Timetable:
    """The timetable with entries elsewhere; whether it holds is asked afterwards.

    Raises:
        NotFound: `unknown-entry`.
        BadInput: `malformed-message` for an instant without an offset.
    """
    entries = {entry.key: entry for entry in timetable.entries}
    for change in changes:
        entry = entries.get((change.candidacy_id, change.kind))
        if entry is None:
            raise NotFound("unknown-entry")
        if change.starts_at.tzinfo is None:
            raise BadInput("malformed-message")
        entries[entry.key] = msgspec.structs.replace(
            entry,
            starts_at=change.starts_at,
            pinned=change.pinned,
            place_id=entry.place_id if change.place_id is None else change.place_id,
        )
    return Timetable(entries=in_order(list(entries.values())))


def pins_of(timetable: Timetable | None, request: PlanRequest) -> tuple[Entry, ...]:
    """The pinned entries that the request still asks for, with the lengths that it asks for now."""
    if timetable is None:
        return ()
    found = []
    for entry in timetable.entries:
        candidate = request.candidate(entry.candidacy_id)
        work = (
            next((work for work in candidate.works if work.kind is entry.kind), None) if candidate else None
        )
        if entry.pinned and work is not None:
            found.append(msgspec.structs.replace(entry, phases=work.phases))
    return tuple(found)
