"""Why candidates were granted more time: a table of its own, which only the manager's page asks."""

from collections.abc import Mapping

from sqlalchemy import delete
from sqlmodel import Session, col

from oralexam.storage.tables import AccommodationCauseRow


def replace_causes(transaction: Session, session_id: str, causes: Mapping[str, str], kept: set[str]) -> None:
    """Keep these causes, by candidacy, of the candidacies that are `kept`, in the place of all others."""
    forget_causes(transaction, session_id, set())
    transaction.add_all(
        AccommodationCauseRow(session_id=session_id, candidacy_id=candidacy_id, cause=cause)
        for candidacy_id, cause in causes.items()
        if candidacy_id in kept and cause.strip()
    )


def forget_causes(transaction: Session, session_id: str, kept: set[str]) -> None:
    """Remove the causes of every candidacy that is not `kept`."""
    transaction.exec(
        delete(AccommodationCauseRow).where(
            col(AccommodationCauseRow.session_id) == session_id,
            col(AccommodationCauseRow.candidacy_id).not_in(kept),
        )
    )
