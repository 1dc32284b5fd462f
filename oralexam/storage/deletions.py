"""Deletions as they are kept: who asked, who confirmed, what became of it."""

from collections.abc import Callable, Collection
from datetime import date, datetime

import msgspec
from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from oralexam.errors import NotFound, SystemFault
from oralexam.retention.deletions import Deletion, DeletionState
from oralexam.storage.engine import Database
from oralexam.storage.holds import refuse_if_held
from oralexam.storage.retention_tables import DeletionRow, SessionDecisionRow


class SqlDeletions:
    """Deletions; none is ever removed."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, deletion: Deletion) -> None:
        """A new one.

        Raises:
            Refused: `under-legal-hold`.
        """
        with self._database.writing() as transaction:
            _refuse_held(transaction, deletion)
            transaction.add(
                DeletionRow(
                    deletion_id=deletion.deletion_id,
                    state=deletion.state.value,
                    session_id=deletion.session_id,
                    candidacy_id=deletion.candidacy_id,
                    sitting_id=deletion.sitting_id,
                    body=_written(deletion),
                    asked_at=deletion.asked_at,
                )
            )

    def change(self, deletion_id: str, change: Callable[[Deletion], Deletion]) -> Deletion:
        """What `change` makes of a deletion, in one transaction; nothing that is held is confirmed.

        Raises:
            NotFound: `unknown-deletion`; and whatever `change` raises.
            Refused: `under-legal-hold`.
        """
        with self._database.writing() as transaction:
            row = transaction.get(DeletionRow, deletion_id)
            if row is None:
                raise NotFound("unknown-deletion")
            deletion = change(_read(row))
            if deletion.state is DeletionState.CONFIRMED:
                _refuse_held(transaction, deletion)
            write(row, deletion)
            return deletion

    def of_session(self, session_id: str) -> tuple[Deletion, ...]:
        """The deletions of a session, the oldest first."""
        return self._chosen(col(DeletionRow.session_id) == session_id)

    def in_state(self, state: DeletionState) -> tuple[Deletion, ...]:
        """Every deletion that stands there, the oldest first."""
        return self._chosen(col(DeletionRow.state) == state.value)

    def decided_on(self, session_id: str) -> date | None:
        """When the decision of a session was notified, as far as a manager has said."""
        with self._database.reading() as transaction:
            row = transaction.get(SessionDecisionRow, session_id)
            return None if row is None else row.decided_on

    def set_decided_on(self, session_id: str, day: date | None) -> None:
        """Write down when the decision was notified; None takes it back."""
        with self._database.writing() as transaction:
            row = transaction.get(SessionDecisionRow, session_id)
            if row is not None:
                transaction.delete(row)
                transaction.flush()
            if day is not None:
                transaction.add(SessionDecisionRow(session_id=session_id, decided_on=day))

    def _chosen(self, wanted: ColumnElement[bool]) -> tuple[Deletion, ...]:
        with self._database.reading() as transaction:
            rows = transaction.exec(
                select(DeletionRow)
                .where(wanted)
                .order_by(col(DeletionRow.asked_at), col(DeletionRow.deletion_id))
            ).all()
            return tuple(_read(row) for row in rows)


def write(row: DeletionRow, deletion: Deletion) -> None:
    """Write a deletion into its row, inside the caller's transaction."""
    row.state, row.body = deletion.state.value, _written(deletion)


def done(transaction: Session, deletion: Deletion, *, now: datetime) -> None:
    """Write down, inside the caller's transaction, that it has been carried out; its reason goes, too."""
    row = transaction.get(DeletionRow, deletion.deletion_id)
    if row is not None:
        write(row, msgspec.structs.replace(deletion, state=DeletionState.DONE, done_at=now, reason=""))


def forget_reason(transaction: Session, deletion: Deletion) -> None:
    """Empty the words of whoever asked, inside the caller's transaction; the ground stays."""
    row = transaction.get(DeletionRow, deletion.deletion_id)
    if row is not None:
        write(row, msgspec.structs.replace(deletion, reason=""))


def forget_reasons_about(
    transaction: Session, candidacy_id: str | None, sitting_ids: Collection[str]
) -> None:
    """Empty what earlier deletions say of somebody whose names go now."""
    theirs: ColumnElement[bool] = col(DeletionRow.sitting_id).in_(sitting_ids)
    if candidacy_id is not None:
        theirs = theirs | (col(DeletionRow.candidacy_id) == candidacy_id)
    rows = transaction.exec(select(DeletionRow).where(theirs)).all()
    for row in rows:
        write(row, msgspec.structs.replace(_read(row), reason="", refusal=""))


def _refuse_held(transaction: Session, deletion: Deletion) -> None:
    # Of a whole session the others go, and who is held stays.
    if deletion.candidacy_id is None and deletion.sitting_id is None:
        return
    sittings = () if deletion.sitting_id is None else (deletion.sitting_id,)
    refuse_if_held(transaction, sitting_ids=sittings, candidacy_id=deletion.candidacy_id)


def _written(deletion: Deletion) -> str:
    return msgspec.json.encode(deletion).decode()


def _read(row: DeletionRow) -> Deletion:
    try:
        return msgspec.json.decode(row.body, type=Deletion)
    except msgspec.DecodeError as error:
        raise SystemFault("deletion-malformed", deletion_id=row.deletion_id) from error
