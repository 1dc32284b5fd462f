"""What a deletion takes of one person in the database: rows, personal payloads, the name in the session."""

from collections.abc import Sequence
from datetime import datetime

import msgspec
from sqlalchemy import bindparam, delete, text
from sqlmodel import Session, col, select

from oralexam.exams.session import ExamSession
from oralexam.exams.session_people import without_candidate
from oralexam.retention.deletions import Deletion
from oralexam.retention.event_kinds import KIND_OF_TAG
from oralexam.retention.kinds import DataKind
from oralexam.storage import deletions
from oralexam.storage.day_acts import forget_who_said_of
from oralexam.storage.holds import forget_reasons, refuse_if_held
from oralexam.storage.retention_tables import ErasureRow
from oralexam.storage.sessions import PersonKind
from oralexam.storage.tables import (
    CandidatePaperRow,
    ExamSessionRow,
    PersonalPayloadRow,
    SessionPersonRow,
    SittingRow,
)

STAYS = frozenset(
    {
        "sittings",
        "events",
        "personal_payloads",
        "part_sittings",
        "day_acts",
        "viewings",
        "erasures",
        "deletions",
        "legal_holds",
    }
)
"""Tables with a sitting or a candidacy whose rows stay, or are erased in a way of their own. The rows of any
other table go: what a later release adds is erased unless it is named here."""
KIND_OF_TABLE = {
    "transcripts": DataKind.TRANSCRIPTS,
    "corrections": DataKind.TRANSCRIPTS,
    "candidate_papers": DataKind.PAPERS,
    "accommodation_causes": DataKind.NAMES,
    "links": DataKind.NAMES,
    "session_seats": DataKind.NAMES,
    "jobs": DataKind.NAMES,
}
"""What is in no list here is the work of evaluators: drafts, clips."""


class Target(msgspec.Struct, frozen=True, kw_only=True):
    """Whose data go: a candidacy with its sittings, or one sitting."""

    session_id: str | None
    candidacy_id: str | None
    sitting_ids: tuple[str, ...]


def refuse_held(transaction: Session, target: Target) -> None:
    """Refuse where somebody holds them.

    Raises:
        Refused: `under-legal-hold`.
    """
    refuse_if_held(transaction, sitting_ids=target.sitting_ids, candidacy_id=target.candidacy_id)


def erase_rows(transaction: Session, target: Target, deletion: Deletion, *, now: datetime) -> None:
    """Everything of one person that stands in the database, in the caller's transaction.

    Raises:
        Refused: `under-legal-hold`.
    """
    # Asked again: somebody may have put it under hold since.
    refuse_held(transaction, target)
    kinds = frozenset(deletion.kinds)
    known = transaction.exec(
        select(SittingRow).where(col(SittingRow.sitting_id).in_(target.sitting_ids))
    ).all()
    for sitting in known:
        _erase_payloads(transaction, sitting.sitting_id, kinds)
        for kind in kinds:
            if transaction.get(ErasureRow, (sitting.sitting_id, kind.value)) is None:
                transaction.add(ErasureRow(sitting_id=sitting.sitting_id, kind=kind.value, at=now))
        if DataKind.NAMES in kinds:
            sitting.erased_at = sitting.erased_at or now
    transaction.flush()
    _empty_tables(transaction, "sitting_id", target.sitting_ids, kinds)
    if target.candidacy_id is not None:
        _empty_tables(transaction, "candidacy_id", (target.candidacy_id,), kinds)
        if DataKind.PAPERS in kinds:
            transaction.exec(
                delete(CandidatePaperRow).where(col(CandidatePaperRow.candidacy_id) == target.candidacy_id)
            )
        if DataKind.NAMES in kinds:
            _forget_person(transaction, target.session_id, target.candidacy_id, now=now)
    if DataKind.NAMES in kinds:
        forget_reasons(transaction, target.candidacy_id, target.sitting_ids)
        deletions.forget_reasons_about(transaction, target.candidacy_id, target.sitting_ids)
        deletions.forget_reason(transaction, deletion)


def _erase_payloads(transaction: Session, sitting_id: str, kinds: frozenset[DataKind]) -> None:
    if DataKind.NAMES in kinds:
        # Also of events that a later release has written and this one does not know.
        transaction.exec(delete(PersonalPayloadRow).where(col(PersonalPayloadRow.sitting_id) == sitting_id))
        return
    tags = [tag for tag, kind in KIND_OF_TAG.items() if kind in kinds]
    transaction.connection().execute(
        text("""
        DELETE FROM personal_payloads WHERE sitting_id = :sitting_id AND seq IN (
            SELECT seq FROM events
            WHERE sitting_id = :sitting_id AND json_extract(canonical, '$.event.kind') IN :tags
        )""").bindparams(bindparam("tags", expanding=True)),
        {"sitting_id": sitting_id, "tags": tags},
    )


def _empty_tables(transaction: Session, column: str, ids: Sequence[str], kinds: frozenset[DataKind]) -> None:
    """Delete the rows of these sittings, or of this candidacy, from every table that has any."""
    connection = transaction.connection()
    tables = connection.execute(
        text("""
        SELECT m.name FROM sqlite_master AS m JOIN pragma_table_info(m.name) AS c
        WHERE m.type = 'table' AND c.name = :column ORDER BY m.name"""),
        {"column": column},
    ).scalars()
    for table in tables.all():
        if table in STAYS or KIND_OF_TABLE.get(table, DataKind.MARKS) not in kinds:
            continue
        # The names are the schema's own.
        connection.execute(
            text(f"DELETE FROM {table} WHERE {column} IN :ids").bindparams(  # noqa: S608
                bindparam("ids", expanding=True)
            ),
            {"ids": list(ids)},
        )


def _forget_person(transaction: Session, session_id: str | None, candidacy_id: str, *, now: datetime) -> None:
    row = None if session_id is None else transaction.get(ExamSessionRow, session_id)
    if row is not None:
        body = msgspec.json.encode(without_candidate(document(row), candidacy_id)).decode()
        if body != row.body:
            row.body, row.changed_at = body, now
            row.revision += 1
        forget_who_said_of(transaction, row.session_id, candidacy_id)
    transaction.exec(
        delete(SessionPersonRow).where(
            col(SessionPersonRow.kind) == PersonKind.CANDIDACY.value,
            col(SessionPersonRow.subject_id) == candidacy_id,
        )
    )


def document(row: ExamSessionRow) -> ExamSession:
    """The session that a row holds."""
    return msgspec.json.decode(row.body, type=ExamSession)
