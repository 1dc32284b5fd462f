"""A busy line in Chromium: the caller hears its tone, both read what happened, and one rings again."""

import aiohttp
import pytest
from playwright.async_api import Browser, expect

from oralexam.bootstrap.server import Server
from oralexam.rooms.call_events import Trouble, TroubleNoted
from tests.browser.exam_pages import new_page, press, until, until_true
from tests.patience import PATIENCE_S
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
OFF_AND_ON = """async () => {
  for (const words of ["Couper le micro", "Rétablir le micro"]) {
    const all = () => [...document.querySelectorAll("button")];
    const button = () => all().find((each) => each.textContent.trim() === words);
    while (button() === undefined) await new Promise(requestAnimationFrame);
    button().click();
  }
}"""
"""Faster than the page looks at its station."""
BUSY_HZ = 440
EVERY_S = 1.0
TIMES = 8


async def test_a_line_is_busy_once_and_a_ring_is_declined(server: Server, browser: Browser) -> None:
    """440 Hz, on and off 0.5 s (ITU-T E.180, supplement 2); then it rings. A switch off and on is noted."""
    problems: list[str] = []
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as http:
        manager = Visitor(http, server.url)
        await manager.join(await server.desk.manager_link())
        sitting_id, links = await manager.open_sitting(
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

        async def act_noted() -> bool:
            history = server.stores.events.load(sitting_id)
            noted = [event for event in history if isinstance(event, TroubleNoted)]
            return [each.begins for each in noted if each.trouble is Trouble.MUTED] == [True, False]

        await until_true(candidate, "document.querySelector('exam-candidate').state.media.devices === 'open'")
        await candidate.evaluate(OFF_AND_ON)
        await until(act_noted, PATIENCE_S, lambda: "a microphone off for a moment is not noted")
    assert problems == []
