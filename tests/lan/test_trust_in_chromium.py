"""A room's Chromium and the centre's own authority: the technician's ten minutes, once a PC."""

import asyncio
import shutil
from pathlib import Path

import pytest
from playwright.async_api import Browser, async_playwright
from playwright.async_api import Error as PlaywrightError

from tests.browser.exam_pages import CHROMIUM
from tests.lan.lan_day import PORT, TOKEN, TRUST_URL, URL, Day, chromium_at, install
from tests.lan.namespaces import EXAM_ROOM, SERVER, SIX
from tests.patience import PATIENCE_S

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.slow]


async def _why_not(browser: Browser, url: str) -> str:
    """Why a page does not open; a network that has only just come up is waited for."""
    async with asyncio.timeout(PATIENCE_S):
        while True:
            page = await browser.new_page()
            with pytest.raises(PlaywrightError) as refused:
                await page.goto(url)
            if "ERR_NETWORK_CHANGED" not in refused.value.message:
                return refused.value.message


@pytest.mark.browser
@pytest.mark.skipif(shutil.which("certutil") is None, reason="certutil (libnss3-tools) is not installed")
@pytest.mark.skipif(not Path(CHROMIUM).exists(), reason="Debian's Chromium is not installed")
async def test_chromium_learns_to_trust_the_server_and_gives_the_microphone(day: Day, tmp_path: Path) -> None:
    """The technician's ten minutes: the page, the certificate, the fingerprint, the store, and it works."""
    home = tmp_path / "home"
    problems: list[str] = []
    async with async_playwright() as playwright, chromium_at(playwright, day.lan, EXAM_ROOM, home) as browser:
        assert "ERR_CERT_AUTHORITY_INVALID" in await _why_not(browser, URL)
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
    await install(certificate, home)
    async with async_playwright() as playwright, chromium_at(playwright, day.lan, EXAM_ROOM, home) as browser:
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
        await page.wait_for_url(f"{URL}/manager", timeout=PATIENCE_S * 1000)
        cookies = await page.context.cookies(URL)
        assert [(each["name"], each["secure"]) for each in cookies] == [("__Host-oralexam", True)]
    assert problems == []
