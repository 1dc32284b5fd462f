"""A timetable: who, with whom, where and when. Values only; whether it holds is asked of `checking`."""

from datetime import datetime, timedelta
from enum import StrEnum

import msgspec

from oralexam.exams.timetable.works import WorkKind, WorkPhase


class EntryState(StrEnum):
    """Whether an entry is a plan or a fact."""

    PLANNED = "planned"
    RUNNING = "running"
    DONE = "done"


class Entry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One work at its time."""

    candidacy_id: str
    kind: WorkKind
    starts_at: datetime
    phases: tuple[WorkPhase, ...]
    jury_id: str | None = None
    """None where no jury is needed."""
    place_id: str | None = None
    """Where the candidate is, or the jury if it works alone; None for the invigilated blocks."""
    jury_room_id: str | None = None
    """Where the jury is, if that is another room than the candidate's."""
    pinned: bool = False
    """Set by hand: a new plan leaves it where it is."""
    state: EntryState = EntryState.PLANNED

    @property
    def key(self) -> tuple[str, WorkKind]:
        """What names an entry: a candidate has one of each kind."""
        return self.candidacy_id, self.kind

    @property
    def seconds(self) -> int:
        """The length of the whole."""
        return sum(phase.seconds for phase in self.phases)

    @property
    def ends_at(self) -> datetime:
        """When its last phase is over."""
        return self.starts_at + timedelta(seconds=self.seconds)

    @property
    def jury_span(self) -> tuple[datetime, datetime] | None:
        """From the first to the last instant at which the jury is there; None where it is not."""
        before = 0
        first: int | None = None
        last = 0
        for phase in self.phases:
            if phase.jury:
                first = before if first is None else first
                last = before + phase.seconds
            before += phase.seconds
        if first is None:
            return None
        return self.starts_at + timedelta(seconds=first), self.starts_at + timedelta(seconds=last)


class Timetable(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Every entry, in the order of their times."""

    entries: tuple[Entry, ...]

    @property
    def ends_at(self) -> datetime:
        """When the last entry is over; for people this is the end of the session."""
        return max(entry.ends_at for entry in self.entries)

    def entry(self, candidacy_id: str, kind: WorkKind) -> Entry | None:
        """The entry with this key."""
        return next((entry for entry in self.entries if entry.key == (candidacy_id, kind)), None)

    def of_candidate(self, candidacy_id: str) -> tuple[Entry, ...]:
        """What concerns one candidate, in order."""
        return tuple(entry for entry in self.entries if entry.candidacy_id == candidacy_id)


def in_order(entries: tuple[Entry, ...] | list[Entry]) -> tuple[Entry, ...]:
    """By time; what begins together by candidate and kind, so that two equal plans are written alike."""
    return tuple(sorted(entries, key=lambda entry: (entry.starts_at, entry.candidacy_id, entry.kind)))


class Happened(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What one work has really been so far."""

    candidacy_id: str
    kind: WorkKind
    starts_at: datetime
    ends_at: datetime
    """When it ended, or is expected to."""
    over: bool
