"""What becomes due when, of every session and of the centre's own: only ever read."""

from datetime import UTC, date, datetime, timedelta

import msgspec

from oralexam.clock import Clock
from oralexam.exams.session import SessionState
from oralexam.exams.timetable.local_time import zone
from oralexam.retention.clocks import (
    CENTRE,
    Due,
    SessionDates,
    Sighting,
    after_months,
    calendar_of,
    days_left,
)
from oralexam.retention.kinds import OF_CANDIDATES, OF_CENTRE, DataKind
from oralexam.retention.lengths import Lengths
from oralexam.storage.deletions import SqlDeletions
from oralexam.storage.erased import Remains, SqlErased
from oralexam.storage.erasing_centre import CentreEraser
from oralexam.storage.exam_sessions import KeptSession, SqlExamSessions
from oralexam.storage.retention_lengths import SqlRetentionLengths


class DueLine(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the page: what is due, whether it is by now, and what becomes of it."""

    scope: str
    title: str
    kind: DataKind
    due_on: date | None
    is_due: bool
    automatic: bool
    days_left: int | None
    """On so many more days must the server see it before it ends by itself."""
    candidates: int
    """Whose data of that kind are there."""
    held: int
    """Of those, who is under hold: they stay."""


class RetentionCalendar:
    """Counts; called in threads."""

    def __init__(
        self,
        *,
        sessions: SqlExamSessions,
        deletions: SqlDeletions,
        lengths: SqlRetentionLengths,
        erased: SqlErased,
        centre: CentreEraser,
        clock: Clock,
    ) -> None:
        self._sessions = sessions
        self._deletions = deletions
        self._lengths = lengths
        self._erased = erased
        self._centre = centre
        self._clock = clock

    def everything(self) -> list[tuple[Due, date]]:
        """Every clock that runs, and the day that it is where it runs."""
        lengths = self._lengths.in_force().lengths
        found = [
            (due, self._today(kept))
            for kept in self._kept()
            for due in self._dues(kept, lengths, self._erased.of_session(kept.session.session_id))
        ]
        today = self._clock.now().date()
        return found + [(due, today) for due in self._of_centre(lengths)]

    def of_session(self, kept: KeptSession) -> tuple[DueLine, ...]:
        """The lines of one session, in the order of the kinds."""
        lengths = self._lengths.in_force().lengths
        return self._lines(kept, lengths, self._lengths.sightings())

    def lines(self) -> tuple[DueLine, ...]:
        """Every line of the centre: what is due first, then what has a day, then what waits for one."""
        lengths, sightings = self._lengths.in_force().lengths, self._lengths.sightings()
        found = [line for kept in self._kept() for line in self._lines(kept, lengths, sightings)]
        today = self._clock.now().date()
        found += [_line(due, "", today, sightings, candidates=0, held=0) for due in self._of_centre(lengths)]
        return tuple(sorted(found, key=lambda line: (line.due_on is None, line.due_on or date.max)))

    def _kept(self) -> list[KeptSession]:
        return [
            kept
            for kept in self._sessions.listed(SessionState.OPEN, SessionState.CLOSED)
            if kept.erased_at is None
        ]

    def _today(self, kept: KeptSession) -> date:
        return self._clock.now().astimezone(zone(kept.session.time_zone)).date()

    def _dues(self, kept: KeptSession, lengths: Lengths, remains: Remains) -> tuple[Due, ...]:
        session = kept.session
        last = max((day.date for day in session.days), default=kept.changed_at.date())
        return calendar_of(
            SessionDates(
                session_id=session.session_id,
                ended_on=last,
                decided_on=self._deletions.decided_on(session.session_id),
                gone=frozenset(kind for kind in OF_CANDIDATES if not remains.having(kind)),
            ),
            lengths,
        )

    def _of_centre(self, lengths: Lengths) -> list[Due]:
        found = []
        for kind in OF_CENTRE:
            oldest, length = self._centre.oldest(kind), lengths.of(kind)
            if oldest is None or length.months is None:
                continue
            due_on = after_months(oldest.date(), length.months)
            found.append(Due(scope=CENTRE, kind=kind, due_on=due_on, automatic=length.automatic))
        return found

    def _lines(
        self, kept: KeptSession, lengths: Lengths, sightings: dict[tuple[str, DataKind], Sighting]
    ) -> tuple[DueLine, ...]:
        remains, today = self._erased.of_session(kept.session.session_id), self._today(kept)
        return tuple(
            _line(
                due,
                kept.session.title,
                today,
                sightings,
                candidates=len(remains.having(due.kind)),
                held=len(remains.having(due.kind) & remains.held),
            )
            for due in self._dues(kept, lengths, remains)
        )


def latest_before(kind: DataKind, lengths: Lengths, *, now: datetime) -> datetime:
    """Of one of the centre's own kinds: what is older than this has been kept for as long as was set."""
    months = lengths.of(kind).months or 0
    day = now.date()
    # The last day of which the months are over.
    while after_months(day, months) > now.date():
        day -= timedelta(days=1)
    return datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(days=1)


def _line(
    due: Due,
    title: str,
    today: date,
    sightings: dict[tuple[str, DataKind], Sighting],
    *,
    candidates: int,
    held: int,
) -> DueLine:
    return DueLine(
        scope=due.scope,
        title=title,
        kind=due.kind,
        due_on=due.due_on,
        is_due=due.is_due(today),
        automatic=due.automatic,
        days_left=days_left(due, sightings.get((due.scope, due.kind)), today=today),
        candidates=candidates,
        held=held,
    )
