"""The worker's process as the server keeps it: started with it, restarted when it dies, stopped with it."""

import asyncio
import contextlib
import os
import sys
from collections.abc import Mapping

import structlog

_log = structlog.get_logger(__name__)

RESTART_AFTER_S = (0.5, 2.0, 10.0, 30.0)
"""How long to wait before the first, second, … restart; a run of a minute starts the count anew."""
STEADY_S = 60.0
STOP_TIMEOUT_S = 10.0
"""A worker that has not ended its job by then is killed: the job's lease ends and it is taken up again."""


class WorkerProcess:
    """Keeps one `oralexam worker` running."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = {**os.environ, **environment}
        self._task: asyncio.Task[None] | None = None
        self._process: asyncio.subprocess.Process | None = None

    @property
    def alive(self) -> bool:
        """Whether the process runs."""
        return self._process is not None and self._process.returncode is None

    def start(self) -> None:
        """Begin to keep it running."""
        self._task = asyncio.create_task(self._keep_running(), name="worker-process")

    async def stop(self) -> None:
        """End the process, gently first."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
        if self._process is None or self._process.returncode is not None:
            return
        with contextlib.suppress(ProcessLookupError):
            self._process.terminate()
        try:
            await asyncio.wait_for(self._process.wait(), STOP_TIMEOUT_S)
        except TimeoutError:
            self._process.kill()
            await self._process.wait()

    async def _keep_running(self) -> None:
        deaths = 0
        loop = asyncio.get_running_loop()
        while True:
            started = loop.time()
            # Standard output is the server's own (`ready …`); the worker's log goes to standard error.
            try:
                self._process = await asyncio.create_subprocess_exec(
                    sys.executable,
                    "-m",
                    "oralexam",
                    "worker",
                    env=self._environment,
                    stdin=asyncio.subprocess.DEVNULL,
                )
                code: int | None = await self._process.wait()
            except OSError:
                # No memory or no process to be had now: the calls go on, and there may be later.
                _log.exception("worker-not-started")
                code = None
            deaths = 1 if loop.time() - started > STEADY_S else deaths + 1
            wait_s = RESTART_AFTER_S[min(deaths, len(RESTART_AFTER_S)) - 1]
            _log.error("worker-died", exit_code=code, restart_in_s=wait_s)
            await asyncio.sleep(wait_s)
