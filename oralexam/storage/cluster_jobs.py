"""The job queue on procrastinate (PostgreSQL), for workers on several machines; see decision 0152.

procrastinate's row says whether a job waits, runs or ended, and keeps its history; a row of ours beside it
says what the port promises and procrastinate has no word for: the lease, a turn, a reason, what it took. Only
whoever chose this queue imports this module, and with it procrastinate and psycopg.
"""

import logging
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import LiteralString

import msgspec
import procrastinate
import psycopg
import psycopg_pool
from procrastinate import sql
from procrastinate.exceptions import ProcrastinateException
from procrastinate.jobs import Job as ProcrastinateJob
from psycopg.rows import DictRow, dict_row

from oralexam.errors import SystemFault
from oralexam.identifiers import new_id
from oralexam.jobs.job import Job, Turn
from oralexam.jobs.queue import NO_TURN
from oralexam.storage import cluster_statements as statements
from oralexam.storage.cluster_rows import job_of

MOST_CONNECTIONS = 8
"""Threads that ask at the same time wait for each other: a statement takes a millisecond."""
PATIENCE_S = 12.0
"""How long a connection is waited for; as long as a locked SQLite file is (storage.engine)."""

_MAKING_TABLES = 4_2026_0152
"""Any number: every program that makes these tables takes the same lock (PostgreSQL, "Advisory Locks")."""


