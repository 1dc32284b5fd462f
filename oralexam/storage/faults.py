"""What goes wrong in a database, in our own words: one place that knows SQLite's error codes."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from oralexam.errors import SystemFault

_DISK_FULL = frozenset({sqlite3.SQLITE_FULL})
"""SQLite result code 13: the disk, or the size that the database may have, is used up."""


@contextmanager
def storage_faults() -> Iterator[None]:
    """Turn what the database driver raises into a `SystemFault`, the cause kept.

    A broken constraint passes through: whoever wrote the statement knows what it means.

    Raises:
        SystemFault: `disk-full`, or `storage-failed` (locked for longer than we wait, unreadable, damaged).
    """
    try:
        yield
    except IntegrityError:
        raise
    except (DBAPIError, PoolTimeout) as error:
        raise fault_of(error.orig if isinstance(error, DBAPIError) else None) from error
    except sqlite3.Error as error:
        raise fault_of(error) from error


def fault_of(error: BaseException | None) -> SystemFault:
    """The fault that says what `error` of SQLite means."""
    name = getattr(error, "sqlite_errorname", None) or type(error).__name__
    # The low byte is the primary code; the rest refines it (SQLite documentation, "Result and Error Codes").
    primary = (getattr(error, "sqlite_errorcode", None) or 0) & 0xFF
    return SystemFault("disk-full" if primary in _DISK_FULL else "storage-failed", cause=name)
