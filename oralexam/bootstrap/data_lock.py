"""One server a data folder: two that kept the same deadlines would undo each other's events."""

import fcntl
import os
from pathlib import Path

from oralexam.errors import SystemFault


class DataLock:
    """Held while a server runs; when the process ends, however it ends, the kernel lets go (flock(2))."""

    def __init__(self, folder: Path) -> None:
        """Take the lock.

        Raises:
            SystemFault: `data-folder-in-use`, `data-folder-not-writable`.
        """
        try:
            self._descriptor = os.open(folder / ".server.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise SystemFault("data-folder-not-writable", cause=type(error).__name__) from error
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            os.close(self._descriptor)
            raise SystemFault("data-folder-in-use") from error

    def release(self) -> None:
        """Let go of it."""
        os.close(self._descriptor)
