"""How far the judging of a session's sittings is, without reading what else happened in them."""

from sqlalchemy import or_
from sqlmodel import col, select

from oralexam.rooms.judging.events import JudgingEvent, JudgingOpened
from oralexam.rooms.judging.state import Judging, after_judging
from oralexam.storage import chain
from oralexam.storage.engine import Database
from oralexam.storage.tables import EventRow, PartSittingRow

_TAGS = tuple(str(kind.__struct_config__.tag) for kind in JudgingEvent.__args__)


class SqlJudgingProgress:
    """Asks for the events of judging alone, of a whole session at once."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def judges_of(self, sitting_id: str) -> frozenset[str]:
        """The accounts under which the two judge a sitting, as it was when judging began."""
        wanted = f'"kind":"{JudgingOpened.__struct_config__.tag}"'
        with self._database.reading() as session:
            rows = session.exec(
                select(EventRow).where(
                    EventRow.sitting_id == sitting_id, col(EventRow.canonical).contains(wanted)
                )
            ).all()
            links = [
                chain.ChainedEvent(seq=row.seq, canonical=row.canonical, hash=row.hash, personal=None)
                for row in rows
            ]
        opened = [event for link in links if isinstance(event := chain.restore(link), JudgingOpened)]
        return frozenset(
            account
            for event in opened
            for account in (event.player_account, event.observer_account)
            if account
        )

    def of_session(self, session_id: str) -> dict[str, Judging]:
        """By sitting, for those that somebody began to judge: who sealed what version, what is locked.

        Names, marks and words stay where they are: they read as "".

        Raises:
            SystemFault: `storage-failed`.
        """
        with self._database.reading() as session:
            rows = session.exec(
                select(EventRow)
                .join(PartSittingRow, col(PartSittingRow.sitting_id) == col(EventRow.sitting_id))
                .where(
                    PartSittingRow.session_id == session_id,
                    or_(*(col(EventRow.canonical).contains(f'"kind":"{tag}"') for tag in _TAGS)),
                )
                .order_by(col(EventRow.sitting_id), col(EventRow.seq))
            ).all()
            links = [
                (
                    row.sitting_id,
                    chain.ChainedEvent(seq=row.seq, canonical=row.canonical, hash=row.hash, personal=None),
                )
                for row in rows
            ]
        found: dict[str, Judging] = {}
        for sitting_id, link in links:
            event = chain.restore(link)
            if isinstance(event, JudgingEvent):
                found[sitting_id] = after_judging(found.get(sitting_id, Judging()), event)
        return found
