"""How a database gets from one version of the tables to the next: numbered plain functions, run in order.

A migration, once released, is never edited: it says in SQL what the tables were then, whatever
`tables` says today. A test keeps the sum of all migrations equal to `tables`.
"""

from collections.abc import Callable
from datetime import UTC, datetime

from sqlalchemy import Connection, text

from oralexam.errors import SystemFault
from oralexam.storage.clip_table import make_clips
from oralexam.storage.correction_table import make_corrections
from oralexam.storage.day_act_table import make_day_acts
from oralexam.storage.first_migrations import (
    keep_course_of_sittings,
    keep_turns_of_jobs,
    make_candidate_papers,
    make_exam_days,
    make_first_tables,
    make_own_scenarios,
    make_plans,
    make_reference_works,
)
from oralexam.storage.judging_table import make_judging
from oralexam.storage.retention_tables import make_retention
from oralexam.storage.second_marking_index import find_second_markings
from oralexam.storage.transcript_trigger import keep_transcripts
from oralexam.storage.viewing_table import make_viewings
from oralexam.storage.wiped_table import make_wiped

Migration = Callable[[Connection], None]


MIGRATIONS: tuple[Migration, ...] = (
    make_first_tables,
    keep_course_of_sittings,
    make_exam_days,
    make_own_scenarios,
    make_plans,
    make_candidate_papers,
    make_reference_works,
    make_corrections,
    keep_turns_of_jobs,
    make_day_acts,
    make_viewings,
    make_clips,
    make_retention,
    make_judging,
    keep_transcripts,
    find_second_markings,
    make_wiped,
)
"""Number 1 first. Only ever add at the end."""


def migrate(connection: Connection, migrations: tuple[Migration, ...] = MIGRATIONS) -> int:
    """Bring the database to the newest version inside the caller's transaction; return how many steps ran.

    Raises:
        SystemFault: `database-too-new` when a newer program has written it.
    """
    connection.execute(
        text(
            "CREATE TABLE IF NOT EXISTS schema_version"
            " (version INTEGER NOT NULL PRIMARY KEY, applied_at TEXT NOT NULL)"
        )
    )
    present = version(connection)
    if present > len(migrations):
        raise SystemFault("database-too-new", version=present, known=len(migrations))
    for number, step in enumerate(migrations[present:], start=present + 1):
        step(connection)
        connection.execute(
            text("INSERT INTO schema_version (version, applied_at) VALUES (:version, :applied_at)"),
            {"version": number, "applied_at": datetime.now(UTC).isoformat()},
        )
    return len(migrations) - present


def version(connection: Connection) -> int:
    """The number of the last migration that ran; 0 for an empty database."""
    return int(connection.execute(text("SELECT coalesce(max(version), 0) FROM schema_version")).scalar_one())
