"""The tables of what is kept for how long, of holds, and of deletions."""

from datetime import date, datetime

from sqlalchemy import Connection, Text, text
from sqlmodel import Field, SQLModel

from oralexam.storage.tables import UtcInstant


class RetentionLengthsRow(SQLModel, table=True):
    """One version of the centre's lengths, as JSON; the last one is in force."""

    __tablename__ = "retention_lengths"

    revision: int = Field(primary_key=True)
    body: str = Field(sa_type=Text)


class SessionDecisionRow(SQLModel, table=True):
    """The day on which a session's decision was notified."""

    __tablename__ = "session_decisions"

    session_id: str = Field(primary_key=True, foreign_key="exam_sessions.session_id", ondelete="CASCADE")
    decided_on: date


class LegalHoldRow(SQLModel, table=True):
    """One hold, as JSON; while `released_at` is empty SQLite itself refuses to delete what it protects."""

    __tablename__ = "legal_holds"

    hold_id: str = Field(primary_key=True)
    session_id: str | None = Field(default=None, index=True)
    candidacy_id: str | None = Field(default=None, index=True)
    sitting_id: str | None = None
    body: str = Field(sa_type=Text)
    released_at: datetime | None = Field(default=None, sa_type=UtcInstant)


class DeletionRow(SQLModel, table=True):
    """One deletion that was asked for, as JSON; it stays when what it was about is gone."""

    __tablename__ = "deletions"

    deletion_id: str = Field(primary_key=True)
    state: str = Field(index=True)
    session_id: str | None = Field(default=None, index=True)
    candidacy_id: str | None = None
    sitting_id: str | None = None
    body: str = Field(sa_type=Text)
    asked_at: datetime = Field(sa_type=UtcInstant)


class ErasureRow(SQLModel, table=True):
    """What kind of a sitting's data is gone, and since when: what may be missing, and must not come back."""

    __tablename__ = "erasures"

    sitting_id: str = Field(primary_key=True, foreign_key="sittings.sitting_id", ondelete="CASCADE")
    kind: str = Field(primary_key=True)
    at: datetime = Field(sa_type=UtcInstant)


class DueSightingRow(SQLModel, table=True):
    """On how many days the server has seen that data of a session, or of the centre, are due."""

    __tablename__ = "due_sightings"

    scope: str = Field(primary_key=True)
    kind: str = Field(primary_key=True)
    days: int
    last_at: datetime = Field(sa_type=UtcInstant)


_HELD = """
    EXISTS (
        SELECT 1 FROM legal_holds
        WHERE released_at IS NULL AND (
            sitting_id = OLD.sitting_id
            OR candidacy_id = (SELECT candidacy_id FROM part_sittings WHERE sitting_id = OLD.sitting_id)
        )
    )"""
_GUARDED = ("sittings", "events", "personal_payloads", "transcripts")
"""Rows of a sitting that no statement deletes while it is held; what hangs on them stays with them."""


def make_retention(connection: Connection) -> None:
    """Lengths, decisions, holds and deletions; and the triggers by which a hold holds."""
    for statement in (
        "CREATE TABLE retention_lengths (revision INTEGER NOT NULL PRIMARY KEY, body TEXT NOT NULL)",
        """
        CREATE TABLE session_decisions (
            session_id VARCHAR NOT NULL PRIMARY KEY
                REFERENCES exam_sessions (session_id) ON DELETE CASCADE,
            decided_on DATE NOT NULL
        )""",
        """
        CREATE TABLE legal_holds (
            hold_id VARCHAR NOT NULL PRIMARY KEY,
            session_id VARCHAR,
            candidacy_id VARCHAR,
            sitting_id VARCHAR,
            body TEXT NOT NULL,
            released_at DATETIME
        )""",
        "CREATE INDEX ix_legal_holds_session_id ON legal_holds (session_id)",
        "CREATE INDEX ix_legal_holds_candidacy_id ON legal_holds (candidacy_id)",
        """
        CREATE TABLE deletions (
            deletion_id VARCHAR NOT NULL PRIMARY KEY,
            state VARCHAR NOT NULL,
            session_id VARCHAR,
            candidacy_id VARCHAR,
            sitting_id VARCHAR,
            body TEXT NOT NULL,
            asked_at DATETIME NOT NULL
        )""",
        "CREATE INDEX ix_deletions_state ON deletions (state)",
        "CREATE INDEX ix_deletions_session_id ON deletions (session_id)",
        """
        CREATE TRIGGER deletions_stay BEFORE DELETE ON deletions
        BEGIN SELECT RAISE(ABORT, 'deletions stay on record'); END""",
        """
        CREATE TABLE erasures (
            sitting_id VARCHAR NOT NULL REFERENCES sittings (sitting_id) ON DELETE CASCADE,
            kind VARCHAR NOT NULL,
            at DATETIME NOT NULL,
            PRIMARY KEY (sitting_id, kind)
        )""",
        """
        CREATE TABLE due_sightings (
            scope VARCHAR NOT NULL,
            kind VARCHAR NOT NULL,
            days INTEGER NOT NULL,
            last_at DATETIME NOT NULL,
            PRIMARY KEY (scope, kind)
        )""",
        *(
            f"""
        CREATE TRIGGER {table}_held BEFORE DELETE ON {table} WHEN {_HELD}
        BEGIN SELECT RAISE(ABORT, 'under-legal-hold'); END"""
            for table in _GUARDED
        ),
        """
        CREATE TRIGGER candidate_papers_held BEFORE DELETE ON candidate_papers
        WHEN EXISTS (
            SELECT 1 FROM legal_holds WHERE released_at IS NULL AND candidacy_id = OLD.candidacy_id
        )
        BEGIN SELECT RAISE(ABORT, 'under-legal-hold'); END""",
    ):
        connection.execute(text(statement))
