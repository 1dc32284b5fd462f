"""A busy line in Chromium: the caller hears its tone, both read what happened, and one rings again."""

import aiohttp
import pytest
from playwright.async_api import Browser, expect

from oralexam.bootstrap.server import Server
from tests.browser.exam_pages import new_page, press, until_true
from tests.webapp.visitors import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]

KEEP_TONES = """
window.tones = [];
window.OscillatorNode = class extends OscillatorNode {
  constructor(context, options) { super(context, options); this.hertz = options.frequency; }
  start(at) { this.from = at; super.start(at); }
  stop(at) { window.tones.push({hertz: this.hertz, from: this.from, to: at}); super.stop(at); }
};
"""
BUSY_HZ = 440
EVERY_S = 1.0
TIMES = 8


async def test_a_line_is_busy_once_and_a_ring_is_declined(server: Server, browser: Browser) -> None:
    """440 Hz, 0.5 s on, 0.5 s off (ITU-T E.180, supplement 2); then it rings, is declined, is answered."""
    problems: list[str] = []
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as http:
        manager = Visitor(http, server.url)
        await manager.join(await server.desk.manager_link())
        _, links = await manager.open_sitting(
            rehearsal=True, pace=300, call_s=100, scenario="roulanne-lamps", shares_from=[]
        )
        candidate, juror = [await new_page(browser, problems) for _ in range(2)]
        await candidate.add_init_script(KEEP_TONES)
        await candidate.goto(links["candidate"])
        await juror.goto(links["juror"])
        await press(juror, "Tirer")
        await press(juror, "Remettre")
        await expect(candidate.get_by_text("C’est à vous d’appeler")).to_be_visible()
        busy = juror.get_by_role("button", name="Ligne occupée au prochain appel")
        await busy.click()
        await expect(busy).to_have_attribute("aria-pressed", "true")

        await press(candidate, "Appeler (?!le responsable|de nouveau)")
        await expect(candidate.get_by_text("Occupé", exact=True)).to_be_visible()
        await expect(juror.get_by_text("a trouvé la ligne occupée")).to_be_visible()
        await until_true(candidate, f"window.tones.length >= {TIMES}")
        tones = await candidate.evaluate("window.tones")
        assert [tone["hertz"] for tone in tones] == [BUSY_HZ] * TIMES
        begins = [tone["from"] - tones[0]["from"] for tone in tones]
        assert begins == pytest.approx([EVERY_S * time for time in range(TIMES)])
        assert all(tone["to"] - tone["from"] == pytest.approx(EVERY_S / 2, abs=0.1) for tone in tones)

        await press(candidate, "Appeler de nouveau")
        await press(juror, "Refuser l’appel")
        await expect(candidate.get_by_text("Appel refusé", exact=True)).to_be_visible()
        await expect(juror.get_by_text("Vous avez refusé l’appel")).to_be_visible()
        await press(candidate, "Appeler de nouveau")
        await press(juror, "Décrocher")
        await expect(candidate.get_by_text("Communication établie")).to_be_visible()
    assert problems == []
