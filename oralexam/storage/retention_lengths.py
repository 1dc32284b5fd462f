"""The centre's lengths, version after version, and on how many days something was seen to be due."""

from collections.abc import Callable
from datetime import datetime

import msgspec
from sqlalchemy import delete
from sqlmodel import Session, col, select

from oralexam.errors import NotFound, Refused, SystemFault
from oralexam.retention.clocks import Due, Sighting, seen_again
from oralexam.retention.kinds import DataKind
from oralexam.retention.lengths import KeptLengths, Lengths, LengthsState, default_lengths, shortens
from oralexam.retention.two_people import Person
from oralexam.storage.engine import Database
from oralexam.storage.retention_tables import DueSightingRow, RetentionLengthsRow


class SqlRetentionLengths:
    """Lengths: the last version that two people have agreed on, or that ends nothing sooner, is in force."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def in_force(self) -> KeptLengths:
        """What holds now."""
        return _in_force(self.history())

    def waiting(self, *, now: datetime) -> KeptLengths | None:
        """What would end something sooner and waits for a second person; None where nothing does."""
        return next((each for each in reversed(self.history()) if each.waits(now)), None)

    def history(self) -> tuple[KeptLengths, ...]:
        """Every version, the oldest first; those that were refused, too."""
        with self._database.reading() as transaction:
            return _history(transaction)

    def save(self, lengths: Lengths, *, revision: int, now: datetime, by: Person) -> KeptLengths:
        """A further version, upon the one in force that the page had read.

        What ends something sooner holds only once a second person has confirmed it.

        Raises:
            Refused: `edited-meanwhile`; `lengths-wait`: others wait for an answer.
        """
        with self._database.writing() as transaction:
            history = _history(transaction)
            before = _in_force(history)
            if before.revision != revision:
                raise Refused("edited-meanwhile", revision=before.revision)
            if any(each.waits(now) for each in history):
                raise Refused("lengths-wait")
            kept = KeptLengths(
                lengths=lengths,
                revision=1 + max((each.revision for each in history), default=0),
                set_at=now,
                set_by=by.name,
                set_by_id=by.account_id,
                state=LengthsState.ASKED if shortens(before.lengths, lengths) else LengthsState.IN_FORCE,
            )
            transaction.add(RetentionLengthsRow(revision=kept.revision, body=_written(kept)))
            return kept

    def change(self, revision: int, change: Callable[[KeptLengths], KeptLengths]) -> KeptLengths:
        """What `change` makes of a version that waits, inside one transaction.

        Raises:
            NotFound: `unknown-lengths`; and whatever `change` raises.
        """
        with self._database.writing() as transaction:
            row = transaction.get(RetentionLengthsRow, revision)
            if row is None:
                raise NotFound("unknown-lengths")
            kept = change(_read(row))
            row.body = _written(kept)
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


def _history(transaction: Session) -> tuple[KeptLengths, ...]:
    rows = transaction.exec(select(RetentionLengthsRow).order_by(col(RetentionLengthsRow.revision)))
    return tuple(_read(row) for row in rows)


def _in_force(history: tuple[KeptLengths, ...]) -> KeptLengths:
    holding = (each for each in reversed(history) if each.state is LengthsState.IN_FORCE)
    return next(holding, KeptLengths(lengths=default_lengths(), revision=0))


def _written(kept: KeptLengths) -> str:
    return msgspec.json.encode(kept).decode()


def _read(row: RetentionLengthsRow) -> KeptLengths:
    try:
        return msgspec.json.decode(row.body, type=KeptLengths)
    except msgspec.DecodeError as error:
        raise SystemFault("lengths-malformed", revision=row.revision) from error
