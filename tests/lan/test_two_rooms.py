"""The exam room's and the jury room's PCs, each with an address of its own, meet over HTTPS on a LAN."""

import asyncio
import contextlib
import json
import os
import shutil
import signal
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, async_playwright
from playwright.async_api import Error as PlaywrightError

from tests.browser.exam_pages import CHROMIUM, QUIET
from tests.lan.namespaces import (
    ADDRESSES,
    EXAM_ROOM,
    JURY_ROOM,
    SERVER,
    SIX,
    Lan,
    NoNamespacesError,
    local_network,
)

pytestmark = [pytest.mark.slow, pytest.mark.timeout(180)]

TOKEN = "manager-token-of-the-tests"  # noqa: S105 — a test's own secret
ROOT = Path(__file__).resolve().parents[2]
PORT, TRUST_PORT = 8443, 8080
URL = f"https://{ADDRESSES[SERVER]}:{PORT}"
TRUST_URL = f"http://{ADDRESSES[SERVER]}:{TRUST_PORT}/trust"
START_TIMEOUT_S = 40
PLAY_TIMEOUT_S = 120


@dataclass(frozen=True, kw_only=True)
class Day:
    """A LAN with a server that is ready."""

    lan: Lan
    authority: Path
    printed: list[str]
    """What the server said on its own screen."""


async def _start(lan: Lan, place: str, *command: str, **environment: str) -> asyncio.subprocess.Process:
    return await asyncio.create_subprocess_exec(
        *lan.inside(place),
        *(sys.executable, *command),
        cwd=ROOT,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        env={**os.environ, "PYTHONIOENCODING": "utf-8", **environment},
    )


async def _stop(process: asyncio.subprocess.Process) -> None:
    """In order, and at once where that takes too long; what it still says is read, so that it can end."""
    with contextlib.suppress(ProcessLookupError):
        process.send_signal(signal.SIGTERM)
    try:
        async with asyncio.timeout(20):
            await process.communicate()
    except TimeoutError:
        process.kill()
        await process.communicate()


@pytest.fixture
async def day(tmp_path: Path) -> AsyncIterator[Day]:
    """`oralexam serve --lan`, as a technician starts it, at its own place of the LAN."""
    async with contextlib.AsyncExitStack() as opened:
        try:
            lan = await opened.enter_async_context(local_network())
        except NoNamespacesError as reason:
            pytest.skip(str(reason))
        data = tmp_path / "data"
        server = await _start(
            lan,
            SERVER,
            *("-m", "oralexam", "serve", "--lan", "--data", str(data)),
            ORALEXAM_MANAGER_TOKEN=TOKEN,
            ORALEXAM_WORKER="false",
            ORALEXAM_DRAIN_S="0",
        )
        opened.push_async_callback(_stop, server)
        printed: list[str] = []
        assert server.stdout is not None
        async with asyncio.timeout(START_TIMEOUT_S):
            while not (printed and printed[-1].startswith("▀")):
                line = (await server.stdout.readline()).decode()
                assert line, printed
                printed.append(line.rstrip())
        yield Day(lan=lan, authority=data / "certificates" / "authority.crt", printed=printed)


async def _at(day: Day, place: str, *command: str, authority: Path | None = None) -> tuple[int, str]:
    """Run a command at a place of the LAN; its exit code, and all that it said."""
    trusting = {} if authority is None else {"SSL_CERT_FILE": str(authority)}
    process = await _start(day.lan, place, *command, **trusting)
    try:
        async with asyncio.timeout(PLAY_TIMEOUT_S):
            output, _ = await process.communicate()
    except BaseException:
        await _stop(process)
        raise
    assert process.returncode is not None
    return process.returncode, output.decode()


ASK = """
import sys, urllib.error, urllib.request
try:
    print(urllib.request.urlopen(sys.argv[1], timeout=10).status)
except urllib.error.HTTPError as error:
    print(error.code)
except OSError as error:
    print(error)
"""


async def test_the_server_is_reached_by_what_it_prints(day: Day) -> None:
    """IPv4, IPv6 and the plain page from another machine; not without trusting the authority."""
    told = {line.strip() for line in day.printed}
    assert day.printed[0] == f"ready {URL}"
    assert {URL, f"https://[{SIX[SERVER]}]:{PORT}", TRUST_URL} <= told
    for url in (URL, f"https://[{SIX[SERVER]}]:{PORT}"):
        assert (await _at(day, EXAM_ROOM, "-c", ASK, f"{url}/healthz", authority=day.authority))[1] == "200\n"
    assert "CERTIFICATE_VERIFY_FAILED" in (await _at(day, EXAM_ROOM, "-c", ASK, f"{URL}/healthz"))[1]
    assert (await _at(day, EXAM_ROOM, "-c", ASK, TRUST_URL))[1] == "200\n"
    assert (await _at(day, EXAM_ROOM, "-c", ASK, TRUST_URL.replace("/trust", "/healthz")))[1] == "404\n"


async def test_metrics_are_kept_from_the_network(day: Day) -> None:
    """Only the machine itself may ask for them."""
    address = f"https://127.0.0.1:{PORT}/metrics"
    assert (await _at(day, SERVER, "-c", ASK, address, authority=day.authority))[1] == "200\n"
    assert (await _at(day, EXAM_ROOM, "-c", ASK, f"{URL}/metrics", authority=day.authority))[1] == "404\n"


