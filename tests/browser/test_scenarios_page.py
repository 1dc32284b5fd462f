"""A manager corrects a scenario in Chromium, attaches a paper, publishes it, and takes another one out."""

import pytest
from playwright.async_api import Browser, FilePayload, expect

from oralexam.bootstrap.server import Server
from tests.browser.exam_pages import open_page, press
from tests.papers.test_reading import pdf

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]


async def test_a_scenario_is_corrected_published_and_withdrawn(server: Server, browser: Browser) -> None:
    """What is missing is named and led to; a reload loses nothing; the paper stands in the file."""
    problems: list[str] = []
    page = await open_page(browser, await server.desk.manager_link(), problems)
    await page.goto(f"{server.url}/scenarios")
    row = page.get_by_role("row", name="Missing cartons before a shop opening")
    await row.get_by_role("button", name="Corriger").click()
    await page.get_by_label("Titre (en anglais)").fill("")
    await expect(page.get_by_role("heading", name="1 point à compléter")).to_be_visible()
    await expect(page.get_by_role("button", name="Publier le scénario")).to_be_disabled()
    await page.get_by_role("tab", name="Fiche du jury").click()
    await page.get_by_role("complementary").get_by_role("button", name="Titre (en anglais)").click()
    await expect(page.get_by_label("Titre (en anglais)")).to_be_focused()
    await page.keyboard.type("Missing cartons, again")
    await expect(page.get_by_text("Enregistré", exact=True)).to_be_visible()

    await page.reload()
    await expect(page.get_by_label("Titre (en anglais)")).to_have_value("Missing cartons, again")
    await page.get_by_role("tab", name="Dossier du candidat").click()
    await press(page, "Ajouter : un document")
    added = page.get_by_role("group", name="un document").last
    await added.get_by_label("Titre de l’onglet").fill("Scan")
    paper = FilePayload(name="Bon.pdf", mimeType="application/pdf", buffer=pdf(2))
    await added.get_by_label("Joindre un fichier").set_input_files(paper)
    await expect(added.get_by_role("img", name="Delivery note 2")).to_be_visible()
    await page.get_by_role("tab", name="Aperçu").click()
    await page.get_by_role("tab", name="Scan").click()
    first = page.get_by_role("img", name="Delivery note 1")
    await expect(first).to_be_visible()
    assert await first.evaluate("picture => picture.decode().then(() => picture.naturalWidth)") > 1000

    await expect(page.get_by_text("Enregistré", exact=True)).to_be_visible()
    await press(page, "Publier le scénario")
    row = page.get_by_role("row", name="Missing cartons, again")
    await expect(row).to_contain_text("Peut être tiré")
    assert "amberline-kettles@2" in server.stores.scenarios.drawable()

    await row.get_by_role("button", name="Retirer du tirage").click()
    await page.locator("dialog[open]").get_by_role("button", name="Retirer du tirage").click()
    await expect(row).to_contain_text("Retiré du tirage")
    assert "amberline-kettles@2" not in server.stores.scenarios.drawable()
    assert problems == []
