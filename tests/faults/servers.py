"""The real program as a child process: started, killed, started again on the same data."""

import asyncio
import os
import signal
import socket
import sys
from pathlib import Path

from tests.patience import PATIENCE_S


def free_port() -> int:
    """A port that nobody uses now."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return int(probe.getsockname()[1])


class Program:
    """`oralexam serve` on one data folder and one port, through any number of lives."""

    module = "oralexam"
    """What is run; a test may put the program into a frame of its own."""

    def __init__(self, data: Path, **environment: str) -> None:
        self.data = data
        self.port = free_port()
        self.url = f"http://localhost:{self.port}"
        self.log = data.parent / "server.log"
        self._environment = {**os.environ, "ORALEXAM_WORKER": "false", **environment}
        self.process: asyncio.subprocess.Process | None = None

    async def start(self) -> None:
        """Start, and wait until it says that it is ready."""
        with self.log.open("ab") as log:
            self.process = await asyncio.create_subprocess_exec(
                sys.executable,
                *("-m", self.module, "serve", "--port", str(self.port), "--data", str(self.data)),
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE,
                stderr=log,
                env=self._environment,
            )
        assert self.process.stdout is not None
        async with asyncio.timeout(PATIENCE_S):
            line = await self.process.stdout.readline()
        assert line.startswith(b"ready "), (line, self.log.read_text(encoding="utf-8"))

    async def signal(self, number: signal.Signals) -> int:
        """Send a signal, and wait for the end; its exit code."""
        assert self.process is not None
        self.process.send_signal(number)
        async with asyncio.timeout(PATIENCE_S):
            await self.process.communicate()
        assert self.process.returncode is not None
        return self.process.returncode

    async def end(self) -> None:
        """Kill it if it still runs."""
        if self.process is not None and self.process.returncode is None:
            await self.signal(signal.SIGKILL)
