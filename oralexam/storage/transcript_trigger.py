"""The migration that keeps what a machine heard: transcripts are added and deleted, never changed."""

from sqlalchemy import Connection, text


def keep_transcripts(connection: Connection) -> None:
    """SQLite itself refuses to change a row; an erasure deletes it."""
    connection.execute(
        text("""
        CREATE TRIGGER transcripts_never_change BEFORE UPDATE ON transcripts
        BEGIN SELECT RAISE(ABORT, 'transcripts never change'); END""")
    )
