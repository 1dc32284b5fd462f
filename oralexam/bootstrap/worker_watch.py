"""How a worker's process ends: at a signal, or with the server that started it, whatever it is busy with.

A worker may be importing torch (seconds) or be inside Whisper (a minute, on a small machine) when it is told
to stop. Nothing is lost by ending there: a job's lease ends with its worker, files are moved into their
place whole, and a transcript is one transaction.
"""

import os
import select
import signal
import socket
import threading
from collections.abc import Callable

import structlog

_log = structlog.get_logger(__name__)

PARENT_LOOK_S = 1.0
END_S = 2.0
"""How long a worker may take to put its jobs down; a second is enough, unless it computes."""


class WorkerWatch:
    """Ends this process at SIGTERM or SIGINT, or when `server_pid` is not its parent any more.

    Make it first, from the main thread, before anything that takes time.
    """

    def __init__(self, *, server_pid: int | None = None, end_s: float = END_S) -> None:
        self._server_pid = server_pid
        self._end_s = end_s
        self._on_end: Callable[[], None] | None = None
        # The kernel's signal is heard by a thread: Python runs handlers only between two of the main thread's
        # instructions, and inside torch there is none for seconds (signal module, set_wakeup_fd).
        self._heard, said = socket.socketpair()
        said.setblocking(False)
        self._said = said
        signal.set_wakeup_fd(said.fileno(), warn_on_full_buffer=False)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda _number, _frame: None)
        threading.Thread(target=self._watch, name="worker-watch", daemon=True).start()

    def on_end(self, stop: Callable[[], None]) -> None:
        """What to do first when it ends; without it the process ends at once."""
        self._on_end = stop

    def _watch(self) -> None:
        while not self._orphaned():
            readable, _, _ = select.select([self._heard], [], [], PARENT_LOOK_S)
            if readable and {signal.SIGTERM, signal.SIGINT}.intersection(self._heard.recv(64)):
                break
        stop = self._on_end
        if stop is not None:
            stop()
            threading.Event().wait(self._end_s)
            _log.warning("worker-ends-in-the-middle")
        os._exit(0)

    def _orphaned(self) -> bool:
        return self._server_pid is not None and os.getppid() != self._server_pid
