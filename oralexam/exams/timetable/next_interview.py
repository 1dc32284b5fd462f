"""When a candidate's recordings are looked at next: at the technical interview that the plan has for them."""

from collections.abc import Collection
from datetime import datetime

from oralexam.exams.timetable.entries import EntryState, Timetable
from oralexam.exams.timetable.works import WorkKind


def interview_at(
    timetable: Timetable | None, candidacy_id: str, *, over: Collection[WorkKind]
) -> datetime | None:
    """The planned beginning of the candidate's technical interview; None without a plan, or once it is over.

    There the jury goes back over what was said on the telephone and to the visitor (exam document, RE AIE
    2015). An interview that is late, or runs, is still the next one.
    """
    entry = timetable.entry(candidacy_id, WorkKind.TECHNICAL_INTERVIEW) if timetable else None
    if entry is None or entry.kind in over or entry.state is EntryState.DONE:
        return None
    return entry.starts_at
