"""The table of clips: what a jury has picked of a replay, gone with its sitting."""

from sqlalchemy import Connection, text
from sqlmodel import Field, SQLModel


class ClipRow(SQLModel, table=True):
    """A stretch of a replay that the jury has picked: two times, a place, and nothing in words."""

    __tablename__ = "clips"

    sitting_id: str = Field(primary_key=True, foreign_key="sittings.sitting_id", ondelete="CASCADE")
    clip_id: str = Field(primary_key=True)
    position: int
    starts_s: float
    ends_s: float
    revision: int


def make_clips(connection: Connection) -> None:
    """The migration: one row a clip, in the order of `position`."""
    connection.execute(
        text("""
        CREATE TABLE clips (
            sitting_id VARCHAR NOT NULL REFERENCES sittings (sitting_id) ON DELETE CASCADE,
            clip_id VARCHAR NOT NULL,
            position INTEGER NOT NULL,
            starts_s FLOAT NOT NULL,
            ends_s FLOAT NOT NULL,
            revision INTEGER NOT NULL,
            PRIMARY KEY (sitting_id, clip_id)
        )""")
    )
