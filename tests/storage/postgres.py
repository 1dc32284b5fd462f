"""PostgreSQL of the machine's own packages, started in a folder of its own and stopped again."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

_USER = "postgres"
"""The package's own account: the server refuses to run as root (PostgreSQL, initdb)."""
_START_S = 60


def programs() -> Path | None:
    """Where initdb and pg_ctl lie; None where PostgreSQL is not installed."""
    # Debian keeps each version apart, the newest sorts last.
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    on_path = shutil.which("initdb")
    return folders[-1] if folders else Path(on_path).resolve().parent if on_path else None


@contextmanager
def cluster(bin_dir: Path) -> Iterator["Cluster"]:
    """A server that listens on a socket in its own folder and nowhere else."""
    # Not pytest's folder: nobody but root may enter that, and the server is not root.
    folder = Path(tempfile.mkdtemp(prefix="oralexam-pg-"))
    user = _USER if os.geteuid() == 0 else None
    if user is not None:
        shutil.chown(folder, user, user)
    data = folder / "data"

    def run(program: str, *arguments: str) -> None:
        done = subprocess.run(
            [bin_dir / program, *arguments],
            user=user,
            group=user,
            extra_groups=[] if user else None,
            cwd=folder,
            env={"LC_ALL": "C", "PATH": "/usr/bin:/bin"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=_START_S,
            check=False,
        )
        assert done.returncode == 0, done.stdout.decode()

    try:
        run("initdb", "-D", str(data), "-U", _USER, "-A", "trust", "-E", "UTF8", "--no-sync")
        # No syncing: a test's data outlives nothing.
        options = f"-c listen_addresses= -k {folder} -c fsync=off -c max_connections=40"
        run("pg_ctl", "-D", str(data), "-w", "-s", "-l", str(folder / "log"), "-o", options, "start")
        try:
            yield Cluster(folder)
        finally:
            run("pg_ctl", "-D", str(data), "-m", "immediate", "-s", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


class Cluster:
    """A running server, and as many databases as tests want."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._made = 0

    def url(self, database: str) -> str:
        """The address of one of its databases."""
        return f"postgresql://{_USER}@/{database}?host={self._folder}"

    def new_database(self, *, template: str = "template1") -> str:
        """The address of a new database, a copy of `template`."""
        self._made += 1
        name = f"test_{self._made}"
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {template}".encode())
        return self.url(name)
