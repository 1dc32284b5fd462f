"""How a database gets its record of what managers said of the day: one step of `migrations`."""

from sqlalchemy import Connection, text


def make_day_acts(connection: Connection) -> None:
    """What managers said of the day, until now a list in each plan, is a record of its own."""
    for statement in (
        """
        CREATE TABLE day_acts (
            session_id VARCHAR NOT NULL REFERENCES exam_sessions (session_id) ON DELETE CASCADE,
            seq INTEGER NOT NULL,
            candidacy_id VARCHAR NOT NULL,
            kind VARCHAR NOT NULL,
            at DATETIME NOT NULL,
            author VARCHAR NOT NULL,
            reason VARCHAR NOT NULL,
            happened TEXT,
            PRIMARY KEY (session_id, seq)
        )""",
        """
        INSERT INTO day_acts (session_id, seq, candidacy_id, kind, at, author, reason, happened)
        SELECT plans.session_id, told.key + 1, json_extract(told.value, '$.candidacy_id'),
            json_extract(told.value, '$.kind'), plans.changed_at, '', '', told.value
        FROM plans, json_each(plans.body, '$.held') AS told""",
        "UPDATE plans SET body = json_remove(body, '$.held')",
    ):
        connection.execute(text(statement))
