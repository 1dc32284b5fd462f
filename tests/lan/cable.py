"""A telephone call between two rooms of a LAN, in Chromium: cables can be pulled, the server can die.

The link is a veth pair (veth(4)): pulled, the browser's own machine sees its network card without a carrier.
"""

import asyncio
import os
import sys
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any, Self

import numpy as np
from playwright.async_api import Page, async_playwright

from oralexam.copies.gaps import CopyMap
from oralexam.copies.reader import Run
from oralexam.rooms.seats import PARTIES
from tests.browser.exam_pages import inbound, open_page, press, ring_and_answer, until
from tests.browser.fake_microphones import write_wave
from tests.faults.kept import own_runs, reconciled
from tests.lan.calling import ask
from tests.lan.lan_day import ROOT, TOKEN, URL, chromium_at, stop
from tests.lan.namespaces import EXAM_ROOM, JURY_ROOM, SERVER, Lan, local_network
from tests.patience import PATIENCE_S
from tests.records.made_recordings import speech

START_S = 90.0
COPY = "document.querySelector('exam-candidate')?.state.copy"


class Cable:
    """The call; use it with `async with`. `candidate` and `juror` are the two pages.

    Raises:
        NoNamespacesError: when it is entered.
    """

    def __init__(self, folder: Path, *, speaks_s: float, call_s: float = 600.0) -> None:
        self.folder = folder
        self.data = folder / "data"
        self.problems: list[str] = []
        self.sitting_id = ""
        self._speaks_s, self._call_s = speaks_s, call_s
        self._server: asyncio.subprocess.Process | None = None
        self._open = AsyncExitStack()
        self.lan: Lan
        self.manager: Page
        self.candidate: Page
        self.juror: Page

    async def __aenter__(self) -> Self:
        """From the cables to the running call."""
        async with AsyncExitStack() as opening:
            self.lan = await opening.enter_async_context(local_network())
            await self.start_server()
            opening.push_async_callback(self._stop_server)
            playwright = await opening.enter_async_context(async_playwright())
            browsers = {}
            for seat, place in zip(PARTIES, (EXAM_ROOM, JURY_ROOM), strict=True):
                sound = speech(self._speaks_s, seat).astype(np.float32) / 32768
                microphone = self.folder / f"{seat}.wav"
                write_wave(microphone, sound)
                browsers[place] = await opening.enter_async_context(
                    chromium_at(
                        playwright,
                        self.lan,
                        place,
                        self.folder / place,
                        # Whom a browser trusts is another test's business (test_trust_in_chromium).
                        "--ignore-certificate-errors",
                        f"--use-file-for-fake-audio-capture={microphone}%noloop",
                    )
                )
            await self._call(browsers)
            self._open = opening.pop_all()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._open.aclose()

    async def _call(self, browsers: dict[str, Any]) -> None:
        self.manager = await open_page(browsers[JURY_ROOM], f"{URL}/join#{TOKEN}", self.problems)
        names = dict.fromkeys(("candidate_name", "juror_name", "observer_name", "room_name"), "Inès")
        wanted = {**names, "rehearsal": True, "pace": 300, "call_s": self._call_s, "shares_from": ["juror"]}
        wanted["scenario"] = "orvelle-towels"
        opened = await ask(self.manager, "POST", "/api/manager/sittings", wanted)
        self.sitting_id = opened["sitting_id"]
        self.candidate = await open_page(browsers[EXAM_ROOM], opened["links"]["candidate"], self.problems)
        self.juror = await open_page(browsers[JURY_ROOM], opened["links"]["juror"], self.problems)
        await ring_and_answer(self.candidate, self.juror)
        for page in (self.candidate, self.juror):
            await page.get_by_text("Communication établie").first.wait_for()

    async def start_server(self) -> None:
        """Start it, on the data that there is, and wait until it says that it is ready."""
        with (self.folder / "server.log").open("ab") as log:
            self._server = await asyncio.create_subprocess_exec(
                *self.lan.inside(SERVER),
                *(sys.executable, "-m", "oralexam", "serve", "--lan", "--data", str(self.data)),
                cwd=ROOT,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE,
                stderr=log,
                env={
                    **os.environ,
                    "ORALEXAM_MANAGER_TOKEN": TOKEN,
                    "ORALEXAM_WORKER": "false",
                    "ORALEXAM_DRAIN_S": "0",
                    "PYTHONIOENCODING": "utf-8",
                },
            )
        assert self._server.stdout is not None
        async with asyncio.timeout(START_S):
            while not (line := await self._server.stdout.readline()).startswith(b"ready "):
                assert line, (self.folder / "server.log").read_text(encoding="utf-8")

    async def _stop_server(self) -> None:
        if self._server is not None:
            await stop(self._server)

    @property
    def server_pid(self) -> int:
        """The server's process."""
        assert self._server is not None
        return self._server.pid

    async def kill_server(self) -> None:
        """SIGKILL, as a power cut is not: what the kernel has stays."""
        assert self._server is not None
        self._server.kill()
        await self._server.communicate()

    async def pull(self, place: str = EXAM_ROOM) -> float:
        """Pull the cable of a room; when it was out (POSIX seconds)."""
        await self._card(place, "down")
        return time.time()

    async def plug(self, place: str = EXAM_ROOM) -> float:
        """Put it in again; when it was in."""
        await self._card(place, "up")
        return time.time()

    async def limit(self, kbit_s: int, place: str = EXAM_ROOM) -> None:
        """Let a room send no more than this (tbf(8): this kernel has it where it has no netem)."""
        await _run(
            *self.lan.inside(place),
            *("tc", "qdisc", "replace", "dev", "eth0", "root", "tbf"),
            *("rate", f"{kbit_s}kbit", "burst", "16kb", "latency", "200ms"),
        )

    async def _card(self, place: str, state: str) -> None:
        await _run("ip", "-n", self.lan.name(SERVER), "link", "set", f"to-{place}", state)

    def runs(self, seat: str = "candidate") -> list[Run]:
        """The own copies of a voice, as far as the server has confirmed them."""
        return own_runs(self.data, self.sitting_id, seat)

    def reconciled(self) -> dict[str, CopyMap | None]:
        """Both copies of each voice laid beside each other, as the worker does it; counts are samples."""
        return reconciled(self.data, self.sitting_id)

    async def hang_up(self) -> None:
        """The candidate hangs up; both own copies have arrived when this returns."""
        await press(self.candidate, "Raccrocher")
        await self.candidate.locator("dialog[open]").get_by_role("button", name="Raccrocher").click()
        for page, element in ((self.candidate, "exam-candidate"), (self.juror, "exam-jury")):
            state = f"document.querySelector('{element}').state.copy"
            await _until_true(page, f"{state}.kept && !{state}.unfinished")


