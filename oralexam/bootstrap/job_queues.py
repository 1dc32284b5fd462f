"""Which queue the jobs are in: the data folder's own database, or procrastinate's where one is named."""

from oralexam.errors import SystemFault
from oralexam.jobs.queue import JobQueue
from oralexam.storage.engine import Database
from oralexam.storage.jobs import SqlJobQueue

POSTGRESQL = ("postgresql://", "postgres://")
"""How such an address begins (PostgreSQL, "Connection URIs")."""


def open_job_queue(address: str, database: Database) -> JobQueue:
    """The queue in `database`, or, where `address` names one, in PostgreSQL.

    Raises:
        SystemFault: `jobs-database-not-supported`, `jobs-packages-missing`, `jobs-database-unreachable`.
    """
    if not address:
        return SqlJobQueue(database)
    if not address.startswith(POSTGRESQL):
        raise SystemFault("jobs-database-not-supported")
    try:
        # Only here: a server without it has no use for the driver, nor for the memory that it takes.
        from oralexam.storage.cluster_jobs import ProcrastinateJobQueue  # noqa: PLC0415
    except ImportError as error:
        raise SystemFault("jobs-packages-missing") from error
    queue = ProcrastinateJobQueue(address)
    queue.open()
    return queue
