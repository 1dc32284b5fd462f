"""What a list shows of sittings without folding their events: kept in the transaction that appends them."""

from collections.abc import Sequence
from datetime import datetime

import msgspec
from sqlalchemy import Select, and_, or_
from sqlalchemy import select as sql_select
from sqlmodel import col

from oralexam.errors import SystemFault
from oralexam.rooms.events import AnyEvent, PhaseEntered, ScenarioDrawn, SittingOpened
from oralexam.rooms.phases import OVER, Phase
from oralexam.storage import chain
from oralexam.storage.tables import EventRow, PersonalPayloadRow, SittingRow


class CourseStep(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """A phase that a sitting entered, and when."""

    phase: Phase
    at: datetime


class SittingSummary(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What can be said of a sitting without folding its events."""

    sitting_id: str
    opened: SittingOpened
    """Its names read as "" once they have been erased."""
    course: tuple[CourseStep, ...]
    """The phases that it has entered, `waiting` first."""
    scenario: str
    """`scenario_id@version` of the last draw; "" before it."""
    rehearsal: bool
    opened_at: datetime
    phase: Phase
    phase_since: datetime
    last_seq: int
    erased_at: datetime | None

    @property
    def was_called(self) -> bool:
        """Whether its call ever began: only then is there something to hear, and a job to be done."""
        return any(step.phase is Phase.CALL for step in self.course)


def keep_summary(sitting: SittingRow, happened: Sequence[AnyEvent]) -> None:
    """Keep in the sitting's own row what a list shows of it."""
    entered = [event for event in happened if isinstance(event, PhaseEntered)]
    if entered:
        sitting.phase, sitting.phase_since = entered[-1].phase.value, entered[-1].at
        steps = (CourseStep(event.phase, event.at) for event in entered)
        sitting.course = course_text((*_course(sitting.course), *steps))
    for event in happened:
        if isinstance(event, ScenarioDrawn):
            sitting.scenario = event.lot.drawn


def _course(text: str) -> tuple[CourseStep, ...]:
    return msgspec.json.decode(text, type=tuple[CourseStep, ...])


def course_text(course: Sequence[CourseStep]) -> str:
    """How a course is stored."""
    return msgspec.json.encode(course).decode()


def summaries(since: datetime | None) -> Select[SittingRow, str, str, str]:
    """Each sitting with its first event, which names everybody, and the erasable part of that."""
    first = and_(col(EventRow.sitting_id) == SittingRow.sitting_id, col(EventRow.seq) == 1)
    named = and_(
        col(PersonalPayloadRow.sitting_id) == SittingRow.sitting_id, col(PersonalPayloadRow.seq) == 1
    )
    query = (
        sql_select(
            SittingRow,
            col(EventRow.canonical),
            col(PersonalPayloadRow.salt),
            col(PersonalPayloadRow.payload),
        )
        .join(EventRow, first)
        .outerjoin(PersonalPayloadRow, named)
        .order_by(col(SittingRow.opened_at), col(SittingRow.sitting_id))
    )
    if since is not None:
        over = col(SittingRow.phase).in_([phase.value for phase in OVER])
        query = query.where(or_(~over, col(SittingRow.phase_since) >= since))
    return query


def summary(row: SittingRow, canonical: str, salt: str | None, payload: str | None) -> SittingSummary:
    """What a line of `summaries` says.

    Raises:
        SystemFault: `events-without-opening`.
    """
    personal = None if salt is None or payload is None else chain.Personal(salt=salt, payload=payload)
    opened = chain.restore(chain.ChainedEvent(seq=1, canonical=canonical, hash="", personal=personal))
    if not isinstance(opened, SittingOpened):
        raise SystemFault("events-without-opening")
    return SittingSummary(
        sitting_id=row.sitting_id,
        opened=opened,
        course=_course(row.course),
        scenario=row.scenario,
        rehearsal=row.rehearsal,
        opened_at=row.opened_at,
        phase=Phase(row.phase),
        phase_since=row.phase_since,
        last_seq=row.last_seq,
        erased_at=row.erased_at,
    )
