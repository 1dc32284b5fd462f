"""Exam sessions: one document each, with a revision, so that two managers never overwrite each other."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

import msgspec
from sqlmodel import Session, col, select

from oralexam.errors import NotFound, Refused, SystemFault
from oralexam.exams.parts import PartKind
from oralexam.exams.session import ExamSession, PartSitting, SessionState
from oralexam.exams.session_people import without_people
from oralexam.rooms.phases import Phase
from oralexam.storage.accommodation_causes import forget_causes, replace_causes
from oralexam.storage.candidate_papers import forget_papers
from oralexam.storage.day_acts import forget_who_said
from oralexam.storage.engine import Database
from oralexam.storage.holds import refuse_if_held
from oralexam.storage.tables import AccommodationCauseRow, ExamSessionRow, PartSittingRow, SittingRow

Recast = Callable[[ExamSession, PartSitting], ExamSession]


class KeptSession(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A session as it is stored, with the number that the next change must bring along."""

    session: ExamSession
    state: SessionState
    revision: int
    created_at: datetime
    changed_at: datetime
    opened_at: datetime | None
    erased_at: datetime | None = None


class SqlExamSessions:
    """Sessions, why a candidate was granted more time, and which sitting each part has become."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def create(self, session: ExamSession, *, now: datetime) -> KeptSession:
        """A new draft; one that exists already is left alone.

        Raises:
            Refused: `edited-meanwhile`.
        """
        with self._database.writing() as transaction:
            if transaction.get(ExamSessionRow, session.session_id) is not None:
                raise Refused("edited-meanwhile")
            row = ExamSessionRow(
                session_id=session.session_id,
                state=SessionState.DRAFT.value,
                revision=1,
                body=_written(session),
                created_at=now,
                changed_at=now,
            )
            transaction.add(row)
            return _kept(row)

    def save(
        self, session: ExamSession, *, revision: int, now: datetime, causes: Mapping[str, str] | None = None
    ) -> KeptSession:
        """The session as the manager has changed it; `causes` (by candidacy) replaces what was there.

        Raises:
            NotFound: `unknown-session`.
            Refused: `edited-meanwhile`: somebody else has saved since; `session-closed`; `under-legal-hold`:
                somebody who is would be gone, or would have another cause.
        """
        with self._database.writing() as transaction:
            row = _row(transaction, session.session_id)
            if row.revision != revision:
                raise Refused("edited-meanwhile", revision=row.revision)
            if row.state == SessionState.CLOSED:
                raise Refused("session-closed")
            kept = {each.candidacy_id for each in session.candidacies}
            for each in {before.candidacy_id for before in _read(row).candidacies} - kept:
                refuse_if_held(transaction, candidacy_id=each)
            row.body = _written(session)
            row.revision += 1
            row.changed_at = now
            if causes is not None:
                replace_causes(transaction, session.session_id, causes, kept)
            else:
                forget_causes(transaction, session.session_id, kept)
            forget_papers(transaction, session.session_id, kept)
            return _kept(row)

    def get(self, session_id: str) -> KeptSession:
        """One session.

        Raises:
            NotFound: `unknown-session`.
        """
        with self._database.reading() as transaction:
            return _kept(_row(transaction, session_id))

    def listed(self, *states: SessionState) -> tuple[KeptSession, ...]:
        """Every session, or those in one of `states`; the newest first."""
        with self._database.reading() as transaction:
            chosen = select(ExamSessionRow).order_by(col(ExamSessionRow.created_at).desc())
            if states:
                chosen = chosen.where(col(ExamSessionRow.state).in_([state.value for state in states]))
            return tuple(_kept(row) for row in transaction.exec(chosen).all())

    def causes(self, session_id: str) -> dict[str, str]:
        """Why extra time was granted, by candidacy; for the manager's page alone."""
        with self._database.reading() as transaction:
            rows = transaction.exec(
                select(AccommodationCauseRow).where(AccommodationCauseRow.session_id == session_id)
            ).all()
            return {row.candidacy_id: row.cause for row in rows}

    def set_state(self, session_id: str, state: SessionState, *, now: datetime) -> KeptSession:
        """Open or close a session; its document stays as it is.

        Raises:
            NotFound: `unknown-session`.
        """
        with self._database.writing() as transaction:
            row = _row(transaction, session_id)
            row.state = state.value
            row.revision += 1
            row.changed_at = now
            if state is SessionState.OPEN:
                row.opened_at = row.opened_at or now
            return _kept(row)

    def reserve(self, parts: Iterable[PartSitting]) -> None:
        """Write down which sittings parts are going to be; those that have one keep it."""
        with self._database.writing() as transaction:
            for part in parts:
                key = (part.session_id, part.candidacy_id, part.part.value)
                if transaction.get(PartSittingRow, key) is None:
                    transaction.add(
                        PartSittingRow(
                            session_id=part.session_id,
                            candidacy_id=part.candidacy_id,
                            part=part.part.value,
                            position=part.position,
                            sitting_id=part.sitting_id,
                        )
                    )

    def parts(self, session_id: str, candidacy_id: str | None = None) -> tuple[PartSitting, ...]:
        """The sittings of a session, or of one candidacy of it, in the order in which parts are taken."""
        with self._database.reading() as transaction:
            chosen = select(PartSittingRow).where(PartSittingRow.session_id == session_id)
            if candidacy_id is not None:
                chosen = chosen.where(PartSittingRow.candidacy_id == candidacy_id)
            rows = transaction.exec(
                chosen.order_by(col(PartSittingRow.candidacy_id), col(PartSittingRow.position))
            ).all()
            return tuple(_part(row) for row in rows)

    def progress(
        self, session_id: str, candidacy_id: str | None = None
    ) -> tuple[tuple[PartSitting, Phase], ...]:
        """The same parts with the phase that each has reached, without folding events.

        A part that was written down and not opened yet waits.
        """
        with self._database.reading() as transaction:
            chosen = (
                select(PartSittingRow, SittingRow.phase)
                .outerjoin(SittingRow, col(SittingRow.sitting_id) == PartSittingRow.sitting_id)
                .where(PartSittingRow.session_id == session_id)
            )
            if candidacy_id is not None:
                chosen = chosen.where(PartSittingRow.candidacy_id == candidacy_id)
            rows = transaction.exec(
                chosen.order_by(col(PartSittingRow.candidacy_id), col(PartSittingRow.position))
            ).all()
            return tuple((_part(row), Phase(phase or Phase.WAITING)) for row, phase in rows)

    def session_of(self, candidacy_id: str) -> KeptSession | None:
        """The session in which a candidacy has parts."""
        with self._database.reading() as transaction:
            session_id = transaction.exec(
                select(PartSittingRow.session_id).where(PartSittingRow.candidacy_id == candidacy_id).limit(1)
            ).one_or_none()
            return None if session_id is None else _kept(_row(transaction, session_id))

    def part_of(self, sitting_id: str) -> PartSitting | None:
        """Which part of which candidacy a sitting is; None for one that was opened by itself."""
        with self._database.reading() as transaction:
            row = transaction.exec(
                select(PartSittingRow).where(PartSittingRow.sitting_id == sitting_id)
            ).one_or_none()
            return None if row is None else _part(row)

    def recast(self, sitting_id: str, cast: Recast, *, now: datetime) -> None:
        """Write down who plays and who observes a part from now on; nothing for a sitting of no session.

        `cast` makes the new session from the old one inside the transaction, whatever its revision.
        """
        with self._database.writing() as transaction:
            part = transaction.exec(
                select(PartSittingRow).where(PartSittingRow.sitting_id == sitting_id)
            ).one_or_none()
            if part is None:
                return
            row = _row(transaction, part.session_id)
            row.body = _written(cast(_read(row), _part(part)))
            row.revision += 1
            row.changed_at = now

    def rewrite(
        self, session_id: str, change: Callable[[ExamSession], ExamSession], *, now: datetime
    ) -> None:
        """What the server itself writes: `change` is made inside the transaction, whatever the revision.

        A session that is closed stays as it is, and so does the revision where nothing changes.

        Raises:
            NotFound: `unknown-session`.
        """
        with self._database.writing() as transaction:
            row = _row(transaction, session_id)
            body = _written(change(_read(row)))
            if row.state == SessionState.CLOSED or body == row.body:
                return
            row.body = body
            row.revision += 1
            row.changed_at = now

    def remove(self, session_id: str) -> None:
        """Remove a draft whole; no byte of it stays in the database's files.

        Raises:
            NotFound: `unknown-session`.
            Refused: `session-not-a-draft`: what was opened is evidence.
        """
        with self._database.writing() as transaction:
            row = _row(transaction, session_id)
            if row.state != SessionState.DRAFT:
                raise Refused("session-not-a-draft")
            transaction.delete(row)
        self._database.scrub()

    def erase_personal(self, session_id: str, *, now: datetime) -> None:
        """Erase names, numbers, codes and causes; who had which part stays, by ids that mean nobody.

        Raises:
            NotFound: `unknown-session`.
            Refused: `under-legal-hold`: somebody of it is.
            SystemFault: `erasure-incomplete`: rows are gone, bytes are not: call again.
        """
        with self._database.writing() as transaction:
            row = _row(transaction, session_id)
            refuse_if_held(transaction, session_id=session_id)
            row.body = _written(without_people(_read(row)))
            row.revision += 1
            row.erased_at = row.erased_at or now
            forget_causes(transaction, session_id, set())
            forget_who_said(transaction, session_id)
        self._database.scrub()


def _row(transaction: Session, session_id: str) -> ExamSessionRow:
    row = transaction.get(ExamSessionRow, session_id)
    if row is None:
        raise NotFound("unknown-session")
    return row


def _written(session: ExamSession) -> str:
    return msgspec.json.encode(session).decode()


def _read(row: ExamSessionRow) -> ExamSession:
    try:
        return msgspec.json.decode(row.body, type=ExamSession)
    except msgspec.DecodeError as error:
        raise SystemFault("session-malformed", session_id=row.session_id) from error


def _kept(row: ExamSessionRow) -> KeptSession:
    return KeptSession(
        session=_read(row),
        state=SessionState(row.state),
        revision=row.revision,
        created_at=row.created_at,
        changed_at=row.changed_at,
        opened_at=row.opened_at,
        erased_at=row.erased_at,
    )


def _part(row: PartSittingRow) -> PartSitting:
    return PartSitting(
        session_id=row.session_id,
        candidacy_id=row.candidacy_id,
        part=PartKind(row.part),
        position=row.position,
        sitting_id=row.sitting_id,
    )
