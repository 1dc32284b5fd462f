"""A server of the rehearsal's own: started on a free port with its own data folder, stopped afterwards."""

import asyncio
import contextlib
import os
import signal
import socket
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from types import TracebackType
from typing import Self

from yarl import URL

from oralexam.errors import SystemFault, UserMistake
from oralexam.identifiers import new_token

START_TIMEOUT_S = 60.0
"""Ready is asked for within 2 s on a quiet machine (issue 2); a busy one may take its time."""
STOP_TIMEOUT_S = 20.0
_OF_ITS_OWN = {
    # On localhost, whatever the centre's own server does: HTTPS would need an authority to trust.
    "ORALEXAM_LAN": "false",
    "ORALEXAM_HOST": "localhost",
    "ORALEXAM_PUBLIC_URL": "",
    "ORALEXAM_WORKER": "true",
}
"""What a centre may have set for its real server, and must not hold for this one."""
LOG_NAME = "rehearsal-server.log"


class ServerDidNotStart(SystemFault):
    """The rehearsal's own server ended, or said nothing, before it was ready; `log` is where it tells why."""

    code = "server-did-not-start"


class OwnServer:
    """`oralexam serve` as a child process; use it with `async with`."""

    def __init__(self, data: Path, *, model: Path | None = None) -> None:
        self.manager_token = new_token()
        self.log = data / LOG_NAME
        self._data = data
        self._model = model
        self._process: asyncio.subprocess.Process | None = None
        self._url: URL | None = None
        self._draining: asyncio.Task[None] | None = None

    @property
    def url(self) -> URL:
        """Where it listens.

        Raises:
            ServerDidNotStart: Nowhere yet.
        """
        if self._url is None:
            raise ServerDidNotStart(log=str(self.log))
        return self._url

    async def __aenter__(self) -> Self:
        environment = {**os.environ, **_OF_ITS_OWN, "ORALEXAM_MANAGER_TOKEN": self.manager_token}
        if self._model is not None:
            environment["ORALEXAM_WHISPER_MODEL"] = str(self._model.resolve())
        port = await asyncio.to_thread(_free_port)
        try:
            self._data.mkdir(parents=True, exist_ok=True)
            log_file = self.log.open("ab")
        except OSError as fault:
            raise UserMistake("data-folder-not-writable", folder=self._data.name) from fault
        with log_file as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                *("-m", "oralexam", "serve", "--port", str(port), "--data", str(self._data)),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE,
                stderr=log,
                env=environment,
                # A Ctrl-C in the terminal is for the rehearsal, which then stops its server in order.
                start_new_session=True,
            )
        try:
            async with asyncio.timeout(START_TIMEOUT_S):
                self._url = await self._ready()
        except TimeoutError as fault:
            await self._stop()
            raise self._not_started() from fault
        except BaseException:
            await self._stop()
            raise
        self._draining = asyncio.create_task(self._drain(), name="rehearsal-server-output")
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._stop()

    @property
    def running(self) -> bool:
        """Whether the server's process lives."""
        return self._process is not None and self._process.returncode is None

    async def _ready(self) -> URL:
        async for line in self._output():
            word, _, rest = line.partition(" ")
            if word == "ready":
                return URL(rest.strip())
        raise self._not_started()

    def _not_started(self) -> ServerDidNotStart:
        """What the server said last is what kept it from starting."""
        said = self.log.read_text(errors="replace").strip().splitlines()
        return ServerDidNotStart(log=str(self.log), said=said[-1] if said else "nothing")

    async def _output(self) -> AsyncIterator[str]:
        output = self._process.stdout if self._process is not None else None
        while output is not None and (line := await output.readline()):
            yield line.decode(errors="replace")

    async def _drain(self) -> None:
        """Read on, so that the server is never held up by a full pipe."""
        async for _ in self._output():
            pass

    async def _stop(self) -> None:
        if self._draining is not None:
            self._draining.cancel()
            await asyncio.gather(self._draining, return_exceptions=True)
        process = self._process
        if process is None or process.returncode is not None:
            return
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
        try:
            async with asyncio.timeout(STOP_TIMEOUT_S):
                await process.wait()
        except TimeoutError:
            # Its worker is in the same process group, and must not stay behind.
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            await process.wait()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("localhost", 0))
        port: int = probe.getsockname()[1]
        return port
