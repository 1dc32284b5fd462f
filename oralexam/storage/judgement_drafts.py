"""Marks that are being written: read, decided upon and written in one transaction; nothing is lost."""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

import msgspec
from sqlmodel import Session

from oralexam.errors import NotFound, Refused
from oralexam.retention.kinds import DataKind
from oralexam.rooms.judging.deliberation_drafts import DeliberationDraft
from oralexam.rooms.judging.drafts import Draft
from oralexam.storage.engine import Database
from oralexam.storage.judging_table import JudgementDraftRow
from oralexam.storage.retention_tables import ErasureRow
from oralexam.storage.tables import SittingRow

TOGETHER = ""
"""Under which the draft of a deliberation stands: it is nobody's alone."""

Kind = TypeVar("Kind", Draft, DeliberationDraft)


class SqlJudgementDrafts:
    """What each judge is writing, and what both write together."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, sitting_id: str, judge: str) -> Draft | None:
        """What a judge has written so far."""
        return self._read(sitting_id, judge, Draft)

    def together(self, sitting_id: str) -> DeliberationDraft | None:
        """What both have written so far."""
        return self._read(sitting_id, TOGETHER, DeliberationDraft)

    def refuse_if_erased(self, sitting_id: str) -> None:
        """Refuse what would put marks of a person where they were deleted.

        Raises:
            NotFound: `unknown-sitting`.
            Refused: `marks-erased`.
        """
        with self._database.reading() as session:
            _refuse_if_erased(session, sitting_id)

    def write(
        self,
        sitting_id: str,
        judge: str,
        decide: Callable[[Kind], Kind],
        *,
        empty: Kind,
        now: datetime,
    ) -> Kind:
        """Carry out an order upon what stands, or upon `empty`; what stands then.

        Raises:
            NotFound: `unknown-sitting`.
            Refused: `marks-erased`: what was deleted is not begun anew.
            SystemFault: `storage-failed`, `disk-full`; and whatever `decide` raises.
        """
        with self._database.writing() as session:
            _refuse_if_erased(session, sitting_id)
            row = session.get(JudgementDraftRow, (sitting_id, judge))
            before = empty if row is None else msgspec.json.decode(row.body, type=type(empty))
            after = decide(before)
            if after == before and row is not None:
                return after
            if row is None:
                row = JudgementDraftRow(
                    sitting_id=sitting_id, judge=judge, revision=0, body="", changed_at=now
                )
            row.body, row.revision = msgspec.json.encode(after).decode(), after.revision
            row.changed_at = now
            session.add(row)
            return after

    def _read(self, sitting_id: str, judge: str, kind: type[Kind]) -> Kind | None:
        with self._database.reading() as session:
            row = session.get(JudgementDraftRow, (sitting_id, judge))
            return None if row is None else msgspec.json.decode(row.body, type=kind)


def _refuse_if_erased(session: Session, sitting_id: str) -> None:
    sitting = session.get(SittingRow, sitting_id)
    if sitting is None:
        raise NotFound("unknown-sitting")
    gone = session.get(ErasureRow, (sitting_id, DataKind.MARKS.value))
    if sitting.erased_at is not None or gone is not None:
        raise Refused("marks-erased")
