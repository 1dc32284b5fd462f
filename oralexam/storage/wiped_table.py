"""The table of rehearsals that were wiped: what browsers still keep of them is to go, too."""

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Final

from sqlalchemy import Connection, text
from sqlmodel import Field, Session, SQLModel, col, delete

from oralexam.storage.tables import UtcInstant

KEPT: Final = timedelta(days=31)
"""A browser keeps what nobody claims for thirty days (`KEPT_DAYS` of web/js/copies/run_queue.js)."""


class WipedRow(SQLModel, table=True):
    """One rehearsal that is no more: whoever knows its id can ask for it, and nobody can read it here."""

    __tablename__ = "wiped_rehearsals"

    digest: str = Field(primary_key=True)
    wiped_at: datetime = Field(sa_type=UtcInstant)


def wiped_digest(sitting_id: str) -> str:
    """What stands here of a sitting: no byte of a wiped one stays, its id neither."""
    return hashlib.sha256(sitting_id.encode()).hexdigest()


def make_wiped(connection: Connection) -> None:
    """Which rehearsals were wiped."""
    connection.execute(
        text("""
        CREATE TABLE wiped_rehearsals (
            digest VARCHAR NOT NULL PRIMARY KEY,
            wiped_at DATETIME NOT NULL
        )""")
    )


def remember_wiped(session: Session, sitting_ids: Iterable[str]) -> None:
    """In the transaction that wipes them; those that no browser can still ask for are forgotten."""
    now = datetime.now(UTC)
    session.exec(delete(WipedRow).where(col(WipedRow.wiped_at) < now - KEPT))
    for sitting_id in sitting_ids:
        session.merge(WipedRow(digest=wiped_digest(sitting_id), wiped_at=now))
