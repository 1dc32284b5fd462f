"""What the sittings of an exam session have drawn, read from their events: nothing is written twice."""

import msgspec
from sqlmodel import col, select

from oralexam.exams.eligibility import NOTHING_DRAWN, DrawnBefore, Reuse
from oralexam.exams.session import ExamSession
from oralexam.rooms.draw_events import DrawVoided
from oralexam.rooms.events import ScenarioDrawn
from oralexam.storage import chain
from oralexam.storage.engine import Database
from oralexam.storage.tables import EventRow, ExamSessionRow, PartSittingRow

_KINDS = tuple(f'%"kind":"{kind.__struct_config__.tag}"%' for kind in (ScenarioDrawn, DrawVoided))
"""How the two kinds read in the text that was hashed: JSON with sorted keys and no spaces."""


class SqlDrawn:
    """Implements `oralexam.rooms.ports.DrawnBeforeOf`."""

    def __init__(self, database: Database, *, reuse: Reuse = Reuse.WHEN_ALL_USED) -> None:
        """`reuse` is for sessions that say nothing themselves."""
        self._database = database
        self._reuse = reuse

    def __call__(self, sitting_id: str) -> DrawnBefore:
        """What the other sittings of its session have drawn or declared void; nothing where it has none.

        A scenario that was drawn and then void counts as void alone: nobody was examined with it. What a
        draw that has not settled will fall on, nobody knows: two who draw at once may draw the same.

        Raises:
            SystemFault: `storage-failed`.
        """
        reuse = self._reuse_beside(sitting_id)
        used: dict[str, str] = {}
        void: set[str] = set()
        for other, event in self._draws_beside(sitting_id):
            if isinstance(event, ScenarioDrawn):
                used[other] = event.lot.drawn
            elif event.scenario:
                used.pop(other, None)
                void.add(event.scenario)
        if not used and not void:
            return msgspec.structs.replace(NOTHING_DRAWN, reuse=reuse)
        return DrawnBefore(used=frozenset(used.values()), void=frozenset(void), reuse=reuse)

    def _reuse_beside(self, sitting_id: str) -> Reuse:
        """What the sitting's session says of scenarios that are used; else what the service does."""
        with self._database.reading() as reading:
            body = reading.exec(
                select(ExamSessionRow.body)
                .join(PartSittingRow, col(PartSittingRow.session_id) == ExamSessionRow.session_id)
                .where(PartSittingRow.sitting_id == sitting_id)
            ).one_or_none()
        chosen = None if body is None else msgspec.json.decode(body, type=ExamSession).settings.reuse
        return chosen or self._reuse

    def _draws_beside(self, sitting_id: str) -> list[tuple[str, ScenarioDrawn | DrawVoided]]:
        """The lots and voids of the session's other sittings, each sitting's in order."""
        session = select(PartSittingRow.session_id).where(PartSittingRow.sitting_id == sitting_id)
        beside = select(PartSittingRow.sitting_id).where(
            col(PartSittingRow.session_id).in_(session), PartSittingRow.sitting_id != sitting_id
        )
        with self._database.reading() as reading:
            rows = reading.exec(
                select(EventRow)
                .where(
                    col(EventRow.sitting_id).in_(beside),
                    col(EventRow.canonical).like(_KINDS[0]) | col(EventRow.canonical).like(_KINDS[1]),
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
        found = [(other, chain.restore(link)) for other, link in links]
        return [(other, event) for other, event in found if isinstance(event, ScenarioDrawn | DrawVoided)]
