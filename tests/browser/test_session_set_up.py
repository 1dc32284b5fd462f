"""A manager sets a day up from nothing in the browser; a candidate comes in by the code on the sheet."""

import re

import pytest
from playwright.async_api import Browser, Page, expect

from oralexam.bootstrap.server import Server
from oralexam.exams.parts import WrittenBlock
from oralexam.rooms.formality_commands import AdmitCandidate
from oralexam.rooms.phases import Phase
from oralexam.rooms.seats import Seat
from tests.browser.exam_pages import new_page, press, until_true
from tests.browser.setting_up import bring, make_first_account
from tests.patience import PATIENCE_S

pytestmark = [pytest.mark.browser, pytest.mark.timeout(170), pytest.mark.usefixtures("cheap_passwords")]
PATIENCE_MS = PATIENCE_S * 1000
JURORS = "Nom;B2;Jury\r\nHélène Morel;oui;Jury 1\r\nHassan Idrissi;non;Jury 1\r\n".encode("cp1252")
BAD = "Nom;Prénom;Jury;Tiers-temps\r\nMarchetti;Inès;Jury 9;01-mars\r\n;;Jury 1;\r\n".encode("cp1252")
GOOD = "Nom;Prénom;Jury;Tiers-temps\r\nMarchetti;Inès;Jury 1;1/3\r\nO’Brien;Tom;1;\r\n".encode("cp1252")


async def _rooms(page: Page) -> None:
    await press(page, "2. Dates et salles")
    await page.fill("#day-new", "2126-12-08")
    await press(page, "Ajouter la date")
    await press(page, "Ajouter une salle d’examen")
    await press(page, "Ajouter une salle de jury")
    await expect(page.locator("[id^=place-]")).to_have_count(2)


async def _jury(page: Page) -> None:
    await press(page, "3. Jury")
    await bring(page, "jurors", JURORS)
    await press(page, "Importer 2 personnes")
    await expect(page.locator("#member-0")).to_have_value("Hélène Morel")
    await page.select_option("#jury-room-0", label="Salle du jury 1")
    await expect(page.locator(".saved")).to_contain_text("Enregistré")


async def _candidates(page: Page) -> None:
    """A list with faults imports nothing and says where they are; the corrected one comes in."""
    await press(page, "4. Candidats")
    await bring(page, "candidates", BAD)
    faults = page.locator(".roster-faults tbody tr")
    await expect(faults).to_have_count(3)
    await expect(faults.nth(1)).to_contain_text("Tiers-temps")
    await expect(faults.nth(1)).to_contain_text("01-mars")
    await expect(page.get_by_text("Rien n’est importé")).to_be_visible()
    await bring(page, "candidates", GOOD)
    await press(page, "Importer 2 personnes")
    await expect(page.locator("exam-session-candidates tbody tr")).to_have_count(2)
    await press(page, "Modifier Inès Marchetti")
    await page.fill("#full-cause", "canary-cause")
    await press(page, "Garder")
    await expect(page.locator("dialog[open]")).to_have_count(0)


async def test_a_day_is_set_up_from_nothing_and_opened(server: Server, browser: Browser) -> None:
    """Account, session, rooms, lists, check, open, print; then a candidate waits, and is let in."""
    problems: list[str] = []
    manager = await new_page(browser, problems)
    await make_first_account(server, manager)
    await manager.fill("#new-title", "Titre AIE, décembre")
    await press(manager, "Créer la session")
    await press(manager, "5. Vérifier et ouvrir")
    await expect(manager.locator(".session-problems li")).to_have_count(3)
    await _rooms(manager)
    await _jury(manager)
    await _candidates(manager)
    await press(manager, "5. Vérifier et ouvrir")
    await expect(manager.locator(".session-ready")).to_be_visible()
    await press(manager, "Ouvrir la session")
    await expect(manager.get_by_text("La session est ouverte")).to_be_visible()

    await manager.get_by_role("link", name="Imprimer les feuilles").click()
    await expect(manager.locator(".sheet-page")).to_have_count(4)
    signs = "[...document.images].every(image => image.complete && image.naturalWidth > 0)"
    await until_true(manager, signs)
    sheet = manager.locator(".sheet-page", has_text="Inès Marchetti").first
    code = await sheet.locator(".sheet-code-text").inner_text()
    pages = re.findall(rb"/Type\s*/Page\b", await manager.pdf(format="A4"))
    assert len(pages) == 4
    assert "canary-cause" not in await manager.content()

    candidate = await new_page(browser, problems)
    await candidate.goto(server.url)
    await candidate.fill("#entry-code", code.lower())
    await press(candidate, "Entrer")
    await expect(candidate.get_by_role("heading", name="Attendez le responsable")).to_be_visible()
    (kept,) = server.stores.exam_sessions.listed()
    ines = next(each for each in kept.session.candidacies if each.name == "Inès Marchetti")
    call = server.stores.exam_sessions.parts(kept.session.session_id, ines.candidacy_id)[0].sitting_id
    await server.days.order.confirm(ines.candidacy_id, WrittenBlock.WRITTEN, author="")
    await server.rooms.command(call, Seat.MANAGER, AdmitCandidate(from_phase=Phase.WAITING))
    await candidate.wait_for_url(re.compile(f"/seat/{call}/candidate$"))
    await expect(candidate.get_by_text("Inès Marchetti").first).to_be_visible()
    assert problems == []