async def link_of(page: Page) -> str:
    """What a seat's page says of its link: `live`, `lost` ..."""
    kind: str = await page.evaluate("document.querySelector('exam-candidate, exam-jury').state.link.kind")
    return kind


async def heard_again(page: Page) -> Callable[[], Awaitable[bool]]:
    """Whether sound has come to a page since this was called, be it on another connection."""
    before, connections = await _bytes_of(page), await _connections(page)

    async def holds() -> bool:
        if await _connections(page) == connections:
            return await _bytes_of(page) > before
        return await _bytes_of(page) > 0

    return holds


async def _connections(page: Page) -> int:
    count: int = await page.evaluate("window.connections.length")
    return count


async def _bytes_of(page: Page) -> float:
    return max((each.get("bytes", 0.0) for each in await inbound(page)), default=0.0)


async def seconds_until(
    holds: Callable[[], Awaitable[bool]], since: float, *, within_s: float, what: str
) -> float:
    """How long after `since` (POSIX seconds) something is so; looked at every 20 ms."""
    end = time.monotonic() + within_s
    while not await holds():
        assert time.monotonic() < end, what
        await asyncio.sleep(0.02)
    return time.time() - since


async def _until_true(page: Page, condition: str) -> None:
    async def holds() -> bool:
        return bool(await page.evaluate(condition))

    await until(holds, PATIENCE_S, lambda: f"not true in time: {condition}")


async def _run(*command: str) -> None:
    process = await asyncio.create_subprocess_exec(*command, stderr=asyncio.subprocess.PIPE)
    _, said = await process.communicate()
    assert process.returncode == 0, (command, said)
