"""Debian's Janus as a rival: its videocall plugin forwards and records calls of two."""

import asyncio
import shutil
import socket
from pathlib import Path
from typing import Any, Self

import aiohttp

from benchmarks.media_load import LoadParty
from oralexam.identifiers import new_id

START_LIMIT_S = 15.0
ANSWER_LIMIT_S = 10.0
PLUGIN = "janus.plugin.videocall"
# The queue of sent packets follows the round trip: on one machine it would hold nothing to send again.
GENERAL = """
general: {{
  configs_folder = "{folder}"
  plugins_folder = "{modules}/plugins"
  transports_folder = "{modules}/transports"
  events_folder = "{modules}/events"
  loggers_folder = "{modules}/loggers"
  debug_level = 2
  session_timeout = 0
  hide_dependencies = true
}}
media: {{ min_nack_queue = 500 }}
nat: {{ full_trickle = false }}
plugins: {{ disable = "{other_plugins}" }}
transports: {{ disable = "{other_transports}" }}
events: {{ broadcast = false }}
"""
WEBSOCKETS = """
general: {{ json = "compact", ws = true, ws_port = {port}, ws_ip = "127.0.0.1", wss = false }}
admin: {{ admin_ws = false }}
"""


def is_installed() -> bool:
    """Whether this machine has it (Debian's package janus)."""
    return shutil.which("janus") is not None and _modules() is not None


def _modules() -> Path | None:
    return next((path for path in sorted(Path("/usr/lib").glob("*/janus")) if path.is_dir()), None)


def _all_but(folder: Path, kept: str) -> str:
    return ",".join(sorted(path.name for path in folder.glob("*.so") if path.name != kept))


class JanusServer:
    """A Janus of our own on a free port; recordings go into `folder`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._process: asyncio.subprocess.Process | None = None
        self._http: aiohttp.ClientSession | None = None
        self._url = ""
        self._sessions: list[_Session] = []

    async def __aenter__(self) -> Self:
        """Start it and wait until it listens."""
        modules = _modules()
        assert modules is not None
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = int(probe.getsockname()[1])
        settings = GENERAL.format(
            folder=self._folder,
            modules=modules,
            other_plugins=_all_but(modules / "plugins", "libjanus_videocall.so"),
            other_transports=_all_but(modules / "transports", "libjanus_websockets.so"),
        )
        (self._folder / "janus.jcfg").write_text(settings)
        (self._folder / "janus.transport.websockets.jcfg").write_text(WEBSOCKETS.format(port=port))
        (self._folder / "janus.plugin.videocall.jcfg").write_text("general: {}\n")
        with (self._folder / "janus.log").open("wb") as log:
            self._process = await asyncio.create_subprocess_exec(
                "janus", "-F", str(self._folder), stdout=log, stderr=log
            )
        self._url = f"ws://127.0.0.1:{port}"
        self._http = aiohttp.ClientSession()
        async with asyncio.timeout(START_LIMIT_S):
            while True:
                try:
                    probing = await self._http.ws_connect(self._url, protocols=["janus-protocol"])
                except aiohttp.ClientError:
                    await asyncio.sleep(0.1)
                else:
                    await probing.close()
                    return self

    async def __aexit__(self, *_: object) -> None:
        """Stop it."""
        for session in self._sessions:
            await session.close()
        assert self._http is not None
        await self._http.close()
        if self._process is not None and self._process.returncode is None:
            self._process.terminate()
            try:
                await asyncio.wait_for(self._process.wait(), 10)
            except TimeoutError:
                self._process.kill()
                await self._process.wait()

    @property
    def pid(self) -> int:
        """The process."""
        assert self._process is not None
        return self._process.pid

    async def call(self, caller: LoadParty, callee: LoadParty) -> None:
        """Connect two parties through the plugin and record both."""
        name = new_id()
        calling, called = await self._session(f"{name}-a"), await self._session(f"{name}-b")
        offer = {"type": "offer", "sdp": await caller.offer()}
        await calling.say({"request": "call", "username": f"{name}-b"}, offer)
        incoming = await called.wait("incomingcall")
        await called.say({"request": "accept"}, {"type": "answer", "sdp": await callee.answer(incoming)})
        await caller.take_answer(await calling.wait("accepted"))
        await asyncio.gather(caller.connected(), callee.connected())
        for side, session in (("a", calling), ("b", called)):
            record = {"request": "set", "record": True, "filename": f"{self._folder}/{name}-{side}"}
            await session.say(record)
            await session.wait("set")

    async def _session(self, user: str) -> "_Session":
        assert self._http is not None
        session = _Session(await self._http.ws_connect(self._url, protocols=["janus-protocol"]))
        self._sessions.append(session)
        await session.open()
        await session.say({"request": "register", "username": user})
        await session.wait("registered")
        return session


class _Session:
    """One user of the plugin, on a WebSocket of its own."""

    def __init__(self, connection: aiohttp.ClientWebSocketResponse) -> None:
        self._connection = connection
        self._answers: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._events: asyncio.Queue[dict[str, Any]] = asyncio.Queue()
        self._reading = asyncio.create_task(self._read(), name="janus-session")
        self._ids: dict[str, int] = {}

    async def open(self) -> None:
        """Make the session and attach the plugin."""
        self._ids["session_id"] = (await self._ask({"janus": "create"}))["data"]["id"]
        self._ids["handle_id"] = (await self._ask({"janus": "attach", "plugin": PLUGIN}))["data"]["id"]

    async def say(self, body: dict[str, Any], description: dict[str, Any] | None = None) -> None:
        """Give the plugin an order."""
        message: dict[str, Any] = {"janus": "message", "body": body}
        if description is not None:
            message["jsep"] = {**description, "trickle": False}
        await self._ask(message)

    async def wait(self, event: str) -> str:
        """Wait for what the plugin says; the SDP that came with it."""
        while True:
            told = await asyncio.wait_for(self._events.get(), ANSWER_LIMIT_S)
            data = told["plugindata"]["data"]
            if "error" in data:
                raise RuntimeError(data["error"])
            if data.get("result", {}).get("event") == event:
                return str(told.get("jsep", {}).get("sdp", ""))

    async def _ask(self, message: dict[str, Any]) -> dict[str, Any]:
        await self._connection.send_json({**message, **self._ids, "transaction": new_id()})
        answer = await asyncio.wait_for(self._answers.get(), ANSWER_LIMIT_S)
        if answer["janus"] == "error":
            raise RuntimeError(answer["error"])
        return answer

    async def _read(self) -> None:
        async for frame in self._connection:
            told = frame.json()
            if told["janus"] == "event":
                self._events.put_nowait(told)
            elif told["janus"] in {"success", "ack", "error"}:
                self._answers.put_nowait(told)

    async def close(self) -> None:
        """Hang up."""
        self._reading.cancel()
        await asyncio.gather(self._reading, return_exceptions=True)
        await self._connection.close()
