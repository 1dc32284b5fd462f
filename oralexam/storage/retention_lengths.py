"""The centre's lengths, version after version, and on how many days something was seen to be due."""

from datetime import datetime

import msgspec
from sqlalchemy import delete
from sqlmodel import col, select

from oralexam.errors import Refused, SystemFault
from oralexam.retention.clocks import Due, Sighting, seen_again
from oralexam.retention.kinds import DataKind
from oralexam.retention.lengths import KeptLengths, Lengths, default_lengths
from oralexam.storage.engine import Database
from oralexam.storage.retention_tables import DueSightingRow, RetentionLengthsRow


class SqlRetentionLengths:
    """Lengths: the last version is in force, all are kept."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def in_force(self) -> KeptLengths:
        """What holds now."""
        with self._database.reading() as transaction:
            row = transaction.exec(
                select(RetentionLengthsRow).order_by(col(RetentionLengthsRow.revision).desc()).limit(1)
            ).first()
            return KeptLengths(lengths=default_lengths(), revision=0) if row is None else _read(row)

    def history(self) -> tuple[KeptLengths, ...]:
        """Every version, the oldest first."""
        with self._database.reading() as transaction:
            rows = transaction.exec(select(RetentionLengthsRow).order_by(col(RetentionLengthsRow.revision)))
            return tuple(_read(row) for row in rows)

    def save(self, lengths: Lengths, *, revision: int, now: datetime, by: str) -> KeptLengths:
        """A further version, upon the one that the page had read.

        Raises:
            Refused: `edited-meanwhile`.
        """
        with self._database.writing() as transaction:
            last = transaction.exec(
                select(RetentionLengthsRow.revision).order_by(col(RetentionLengthsRow.revision).desc())
            ).first()
            if (last or 0) != revision:
                raise Refused("edited-meanwhile", revision=last or 0)
            kept = KeptLengths(lengths=lengths, revision=revision + 1, set_at=now, set_by=by)
            transaction.add(
                RetentionLengthsRow(revision=kept.revision, body=msgspec.json.encode(kept).decode())
            )
            return kept

    def sightings(self) -> dict[tuple[str, DataKind], Sighting]:
        """What was seen to be due, by session and kind."""
        with self._database.reading() as transaction:
            rows = transaction.exec(select(DueSightingRow)).all()
            return {
                (row.scope, DataKind(row.kind)): Sighting(days=row.days, last_at=row.last_at) for row in rows
            }

    def see(self, due: tuple[Due, ...], *, now: datetime) -> dict[tuple[str, DataKind], Sighting]:
        """Write down what is due now; what is no longer due (the clock was wrong) is forgotten."""
        before = self.sightings()
        keys = [(each.scope, each.kind) for each in due]
        seen = {key: seen_again(before.get(key), now=now) for key in keys}
        with self._database.writing() as transaction:
            transaction.exec(delete(DueSightingRow))
            transaction.add_all(
                DueSightingRow(scope=scope, kind=kind.value, days=sighting.days, last_at=sighting.last_at)
                for (scope, kind), sighting in seen.items()
            )
        return seen


def _read(row: RetentionLengthsRow) -> KeptLengths:
    try:
        return msgspec.json.decode(row.body, type=KeptLengths)
    except msgspec.DecodeError as error:
        raise SystemFault("lengths-malformed", revision=row.revision) from error
