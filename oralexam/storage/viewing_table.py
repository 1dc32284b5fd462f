"""The table of viewings: who looked at what; rows are added, never changed."""

from datetime import datetime

from sqlalchemy import Connection, text
from sqlmodel import Field, SQLModel

from oralexam.storage.tables import UtcInstant


class ViewingRow(SQLModel, table=True):
    """One viewing. No candidate is named; a rehearsal's go with it, an examination's outlive its data."""

    __tablename__ = "viewings"

    viewing_id: int | None = Field(default=None, primary_key=True)
    at: datetime = Field(sa_type=UtcInstant, index=True)
    kind: str
    detail: str
    sitting_id: str | None = Field(
        default=None, foreign_key="sittings.sitting_id", ondelete="CASCADE", index=True
    )
    session_id: str | None = Field(default=None, index=True)
    candidacy_id: str | None = Field(default=None, index=True)
    seat: str
    browser: str
    account_id: str | None = None
    viewer_name: str


def make_viewings(connection: Connection) -> None:
    """Who looked at what; SQLite itself refuses to change a row."""
    for statement in (
        """
        CREATE TABLE viewings (
            viewing_id INTEGER NOT NULL PRIMARY KEY,
            at DATETIME NOT NULL,
            kind VARCHAR NOT NULL,
            detail VARCHAR NOT NULL,
            sitting_id VARCHAR REFERENCES sittings (sitting_id) ON DELETE CASCADE,
            session_id VARCHAR,
            candidacy_id VARCHAR,
            seat VARCHAR NOT NULL,
            browser VARCHAR NOT NULL,
            account_id VARCHAR,
            viewer_name VARCHAR NOT NULL
        )""",
        "CREATE INDEX ix_viewings_at ON viewings (at)",
        "CREATE INDEX ix_viewings_sitting_id ON viewings (sitting_id)",
        "CREATE INDEX ix_viewings_session_id ON viewings (session_id)",
        "CREATE INDEX ix_viewings_candidacy_id ON viewings (candidacy_id)",
        """
        CREATE TRIGGER viewings_never_change BEFORE UPDATE ON viewings
        BEGIN SELECT RAISE(ABORT, 'viewings never change'); END""",
    ):
        connection.execute(text(statement))
