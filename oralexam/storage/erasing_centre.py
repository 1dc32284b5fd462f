"""Deletes what belongs to no candidate: old viewings, closed accounts, rehearsals."""

from datetime import datetime

from sqlalchemy import ColumnElement, delete, func, update
from sqlmodel import Session, col, select

from oralexam.jobs.queue import JobQueue
from oralexam.retention.kinds import DataKind
from oralexam.storage.engine import Database
from oralexam.storage.files import DataFolder
from oralexam.storage.retention_tables import LegalHoldRow
from oralexam.storage.tables import AccountRow, SittingRow
from oralexam.storage.viewing_table import ViewingRow


class CentreEraser:
    """Counts what is old, and removes it; each may be done again."""

    def __init__(self, *, database: Database, files: DataFolder, jobs: JobQueue) -> None:
        self._database = database
        self._files = files
        self._jobs = jobs

    def oldest(self, kind: DataKind) -> datetime | None:
        """The day from which the oldest of a kind is counted; None where there is none."""
        with self._database.reading() as reading:
            match kind:
                case DataKind.VIEWINGS:
                    return reading.exec(select(func.min(ViewingRow.at)).where(_free())).one()
                case DataKind.ACCOUNTS:
                    closed = select(func.min(AccountRow.disabled_at)).where(AccountRow.password_hash != "")
                    return reading.exec(closed).one()
                case _:
                    opened = select(func.min(SittingRow.opened_at)).where(col(SittingRow.rehearsal))
                    return reading.exec(opened).one()

    def remove(self, kind: DataKind, *, before: datetime) -> int:
        """Remove what is older than `before`; how many there were. The caller scrubs.

        Raises:
            SystemFault: `storage-failed`, `data-folder-not-writable`.
        """
        match kind:
            case DataKind.VIEWINGS:
                return self._remove_viewings(before)
            case DataKind.ACCOUNTS:
                return self._forget_accounts(before)
            case _:
                return self._remove_rehearsals(before)

    def _remove_viewings(self, before: datetime) -> int:
        with self._database.writing() as transaction:
            gone = transaction.exec(delete(ViewingRow).where(col(ViewingRow.at) < before, _free()))
            return int(gone.rowcount)

    def _forget_accounts(self, before: datetime) -> int:
        """A closed account keeps its id, by which acts name it, and nothing else."""
        with self._database.writing() as transaction:
            gone = transaction.exec(
                update(AccountRow)
                .where(col(AccountRow.disabled_at) < before, col(AccountRow.password_hash) != "")
                .values(name="", login=AccountRow.account_id, password_hash="")
            )
            return int(gone.rowcount)

    def _remove_rehearsals(self, before: datetime) -> int:
        with self._database.reading() as reading:
            old = reading.exec(
                select(SittingRow.sitting_id).where(
                    col(SittingRow.rehearsal), col(SittingRow.opened_at) < before
                )
            ).all()
        for sitting_id in old:
            self._files.remove_sitting(sitting_id)
            with self._database.writing() as transaction:
                _remove_sitting(transaction, sitting_id)
            self._jobs.forget(sitting_id)
        return len(old)


def _remove_sitting(transaction: Session, sitting_id: str) -> None:
    row = transaction.get(SittingRow, sitting_id)
    if row is not None:
        # The foreign keys take everything else of the sitting with it.
        transaction.delete(row)


def _free() -> ColumnElement[bool]:
    """Viewings of nobody who is under hold: who has looked may be what an appeal is about."""
    held = select(LegalHoldRow.candidacy_id).where(
        col(LegalHoldRow.released_at).is_(None), col(LegalHoldRow.candidacy_id).is_not(None)
    )
    return col(ViewingRow.candidacy_id).is_(None) | col(ViewingRow.candidacy_id).not_in(held)