async def test_a_call_between_two_machines_is_recorded_whole(day: Day) -> None:
    """Sound and picture cross the LAN both ways, each from its own address; no packet is missing."""
    program = str(ROOT / "tests" / "lan" / "room_pc.py")
    trusting = {"SSL_CERT_FILE": str(day.authority), "PYTHONPATH": str(ROOT)}
    jury = await _start(day.lan, JURY_ROOM, program, "jury", URL, TOKEN, **trusting)
    exam: asyncio.subprocess.Process | None = None
    try:
        assert jury.stdout is not None
        async with asyncio.timeout(PLAY_TIMEOUT_S):
            opened = json.loads(await jury.stdout.readline())
            assert opened["link"].startswith(f"{URL}/join#")
            token = opened["link"].rpartition("#")[2]
            exam = await _start(day.lan, EXAM_ROOM, program, "exam", URL, token, **trusting)
            (of_jury, _), (of_exam, _) = await asyncio.gather(jury.communicate(), exam.communicate())
    finally:
        for process in (jury, exam):
            if process is not None and process.returncode is None:
                await _stop(process)
    assert (jury.returncode, exam.returncode) == (0, 0)
    told: list[dict[str, Any]] = [json.loads(line) for line in (of_exam + of_jury).splitlines()]
    people = {each["seat"]: each for each in told if "seat" in each}
    assert people["candidate"]["addresses"] == [ADDRESSES[EXAM_ROOM], SIX[EXAM_ROOM]]
    assert people["juror"]["addresses"] == [ADDRESSES[JURY_ROOM], SIX[JURY_ROOM]]
    for person in people.values():
        assert person["connections"] == 1
        assert person["heard"]["audio"] >= 45 * opened["call_s"], person
    recordings = told[-1]["recordings"]
    assert {(file["seat"], file["kind"]) for file in recordings} == {
        (seat, kind) for seat in ("candidate", "juror") for kind in ("audio", "video")
    }
    for file in recordings:
        assert file["missing_packets"] == 0, file
        assert file["segment"] == 1, file
        assert file["duration_s"] >= opened["call_s"] - 1, file


def _starter(day: Day, place: str, home: Path) -> Path:
    """A program that starts Chromium there."""
    home.mkdir(exist_ok=True)
    start = home / "chromium"
    start.write_text(f'#!/bin/sh\nHOME={home} exec {" ".join(day.lan.inside(place))} {CHROMIUM} "$@"\n')
    start.chmod(0o700)
    return start


@contextlib.asynccontextmanager
async def _chromium(day: Day, place: str, home: Path) -> AsyncIterator[Browser]:
    """Debian's Chromium at a place of the LAN, with a home folder of its own."""
    start = _starter(day, place, home)
    arguments = [*QUIET, "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"]
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=start, args=arguments)
        try:
            yield browser
        finally:
            await browser.close()


async def _install(certificate: Path, home: Path) -> None:
    """The trust page's own step for Linux."""
    store = home / ".pki" / "nssdb"
    store.mkdir(parents=True)
    given = ("-A", "-t", "C,,", "-n", "oralexam", "-i", str(certificate))
    for arguments in (("-N", "--empty-password"), given):
        process = await asyncio.create_subprocess_exec("certutil", "-d", f"sql:{store}", *arguments)
        assert await process.wait() == 0


@pytest.mark.browser
@pytest.mark.skipif(shutil.which("certutil") is None, reason="certutil (libnss3-tools) is not installed")
@pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="Debian's Chromium is not installed")
async def test_chromium_learns_to_trust_the_server_and_gives_the_microphone(day: Day, tmp_path: Path) -> None:
    """The technician's ten minutes: the page, the certificate, the fingerprint, the store, and it works."""
    home = tmp_path / "home"
    problems: list[str] = []
    async with _chromium(day, EXAM_ROOM, home) as browser:
        page = await browser.new_page()
        with pytest.raises(PlaywrightError, match="ERR_CERT_AUTHORITY_INVALID"):
            await page.goto(URL)
        page = await browser.new_page()
        page.on("pageerror", lambda error: problems.append(str(error)))
        await page.goto(TRUST_URL)
        assert await page.evaluate("[isSecureContext, 'mediaDevices' in navigator]") == [False, False]
        async with page.expect_download() as download:
            await page.get_by_role("link", name="Télécharger").click()
        certificate = tmp_path / "oralexam-ca.crt"
        await (await download.value).save_as(certificate)
        fingerprint = await page.locator(".trust-fingerprint").first.inner_text()
    printed = "".join(line.strip() + ":" for line in day.printed if line.count(":") == 15).strip(":")
    assert fingerprint == printed
    await _install(certificate, home)
    async with _chromium(day, EXAM_ROOM, home) as browser:
        page = await browser.new_page()
        page.on("pageerror", lambda error: problems.append(str(error)))
        for url in (URL, f"https://[{SIX[SERVER]}]:{PORT}"):
            await page.goto(f"{url}/trust")
            await page.get_by_text("Ce poste fait confiance au serveur", exact=True).wait_for()
            assert await page.evaluate("isSecureContext")
        heard = await page.evaluate(
            "navigator.mediaDevices.getUserMedia({audio: true}).then((stream) => stream.getTracks().length)"
        )
        assert heard == 1
        await page.goto(f"{URL}/join#{TOKEN}")
        await page.wait_for_url(f"{URL}/manager", timeout=15_000)
        cookies = await page.context.cookies(URL)
        assert [(each["name"], each["secure"]) for each in cookies] == [("__Host-oralexam", True)]
    assert problems == []
