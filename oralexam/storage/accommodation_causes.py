"""Why candidates were granted more time: a table of its own, which only the manager's page asks."""

from collections.abc import Mapping

from sqlalchemy import delete
from sqlmodel import Session, col, select

from oralexam.errors import Refused
from oralexam.storage.retention_tables import LegalHoldRow
from oralexam.storage.tables import AccommodationCauseRow


def replace_causes(transaction: Session, session_id: str, causes: Mapping[str, str], kept: set[str]) -> None:
    """Keep these causes, by candidacy, of the candidacies that are `kept`, in the place of all others.

    Raises:
        Refused: `under-legal-hold`: a cause of somebody who is under hold would be another.
    """
    left = {candidacy_id: cause for candidacy_id, cause in causes.items() if candidacy_id in kept}
    _refuse_held(transaction, session_id, left)
    _forget(transaction, session_id, set())
    transaction.add_all(
        AccommodationCauseRow(session_id=session_id, candidacy_id=candidacy_id, cause=cause)
        for candidacy_id, cause in causes.items()
        if candidacy_id in kept and cause.strip()
    )


def forget_causes(transaction: Session, session_id: str, kept: set[str]) -> None:
    """Remove the causes of every candidacy that is not `kept`.

    Raises:
        Refused: `under-legal-hold`: one of them is.
    """
    _refuse_held(transaction, session_id, dict.fromkeys(kept))
    _forget(transaction, session_id, kept)


def _refuse_held(transaction: Session, session_id: str, left: Mapping[str, str | None]) -> None:
    """Refuse where somebody under hold would not have the cause that is written down; None: it stays."""
    written = transaction.exec(
        select(AccommodationCauseRow.candidacy_id, AccommodationCauseRow.cause)
        .join(LegalHoldRow, col(LegalHoldRow.candidacy_id) == AccommodationCauseRow.candidacy_id)
        .where(AccommodationCauseRow.session_id == session_id, col(LegalHoldRow.released_at).is_(None))
    ).all()
    if any(left.get(candidacy_id, "") not in {None, cause} for candidacy_id, cause in written):
        raise Refused("under-legal-hold")


def _forget(transaction: Session, session_id: str, kept: set[str]) -> None:
    transaction.exec(
        delete(AccommodationCauseRow).where(
            col(AccommodationCauseRow.session_id) == session_id,
            col(AccommodationCauseRow.candidacy_id).not_in(kept),
        )
    )
