"""Entering afterwards what was noted on paper. Pure: no phase changes, nothing that was seen is altered."""

from datetime import datetime

from oralexam.errors import BadInput
from oralexam.rooms import paper_events
from oralexam.rooms.clock_acts import reason_of
from oralexam.rooms.paper_commands import LONGEST_MARK, EnterFromPaper
from oralexam.rooms.seats import Seat


def enter_from_paper(
    command: EnterFromPaper, seat: Seat, now: datetime
) -> list[paper_events.EnteredFromPaper]:
    """Note it, marked as from paper; entered again, it stands beside what was entered before.

    Raises:
        BadInput: `paper-time-out-of-range`: it ends before it begins, or has not ended yet;
            `mark-too-long`, `reason-missing`, `reason-too-long`.
    """
    for time in command.times:
        if time.starts_at.tzinfo is None or time.ends_at.tzinfo is None:
            raise BadInput("paper-time-out-of-range", phase=time.phase)
        if not time.starts_at <= time.ends_at <= now:
            raise BadInput("paper-time-out-of-range", phase=time.phase)
    if any(
        len(mark) > LONGEST_MARK or len(criterion) > LONGEST_MARK for criterion, mark in command.marks.items()
    ):
        raise BadInput("mark-too-long", longest=LONGEST_MARK)
    text = reason_of(command.text)
    return [
        paper_events.EnteredFromPaper(at=now, by=seat, times=command.times, marks=command.marks, text=text)
    ]
