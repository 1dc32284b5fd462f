"""The clips of each sitting: read, decided upon and written in one transaction; two at once lose nothing."""

from sqlmodel import Session, col, delete, select

from oralexam.errors import NotFound
from oralexam.identifiers import new_id
from oralexam.records.clips import Clip, ClipOrder, decide
from oralexam.storage.clip_table import ClipRow
from oralexam.storage.engine import Database
from oralexam.storage.tables import SittingRow


class SqlClips:
    """What a jury has picked of each replay."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, sitting_id: str) -> tuple[Clip, ...]:
        """The clips of a sitting in their order; none of a sitting that is not known."""
        with self._database.reading() as session:
            return _clips(session, sitting_id)

    def act(self, sitting_id: str, order: ClipOrder) -> tuple[Clip, ...]:
        """Carry out an order; all clips as they stand then.

        Raises:
            NotFound: `unknown-sitting`, `unknown-clip`.
            BadInput, Refused: what `clips.decide` refuses.
            SystemFault: `storage-failed`, `disk-full`.
        """
        with self._database.writing() as session:
            if session.get(SittingRow, sitting_id) is None:
                raise NotFound("unknown-sitting")
            before = _clips(session, sitting_id)
            after = decide(before, order, new_id=new_id())
            if after != before:
                session.exec(delete(ClipRow).where(col(ClipRow.sitting_id) == sitting_id))
                session.add_all(
                    ClipRow(
                        sitting_id=sitting_id,
                        clip_id=clip.clip_id,
                        position=position,
                        starts_s=clip.starts_s,
                        ends_s=clip.ends_s,
                        revision=clip.revision,
                    )
                    for position, clip in enumerate(after)
                )
            return after


def _clips(session: Session, sitting_id: str) -> tuple[Clip, ...]:
    rows = session.exec(
        select(ClipRow).where(ClipRow.sitting_id == sitting_id).order_by(col(ClipRow.position))
    )
    return tuple(
        Clip(clip_id=row.clip_id, starts_s=row.starts_s, ends_s=row.ends_s, revision=row.revision)
        for row in rows
    )
