"""A manager puts a dictionary on the shelf; a candidate finds a word in it, in Chromium."""

import pytest
from playwright.async_api import Browser, FilePayload, expect

from oralexam.bootstrap.server import Server
from oralexam.rooms import commands
from oralexam.rooms.phases import Phase
from oralexam.rooms.seats import Seat
from oralexam.webapp.sittings.request import SittingRequest
from tests.browser.exam_pages import open_page, press
from tests.papers.test_reading import pdf
from tests.patience import PATIENCE_S
from tests.webapp.drawing import draw_by_lot
from tests.webapp.visitors import NAMES

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]
PATIENCE_MS = PATIENCE_S * 1000


async def test_a_dictionary_is_brought_and_a_word_found_in_it(server: Server, browser: Browser) -> None:
    """It is a tab of the candidate's folder as soon as they prepare; the page with the word is drawn."""
    problems: list[str] = []
    page = await open_page(browser, await server.desk.manager_link(), problems)
    await page.goto(f"{server.url}/reference")
    await expect(page.get_by_text("Il n’y a pas encore d’ouvrage")).to_be_visible()
    work = FilePayload(name="Glossaire.pdf", mimeType="application/pdf", buffer=pdf(3))
    await page.get_by_label("Fichier").set_input_files(work)
    await page.get_by_label("Titre").fill("Glossaire du commerce")
    await press(page, "Ajouter l’ouvrage")
    await expect(page.get_by_role("listitem")).to_contain_text(
        "français et anglais, 3 pages", timeout=PATIENCE_MS
    )

    sitting_id, links = await server.desk.open(SittingRequest(**NAMES, rehearsal=True))
    candidate = await open_page(browser, links[Seat.CANDIDATE], problems)
    await draw_by_lot(server.rooms, sitting_id)
    begin = commands.StartPreparation(from_phase=Phase.DRAWN)
    await server.rooms.command(sitting_id, Seat.JUROR, begin)
    await candidate.get_by_role("tab", name="Documentation").click(timeout=PATIENCE_MS)
    await candidate.get_by_label("Mots cherchés").fill("note 2")
    await candidate.keyboard.press("Enter")
    found = candidate.get_by_role("img", name="Delivery note 2")
    await expect(found).to_be_visible(timeout=PATIENCE_MS)
    assert await found.evaluate("picture => picture.decode().then(() => picture.naturalWidth)") > 1000
    await candidate.get_by_role("tab", name="Votre mission").click()
    await candidate.get_by_role("tab", name="Documentation").click()
    await expect(found).to_be_visible()

    await press(page, "Retirer")
    await page.locator("dialog[open]").get_by_role("button", name="Retirer").click()
    await expect(page.get_by_role("listitem")).to_contain_text("retiré le", timeout=PATIENCE_MS)
    assert problems == []
