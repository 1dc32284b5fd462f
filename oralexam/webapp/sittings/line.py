"""One line of the manager's list of sittings."""

from datetime import datetime

import msgspec

from oralexam.exams.accommodation import GrantedTime
from oralexam.exams.parts import ExchangeMode, PartKind
from oralexam.jobs.job import Job
from oralexam.rooms.formalities import Standing
from oralexam.rooms.phases import Phase
from oralexam.rooms.seats import Seat


class SittingLine(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the day's list."""

    sitting_id: str
    candidate_name: str
    juror_name: str
    observer_name: str
    room_name: str
    rehearsal: bool
    part: PartKind
    candidacy_id: str | None
    phase: Phase
    phase_since: datetime
    deadline: datetime | None
    paused_since: datetime | None
    """While the clock stands, the deadline is as it was then."""
    accommodation: GrantedTime
    title: str
    mode: ExchangeMode | None
    present: tuple[Seat, ...]
    lost: tuple[Seat, ...]
    bell_rung_by: Seat | None
    formalities: Standing | None
    """Who was let in and informed, and who refused; None where nothing is asked, or all is over."""
    opened_at: datetime
    jobs: tuple[Job, ...]
