"""How well two rooms are kept from each other, with microphones that carry the sound so much weaker."""

import re
from pathlib import Path

import aiohttp
import numpy as np
import pytest
from numpy.typing import NDArray
from playwright.async_api import async_playwright, expect

from oralexam.bootstrap.server import Server
from tests.browser.exam_pages import browser_with, open_page, press
from tests.browser.fake_microphones import RATE_HZ, write_wave
from tests.webapp.visitors import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]

NEAR_DB = -8.0
APART_DB = {20: "On peut suivre ce qui se dit", 55: "peuvent servir"}
"""An open door and a good wall, and what each means for the day."""
NOISE_DBOV = -60.0
WITHIN_DB = 1.0


def chirp() -> NDArray[np.float32]:
    """The sound as `web/js/devices/leak.js` plays it, computed a second time."""
    length, low, high = 3 * RATE_HZ, 200.0, 6000.0
    climb = 3 / np.log(high / low)
    index = np.arange(length)
    edge = np.minimum(index, length - 1 - index)
    faded = round(length * 0.05)
    fade = np.where(edge >= faded, 1, 0.5 - 0.5 * np.cos(np.pi * edge / faded))
    wave = 0.5 * fade * np.sin(2 * np.pi * low * climb * (np.exp(index / RATE_HZ / climb) - 1))
    return wave.astype(np.float32)


def microphone(gain_db: float) -> NDArray[np.float32]:
    """A room with its noise, into which the sound comes that much weaker."""
    chance = np.random.default_rng(int(-gain_db))
    heard = chance.standard_normal(int(7.5 * RATE_HZ)) * 10 ** (NOISE_DBOV / 20)
    start = int(2.4 * RATE_HZ)
    heard[start : start + 3 * RATE_HZ] += chirp() * 10 ** (gain_db / 20)
    return heard.astype(np.float32)


def hear_apart(folder: Path, apart_db: float) -> None:
    """The far microphone hears that much less; Chromium reads the file whenever a page opens a microphone."""
    write_wave(folder / "next.wav", microphone(NEAR_DB - apart_db))
    (folder / "next.wav").replace(folder / "far.wav")


async def test_the_board_tells_what_the_wall_takes(server: Server, tmp_path: Path) -> None:
    """Within 1 dB of what was put in, twice; both pages say what goes on, and both chains what came of it."""
    problems: list[str] = []
    write_wave(tmp_path / "near.wav", microphone(NEAR_DB))
    hear_apart(tmp_path, next(iter(APART_DB)))
    async with (
        aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as http,
        async_playwright() as playwright,
        browser_with(playwright, tmp_path / "near.wav") as here,
        browser_with(playwright, tmp_path / "far.wav") as there,
    ):
        manager = Visitor(http, server.url)
        await manager.join(await server.desk.manager_link())
        sittings = [await manager.open_sitting(room_name=name) for name in ("Salle 1", "Salle 2")]
        plays, listens = [
            await open_page(browser, links["candidate"], problems)
            for browser, (_, links) in zip((here, there), sittings, strict=True)
        ]
        board = await open_page(here, await server.desk.manager_link(), problems)
        for page in (plays, listens):
            await expect(page.locator(".before-result")).to_be_visible()
            await page.locator("h1").click()
        await press(board, "Essai d’isolement")
        await board.get_by_label("Le son est joué ici").select_option(f"{sittings[0][0]} candidate")
        await board.get_by_label("Il est mesuré là").select_option(f"{sittings[1][0]} candidate")
        for apart_db, meaning in APART_DB.items():
            hear_apart(tmp_path, apart_db)
            await press(board, "Lancer l’essai|Refaire l’essai")
            await expect(plays.get_by_text("Un son monte dans cette salle")).to_be_visible()
            await expect(listens.get_by_text("Ce poste écoute")).to_be_visible()
            found = board.get_by_text(re.compile(r"Salle 1 vers Salle 2.*\d+\sdB"))
            await expect(found).to_be_visible()
            shown = re.search(r"(\d+)\sdB", await found.inner_text())
            assert shown is not None
            assert abs(int(shown[1]) - apart_db) <= WITHIN_DB + 0.5
            await expect(board.get_by_role("status").get_by_text(meaning)).to_be_visible()
            await expect(plays.get_by_text("Essai de son en cours")).to_have_count(0)
            for sitting_id, _ in sittings:
                (leak,) = (await server.rooms.state(sitting_id)).formalities.devices.leaks
                assert abs(leak.attenuation_db - apart_db) <= WITHIN_DB
                assert not leak.at_least
    assert problems == []
