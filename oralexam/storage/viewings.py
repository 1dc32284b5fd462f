"""The log of viewings: every look at a recording, by whom and when."""

from datetime import datetime

from sqlalchemy import ColumnElement
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from oralexam.errors import NotFound
from oralexam.retention.viewing import Viewed, Viewer, Viewing, ViewingKind
from oralexam.rooms.seats import Seat
from oralexam.storage.engine import Database
from oralexam.storage.tables import PartSittingRow
from oralexam.storage.viewing_table import ViewingRow


class SqlViewings:
    """Viewings in the order in which they happened; none is ever changed."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, viewed: Viewed, viewer: Viewer, *, now: datetime) -> None:
        """Write a viewing down; on return it is on the disk.

        What is of a sitting is written with the session and the candidacy that the sitting is a part of.

        Raises:
            NotFound: `unknown-sitting`.
            SystemFault: `storage-failed`, `disk-full`.
        """
        try:
            with self._database.writing() as transaction:
                session_id, candidacy_id = _belongs(transaction, viewed)
                transaction.add(
                    ViewingRow(
                        at=now,
                        kind=viewed.kind.value,
                        detail=viewed.detail,
                        sitting_id=viewed.sitting_id,
                        session_id=session_id,
                        candidacy_id=candidacy_id,
                        seat=viewer.seat.value,
                        browser=viewer.browser,
                        account_id=viewer.account_id,
                        viewer_name=viewer.name,
                    )
                )
        except IntegrityError as error:
            raise NotFound("unknown-sitting") from error

    def of_session(self, session_id: str) -> tuple[Viewing, ...]:
        """Every viewing of a session: of its sittings, its candidates and its table."""
        return self._chosen(col(ViewingRow.session_id) == session_id)

    def of_candidacy(self, candidacy_id: str) -> tuple[Viewing, ...]:
        """Every viewing of one candidate's parts and papers."""
        return self._chosen(col(ViewingRow.candidacy_id) == candidacy_id)

    def of_sitting(self, sitting_id: str) -> tuple[Viewing, ...]:
        """Every viewing of one sitting."""
        return self._chosen(col(ViewingRow.sitting_id) == sitting_id)

    def accounts_that_know(self, sitting_id: str) -> frozenset[str]:
        """The accounts that were shown something of a sitting, its candidate or its whole session.

        A second marking that is blind shows nothing of whose it is: it does not count.
        """
        with self._database.reading() as transaction:
            part = transaction.exec(
                select(PartSittingRow).where(PartSittingRow.sitting_id == sitting_id)
            ).one_or_none()
            of_it = col(ViewingRow.sitting_id) == sitting_id
            if part is not None:
                whole = col(ViewingRow.sitting_id).is_(None) & col(ViewingRow.candidacy_id).is_(None)
                of_it |= col(ViewingRow.candidacy_id) == part.candidacy_id
                of_it |= (col(ViewingRow.session_id) == part.session_id) & whole
            found = transaction.exec(
                select(ViewingRow.account_id)
                .where(of_it, ViewingRow.kind != ViewingKind.BLIND_MARKING.value)
                .distinct()
            ).all()
            return frozenset(each for each in found if each is not None)

    def _chosen(self, wanted: ColumnElement[bool]) -> tuple[Viewing, ...]:
        with self._database.reading() as transaction:
            rows = transaction.exec(
                select(ViewingRow).where(wanted).order_by(col(ViewingRow.at), col(ViewingRow.viewing_id))
            ).all()
            return tuple(_viewing(row) for row in rows)


def _belongs(transaction: Session, viewed: Viewed) -> tuple[str | None, str | None]:
    if viewed.sitting_id is None:
        return viewed.session_id, viewed.candidacy_id
    part = transaction.exec(
        select(PartSittingRow).where(PartSittingRow.sitting_id == viewed.sitting_id)
    ).one_or_none()
    return (None, None) if part is None else (part.session_id, part.candidacy_id)


def _viewing(row: ViewingRow) -> Viewing:
    return Viewing(
        at=row.at,
        viewed=Viewed(
            kind=ViewingKind(row.kind),
            detail=row.detail,
            sitting_id=row.sitting_id,
            session_id=row.session_id,
            candidacy_id=row.candidacy_id,
        ),
        viewer=Viewer(
            seat=Seat(row.seat), browser=row.browser, account_id=row.account_id, name=row.viewer_name
        ),
    )
