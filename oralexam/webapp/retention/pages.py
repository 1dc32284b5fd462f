"""What the pages about retention show: read from everything, changed nowhere."""

from dataclasses import dataclass
from datetime import date, datetime

import msgspec

from oralexam.clock import Clock
from oralexam.exams.parts import PartKind
from oralexam.exams.session import SessionState
from oralexam.retention.deletions import Deletion, DeletionState
from oralexam.retention.holds import Hold
from oralexam.retention.kinds import DEFAULTS, DataKind, Default
from oralexam.retention.lengths import KeptLengths
from oralexam.retention.two_people import Person
from oralexam.rooms.phases import OVER
from oralexam.storage.deletions import SqlDeletions
from oralexam.storage.erased import SqlErased
from oralexam.storage.events import SqlEventStore
from oralexam.storage.exam_sessions import SqlExamSessions
from oralexam.storage.holds import SqlHolds
from oralexam.storage.retention_lengths import SqlRetentionLengths
from oralexam.webapp.retention.desk import RetentionDesk
from oralexam.webapp.retention.due import DueLine, RetentionCalendar
from oralexam.webapp.retention.work import RetentionWork


@dataclass(frozen=True, kw_only=True)
class Retention:
    """All of it, as the handlers may use it."""

    desk: RetentionDesk
    work: RetentionWork
    calendar: RetentionCalendar
    sessions: SqlExamSessions
    events: SqlEventStore
    lengths: SqlRetentionLengths
    holds: SqlHolds
    deletions: SqlDeletions
    erased: SqlErased
    clock: Clock


class CandidateKept(msgspec.Struct, frozen=True, kw_only=True):
    """What there still is of a candidate."""

    candidacy_id: str
    name: str
    number: str
    left: frozenset[DataKind]
    held: bool
    over: bool
    """Whether every part is over, so that something may be deleted."""


class SessionRetention(msgspec.Struct, frozen=True, kw_only=True):
    """The page of a session."""

    server_now: datetime
    session_id: str
    title: str
    state: SessionState
    decided_on: date | None
    lengths: KeptLengths
    dues: tuple[DueLine, ...]
    candidates: tuple[CandidateKept, ...]
    holds: tuple[Hold, ...]
    deletions: tuple[Deletion, ...]
    me: Person | None
    """Who has signed in; None: by a link, and nothing can be done from here."""


class SittingKept(msgspec.Struct, frozen=True, kw_only=True):
    """What there still is of a sitting that belongs to no session."""

    sitting_id: str
    name: str
    opened_at: datetime
    part: PartKind
    left: frozenset[DataKind]
    over: bool


class CentreRetention(msgspec.Struct, frozen=True, kw_only=True):
    """The page of the centre."""

    server_now: datetime
    lengths: KeptLengths
    asked: KeptLengths | None
    """What would end something sooner, and waits for a second person."""
    defaults: dict[DataKind, Default]
    history: tuple[KeptLengths, ...]
    dues: tuple[DueLine, ...]
    sittings: tuple[SittingKept, ...]
    """Those that belong to no session, the newest first."""
    holds: tuple[Hold, ...]
    """On them, in force."""
    open_deletions: tuple[Deletion, ...]
    """Asked and not yet answered, or being carried out."""
    me: Person | None


def session_page(retention: Retention, session_id: str, *, me: Person | None) -> SessionRetention:
    """Everything about one session.

    Raises:
        NotFound: `unknown-session`.
    """
    kept = retention.sessions.get(session_id)
    remains, now = retention.erased.of_session(session_id), retention.clock.now()
    reached: dict[str, bool] = {}
    for part, phase in retention.sessions.progress(session_id):
        reached[part.candidacy_id] = reached.get(part.candidacy_id, True) and phase in OVER
    closed = kept.state is SessionState.CLOSED
    return SessionRetention(
        server_now=now,
        session_id=session_id,
        title=kept.session.title,
        state=kept.state,
        decided_on=retention.deletions.decided_on(session_id),
        lengths=retention.lengths.in_force(),
        dues=retention.calendar.of_session(kept),
        candidates=tuple(
            CandidateKept(
                candidacy_id=each.candidacy_id,
                name=each.name,
                number=each.number,
                left=remains.of.get(each.candidacy_id, frozenset()),
                held=each.candidacy_id in remains.held,
                over=closed or reached.get(each.candidacy_id, False),
            )
            for each in kept.session.candidacies
        ),
        holds=retention.holds.of_session(session_id),
        deletions=tuple(each.as_of(now) for each in retention.deletions.of_session(session_id)),
        me=me,
    )


def _single_sittings(retention: Retention) -> tuple[SittingKept, ...]:
    left = retention.erased.alone()
    summaries = sorted(
        (each for each in retention.events.list_sittings() if each.sitting_id in left),
        key=lambda each: each.opened_at,
        reverse=True,
    )
    return tuple(
        SittingKept(
            sitting_id=each.sitting_id,
            name=each.opened.candidate_name,
            opened_at=each.opened_at,
            part=each.opened.part,
            left=left[each.sitting_id],
            over=each.phase in OVER,
        )
        for each in summaries
    )


def centre_page(retention: Retention, *, me: Person | None) -> CentreRetention:
    """Everything about the centre."""
    now = retention.clock.now()
    under_way = [
        each.as_of(now)
        for state in (DeletionState.ASKED, DeletionState.CONFIRMED)
        for each in retention.deletions.in_state(state)
    ]
    return CentreRetention(
        server_now=now,
        lengths=retention.lengths.in_force(),
        asked=retention.lengths.waiting(now=now),
        defaults=DEFAULTS,
        history=retention.lengths.history(),
        dues=retention.calendar.lines(),
        sittings=_single_sittings(retention),
        holds=tuple(each for each in retention.holds.in_force() if each.sitting_id is not None),
        open_deletions=tuple(each for each in under_way if each.state is not DeletionState.EXPIRED),
        me=me,
    )
