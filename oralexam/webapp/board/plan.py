"""What the board draws of an accepted plan: the works of its candidates on the present day. No I/O."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from oralexam.exams.session import ExamSession
from oralexam.exams.timetable.entries import Entry, Happened
from oralexam.exams.timetable.local_time import zone
from oralexam.exams.timetable.plan_document import PlanDocument
from oralexam.exams.timetable.works import JURY_OWN
from oralexam.signaling.board_messages import PlannedStretch, PlannedWork


def planned_today(
    session: ExamSession, plan: PlanDocument, told: Iterable[Happened], *, now: datetime
) -> Iterator[PlannedWork]:
    """The works of the day that the centre's clocks show at `now`, in the order of time.

    What the jury does alone is no candidate's row. `told` is what managers have said was held.

    Raises:
        BadInput: `unknown-time-zone`.
    """
    where = zone(session.time_zone)
    today = now.astimezone(where).date()
    held = {(each.candidacy_id, each.kind) for each in told if each.over}
    for entry in plan.timetable.entries if plan.timetable else ():
        if entry.kind in JURY_OWN or entry.starts_at.astimezone(where).date() != today:
            continue
        place = session.place(entry.place_id)
        yield PlannedWork(
            candidacy_id=entry.candidacy_id,
            kind=entry.kind,
            room_name=place.name if place else "",
            stretches=tuple(_stretches(entry)),
            held=entry.key in held,
        )


def _stretches(entry: Entry) -> Iterator[PlannedStretch]:
    """Its phases, those that follow each other with the jury, or without, as one."""
    starts_at = ends_at = entry.starts_at
    for phase, following in zip(entry.phases, (*entry.phases[1:], None), strict=True):
        ends_at += timedelta(seconds=phase.seconds)
        if following is None or following.jury is not phase.jury:
            yield PlannedStretch(starts_at=starts_at, ends_at=ends_at, jury=phase.jury)
            starts_at = ends_at
