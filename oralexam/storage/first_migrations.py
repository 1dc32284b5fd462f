"""The migrations of the first releases, in SQL as the tables were then: never edited.

Those that came later stand in a file each (`*_table.py`); the order of all is `migrations.MIGRATIONS`.
"""

from sqlalchemy import Connection, text


def _run(connection: Connection, *statements: str) -> None:
    for statement in statements:
        connection.execute(text(statement))


def make_first_tables(connection: Connection) -> None:
    """Sittings, their chained events, links, sessions, transcripts and jobs."""
    _run(
        connection,
        """
        CREATE TABLE sittings (
            sitting_id VARCHAR NOT NULL PRIMARY KEY,
            rehearsal BOOLEAN NOT NULL,
            opened_at DATETIME NOT NULL,
            phase VARCHAR NOT NULL,
            phase_since DATETIME NOT NULL,
            last_seq INTEGER NOT NULL,
            head_hash VARCHAR NOT NULL,
            erased_at DATETIME
        )""",
        """
        CREATE TABLE events (
            sitting_id VARCHAR NOT NULL REFERENCES sittings (sitting_id) ON DELETE CASCADE,
            seq INTEGER NOT NULL,
            canonical TEXT NOT NULL,
            hash VARCHAR NOT NULL,
            PRIMARY KEY (sitting_id, seq)
        )""",
        """
        CREATE TABLE personal_payloads (
            sitting_id VARCHAR NOT NULL,
            seq INTEGER NOT NULL,
            salt VARCHAR NOT NULL,
            payload TEXT NOT NULL,
            PRIMARY KEY (sitting_id, seq),
            FOREIGN KEY (sitting_id, seq) REFERENCES events (sitting_id, seq) ON DELETE CASCADE
        )""",
        """
        CREATE TABLE links (
            token_digest VARCHAR NOT NULL PRIMARY KEY,
            sitting_id VARCHAR REFERENCES sittings (sitting_id) ON DELETE CASCADE,
            seat VARCHAR NOT NULL,
            expires_at DATETIME NOT NULL,
            used_at DATETIME
        )""",
        "CREATE INDEX ix_links_sitting_id ON links (sitting_id)",
        "CREATE TABLE sessions (digest VARCHAR NOT NULL PRIMARY KEY, last_seen_at DATETIME NOT NULL)",
        """
        CREATE TABLE session_seats (
            session_seat_id INTEGER NOT NULL PRIMARY KEY,
            session_digest VARCHAR NOT NULL REFERENCES sessions (digest) ON DELETE CASCADE,
            sitting_id VARCHAR REFERENCES sittings (sitting_id) ON DELETE CASCADE,
            seat VARCHAR NOT NULL,
            granted_at DATETIME NOT NULL
        )""",
        "CREATE INDEX ix_session_seats_session_digest ON session_seats (session_digest)",
        "CREATE INDEX ix_session_seats_sitting_id ON session_seats (sitting_id)",
        """
        CREATE TABLE transcripts (
            sitting_id VARCHAR NOT NULL REFERENCES sittings (sitting_id) ON DELETE CASCADE,
            seat VARCHAR NOT NULL,
            version INTEGER NOT NULL,
            body TEXT NOT NULL,
            PRIMARY KEY (sitting_id, seat, version)
        )""",
        """
        CREATE TABLE jobs (
            position INTEGER NOT NULL PRIMARY KEY,
            job_id VARCHAR NOT NULL UNIQUE,
            kind VARCHAR NOT NULL,
            sitting_id VARCHAR NOT NULL REFERENCES sittings (sitting_id) ON DELETE CASCADE,
            subject VARCHAR NOT NULL,
            state VARCHAR NOT NULL,
            tries INTEGER NOT NULL,
            reason VARCHAR NOT NULL,
            created_at DATETIME NOT NULL,
            updated_at DATETIME NOT NULL,
            not_before DATETIME NOT NULL,
            worker_id VARCHAR NOT NULL,
            leased_until DATETIME,
            UNIQUE (kind, sitting_id, subject)
        )""",
        "CREATE INDEX ix_jobs_sitting_id ON jobs (sitting_id)",
        "CREATE INDEX ix_jobs_state ON jobs (state)",
    )


def keep_course_of_sittings(connection: Connection) -> None:
    """A list of sittings needs no fold: the phases that each has entered, and what was drawn."""
    _run(
        connection,
        "ALTER TABLE sittings ADD COLUMN course TEXT NOT NULL DEFAULT '[]'",
        "ALTER TABLE sittings ADD COLUMN scenario VARCHAR NOT NULL DEFAULT ''",
        """
        UPDATE sittings SET course = (
            SELECT json_group_array(json_array(phase, at)) FROM (
                SELECT coalesce(json_extract(canonical, '$.event.phase'), 'waiting') AS phase,
                       json_extract(canonical, '$.event.at') AS at
                FROM events
                WHERE events.sitting_id = sittings.sitting_id
                  AND json_extract(canonical, '$.event.kind') IN ('sitting-opened', 'phase-entered')
                ORDER BY seq))""",
        """
        UPDATE sittings SET scenario = coalesce((
            SELECT json_extract(canonical, '$.event.lot.drawn') FROM events
            WHERE events.sitting_id = sittings.sitting_id
              AND json_extract(canonical, '$.event.kind') = 'scenario-drawn'
            ORDER BY seq DESC LIMIT 1), '')""",
    )


