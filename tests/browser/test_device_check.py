"""A station is checked in Chromium, with microphones that are clean, weak, clipped, noisy or echoing."""

import asyncio
import re
from collections.abc import Iterator
from pathlib import Path

import aiohttp
import numpy as np
import pytest
from numpy.typing import NDArray
from playwright.async_api import Playwright, async_playwright, expect

from oralexam.bootstrap.server import Server
from oralexam.rooms.formality_commands import AcknowledgeNotice, AdmitCandidate
from oralexam.rooms.phases import Phase
from oralexam.rooms.seats import Seat
from tests.browser.exam_pages import browser_with, new_page, open_page, press
from tests.browser.fake_microphones import RATE_HZ, decoded, lines_of, write_wave
from tests.browser.gallery_server import gallery_server
from tests.patience import PATIENCE_S
from tests.webapp.visitors import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.timeout(180)]

Sound = NDArray[np.float32]
QUIET_S = 4.2
"""Silence and the test sound: Chromium plays the file from when the microphone is opened."""
ENDS_S = 3.0
SPEECH_DBOV = -26.0
NOISE_DBOV = -66.0
FAULTS = {
    "clean": "Le poste est prêt",
    "weak": "Le micro est trop faible",
    "clipped": "Le son est trop fort",
    "noisy": "Il y a trop de bruit",
    "echoing": "Le micro entend le haut-parleur",
}


def gain(decibels: float) -> float:
    """A factor from decibels."""
    return float(10 ** (decibels / 20))


def speech() -> Sound:
    """Four seconds of one of the rehearsal's lines, at the nominal level."""
    line = decoded(lines_of(Seat.CANDIDATE, 1)[0].packets)[: 4 * RATE_HZ]
    loud = line[np.abs(line) > gain(-45)]
    return (line * gain(SPEECH_DBOV) / np.sqrt(np.mean(loud**2))).astype(np.float32)


def probe() -> Sound:
    """The test sound as `web/js/devices/measure.js` plays it, computed a second time."""
    length, low, high, rate = int(0.4 * RATE_HZ), 400.0, 5000.0, RATE_HZ
    climb = 0.4 / np.log(high / low)
    index = np.arange(length)
    edge = np.minimum(index, length - 1 - index)
    faded = round(length * 0.05)
    fade = np.where(edge >= faded, 1, 0.5 - 0.5 * np.cos(np.pi * edge / faded))
    wave = 0.12 * fade * np.sin(2 * np.pi * low * climb * (np.exp(index / rate / climb) - 1))
    return wave.astype(np.float32)


def microphone(kind: str) -> Sound:
    """What a microphone of that kind gives, from when it is opened."""
    chance = np.random.default_rng(5)
    voice = speech()
    whole = np.concatenate([np.zeros(int(QUIET_S * RATE_HZ)), voice, np.zeros(int(ENDS_S * RATE_HZ))])
    noise = chance.standard_normal(len(whole))
    match kind:
        case "weak":
            return (whole * gain(-26) + noise * gain(-80)).astype(np.float32)
        case "clipped":
            return np.clip(whole * gain(24) + noise * gain(NOISE_DBOV), -1, 1).astype(np.float32)
        case "noisy":
            return (whole + noise * gain(SPEECH_DBOV - 8)).astype(np.float32)
        case "echoing":
            # The probe comes back again and again, 10 dB weaker: whenever the page plays it, one follows.
            back = np.zeros(len(whole))
            for start in range(0, len(back) - len(probe()), int(0.45 * RATE_HZ)):
                back[start : start + len(probe())] += probe() * gain(-10)
            whole += back
    return (whole + noise * gain(NOISE_DBOV)).astype(np.float32)


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """The pages, from a canned view, under the product's own headers."""
    with gallery_server() as served:
        yield served


