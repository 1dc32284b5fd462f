"""A database of its own for each test, and sittings to fill it with."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from oralexam.storage.engine import Database, open_database
from oralexam.storage.events import SqlEventStore


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """An empty database in a file."""
    opened = open_database(tmp_path / "oralexam.sqlite3")
    yield opened
    opened.close()


@pytest.fixture
def store(database: Database) -> SqlEventStore:
    """An event store in that database."""
    return SqlEventStore(database)
