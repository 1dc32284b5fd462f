"""What is gone of whom: read from the erasures, for the manager's page and for the clocks."""

from collections.abc import Mapping, Sequence

import msgspec
from sqlmodel import Session, col, select

from oralexam.errors import NotFound
from oralexam.retention.deletions import Deletion
from oralexam.retention.kinds import OF_CANDIDATES, DataKind
from oralexam.rooms.phases import Phase
from oralexam.storage.engine import Database
from oralexam.storage.retention_tables import ErasureRow, LegalHoldRow
from oralexam.storage.tables import PartSittingRow, SittingRow
from oralexam.storage.wiped_table import WipedRow, wiped_digest


class Remains(msgspec.Struct, frozen=True, kw_only=True):
    """What there still is of a session's candidates."""

    of: Mapping[str, frozenset[DataKind]]
    """By candidacy: the kinds that were not deleted of all of their sittings."""
    held: frozenset[str]
    """Candidacies under hold."""

    def having(self, kind: DataKind) -> frozenset[str]:
        """Whose data of that kind are there."""
        return frozenset(candidacy_id for candidacy_id, kinds in self.of.items() if kind in kinds)

    def free(self, kind: DataKind) -> frozenset[str]:
        """Of those, who is not under hold."""
        return self.having(kind) - self.held


class SqlErased:
    """Answers what is left."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def recordings_erased(self, sitting_id: str) -> bool:
        """Whether somebody has had a sitting's recordings erased, or all of a rehearsal: nothing is added."""
        with self._database.reading() as reading:
            row = reading.get(SittingRow, sitting_id)
            erased = reading.get(ErasureRow, (sitting_id, DataKind.RECORDINGS.value))
            wiped = reading.get(WipedRow, wiped_digest(sitting_id))
        return wiped is not None or (row is not None and (row.erased_at is not None or erased is not None))

    def takes_recordings(self, sitting_id: str) -> bool:
        """Whether the sitting is there, and its recordings were not erased."""
        with self._database.reading() as reading:
            known = reading.get(SittingRow, sitting_id) is not None
        return known and not self.recordings_erased(sitting_id)

    def alone(self) -> dict[str, frozenset[DataKind]]:
        """What there still is of each sitting that is no rehearsal and belongs to no session."""
        in_session = select(PartSittingRow.sitting_id)
        with self._database.reading() as reading:
            sittings = reading.exec(
                select(SittingRow.sitting_id).where(
                    ~col(SittingRow.rehearsal), col(SittingRow.sitting_id).not_in(in_session)
                )
            ).all()
            rows = reading.exec(
                select(ErasureRow.sitting_id, ErasureRow.kind).where(col(ErasureRow.sitting_id).in_(sittings))
            ).all()
        gone = {(sitting_id, kind) for sitting_id, kind in rows}
        return {
            sitting_id: frozenset(kind for kind in OF_CANDIDATES if (sitting_id, kind.value) not in gone)
            for sitting_id in sittings
        }

    def phase_of(self, sitting_id: str) -> Phase:
        """How far a sitting is.

        Raises:
            NotFound: `unknown-sitting`.
        """
        with self._database.reading() as reading:
            sitting = reading.get(SittingRow, sitting_id)
            if sitting is None:
                raise NotFound("unknown-sitting")
            return Phase(sitting.phase)

    def of_session(self, session_id: str) -> Remains:
        """What there still is of each candidacy of a session that has sittings."""
        with self._database.reading() as reading:
            parts = reading.exec(
                select(PartSittingRow.candidacy_id, PartSittingRow.sitting_id)
                .join(SittingRow, col(SittingRow.sitting_id) == PartSittingRow.sitting_id)
                .where(PartSittingRow.session_id == session_id)
            ).all()
            rows = reading.exec(
                select(ErasureRow.sitting_id, ErasureRow.kind).where(
                    col(ErasureRow.sitting_id).in_([sitting_id for _, sitting_id in parts])
                )
            ).all()
            held = reading.exec(
                select(LegalHoldRow.candidacy_id).where(
                    LegalHoldRow.session_id == session_id, col(LegalHoldRow.released_at).is_(None)
                )
            ).all()
        gone = {(sitting_id, kind) for sitting_id, kind in rows}
        left: dict[str, frozenset[DataKind]] = {}
        for candidacy_id, sitting_id in parts:
            here = frozenset(kind for kind in OF_CANDIDATES if (sitting_id, kind.value) not in gone)
            left[candidacy_id] = left.get(candidacy_id, frozenset()) | here
        return Remains(of=left, held=frozenset(each for each in held if each is not None))


def rows_went(reading: Session, sitting_ids: Sequence[str], deletion: Deletion) -> bool:
    """Whether this very deletion has taken the rows of these sittings in a try that was cut short."""
    if not sitting_ids or deletion.decided_at is None:
        return False
    kinds = [kind.value for kind in deletion.kinds]
    rows = reading.exec(
        select(ErasureRow).where(col(ErasureRow.sitting_id).in_(sitting_ids), col(ErasureRow.kind).in_(kinds))
    ).all()
    every = len(rows) == len(sitting_ids) * len(kinds)
    return every and max(row.at for row in rows) >= deletion.decided_at
