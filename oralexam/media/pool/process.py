"""A child process that a thread of its own starts and waits for: the event loop never stands still for it.

uvloop forks on the loop's own thread and waits until the child has become its program: 9 to 20 ms for a
server of 120 MB, up to 110 on a crowded machine (docs/decisions/0181). `subprocess` shares the memory until
then (vfork). The thread lives as long as the child: the kernel takes the thread that forked for the parent
whose death the child is told (prctl(2), PR_SET_PDEATHSIG).
"""

import asyncio
import errno
import os
import socket
import subprocess
import threading
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

Some = TypeVar("Some")


class ChildProcess:
    """Started by `start`, once; whoever has it ends it."""

    def __init__(self, command: Sequence[str], *, end: socket.socket, env: Mapping[str, str]) -> None:
        """`command` is given this process's id and the descriptor of `end`, which it takes for itself."""
        self.returncode: int | None = None
        """How it ended, as `subprocess` says it; None while it runs."""
        self._command = (*command, str(os.getpid()), str(end.fileno()))
        self._end = end
        self._env = env
        self._loop = asyncio.get_running_loop()
        self._process: subprocess.Popen[bytes] | None = None
        self._started: asyncio.Future[None] = self._loop.create_future()
        self._ended = asyncio.Event()
        self._is_unwanted = False

    @property
    def pid(self) -> int | None:
        """Its number, once it was started."""
        return self._process.pid if self._process is not None else None

    async def start(self) -> None:
        """Start it; where this is cancelled, it is killed as soon as it runs.

        Raises:
            Exception: it cannot be started: OSError, as a rule. It has ended then, whoever waits for it.
        """
        thread = threading.Thread(target=self._live, name="media-worker-process", daemon=True)
        try:
            thread.start()
        except RuntimeError as error:  # the machine or its limits give no thread more
            self._end.close()
            self._ended.set()
            raise OSError(errno.EAGAIN, "no thread") from error
        await self._started

    def kill(self) -> None:
        """SIGKILL, or as soon as it runs."""
        self._is_unwanted = True
        if self._process is not None:
            self._process.kill()

    async def wait(self) -> None:
        """Wait for its end; what could not be started has ended."""
        await self._ended.wait()

    def _live(self) -> None:
        """From its start to its end, in the thread."""
        try:
            with self._end:
                process = subprocess.Popen(  # noqa: S603 -- no shell; our own program
                    self._command,
                    pass_fds=(self._end.fileno(),),
                    env=self._env,
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                )
        except Exception as error:  # noqa: BLE001 -- the thread's edge: whatever it was, `start` raises it
            self._tell(self._failed, error)
            return
        self._tell(self._begun, process)
        self._tell(self._note_end, process.wait())

    def _tell(self, whom: Callable[[Some], None], news: Some) -> None:
        try:
            self._loop.call_soon_threadsafe(whom, news)
        except RuntimeError:
            return  # the loop is closed: nobody asks any more, and the kernel ends the child

    def _begun(self, process: "subprocess.Popen[bytes]") -> None:
        self._process = process
        if self._is_unwanted or self._started.cancelled():
            process.kill()
        if not self._started.cancelled():
            self._started.set_result(None)

    def _failed(self, error: Exception) -> None:
        self._ended.set()
        if not self._started.cancelled():
            self._started.set_exception(error)

    def _note_end(self, code: int) -> None:
        self.returncode = code
        self._ended.set()
