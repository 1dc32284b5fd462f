"""A server process that does nothing but media, for the benchmarks: ours, or aiortc's classic pair.

`python -m benchmarks.media_servers serve ...` is the process.
"""

import argparse
import asyncio
import json
import logging
import os
import selectors
import sys
import time
from pathlib import Path
from typing import Any, Self

import aiohttp
import msgspec
import psutil
import structlog
import uvloop
from aiohttp import web
from aiortc import RTCSessionDescription
from aiortc.contrib.media import MediaRecorder, MediaRelay

from benchmarks.media_load import LoadParty, ask_for_the_processor
from oralexam import heap
from oralexam.clock import SystemClock
from oralexam.identifiers import new_id
from oralexam.media import hooks
from oralexam.media.ports import MediaLoad
from oralexam.media.service import MediaService
from oralexam.rooms.seats import Seat


class MediaServer:
    """A server process: `oralexam` (ours) or `classic` (MediaRelay and MediaRecorder of aiortc)."""

    def __init__(
        self, kind: str, folder: Path, *, eager: bool = True, url: str = "", turns: bool = False
    ) -> None:
        """With a `url` it is another process's, which is only reached from here.

        With `turns` it runs on asyncio's own loop, and measures how long each of the loop's turns takes.
        """
        self._kind, self._folder = kind, folder
        self._options = [*(["--eager"] if eager else []), *(["--turns"] if turns else [])]
        self._process: asyncio.subprocess.Process | None = None
        self._http: aiohttp.ClientSession | None = None
        self.url = url

    async def __aenter__(self) -> Self:
        """Start it and wait until it listens."""
        if self.url:
            self._http = aiohttp.ClientSession()
            return self
        self._process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "benchmarks.media_servers", "serve", self._kind, str(self._folder),
            *self._options, stdout=asyncio.subprocess.PIPE,
        )  # fmt: skip
        assert self._process.stdout is not None
        line = await asyncio.wait_for(self._process.stdout.readline(), 30)
        self.url = f"http://127.0.0.1:{int(line)}"
        self._http = aiohttp.ClientSession()
        return self

    async def __aexit__(self, *_: object) -> None:
        """Stop it."""
        assert self._http is not None
        await self._http.close()
        if self._process is not None and self._process.returncode is None:
            self._process.terminate()
            try:
                await asyncio.wait_for(self._process.wait(), 20)
            except TimeoutError:
                self._process.kill()
                await self._process.wait()

    @property
    def pid(self) -> int:
        """The process."""
        assert self._process is not None
        return self._process.pid

    def kill(self) -> None:
        """SIGKILL, now."""
        assert self._process is not None
        self._process.kill()

    async def join(self, party: LoadParty, sitting: str, seat: Seat) -> None:
        """Seat a party."""
        await party.join(lambda sdp: self.offer(sdp, sitting, seat))

    async def offer(self, sdp: str, sitting: str, seat: Seat) -> str:
        """The answer to an offer."""
        return await self._post(f"/offer/{sitting}/{seat.value}", sdp)

    async def leave(self, sitting: str, seat: Seat) -> None:
        """Have ours hang up on a seat."""
        await self._post(f"/leave/{sitting}/{seat.value}", "")

    async def call(self, caller: LoadParty, callee: LoadParty) -> None:
        """Seat two parties, forward and record."""
        sitting = new_id()
        await self.join(caller, sitting, Seat.JUROR)
        await self.join(callee, sitting, Seat.CANDIDATE)
        await self.open_call(sitting)

    async def open_call(self, sitting: str) -> None:
        """Forward and record."""
        await self._post(f"/open/{sitting}", "")

    async def cpu_s(self) -> tuple[float, float]:
        """CPU seconds of the server so far (user and system), and its memory in MB."""
        told = json.loads(await self._post("/stats", ""))
        return told["cpu_s"], told["rss_mb"]

    async def load(self) -> MediaLoad:
        """How busy ours says it is."""
        return msgspec.convert(json.loads(await self._post("/stats", ""))["load"], MediaLoad)

    async def longest_turn_s(self) -> float:
        """How long its loop looked at no socket, at the longest since this was last asked; with `turns`."""
        told: float = json.loads(await self._post("/stats", ""))["longest_turn_s"]
        return told

    async def _post(self, path: str, body: str) -> str:
        assert self._http is not None
        async with self._http.post(self.url + path, data=body) as response:
            response.raise_for_status()
            return await response.text()


class _Deaf:
    def media_flowing(self, *_: object) -> None:
        """Nobody asks."""

    link_changed = recording_fault = connection_gone = media_flowing


