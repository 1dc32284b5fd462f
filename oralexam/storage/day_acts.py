"""What the manager said of the days of exam sessions: acts that are only ever added."""

from collections.abc import Callable, Iterable, Sequence

import msgspec
from sqlalchemy import func, update
from sqlmodel import Session, col, select

from oralexam.errors import NotFound, SystemFault
from oralexam.exams.day_acts import DayAct
from oralexam.exams.timetable.entries import Happened
from oralexam.exams.timetable.works import WorkKind
from oralexam.storage.engine import Database
from oralexam.storage.tables import DayActRow, ExamSessionRow

Decision = Callable[[tuple[DayAct, ...]], Iterable[DayAct]]
"""From the acts so far to those that come on top; what it raises leaves everything as it was."""


class SqlDayActs:
    """The acts of each session, in the order in which they were done."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, session_id: str) -> tuple[DayAct, ...]:
        """Every act of a session."""
        with self._database.reading() as transaction:
            return _acts(transaction, session_id)

    def add(self, session_id: str, decide: Decision) -> tuple[DayAct, ...]:
        """Add what `decide` makes of the acts so far; return all. Nobody adds one in between.

        Raises:
            NotFound: `unknown-session`; and whatever `decide` raises.
        """
        with self._database.writing() as transaction:
            if transaction.get(ExamSessionRow, session_id) is None:
                raise NotFound("unknown-session")
            acts = _acts(transaction, session_id)
            new = tuple(decide(acts))
            last = transaction.exec(
                select(func.max(col(DayActRow.seq))).where(DayActRow.session_id == session_id)
            ).one()
            _append(transaction, session_id, new, after_seq=last or 0)
            return (*acts, *new)


def forget_who_said(transaction: Session, session_id: str) -> None:
    """Erase who spoke and why, inside the caller's transaction; what was said stays."""
    transaction.exec(
        update(DayActRow).where(col(DayActRow.session_id) == session_id).values(author="", reason="")
    )


def forget_who_said_of(transaction: Session, session_id: str, candidacy_id: str) -> None:
    """The same of what was said of one candidate."""
    transaction.exec(
        update(DayActRow)
        .where(col(DayActRow.session_id) == session_id, col(DayActRow.candidacy_id) == candidacy_id)
        .values(author="", reason="")
    )


def _acts(transaction: Session, session_id: str) -> tuple[DayAct, ...]:
    rows = transaction.exec(
        select(DayActRow).where(DayActRow.session_id == session_id).order_by(col(DayActRow.seq))
    ).all()
    return tuple(_read(row) for row in rows)


def _append(transaction: Session, session_id: str, acts: Sequence[DayAct], *, after_seq: int) -> None:
    transaction.add_all(
        DayActRow(
            session_id=session_id,
            seq=seq,
            candidacy_id=act.candidacy_id,
            kind=act.kind.value,
            at=act.at,
            author=act.by,
            reason=act.reason,
            happened=msgspec.json.encode(act.happened).decode() if act.happened else None,
        )
        for seq, act in enumerate(acts, start=after_seq + 1)
    )


def _read(row: DayActRow) -> DayAct:
    try:
        return DayAct(
            candidacy_id=row.candidacy_id,
            kind=WorkKind(row.kind),
            at=row.at,
            by=row.author,
            happened=msgspec.json.decode(row.happened, type=Happened) if row.happened else None,
            reason=row.reason,
        )
    except (msgspec.DecodeError, ValueError) as error:
        raise SystemFault("day-act-malformed", session_id=row.session_id) from error
