"""An exam day on a LAN of namespaces: the server as a technician starts it, programs and browsers at PCs."""

import asyncio
import contextlib
import os
import signal
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

from playwright.async_api import Browser, Playwright

from tests.browser.exam_pages import CHROMIUM, QUIET
from tests.lan.namespaces import ADDRESSES, SERVER, Lan, local_network

TOKEN = "manager-token-of-the-tests"  # noqa: S105 — a test's own secret
ROOT = Path(__file__).resolve().parents[2]
PORT, TRUST_PORT = 8443, 8080
URL = f"https://{ADDRESSES[SERVER]}:{PORT}"
TRUST_URL = f"http://{ADDRESSES[SERVER]}:{TRUST_PORT}/trust"
START_TIMEOUT_S = 90
PLAY_TIMEOUT_S = 120


@dataclass(frozen=True, kw_only=True)
class Day:
    """A LAN with a server that is ready."""

    lan: Lan
    data: Path
    printed: list[str]
    """What the server said on its own screen."""

    @property
    def authority(self) -> Path:
        """The certificate of the centre's own authority, which browsers are to trust."""
        return self.data / "certificates" / "authority.crt"


async def start(lan: Lan, place: str, *command: str, **environment: str) -> asyncio.subprocess.Process:
    """A Python program that runs at a place of the LAN; what it prints is to be read."""
    return await asyncio.create_subprocess_exec(
        *lan.inside(place),
        *(sys.executable, *command),
        cwd=ROOT,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        env={**os.environ, "PYTHONIOENCODING": "utf-8", **environment},
    )


async def stop(process: asyncio.subprocess.Process) -> None:
    """In order, and at once where that takes too long; what it still says is read, so that it can end."""
    with contextlib.suppress(ProcessLookupError):
        process.send_signal(signal.SIGTERM)
    try:
        async with asyncio.timeout(60):
            await process.communicate()
    except TimeoutError:
        process.kill()
        await process.communicate()


@contextlib.asynccontextmanager
async def exam_day(data: Path) -> AsyncIterator[Day]:
    """`oralexam serve --lan`, as a technician starts it, at its own place of the LAN.

    Raises:
        NoNamespacesError
    """
    async with contextlib.AsyncExitStack() as opened:
        lan = await opened.enter_async_context(local_network())
        server = await start(
            lan,
            SERVER,
            *("-m", "oralexam", "serve", "--lan", "--data", str(data)),
            ORALEXAM_MANAGER_TOKEN=TOKEN,
            ORALEXAM_WORKER="false",
            ORALEXAM_DRAIN_S="0",
        )
        opened.push_async_callback(stop, server)
        printed: list[str] = []
        assert server.stdout is not None
        async with asyncio.timeout(START_TIMEOUT_S):
            while not (printed and printed[-1].startswith("▀")):
                line = (await server.stdout.readline()).decode()
                assert line, printed
                printed.append(line.rstrip())
        yield Day(lan=lan, data=data, printed=printed)


def _starter(lan: Lan, place: str, home: Path) -> Path:
    """A program that starts Chromium there."""
    home.mkdir(exist_ok=True)
    program = home / "chromium"
    program.write_text(f'#!/bin/sh\nHOME={home} exec {" ".join(lan.inside(place))} {CHROMIUM} "$@"\n')
    program.chmod(0o700)
    return program


@contextlib.asynccontextmanager
async def chromium_at(
    playwright: Playwright, lan: Lan, place: str, home: Path, *more: str
) -> AsyncIterator[Browser]:
    """Debian's Chromium at a place, with a home folder of its own."""
    program = _starter(lan, place, home)
    arguments = [*QUIET, *more, "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
    browser = await playwright.chromium.launch(executable_path=program, args=arguments)
    try:
        yield browser
    finally:
        await browser.close()


async def install(certificate: Path, home: Path) -> None:
    """The trust page's own step for Linux."""
    store = home / ".pki" / "nssdb"
    store.mkdir(parents=True)
    given = ("-A", "-t", "C,,", "-n", "oralexam", "-i", str(certificate))
    for arguments in (("-N", "--empty-password"), given):
        process = await asyncio.create_subprocess_exec("certutil", "-d", f"sql:{store}", *arguments)
        assert await process.wait() == 0
