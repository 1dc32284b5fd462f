"""The worker's process as the server keeps it: started with it, restarted when it dies, stopped with it."""

import asyncio
import contextlib
import os
import sys
from collections.abc import Callable, Mapping

import structlog

from oralexam.background import BackgroundTask
from oralexam.errors import SystemFault
from oralexam.identifiers import new_id

_log = structlog.get_logger(__name__)

RESTART_AFTER_S = (0.5, 2.0, 10.0, 30.0)
"""How long to wait before the first, second, … restart; a run of a minute starts the count anew."""
STEADY_S = 60.0
STOP_TIMEOUT_S = 4.0
"""A worker ends itself two seconds after it was told to; one that does not is killed."""


class WorkerProcess:
    """Keeps one `oralexam worker` running.

    `desert(worker_id)` is called in a thread when a worker has ended: the next one takes up its work.
    """

    def __init__(self, environment: Mapping[str, str], *, desert: Callable[[str], object]) -> None:
        self._environment = {**os.environ, **environment}
        self._desert = desert
        self._task = BackgroundTask("worker-process")
        self._process: asyncio.subprocess.Process | None = None

    @property
    def alive(self) -> bool:
        """Whether the process runs."""
        return self._process is not None and self._process.returncode is None

    @property
    def pid(self) -> int | None:
        """The process, while it runs."""
        return self._process.pid if self._process is not None and self.alive else None

    def start(self) -> None:
        """Begin to keep it running."""
        self._task.start(self._keep_running())

    async def stop(self) -> None:
        """End the process, gently first."""
        await self._task.stop()
        if self._process is None or self._process.returncode is not None:
            return
        with contextlib.suppress(ProcessLookupError):
            self._process.terminate()
        try:
            await asyncio.wait_for(self._process.wait(), STOP_TIMEOUT_S)
        except TimeoutError:
            with contextlib.suppress(ProcessLookupError):
                self._process.kill()
            await self._process.wait()

    async def _keep_running(self) -> None:
        deaths = 0
        loop = asyncio.get_running_loop()
        while True:
            started, worker_id = loop.time(), new_id()
            # Standard output is the server's own (`ready …`): whoever reads it must see its end when the
            # server has ended, not when the worker has. The worker's log goes to standard error.
            try:
                self._process = await asyncio.create_subprocess_exec(
                    sys.executable,
                    *("-m", "oralexam", "worker"),
                    *("--server-pid", str(os.getpid()), "--worker-id", worker_id),
                    env=self._environment,
                    stdin=asyncio.subprocess.DEVNULL,
                    stdout=asyncio.subprocess.DEVNULL,
                )
                code: int | None = await self._process.wait()
            except OSError:
                # No memory or no process to be had now: the calls go on, and there may be later.
                _log.exception("worker-not-started")
                code = None
            await self._pass_on(worker_id)
            deaths = 1 if loop.time() - started > STEADY_S else deaths + 1
            wait_s = RESTART_AFTER_S[min(deaths, len(RESTART_AFTER_S)) - 1]
            _log.error("worker-died", exit_code=code, restart_in_s=wait_s)
            await asyncio.sleep(wait_s)

    async def _pass_on(self, worker_id: str) -> None:
        """Its leases end now; where that cannot be written they end by themselves."""
        try:
            await asyncio.to_thread(self._desert, worker_id)
        except SystemFault as fault:
            _log.warning("leases-not-ended", code=fault.reason)
