"""The papers of a candidate's file: what the interviews are held over."""

from collections.abc import Callable
from datetime import datetime

import msgspec
from sqlalchemy import delete
from sqlmodel import Session, col, select

from oralexam.errors import NotFound, Refused, SystemFault
from oralexam.exams.session import ExamSession, SessionState
from oralexam.identifiers import new_id
from oralexam.papers.paper import Paper, PaperUse
from oralexam.retention.kinds import DataKind
from oralexam.storage.engine import Database
from oralexam.storage.holds import refuse_if_held
from oralexam.storage.retention_tables import ErasureRow
from oralexam.storage.tables import CandidatePaperRow, ExamSessionRow, PartSittingRow

MOST_PAPERS = 30
"""In one file: five kinds of papers, some in several pieces."""


class CandidatePaper(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One paper of a candidate's file."""

    entry_id: str
    use: PaperUse
    paper: Paper
    brought_at: datetime


class SqlCandidatePapers:
    """Papers by candidacy, in the order in which they were brought."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(
        self,
        session_id: str,
        candidacy_id: str,
        *,
        use: PaperUse,
        paper: Paper,
        now: datetime,
        settle: Callable[[], None] = lambda: None,
    ) -> CandidatePaper:
        """Put a paper into a file; `settle` gives its files their place, inside the transaction.

        Raises:
            NotFound: `unknown-session`.
            Refused: `too-many-papers`; `papers-erased`: this candidate's papers have been deleted.
        """
        with self._database.writing() as transaction:
            session = transaction.get(ExamSessionRow, session_id)
            if session is None:
                raise NotFound("unknown-session")
            _refuse_erased(transaction, session, candidacy_id)
            row = CandidatePaperRow(
                entry_id=new_id(),
                session_id=session_id,
                candidacy_id=candidacy_id,
                use=use.value,
                body=msgspec.json.encode(paper).decode(),
                brought_at=now,
            )
            held = transaction.exec(
                select(CandidatePaperRow.entry_id).where(CandidatePaperRow.candidacy_id == candidacy_id)
            ).all()
            if len(held) >= MOST_PAPERS:
                raise Refused("too-many-papers", most=MOST_PAPERS)
            transaction.add(row)
            settle()
            return _entry(row)

    def of_candidacy(self, candidacy_id: str) -> tuple[CandidatePaper, ...]:
        """The papers of a candidate's file; none where nothing was brought."""
        with self._database.reading() as transaction:
            rows = transaction.exec(
                select(CandidatePaperRow)
                .where(CandidatePaperRow.candidacy_id == candidacy_id)
                .order_by(col(CandidatePaperRow.brought_at), col(CandidatePaperRow.entry_id))
            ).all()
            return tuple(_entry(row) for row in rows)

    def remove(self, candidacy_id: str, entry_id: str) -> None:
        """Take a paper out of a file: it was the wrong one.

        Raises:
            NotFound: `unknown-paper`.
            Refused: `under-legal-hold`.
        """
        with self._database.writing() as transaction:
            row = transaction.get(CandidatePaperRow, entry_id)
            if row is None or row.candidacy_id != candidacy_id:
                raise NotFound("unknown-paper")
            refuse_if_held(transaction, candidacy_id=candidacy_id)
            transaction.delete(row)


def forget_papers(transaction: Session, session_id: str, kept: set[str]) -> None:
    """Remove the rows of papers of candidacies that are not `kept`; whoever calls sweeps their files."""
    transaction.exec(
        delete(CandidatePaperRow).where(
            col(CandidatePaperRow.session_id) == session_id, col(CandidatePaperRow.candidacy_id).not_in(kept)
        )
    )


def _refuse_erased(transaction: Session, session: ExamSessionRow, candidacy_id: str) -> None:
    """Refuse a paper for somebody whose papers were deleted, or who is nobody any more."""
    parts = select(PartSittingRow.sitting_id).where(PartSittingRow.candidacy_id == candidacy_id)
    erased = select(ErasureRow.sitting_id).where(
        ErasureRow.kind == DataKind.PAPERS.value, col(ErasureRow.sitting_id).in_(parts)
    )
    candidacy = msgspec.json.decode(session.body, type=ExamSession).candidacy(candidacy_id)
    # Somebody may have been erased who had no sitting yet: then the session tells nothing of them any more.
    nobody = session.state != SessionState.DRAFT and candidacy is not None and not candidacy.name
    if nobody or session.erased_at is not None or transaction.exec(erased.limit(1)).first() is not None:
        raise Refused("papers-erased")


def _entry(row: CandidatePaperRow) -> CandidatePaper:
    try:
        paper = msgspec.json.decode(row.body, type=Paper)
    except msgspec.DecodeError as error:
        raise SystemFault("paper-malformed", entry_id=row.entry_id) from error
    return CandidatePaper(
        entry_id=row.entry_id, use=PaperUse(row.use), paper=paper, brought_at=row.brought_at
    )