def make_exam_days(connection: Connection) -> None:
    """Exam sessions with their parts, accounts of the staff, and who a browser's session is."""
    _run(
        connection,
        """
        CREATE TABLE session_persons (
            session_digest VARCHAR NOT NULL REFERENCES sessions (digest) ON DELETE CASCADE,
            kind VARCHAR NOT NULL,
            subject_id VARCHAR NOT NULL,
            granted_at DATETIME NOT NULL,
            PRIMARY KEY (session_digest, kind)
        )""",
        "CREATE INDEX ix_session_persons_subject_id ON session_persons (subject_id)",
        """
        CREATE TABLE accounts (
            account_id VARCHAR NOT NULL PRIMARY KEY,
            login VARCHAR NOT NULL UNIQUE,
            name VARCHAR NOT NULL,
            role VARCHAR NOT NULL,
            password_hash VARCHAR NOT NULL,
            created_at DATETIME NOT NULL,
            disabled_at DATETIME
        )""",
        """
        CREATE TABLE account_invitations (
            token_digest VARCHAR NOT NULL PRIMARY KEY,
            role VARCHAR NOT NULL,
            expires_at DATETIME NOT NULL,
            used_at DATETIME
        )""",
        """
        CREATE TABLE exam_sessions (
            session_id VARCHAR NOT NULL PRIMARY KEY,
            state VARCHAR NOT NULL,
            revision INTEGER NOT NULL,
            body TEXT NOT NULL,
            created_at DATETIME NOT NULL,
            changed_at DATETIME NOT NULL,
            opened_at DATETIME,
            erased_at DATETIME
        )""",
        "CREATE INDEX ix_exam_sessions_state ON exam_sessions (state)",
        """
        CREATE TABLE accommodation_causes (
            session_id VARCHAR NOT NULL REFERENCES exam_sessions (session_id) ON DELETE CASCADE,
            candidacy_id VARCHAR NOT NULL,
            cause TEXT NOT NULL,
            PRIMARY KEY (session_id, candidacy_id)
        )""",
        """
        CREATE TABLE part_sittings (
            session_id VARCHAR NOT NULL REFERENCES exam_sessions (session_id) ON DELETE CASCADE,
            candidacy_id VARCHAR NOT NULL,
            part VARCHAR NOT NULL,
            position INTEGER NOT NULL,
            sitting_id VARCHAR NOT NULL UNIQUE,
            PRIMARY KEY (session_id, candidacy_id, part)
        )""",
    )


def make_own_scenarios(connection: Connection) -> None:
    """The scenarios that a centre writes itself: versions for ever, drafts until they are published."""
    _run(
        connection,
        """
        CREATE TABLE scenario_versions (
            scenario_id VARCHAR NOT NULL,
            version INTEGER NOT NULL,
            number INTEGER NOT NULL,
            body TEXT NOT NULL,
            published_at DATETIME NOT NULL,
            published_by VARCHAR NOT NULL,
            withdrawn_at DATETIME,
            PRIMARY KEY (scenario_id, version)
        )""",
        """
        CREATE TABLE scenario_drafts (
            draft_id VARCHAR NOT NULL PRIMARY KEY,
            revision INTEGER NOT NULL,
            body TEXT NOT NULL,
            changed_at DATETIME NOT NULL
        )""",
    )


def make_plans(connection: Connection) -> None:
    """The timetables of exam sessions."""
    _run(
        connection,
        """
        CREATE TABLE plans (
            session_id VARCHAR NOT NULL PRIMARY KEY REFERENCES exam_sessions (session_id) ON DELETE CASCADE,
            revision INTEGER NOT NULL,
            body TEXT NOT NULL,
            changed_at DATETIME NOT NULL
        )""",
    )


def make_candidate_papers(connection: Connection) -> None:
    """The papers of candidates' files."""
    _run(
        connection,
        """
        CREATE TABLE candidate_papers (
            entry_id VARCHAR NOT NULL PRIMARY KEY,
            session_id VARCHAR NOT NULL REFERENCES exam_sessions (session_id) ON DELETE CASCADE,
            candidacy_id VARCHAR NOT NULL,
            use VARCHAR NOT NULL,
            body TEXT NOT NULL,
            brought_at DATETIME NOT NULL
        )""",
        "CREATE INDEX ix_candidate_papers_candidacy_id ON candidate_papers (candidacy_id)",
    )


def make_reference_works(connection: Connection) -> None:
    """The centre's dictionaries and documentation: works for ever, withdrawn and never removed."""
    _run(
        connection,
        """
        CREATE TABLE reference_works (
            work_id VARCHAR NOT NULL PRIMARY KEY,
            title VARCHAR NOT NULL,
            language VARCHAR NOT NULL,
            page_count INTEGER NOT NULL,
            body TEXT NOT NULL,
            added_at DATETIME NOT NULL,
            withdrawn_at DATETIME
        )""",
    )


def keep_turns_of_jobs(connection: Connection) -> None:
    """When the result of a job is needed, and what jobs take."""
    _run(
        connection,
        "ALTER TABLE jobs ADD COLUMN live BOOLEAN NOT NULL DEFAULT 0",
        "ALTER TABLE jobs ADD COLUMN needed_at DATETIME",
        "ALTER TABLE jobs ADD COLUMN audio_s FLOAT",
        "ALTER TABLE jobs ADD COLUMN begun_at DATETIME",
        "ALTER TABLE jobs ADD COLUMN busy_s FLOAT",
    )
