"""What the benchmarks of the running day share: a server process, and browsers without a window."""

import asyncio
import itertools
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Self

import aiohttp

PING_EVERY_S = 2.0
ANSWER_LIMIT_S = 30.0
START_LIMIT_S = 60.0
MANAGER_TOKEN = "manager-token-of-the-benchmark"  # noqa: S105  # a benchmark's own secret
NAMES = {"candidate_name": "Inès Marchetti", "juror_name": "Mme Okafor", "observer_name": "Mme Aubertin"}


def percentile(values: Iterable[float], share: float) -> float:
    """The value below which that share of `values` lies (nearest rank)."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


class Program:
    """`oralexam serve` as a process of its own, on a port that it keeps over restarts."""

    def __init__(self, folder: Path) -> None:
        self.data = folder / "data"
        self._log = folder / "server.log"
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self.url = f"http://localhost:{self.port}"
        self._process: subprocess.Popen[bytes] | None = None

    async def __aenter__(self) -> Self:
        """Start it and wait until it is ready."""
        environment = {
            **os.environ,
            "ORALEXAM_DATA": str(self.data),
            "ORALEXAM_HOST": "localhost",
            "ORALEXAM_PORT": str(self.port),
            "ORALEXAM_WORKER": "false",
            "ORALEXAM_DRAIN_S": "0",
            "ORALEXAM_MANAGER_TOKEN": MANAGER_TOKEN,
        }
        command = [sys.executable, "-m", "oralexam", "serve"]
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(command, env=environment, stdout=log, stderr=log)  # noqa: ASYNC220
        async with asyncio.timeout(START_LIMIT_S), aiohttp.ClientSession() as http:
            while True:
                try:
                    async with http.get(f"{self.url}/readyz") as answer:
                        if answer.status == 200:
                            return self
                except aiohttp.ClientError:
                    pass
                await asyncio.sleep(0.05)

    async def __aexit__(self, *_: object) -> None:
        """Stop it, if it still runs."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
            try:
                await asyncio.to_thread(self._process.wait, 20)
            except subprocess.TimeoutExpired:
                self._process.kill()
                await asyncio.to_thread(self._process.wait)

    def kill(self) -> None:
        """SIGKILL, now."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()

    @property
    def pid(self) -> int:
        """The process."""
        assert self._process is not None
        return self._process.pid


class Browser:
    """One browser: a cookie jar of its own on a connector that all share."""

    def __init__(self, url: str, connector: aiohttp.BaseConnector) -> None:
        self.url = url
        self.http = aiohttp.ClientSession(
            connector=connector,
            connector_owner=False,
            cookie_jar=aiohttp.CookieJar(unsafe=True),
            headers={"Origin": url},
        )

    async def post(self, path: str, body: object) -> Any:  # noqa: ANN401
        """The JSON that the server answers."""
        async with self.http.post(self.url + path, json=body) as answer:
            told = await answer.json()
            if answer.status >= 400:
                raise RuntimeError(path, answer.status, told)
            return told

    async def join(self, link: str) -> None:
        """Exchange a link, or its token."""
        await self.post("/api/join", {"token": link.rpartition("#")[2]})

    async def socket(self, path: str) -> "Socket":
        """An open WebSocket that pings."""
        return Socket(await self.http.ws_connect(self.url + path, max_msg_size=0))


class Socket:
    """One WebSocket: it pings, and hands every message on with the instant of its arrival."""

    def __init__(self, connection: aiohttp.ClientWebSocketResponse) -> None:
        self.connection = connection
        self.heard: Callable[[dict[str, Any], float], None] = lambda _message, _at: None
        self.first = asyncio.Event()
        self._refs = itertools.count(1)
        self._tasks = [asyncio.create_task(self._read()), asyncio.create_task(self._ping())]

    async def send(self, message: dict[str, Any]) -> None:
        """Say something."""
        await self.connection.send_str(json.dumps(message))

    async def order(self, command: dict[str, Any]) -> None:
        """Give the room a command; its answer is not waited for."""
        await self.send({"type": "order", "ref": next(self._refs), "command": command})

    async def close(self) -> None:
        """Hang up."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.connection.close()

    async def _read(self) -> None:
        async for frame in self.connection:
            at = time.monotonic()
            if frame.type is aiohttp.WSMsgType.TEXT:
                self.heard(json.loads(frame.data), at)
                self.first.set()

    async def _ping(self) -> None:
        while True:
            await asyncio.sleep(PING_EVERY_S)
            await self.send({"type": "ping", "ref": next(self._refs)})


async def open_rooms(manager: Browser, count: int) -> list[tuple[str, dict[str, str]]]:
    """Open so many sittings; their ids and links. They are rehearsals: nobody synthetic sits in an exam."""
    opened = []
    for number in range(1, count + 1):
        wanted = {**NAMES, "room_name": f"Salle {number}", "rehearsal": True, "shares_from": []}
        told = await manager.post("/api/manager/sittings", wanted)
        opened.append((told["sitting_id"], told["links"]))
    return opened
