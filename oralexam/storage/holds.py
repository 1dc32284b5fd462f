"""Legal holds as they are kept, and the one question that every deletion asks them."""

from collections.abc import Callable, Collection

import msgspec
from sqlalchemy import ColumnElement, or_
from sqlmodel import Session, col, select

from oralexam.errors import NotFound, Refused, SystemFault
from oralexam.retention.holds import Hold
from oralexam.storage.engine import Database
from oralexam.storage.retention_tables import LegalHoldRow
from oralexam.storage.tables import PartSittingRow


class SqlHolds:
    """Holds, those that were released too."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, hold: Hold) -> None:
        """A new hold; from this transaction on nothing of what it protects is deleted.

        Raises:
            Refused: `held-already`.
        """
        with self._database.writing() as transaction:
            same = select(LegalHoldRow).where(
                LegalHoldRow.candidacy_id == hold.candidacy_id,
                LegalHoldRow.sitting_id == hold.sitting_id,
                col(LegalHoldRow.released_at).is_(None),
            )
            if transaction.exec(same).first() is not None:
                raise Refused("held-already")
            transaction.add(
                LegalHoldRow(
                    hold_id=hold.hold_id,
                    session_id=hold.session_id,
                    candidacy_id=hold.candidacy_id,
                    sitting_id=hold.sitting_id,
                    body=_written(hold),
                )
            )

    def get(self, hold_id: str) -> Hold:
        """One hold.

        Raises:
            NotFound: `unknown-hold`.
        """
        with self._database.reading() as transaction:
            return _read(_row(transaction, hold_id))

    def change(self, hold_id: str, change: Callable[[Hold], Hold]) -> Hold:
        """What `change` makes of a hold, inside one transaction.

        Raises:
            NotFound: `unknown-hold`; and whatever `change` raises.
        """
        with self._database.writing() as transaction:
            row = _row(transaction, hold_id)
            hold = change(_read(row))
            row.body, row.released_at = _written(hold), hold.released_at
            return hold

    def of_session(self, session_id: str) -> tuple[Hold, ...]:
        """The holds of a session, the oldest first."""
        return self._chosen(session_id=session_id)

    def in_force(self) -> tuple[Hold, ...]:
        """Every hold that stops something now."""
        return tuple(each for each in self._chosen() if each.in_force)

    def _chosen(self, session_id: str | None = None) -> tuple[Hold, ...]:
        chosen = select(LegalHoldRow)
        if session_id is not None:
            chosen = chosen.where(LegalHoldRow.session_id == session_id)
        with self._database.reading() as transaction:
            holds = [_read(row) for row in transaction.exec(chosen).all()]
        return tuple(sorted(holds, key=lambda hold: (hold.set_at, hold.hold_id)))


def refuse_if_held(
    transaction: Session,
    *,
    sitting_ids: Collection[str] = (),
    candidacy_id: str | None = None,
    session_id: str | None = None,
) -> None:
    """Refuse, inside the caller's transaction, where a hold protects what is about to be deleted.

    Raises:
        Refused: `under-legal-hold`.
    """
    candidacies = select(PartSittingRow.candidacy_id).where(col(PartSittingRow.sitting_id).in_(sitting_ids))
    held = select(LegalHoldRow.hold_id).where(
        col(LegalHoldRow.released_at).is_(None),
        or_(
            col(LegalHoldRow.sitting_id).in_(sitting_ids),
            col(LegalHoldRow.candidacy_id).in_(candidacies),
            (col(LegalHoldRow.candidacy_id) == candidacy_id) & (candidacy_id is not None),
            (col(LegalHoldRow.session_id) == session_id) & (session_id is not None),
        ),
    )
    if transaction.exec(held.limit(1)).first() is not None:
        raise Refused("under-legal-hold")


def forget_reasons(transaction: Session, candidacy_id: str | None, sitting_ids: Collection[str]) -> None:
    """Empty what the released holds of somebody say of the reasons, inside the caller's transaction."""
    theirs: ColumnElement[bool] = col(LegalHoldRow.sitting_id).in_(sitting_ids)
    if candidacy_id is not None:
        theirs = theirs | (col(LegalHoldRow.candidacy_id) == candidacy_id)
    rows = transaction.exec(select(LegalHoldRow).where(theirs)).all()
    for row in rows:
        row.body = _written(msgspec.structs.replace(_read(row), reason="", release_reason=""))


def _row(transaction: Session, hold_id: str) -> LegalHoldRow:
    row = transaction.get(LegalHoldRow, hold_id)
    if row is None:
        raise NotFound("unknown-hold")
    return row


def _written(hold: Hold) -> str:
    return msgspec.json.encode(hold).decode()


def _read(row: LegalHoldRow) -> Hold:
    try:
        return msgspec.json.decode(row.body, type=Hold)
    except msgspec.DecodeError as error:
        raise SystemFault("hold-malformed", hold_id=row.hold_id) from error
