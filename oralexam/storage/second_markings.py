"""Which sitting a blind second marking is of: asked of the chains, for nothing else knows it."""

import msgspec
from sqlmodel import col, select

from oralexam.storage.engine import Database
from oralexam.storage.tables import EventRow


class SqlSecondMarkings:
    """An assignment never changes its sitting: what was found once is remembered."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._known: dict[str, str] = {}

    def sitting_of(self, assignment_id: str) -> str | None:
        """The sitting of an assignment; None where there is none such."""
        if assignment_id not in self._known:
            with self._database.reading() as session:
                rows = session.exec(
                    select(EventRow.sitting_id, EventRow.canonical).where(
                        col(EventRow.canonical).contains('"kind":"second-marking-asked"')
                    )
                ).all()
            for sitting_id, canonical in rows:
                asked = msgspec.json.decode(canonical, type=_Asked).event
                self._known[asked.assignment_id] = sitting_id
        return self._known.get(assignment_id)


class _AskedEvent(msgspec.Struct, frozen=True, kw_only=True):
    assignment_id: str


class _Asked(msgspec.Struct, frozen=True, kw_only=True):
    event: _AskedEvent
