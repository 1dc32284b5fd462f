"""The embedded database: SQLite in WAL mode, one writer at a time, every commit on the disk before it counts.

Chosen in docs/decisions/0020: sync SQLModel in threads. A `Database` may be used from any thread.
"""

import os
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import quote

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import ConnectionPoolEntry, NullPool
from sqlmodel import Session

from oralexam.errors import SystemFault
from oralexam.storage import migrations
from oralexam.storage.faults import storage_faults

BUSY_TIMEOUT_S = 12.0
"""A database locked for 10 s must lose no event (security and fault notes): a little longer than that."""
CONNECTIONS = 16
"""More than asyncio.to_thread has threads on a small machine, so that none waits for one."""

_SETTINGS = (
    f"PRAGMA busy_timeout = {int(BUSY_TIMEOUT_S * 1000)}",
    # FULL: in WAL mode NORMAL does not sync at commit, and an acknowledged event must survive a power cut
    # (SQLite documentation, "PRAGMA synchronous").
    "PRAGMA synchronous = FULL",
    "PRAGMA foreign_keys = ON",
    # What is deleted is overwritten with zeros; and sorting or VACUUM leaves no copy in a temporary file.
    "PRAGMA secure_delete = ON",
    "PRAGMA temp_store = MEMORY",
)
_BEGIN = "oralexam_begin"
_SQLITE_PREFIX = "sqlite:///"


class Database:
    """One open database: sessions to read, sessions to write, and what keeps it healthy."""

    def __init__(self, engine: Engine, path: Path) -> None:
        self._reader = engine
        self._writer = engine.execution_options(**{_BEGIN: "BEGIN IMMEDIATE"})
        # Writers of this process queue here, not in SQLite's busy handler: that sleeps up to 100 ms a try.
        self._one_writer = threading.Lock()
        self.path = path

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that sees one state of the database throughout, and never waits for a writer."""
        with storage_faults(), Session(self._reader) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session in one BEGIN IMMEDIATE transaction: all of it is on the disk on leaving, or nothing is.

        Raises:
            SystemFault: `storage-failed`, `disk-full`.
        """
        with self._writers_turn(), storage_faults(), Session(self._writer, expire_on_commit=False) as session:
            # Begin now: what is read before the first change must already be inside the writer's lock.
            session.connection()
            yield session
            session.commit()

    def probe(self) -> int:
        """Answer from the database file, or say why not; return the version of its tables.

        Raises:
            SystemFault: `storage-failed`; `database-too-old`, `database-too-new`: it is another file now.
        """
        with storage_faults(), self._reader.connect() as connection:
            present = migrations.version(connection)
        known = len(migrations.MIGRATIONS)
        if present != known:
            raise SystemFault("database-too-old" if present < known else "database-too-new", version=present)
        return present

    def migrate(self) -> int:
        """Bring the tables to the newest version in one transaction; return how many steps that took."""
        with self._writers_turn(), storage_faults(), self._writer.begin() as connection:
            return migrations.migrate(connection)

    def scrub(self) -> None:
        """Leave no byte of deleted rows in the database's files: not in free space, not in the log.

        `secure_delete` zeroes a deleted cell, but not the copies that moved cells leave behind (found in 13
        of 40 random databases): VACUUM writes the file anew, and the truncating checkpoint empties the log,
        which still holds earlier pages. Other writers wait meanwhile: docs/storage.md has the measured times.

        Raises:
            SystemFault: `erasure-incomplete` when a reader kept the log from being emptied: call again.
        """
        with self._writers_turn(), storage_faults(), closing(self._reader.raw_connection()) as connection:
            cursor = connection.cursor()
            cursor.execute("VACUUM")
            busy, _, _ = cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            if busy:
                raise SystemFault("erasure-incomplete")

    def close(self) -> None:
        """Let go of every connection; the last one folds the log into the file."""
        self._reader.dispose()

    @contextmanager
    def _writers_turn(self) -> Iterator[None]:
        if not self._one_writer.acquire(timeout=BUSY_TIMEOUT_S):
            raise SystemFault("storage-failed", cause="writer-busy")
        try:
            yield
        finally:
            self._one_writer.release()


def open_database(place: str | Path) -> Database:
    """Open the database at a path or `sqlite:///` URL, made and brought to the newest version if need be.

    Raises:
        SystemFault: `database-not-supported`, `storage-failed`, `disk-full`, `database-too-new`.
    """
    path = _path_of(place)
    engine = create_engine(
        URL.create("sqlite", database=str(path)),
        pool_size=CONNECTIONS,
        max_overflow=0,
        pool_timeout=BUSY_TIMEOUT_S,
        # Parameters hold names, notes and texts: they must not reach a log through an error's message.
        hide_parameters=True,
    )
    event.listen(engine, "connect", _on_connect)
    event.listen(engine, "begin", _on_begin)
    database = Database(engine, path)
    try:
        with storage_faults():
            _switch_to_wal(engine)
        database.migrate()
        _sync_folder(path.parent)
    except BaseException:
        database.close()
        raise
    return database


def open_read_only(path: Path) -> Database:
    """Open a database that must not be changed, beside a server that runs, or in a folder that is sealed.

    Raises:
        SystemFault: `storage-failed`, also where there is none.
    """
    address = f"file:{quote(str(path.resolve()))}"
    with storage_faults():
        try:
            return _read_only(f"{address}?mode=ro", path)
        except OperationalError:
            # A folder that cannot be written to has no place for the index of the write-ahead log; then
            # nobody else can write either, and what is in the file is all (SQLite, "Read-Only Databases").
            log = path.with_name(path.name + "-wal")
            if log.exists() and log.stat().st_size > 0:
                raise
            return _read_only(f"{address}?immutable=1", path)


def _read_only(address: str, path: Path) -> Database:
    engine = create_engine(
        "sqlite://",
        creator=lambda: sqlite3.connect(address, uri=True, timeout=BUSY_TIMEOUT_S, check_same_thread=False),
        poolclass=NullPool,
        hide_parameters=True,
    )
    event.listen(engine, "connect", _on_connect)
    event.listen(engine, "begin", _on_begin)
    with engine.connect() as connection:
        connection.exec_driver_sql("SELECT count(*) FROM sittings")
    return Database(engine, path)


def _path_of(place: str | Path) -> Path:
    if isinstance(place, str) and "://" in place:
        if not place.startswith(_SQLITE_PREFIX):
            raise SystemFault("database-not-supported", scheme=place.partition(":")[0])
        place = place.removeprefix(_SQLITE_PREFIX)
    return Path(place)


def _on_connect(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    # None: the driver begins no transactions by itself; `_on_begin` says how each one begins.
    connection.isolation_level = None
    cursor = connection.cursor()
    for setting in _SETTINGS:
        cursor.execute(setting)
    cursor.close()


def _on_begin(connection: Connection) -> None:
    connection.exec_driver_sql(connection.get_execution_options().get(_BEGIN, "BEGIN"))


def _switch_to_wal(engine: Engine) -> None:
    """Write-ahead logging; the file remembers it.

    Two processes that open a new file at the same time disturb each other here, and SQLite does not call
    its busy handler for this switch: so it is tried again.
    """
    give_up_at = time.monotonic() + BUSY_TIMEOUT_S
    with closing(engine.raw_connection()) as connection:
        while True:
            try:
                connection.cursor().execute("PRAGMA journal_mode = WAL")
            except sqlite3.OperationalError as error:
                if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > give_up_at:
                    raise
                time.sleep(0.05)
            else:
                return


def _sync_folder(folder: Path) -> None:
    """Have the folder itself on the disk: a new file that the folder does not list is lost in a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
