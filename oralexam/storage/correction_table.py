"""The migration that makes the table of corrections: append-only, gone only with the transcript."""

from sqlalchemy import Connection, text


def make_corrections(connection: Connection) -> None:
    """What people did about transcripts; SQLite itself refuses to change a row."""
    connection.execute(
        text("""
        CREATE TABLE corrections (
            sitting_id VARCHAR NOT NULL,
            seat VARCHAR NOT NULL,
            version INTEGER NOT NULL,
            revision INTEGER NOT NULL,
            body TEXT NOT NULL,
            PRIMARY KEY (sitting_id, seat, version, revision),
            FOREIGN KEY (sitting_id, seat, version)
                REFERENCES transcripts (sitting_id, seat, version) ON DELETE CASCADE
        )""")
    )
    connection.execute(
        text("""
        CREATE TRIGGER corrections_never_change BEFORE UPDATE ON corrections
        BEGIN SELECT RAISE(ABORT, 'corrections never change'); END""")
    )
