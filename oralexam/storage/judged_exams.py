"""The examinations that both judges may have sealed: what the figures about marking are made of."""

from sqlmodel import col, func, select

from oralexam.rooms.events import AnyEvent
from oralexam.storage import chain
from oralexam.storage.engine import Database
from oralexam.storage.judging_table import JudgementDraftRow
from oralexam.storage.tables import EventRow, PersonalPayloadRow, SittingRow

_LEFT_OUT = ("notes-saved", "text-saved", "sheet-saved")
"""What a candidate wrote, every second anew: most of a chain, and nothing of the marking's."""


class SqlJudgedExams:
    """Reads chains without what the candidate wrote."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def judged_by_two(self) -> tuple[str, ...]:
        """The examinations in which two judges have begun to mark; rehearsals are none.

        Nobody seals without a draft, and a draft goes when its sitting is erased.

        Raises:
            SystemFault: `storage-failed`.
        """
        with self._database.reading() as session:
            return tuple(
                session.exec(
                    select(JudgementDraftRow.sitting_id)
                    .join(SittingRow, col(SittingRow.sitting_id) == col(JudgementDraftRow.sitting_id))
                    .where(~col(SittingRow.rehearsal), JudgementDraftRow.judge != "")
                    .group_by(col(JudgementDraftRow.sitting_id))
                    .having(func.count() > 1)
                    .order_by(JudgementDraftRow.sitting_id)
                )
            )

    def course(self, sitting_id: str) -> tuple[AnyEvent, ...]:
        """The events of a sitting but for what the candidate wrote; a fold of them judges as the whole does.

        Raises:
            SystemFault: `storage-failed`.
        """
        with self._database.reading() as session:
            rows = session.exec(
                select(EventRow, PersonalPayloadRow)
                .outerjoin(
                    PersonalPayloadRow,
                    (col(PersonalPayloadRow.sitting_id) == col(EventRow.sitting_id))
                    & (col(PersonalPayloadRow.seq) == col(EventRow.seq)),
                )
                .where(
                    EventRow.sitting_id == sitting_id,
                    *(~col(EventRow.canonical).contains(f'"kind":"{tag}"') for tag in _LEFT_OUT),
                )
                .order_by(col(EventRow.seq))
            ).all()
            links = [
                chain.ChainedEvent(
                    seq=event.seq,
                    canonical=event.canonical,
                    hash=event.hash,
                    personal=chain.Personal(salt=own.salt, payload=own.payload) if own else None,
                )
                for event, own in rows
            ]
        return tuple(chain.restore(link) for link in links)
