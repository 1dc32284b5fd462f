"""The tables of judging beside the chain: a centre's grids, and marks that are being written."""

from datetime import datetime

from sqlalchemy import Connection, Text, text
from sqlmodel import Field, SQLModel

from oralexam.storage.tables import UtcInstant


class GridVersionRow(SQLModel, table=True):
    """One published version of a centre's own grid; SQLite refuses to change it."""

    __tablename__ = "grid_versions"

    grid_id: str = Field(primary_key=True)
    version: int = Field(primary_key=True)
    body: str = Field(sa_type=Text)
    published_at: datetime = Field(sa_type=UtcInstant)
    author: str


class JudgementDraftRow(SQLModel, table=True):
    """What a judge is writing about a sitting; under "" what both write together."""

    __tablename__ = "judgement_drafts"

    sitting_id: str = Field(primary_key=True, foreign_key="sittings.sitting_id", ondelete="CASCADE")
    judge: str = Field(primary_key=True)
    revision: int
    body: str = Field(sa_type=Text)
    changed_at: datetime = Field(sa_type=UtcInstant)


def make_judging(connection: Connection) -> None:
    """The migration: grids that never change once published, and drafts that go with their sitting."""
    for statement in (
        """
        CREATE TABLE grid_versions (
            grid_id VARCHAR NOT NULL,
            version INTEGER NOT NULL,
            body TEXT NOT NULL,
            published_at DATETIME NOT NULL,
            author VARCHAR NOT NULL,
            PRIMARY KEY (grid_id, version)
        )""",
        """
        CREATE TRIGGER grid_versions_never_change BEFORE UPDATE ON grid_versions
        BEGIN SELECT RAISE(ABORT, 'published grids never change'); END""",
        """
        CREATE TABLE judgement_drafts (
            sitting_id VARCHAR NOT NULL REFERENCES sittings (sitting_id) ON DELETE CASCADE,
            judge VARCHAR NOT NULL,
            revision INTEGER NOT NULL,
            body TEXT NOT NULL,
            changed_at DATETIME NOT NULL,
            PRIMARY KEY (sitting_id, judge)
        )""",
    ):
        connection.execute(text(statement))