class _Ours:
    def __init__(self, folder: Path) -> None:
        self._service = MediaService(recordings=folder, clock=SystemClock(), listener=_Deaf())

    async def start(self) -> None:
        await self._service.start()
        heap.settle()

    async def offer(self, sitting: str, seat: str, sdp: str) -> str:
        mode = "video" if "m=video" in sdp else "telephone"
        return await self._service.connect(sitting_id=sitting, seat=Seat(seat), mode=mode, offer_sdp=sdp)

    def open(self, sitting: str) -> None:
        self._service.open_call(sitting)

    async def leave(self, sitting: str, seat: str) -> None:
        await self._service.disconnect(sitting, Seat(seat))

    def load(self) -> object:
        """As its worker would tell it."""
        return msgspec.to_builtins(self._service.loads()[0])


class _Classic:
    """What aiortc's documentation shows: decode everything, encode it again for the other and for a file."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._relay = folder, MediaRelay()
        self._tracks: dict[tuple[str, str], list[Any]] = {}
        self._waiting: dict[tuple[str, str], list[Any]] = {}
        self._kept: list[Any] = []

    async def start(self) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)

    async def offer(self, sitting: str, seat: str, sdp: str) -> str:
        peer = hooks.new_peer()
        tracks: list[Any] = []
        peer.on("track", tracks.append)
        await peer.setRemoteDescription(RTCSessionDescription(sdp, "offer"))
        other = "juror" if seat == "candidate" else "candidate"
        self._tracks[sitting, seat] = tracks
        senders = []
        for transceiver in peer.getTransceivers():
            hooks.keep_codecs(transceiver)
            transceiver.direction = "sendrecv"
            senders.append(transceiver.sender)
        recorder = MediaRecorder(str(self._folder / f"{sitting}-{seat}.webm"))
        for track in tracks:
            recorder.addTrack(self._relay.subscribe(track))
        await peer.setLocalDescription(await peer.createAnswer())
        await recorder.start()
        self._waiting[sitting, seat] = senders
        for who, whom in ((seat, other), (other, seat)):
            for sender in self._waiting.get((sitting, who), []):
                for track in self._tracks.get((sitting, whom), []):
                    if sender.kind == track.kind and sender.track is None:
                        sender.replaceTrack(self._relay.subscribe(track))
        self._kept += [peer, recorder]
        return str(peer.localDescription.sdp)

    def open(self, sitting: str) -> None:
        """It forwards and records from the beginning."""

    def load(self) -> object:
        """It measures none."""
        return None


class Turns(selectors.DefaultSelector):
    """A selector that notes how long whoever waits with it does something else in between."""

    def __init__(self) -> None:
        super().__init__()
        self.longest_s = 0.0
        self._woken_s = time.monotonic()

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """Wait for sockets."""
        self.longest_s = max(self.longest_s, time.monotonic() - self._woken_s)
        ready = super().select(timeout)
        self._woken_s = time.monotonic()
        return ready

    def take_longest_s(self) -> float:
        """The longest turn since this was last asked."""
        longest_s, self.longest_s = self.longest_s, 0.0
        return longest_s


async def serve(kind: str, folder: Path, *, eager: bool, turns: Turns | None = None) -> None:
    """Run a server until it is ended; its port is the only line it prints."""
    if eager:
        ask_for_the_processor()
    server: Any = _Ours(folder) if kind == "oralexam" else _Classic(folder)
    await server.start()

    async def offer(request: web.Request) -> web.Response:
        at = request.match_info
        return web.Response(text=await server.offer(at["sitting"], at["seat"], await request.text()))

    async def open_call(request: web.Request) -> web.Response:
        server.open(request.match_info["sitting"])
        return web.Response()

    async def leave(request: web.Request) -> web.Response:
        await server.leave(request.match_info["sitting"], request.match_info["seat"])
        return web.Response()

    async def stats(_request: web.Request) -> web.Response:
        times = os.times()
        rss_mb = psutil.Process().memory_info().rss / 1e6
        told = {"cpu_s": times.user + times.system, "rss_mb": rss_mb, "load": server.load()}
        return web.json_response({**told, "longest_turn_s": turns.take_longest_s() if turns else 0.0})

    app = web.Application()
    app.add_routes(
        [
            web.post("/offer/{sitting}/{seat}", offer),
            web.post("/open/{sitting}", open_call),
            web.post("/leave/{sitting}/{seat}", leave),
            web.post("/stats", stats),
        ]
    )
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    print(runner.addresses[0][1], flush=True)
    await asyncio.Event().wait()


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("action", choices=["serve"])
    arguments.add_argument("kind", choices=["oralexam", "classic"])
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--eager", action="store_true", help="go before other work on this machine")
    arguments.add_argument("--turns", action="store_true", help="measure the turns of the event loop")
    given = arguments.parse_args()
    structlog.configure(
        wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    if given.turns:
        timed = Turns()
        with asyncio.Runner(loop_factory=lambda: asyncio.SelectorEventLoop(timed)) as runner:
            runner.run(serve(given.kind, given.folder, eager=given.eager, turns=timed))
    else:
        uvloop.run(serve(given.kind, given.folder, eager=given.eager))