async def found(playwright: Playwright, address: str, path: Path, problems: list[str]) -> str:
    """What the page says of a station with this microphone, in a sentence."""
    async with browser_with(playwright, path) as browser:
        page = await new_page(browser, problems)
        await page.goto(f"{address}/gallery/gallery.html?state=candidate-devices&language=fr")
        await press(page, "Commencer la vérification")
        await press(page, "Commencer$")
        result = page.locator(".check-result")
        await expect(result).to_have_text("Lisez à voix haute", timeout=PATIENCE_S * 1000)
        over = re.compile("^(Le |Il y a|On n’a)")
        await expect(result).to_have_text(over, timeout=PATIENCE_S * 1000)
        buttons = page.locator(".check-verdict button")
        assert await buttons.count() == 1
        return await result.inner_text()


async def test_each_microphone_is_called_what_it_is(address: str, tmp_path: Path) -> None:
    """Green, or one sentence that says what to do, and one button."""
    problems: list[str] = []
    for kind in FAULTS:
        write_wave(tmp_path / f"{kind}.wav", microphone(kind))
    async with async_playwright() as playwright:
        said = await asyncio.gather(
            *(found(playwright, address, tmp_path / f"{kind}.wav", problems) for kind in FAULTS)
        )
    assert dict(zip(FAULTS, said, strict=True)) == FAULTS
    assert problems == []


async def _informed(server: Server, sitting_id: str) -> None:
    """The manager has let the candidate in, who has read the notice: the check comes next."""
    asked = (await server.rooms.state(sitting_id)).sitting.formalities
    assert asked is not None
    for seat, command in (
        (Seat.MANAGER, AdmitCandidate(from_phase=Phase.WAITING)),
        (Seat.CANDIDATE, AcknowledgeNotice(from_phase=Phase.WAITING, version=asked.notice_version)),
    ):
        await server.rooms.command(sitting_id, seat, command)


async def test_a_candidate_checks_once_and_again_when_a_device_changes(
    server: Server, tmp_path: Path
) -> None:
    """Heard, heard by oneself, told; the next part asks nothing; a headset that is changed asks again."""
    problems: list[str] = []
    path = tmp_path / "clean.wav"
    write_wave(path, microphone("clean"))
    async with (
        aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as http,
        async_playwright() as playwright,
        browser_with(playwright, path) as browser,
    ):
        manager = Visitor(http, server.url)
        await manager.join(await server.desk.manager_link())
        first, links = await manager.open_sitting(formalities=True)
        await _informed(server, first)
        page = await open_page(browser, links["candidate"], problems)
        await press(page, "Commencer la vérification")
        await press(page, "Commencer$")
        await expect(page.locator(".check-result")).to_have_text(FAULTS["clean"])
        await press(page, "Écouter ma voix")
        await press(page, "Arrêter")
        async with page.expect_response(re.compile("read-sentence")) as sent:
            await press(page, "Continuer")
        assert (await sent.value).ok
        await expect(page.get_by_role("heading", name="tirer votre scénario")).to_be_visible()
        check = (await server.rooms.state(first)).formalities.devices.of(Seat.CANDIDATE)
        assert check.figures is not None
        assert abs(check.figures.level_db - SPEECH_DBOV) < 3
        assert abs(check.figures.noise_db - NOISE_DBOV) < 3
        assert check.figures.camera
        second, links = await manager.open_sitting(formalities=True)
        await _informed(server, second)
        await page.goto(links["candidate"])
        await expect(page.get_by_role("heading", name="tirer votre scénario")).to_be_visible()
        checks = (await server.rooms.state(second)).formalities.devices.stations
        assert [each.standing.value for each in checks] == ["good"]
        await page.evaluate(
            """() => {
              sessionStorage.setItem("oralexam-devices", JSON.stringify({microphone: "another"}));
              navigator.mediaDevices.enumerateDevices = async () => [
                {kind: "audioinput", deviceId: "another", groupId: "1", label: ""}];
              navigator.mediaDevices.dispatchEvent(new Event("devicechange"));
            }"""
        )
        await expect(page.get_by_role("heading", name="Un appareil a changé")).to_be_visible()
    assert problems == []
