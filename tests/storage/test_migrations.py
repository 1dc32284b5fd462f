"""Migrations lead to the tables that the program uses."""

import sqlite3
from pathlib import Path

import pytest
from sqlalchemy import Connection, create_engine, inspect, text
from sqlmodel import SQLModel

from oralexam.errors import SystemFault
from oralexam.storage import tables
from oralexam.storage.engine import Database, open_database
from oralexam.storage.migrations import MIGRATIONS, migrate, version


def _shape(connection: Connection, table: str) -> dict[str, object]:
    """What makes a table what it is; how its constraints are called does not."""
    inspector = inspect(connection)
    columns = inspector.get_columns(table)
    # SQLAlchemy does not see ON DELETE where the reference stands beside its column: SQLite itself does.
    foreign = connection.execute(text(f"PRAGMA foreign_key_list({table})")).mappings()
    return {
        "columns": sorted((column["name"], str(column["type"]), column["nullable"]) for column in columns),
        "key": inspector.get_pk_constraint(table)["constrained_columns"],
        "indexes": sorted((index["name"], index["column_names"]) for index in inspector.get_indexes(table)),
        "unique": sorted(tuple(unique["column_names"]) for unique in inspector.get_unique_constraints(table)),
        "foreign": sorted((key["table"], key["from"], key["to"], key["on_delete"]) for key in foreign),
    }


def test_all_migrations_together_make_the_tables(database: Database):
    """Columns, keys, indexes and foreign keys are those of `tables`: neither can change alone."""
    assert tables.SittingRow.__tablename__ == "sittings"
    memory = create_engine("sqlite://")
    with memory.begin() as wanted, database.reading() as session:
        SQLModel.metadata.create_all(wanted)
        found = session.connection()
        names = set(inspect(found).get_table_names()) - {"schema_version"}
        assert names == set(inspect(wanted).get_table_names())
        for table in names:
            assert _shape(found, table) == _shape(wanted, table), table
    memory.dispose()


def test_a_second_migration_does_nothing(database: Database):
    """What has run is not run again."""
    assert database.migrate() == 0
    assert database.probe() == len(MIGRATIONS)


def _add_table(connection: Connection) -> None:
    connection.execute(text("CREATE TABLE marks (mark_id INTEGER PRIMARY KEY)"))


def _fail(connection: Connection) -> None:
    connection.execute(text("CREATE TABLE half_made (n INTEGER)"))
    raise LookupError


def test_a_later_migration_runs_on_what_is_there(database: Database):
    """An old database gets only the steps that it lacks, and remembers them."""
    with database.writing() as session:
        assert migrate(session.connection(), (*MIGRATIONS, _add_table)) == 1
        assert version(session.connection()) == len(MIGRATIONS) + 1


def test_a_migration_that_fails_leaves_the_database_as_it_was(database: Database):
    """All steps are one transaction: there is no half-made database."""
    with pytest.raises(LookupError), database.writing() as session:
        migrate(session.connection(), (*MIGRATIONS, _add_table, _fail))
    assert database.probe() == len(MIGRATIONS)
    with database.reading() as session:
        assert {"marks", "half_made"}.isdisjoint(inspect(session.connection()).get_table_names())


def test_a_database_of_a_newer_program_is_not_touched(tmp_path: Path):
    """An old program says so and stops."""
    path = tmp_path / "newer.sqlite3"
    open_database(path).close()
    with sqlite3.connect(path) as connection:
        connection.execute("INSERT INTO schema_version VALUES (999, 'later')")
    connection.close()
    with pytest.raises(SystemFault, match="database-too-new"):
        open_database(path)
