"""The index by which second markings are found among all events."""

from typing import Final

from sqlalchemy import Connection, Index, text

IS_ONE: Final = 'instr(canonical, \'"kind":"second-marking-\') > 0'
"""Word for word in index and query: SQLite takes a partial index where it finds the same term (SQLite,
"Partial Indexes", section 3). In JSON what people write has its quotes escaped: it cannot look like this."""

SECOND_MARKINGS: Final = Index("ix_events_second_markings", "sitting_id", "seq", sqlite_where=text(IS_ONE))


def find_second_markings(connection: Connection) -> None:
    """Whoever asks for one reads no other events."""
    connection.execute(
        text(f"CREATE INDEX ix_events_second_markings ON events (sitting_id, seq) WHERE {IS_ONE}")
    )
