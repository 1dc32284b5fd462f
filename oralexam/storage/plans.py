"""Plans of exam sessions: one document each, with a revision of its own."""

from datetime import datetime

import msgspec

from oralexam.errors import Refused, SystemFault
from oralexam.exams.timetable.plan_document import PlanDocument
from oralexam.storage.engine import Database
from oralexam.storage.tables import PlanRow


class KeptPlan(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A plan as it is stored, with the number that the next change must bring along."""

    plan: PlanDocument
    revision: int


class SqlPlans:
    """The plans of sessions; a session without one has revision 0."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def get(self, session_id: str) -> KeptPlan | None:
        """The plan of a session; None before the first one is kept."""
        with self._database.reading() as transaction:
            row = transaction.get(PlanRow, session_id)
            return None if row is None else KeptPlan(plan=_read(row), revision=row.revision)

    def save(self, session_id: str, plan: PlanDocument, *, revision: int, now: datetime) -> KeptPlan:
        """Keep a plan in the place of the one with `revision`.

        Raises:
            Refused: `edited-meanwhile`: somebody else has changed it since.
        """
        with self._database.writing() as transaction:
            row = transaction.get(PlanRow, session_id)
            present = 0 if row is None else row.revision
            if present != revision:
                raise Refused("edited-meanwhile", revision=present)
            if row is None:
                row = PlanRow(session_id=session_id, revision=0, body="", changed_at=now)
            row.body = msgspec.json.encode(plan).decode()
            row.revision = revision + 1
            row.changed_at = now
            transaction.add(row)
            return KeptPlan(plan=plan, revision=row.revision)


def _read(row: PlanRow) -> PlanDocument:
    try:
        return msgspec.json.decode(row.body, type=PlanDocument)
    except msgspec.DecodeError as error:
        raise SystemFault("plan-malformed", session_id=row.session_id) from error
