"""Second markings among all events: found by their own index, whoever asks and whatever for."""

from sqlalchemy import text

from oralexam.storage.engine import Database
from oralexam.storage.second_marking_index import IS_ONE
from oralexam.storage.second_markings import SqlSecondMarkings


def test_asking_for_one_reads_no_other_event(database: Database) -> None:
    """SQLite goes by the index of second markings; an id that nobody gave out finds nothing."""
    with database.reading() as session:
        wanted = f"SELECT canonical FROM events WHERE {IS_ONE} ORDER BY sitting_id, seq"  # noqa: S608
        plan = session.connection().execute(text(f"EXPLAIN QUERY PLAN {wanted}"))
        assert "ix_events_second_markings" in " ".join(str(row) for row in plan)
    assert SqlSecondMarkings(database).sitting_of("nobody's") is None
