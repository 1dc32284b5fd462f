"""One call played by two Chromium pages that speak the shipped lines, with an observer's page beside them."""

import asyncio
import contextlib
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
from playwright.async_api import Browser, Locator, Page, async_playwright
from playwright.async_api import TimeoutError as PlaywrightTimeout

from oralexam.rooms.seats import PARTIES
from tests.browser.exam_pages import browser_with, inbound, open_page, press, until
from tests.browser.fake_microphones import lines_of, spoken, write_wave
from tests.faults.servers import Program
from tests.webapp.visitors import Visitor

TOKEN = "manager-token-of-the-tests"  # noqa: S105 — a test's own secret
LINES = 2
NOTES = "AL 2219: 4 cartons missing"
GUEST = "Mme Verdier-Canari"
TEXT = "Dear Ms Pike,\n\nFour cartons of kettles will reach you on Wednesday 2 December.\n\nYours sincerely"


@asynccontextmanager
async def manager_of(program: Program) -> AsyncIterator[Visitor]:
    """The manager's browser."""
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as http:
        visitor = Visitor(http, program.url)
        await visitor.join(TOKEN)
        yield visitor


class PlayedCall:
    """One call being played; what a test looks at afterwards."""

    def __init__(
        self, program: Program, tmp_path: Path, *, call_s: float, writes: bool = False, guest: bool = False
    ) -> None:
        """`guest`: somebody looks on for a while, from the middle of the call on."""
        self.program = program
        self.tmp_path = tmp_path
        self.call_s = call_s
        self.writes = writes
        self.guest = guest
        self.sounds = {seat: spoken(lines_of(seat, LINES)) for seat in PARTIES}
        self.problems: list[str] = []
        self.sitting_id = ""
        self.replay_link = ""
        self.statistics: dict[str, list[dict[str, Any]]] = {}
        """Of each page's connection, at the end of the call."""

    def heard(self) -> list[dict[str, Any]]:
        """The voices that arrived at pages, as their statistics have them."""
        arrived = [each for stats in self.statistics.values() for each in stats if "energy" in each]
        return [each for each in arrived if each["kind"] == "audio"]

    async def play(self, manager: Visitor, *, loss: float = 0.0) -> None:
        """From the draw to the writing, pressing what is to be pressed."""
        self.sitting_id, links = await manager.open_sitting(
            rehearsal=True,
            # Two seconds to write in are enough where nobody writes; on a loaded machine they are no time.
            pace=75 if self.writes else 300,
            call_s=self.call_s,
            scenario="amberline-kettles",
            loss=loss,
            seed=11,
        )
        self.replay_link = links["evaluator"]
        for seat, sound in self.sounds.items():
            write_wave(self.tmp_path / f"{seat}.wav", sound)
        async with (
            async_playwright() as playwright,
            browser_with(playwright, self.tmp_path / "candidate.wav") as one,
            browser_with(playwright, self.tmp_path / "juror.wav") as two,
        ):
            told: list[str] = []
            candidate = await open_page(one, links["candidate"], self.problems, told=told)
            juror = await open_page(two, links["juror"], self.problems)
            observer = await open_page(two, links["observer"], self.problems)
            await press(juror, "Tirer")
            await press(juror, "Remettre")
            await candidate.get_by_role("textbox").first.fill(NOTES)
            await press(juror, "Appeler Inès")
            await press(candidate, "Décrocher")
            # A page that has no microphone and was never pressed may not play sound: it asks for a press.
            await press(observer, "Activer le son")
            await self._hear_each_other(candidate, juror, observer)
            if self.guest:
                await self._look_on(manager, two, juror)
                assert any('"view"' in frame for frame in told)
                shown = "".join([*told, await candidate.content()])
                assert [word for word in (GUEST, "guest", "looking_on") if word in shown] == []
            await candidate.get_by_role("textbox").first.wait_for()
            task = candidate.get_by_label(re.compile("e-mail|texte|écrit", re.IGNORECASE)).first
            await self._listen_on({"candidate": candidate, "juror": juror, "observer": observer}, task)
            if self.writes:
                # The hand-in is left to the deadline.
                await task.fill(TEXT)

    async def _hear_each_other(self, candidate: Page, juror: Page, observer: Page) -> None:
        """Sound and picture arrive at both; the observer gets both and sends nothing."""

        async def both_talk() -> bool:
            for name, page, voices in (
                ("candidate", candidate, 1),
                ("juror", juror, 1),
                ("observer", observer, 2),
            ):
                stats = self.statistics[name] = await inbound(page)
                heard = [each for each in stats if each["kind"] == "audio" and each.get("energy", 0) > 0.001]
                seen = [each for each in stats if each["kind"] == "video" and each.get("frames", 0) > 20]
                if len(heard) < voices or len(seen) < voices:
                    return False
            return True

        await until(
            both_talk, self.call_s - 4, lambda: f"not everybody heard and saw everybody: {self.statistics}"
        )
        assert not [each for each in await inbound(observer) if each.get("sent")]

    async def _look_on(self, manager: Visitor, browser: Browser, juror: Page) -> None:
        """A guest comes in mid-call, gets both voices and both faces, sends nothing, and goes."""
        path = f"/api/manager/sittings/{self.sitting_id}/guests"
        status, invited = await manager.request("POST", path, json={"name": GUEST})
        assert status == 201, invited
        guest = await open_page(browser, invited["link"], self.problems)
        stats: list[dict[str, Any]] = []
        sound = guest.get_by_role("button", name=re.compile("^Activer le son"))

        async def gets_both() -> bool:
            if await sound.is_visible():
                # A browser may want a press first, and asks for it when there is something to hear.
                await sound.click()
            stats[:] = await inbound(guest)
            heard = [each for each in stats if each["kind"] == "audio" and each.get("samples", 0) > 9600]
            seen = [each for each in stats if each["kind"] == "video" and each.get("frames", 0) > 5]
            return len(heard) == len(seen) == len(PARTIES)

        await until(gets_both, self.call_s, lambda: f"the guest does not get both: {stats}")
        assert not [each for each in stats if "sent" in each]
        assert await guest.locator("video").count() == len(PARTIES)
        assert (
            await guest.get_by_role("button", name=re.compile("micro|caméra|appel", re.IGNORECASE)).count()
            == 0
        )
        await juror.get_by_text(GUEST).wait_for()
        await guest.close()
        await juror.get_by_text(GUEST).wait_for(state="detached")

    async def _listen_on(self, pages: dict[str, Page], task: Locator) -> None:
        """Look at what arrives until the call has ended."""
        async with asyncio.timeout(self.call_s + 30):
            while not await task.is_visible():
                for name, page in pages.items():
                    stats = await inbound(page)
                    if any("energy" in each for each in stats):
                        self.statistics[name] = stats
                with contextlib.suppress(PlaywrightTimeout):
                    # The writing is short: it is seen as soon as it is there.
                    await task.wait_for(timeout=500)


def check_recordings(report: dict[str, Any], *, most_missing: float, call_s: float) -> None:
    """Every track is there, and holds what it may hold of the packets that were sent."""
    tracks = {(file["seat"], file["kind"]) for file in report["recordings"]}
    assert tracks == {(seat.value, kind) for seat in PARTIES for kind in ("audio", "video")}
    for file in report["recordings"]:
        if file["kind"] == "audio":
            share = file["missing_packets"] / (file["packets"] + file["missing_packets"])
            assert share <= most_missing, file
            assert file["duration_s"] > call_s - 2, file