class ProcrastinateJobQueue:
    """Implements `oralexam.jobs.queue.JobQueue`; any number of machines may use one database."""

    def __init__(self, url: str, *, patience_s: float = PATIENCE_S) -> None:
        # The pool's own log would hold the address, and the address a password.
        logging.getLogger("psycopg.pool").setLevel(logging.CRITICAL)
        self._pool: psycopg_pool.ConnectionPool[psycopg.Connection[DictRow]] = psycopg_pool.ConnectionPool(
            url,
            min_size=1,
            max_size=MOST_CONNECTIONS,
            timeout=patience_s,
            kwargs={"row_factory": dict_row, "autocommit": False},
            check=psycopg_pool.ConnectionPool.check_connection,
            name="jobs",
            open=False,
        )
        self._url = url
        self._patience_s = patience_s
        self._app = procrastinate.App(connector=procrastinate.SyncPsycopgConnector())

    def open(self) -> None:
        """Connect, and make the tables where there are none.

        Raises:
            SystemFault: `jobs-database-unreachable`.
        """
        try:
            # A pool goes on trying until its patience ends; one connection says at once that nobody is there.
            psycopg.connect(self._url, connect_timeout=int(PATIENCE_S)).close()
            self._pool.open(wait=True, timeout=self._patience_s)
            self._app.open(self._pool)
            self._make_tables()
        except (psycopg.Error, psycopg_pool.PoolTimeout, ProcrastinateException) as error:
            self._pool.close()
            raise SystemFault("jobs-database-unreachable", cause=type(error).__name__) from error

    def close(self) -> None:
        """Let go of every connection."""
        self._pool.close()

    def enqueue(
        self, kind: str, *, sitting_id: str, subject: str = "", now: datetime, turn: Turn = NO_TURN
    ) -> Job:
        """Ask for a job; where it exists already, in whatever state, it is returned as it is.

        That a sitting is known is not asked here: it stands in another database.

        Raises:
            SystemFault: `storage-failed`, `disk-full`.
        """
        wish = {"kind": kind, "sitting_id": sitting_id, "subject": subject}
        key = f"{kind}/{sitting_id}/{subject}"
        with self._transaction() as connection:
            connection.execute(statements.LOCK_KEY, {"key": key})
            found = connection.execute(statements.FIND, wish).fetchone()
            if found is not None:
                return job_of(found)
            deferred = self._app.job_manager.defer_job(
                ProcrastinateJob(
                    id=None,
                    queue=kind,
                    lock=None,
                    queueing_lock=key,
                    task_name=f"oralexam:{kind}",
                    task_kwargs={"sitting_id": sitting_id, "subject": subject},
                ),
                connection=connection,
            )
            row = {
                **wish,
                **msgspec.structs.asdict(turn),
                "number": deferred.id,
                "job_id": new_id(),
                "now": now,
            }
            (made,) = connection.execute(statements.INSERT, row).fetchall()
            return job_of(made)

    def arrange(self, turns: Mapping[str, Turn]) -> int:
        """Give the jobs of these sittings other turns; how many have one now that they had not."""
        changed = 0
        with self._transaction() as connection:
            for sitting_id, turn in sorted(turns.items()):
                wish = {"sitting_id": sitting_id, **msgspec.structs.asdict(turn)}
                changed += connection.execute(statements.ARRANGE, wish).rowcount
        return changed

    def lease(
        self,
        worker_id: str,
        *,
        now: datetime,
        lease_s: float,
        not_of: Collection[str] = (),
        only_live_of: Collection[str] = (),
    ) -> Job | None:
        """Give the job that comes first to `worker_id`, or None; no two workers get the same."""
        with self._transaction() as connection:
            leased = connection.execute(
                statements.LEASE,
                {
                    "worker_id": worker_id,
                    "now": now,
                    "until": now + timedelta(seconds=lease_s),
                    "not_of": list(not_of),
                    "only_live_of": list(only_live_of),
                },
            ).fetchone()
            return None if leased is None else job_of(leased)

    def heartbeat(self, job_id: str, worker_id: str, *, now: datetime, lease_s: float) -> bool:
        """Renew the lease; False where the worker no longer holds the job."""
        with self._held(job_id, worker_id) as (connection, number):
            until = now + timedelta(seconds=lease_s)
            connection.execute(statements.RENEW, {"number": number, "until": until, "now": now})
            return number is not None

    def done(self, job_id: str, worker_id: str, *, now: datetime, busy_s: float | None = None) -> bool:
        """The job is done; its reason is cleared. False where the worker no longer holds it."""
        with self._held(job_id, worker_id) as (connection, number):
            if number is None:
                return False
            _finish(connection, number, "succeeded")
            _put_down(connection, number, now=now, reason="", done=True, busy_s=busy_s)
            return True

    def fail(
        self, job_id: str, worker_id: str, *, reason: str, retry_at: datetime | None, now: datetime
    ) -> bool:
        """The try went wrong: queued again for `retry_at`, or failed for good where that is None."""
        with self._held(job_id, worker_id) as (connection, number):
            if number is None:
                return False
            if retry_at is None:
                _finish(connection, number, "failed")
            else:
                # One that somebody has aborted meanwhile ends as failed: the row read later says so.
                unchanged = {"new_priority": None, "new_queue_name": None, "new_lock": None}
                again = {"job_id": number, "retry_at": retry_at, **unchanged}
                connection.execute(sql.queries["retry_job"], again)
            _put_down(connection, number, now=now, reason=reason, retry_at=retry_at)
            return True

    def block(self, job_id: str, worker_id: str, *, reason: str, now: datetime) -> bool:
        """The job waits for somebody to act; the try is given back."""
        with self._held(job_id, worker_id) as (connection, number):
            if number is None:
                return False
            _set_status(connection, number, "cancelled")
            _put_down(connection, number, now=now, reason=reason, tries_back=1, waits=True)
            return True

    def give_back(self, job_id: str, worker_id: str, *, now: datetime) -> bool:
        """The worker stops: the job is queued as if it had not been begun."""
        with self._held(job_id, worker_id) as (connection, number):
            if number is None:
                return False
            _set_status(connection, number, "todo")
            _put_down(connection, number, now=now, tries_back=1)
            return True

    def desert(self, worker_id: str, *, now: datetime) -> int:
        """`worker_id` is known to be dead: its leases end now; how many there were."""
        with self._transaction() as connection:
            return connection.execute(statements.DESERT, {"worker_id": worker_id, "now": now}).rowcount

    def unblock(self, kind: str, *, now: datetime) -> int:
        """Queue all waiting jobs of `kind` again; how many there were."""
        with self._transaction() as connection:
            waiting = connection.execute(statements.WAITING, {"kind": kind}).fetchall()
            for row in waiting:
                _set_status(connection, row["number"], "todo")
                connection.execute(statements.GO_ON, {"number": row["number"], "now": now})
            return len(waiting)

    def requeue(self, job_id: str, *, now: datetime) -> bool:
        """A person asks for an ended or waiting job again, with all its tries; False where it runs anyway."""
        with self._transaction() as connection:
            ended = connection.execute(statements.ENDED, {"job_id": job_id}).fetchone()
            if ended is None:
                return False
            _set_status(connection, ended["number"], "todo")
            connection.execute(statements.ANEW, {"number": ended["number"], "now": now})
            return True

    def unfinished(self) -> list[Job]:
        """Every job that is queued or runs, in the order in which they come."""
        return self._read(statements.UNFINISHED)

    def last_measured(self, kind: str, *, most: int) -> list[Job]:
        """The jobs of `kind` that were done last and whose length and computing are known, the last first."""
        return self._read(statements.MEASURED, kind=kind, most=most)

    def forget(self, sitting_id: str) -> int:
        """Remove the jobs of a sitting that was wiped, with their history; how many there were."""
        with self._transaction() as connection:
            return connection.execute(statements.FORGET, {"sitting_id": sitting_id}).rowcount

    def of_sitting(self, sitting_id: str) -> list[Job]:
        """All jobs of a sitting, oldest first."""
        return self.of_sittings([sitting_id])

    def of_sittings(self, sitting_ids: Collection[str]) -> list[Job]:
        """All jobs of these sittings, oldest first, in one query."""
        return self._read(statements.OF_SITTINGS, sitting_ids=list(sitting_ids)) if sitting_ids else []

    def _make_tables(self) -> None:
        with self._pool.connection() as connection:
            connection.execute(statements.LOCK_TABLES, {"key": _MAKING_TABLES})
            known = connection.execute(sql.queries["check_connection"]).fetchone()
            if known is None or known["check"] is None:
                self._app.schema_manager.apply_schema()
            made = connection.execute(statements.HAS_TABLES).fetchone()
            if made is None or not made["known"]:
                # Never where they are: « IF NOT EXISTS » waits for every writer, who may wait for us.
                connection.execute(statements.TABLES)

    def _read(self, query: LiteralString, **wanted: object) -> list[Job]:
        with self._transaction() as connection:
            return [job_of(row) for row in connection.execute(query, wanted).fetchall()]

    @contextmanager
    def _transaction(self) -> Iterator[psycopg.Connection[DictRow]]:
        try:
            with self._pool.connection() as connection:
                yield connection
        except psycopg.errors.DiskFull as error:
            raise SystemFault("disk-full", cause="DiskFull") from error
        except (psycopg.Error, psycopg_pool.PoolTimeout, ProcrastinateException) as error:
            raise SystemFault("storage-failed", cause=type(error).__name__) from error

    @contextmanager
    def _held(self, job_id: str, worker_id: str) -> Iterator[tuple[psycopg.Connection[DictRow], int | None]]:
        """A transaction about a job of `worker_id`, and its number; None where it holds it no more."""
        with self._transaction() as connection:
            wish = {"job_id": job_id, "worker_id": worker_id}
            held = connection.execute(statements.HELD, wish).fetchone()
            yield connection, None if held is None else int(held["number"])


def _put_down(
    connection: psycopg.Connection[DictRow],
    number: int,
    *,
    now: datetime,
    reason: str | None = None,
    done: bool = False,
    busy_s: float | None = None,
    retry_at: datetime | None = None,
    tries_back: int = 0,
    waits: bool = False,
) -> None:
    connection.execute(
        statements.PUT_DOWN,
        {
            "number": number,
            "now": now,
            "reason": reason,
            "done": done,
            "busy_s": busy_s,
            "retry_at": retry_at,
            "tries_back": tries_back,
            "waits": waits,
        },
    )


def _set_status(connection: psycopg.Connection[DictRow], number: int, status: str) -> None:
    connection.execute(statements.SET_STATUS, {"number": number, "status": status})


def _finish(connection: psycopg.Connection[DictRow], number: int, status: str) -> None:
    finish = {"job_id": number, "status": status, "delete_job": False}
    connection.execute(sql.queries["finish_job"], finish)
