"""A day set up from nothing in the manager's browser: accounts, scenarios, rooms, lists, codes."""

import re

from playwright.async_api import FilePayload, Page, expect

from oralexam.bootstrap.server import Server
from tests.browser.exam_pages import press

PASSWORD = "quatre girafes à Dunkerque"  # noqa: S105 — a test's own secret
JURORS = (
    "Nom;B2;Jury\r\nHélène Morel;oui;Jury 1\r\nHassan Idrissi;non;Jury 1\r\n"
    "Rosa O’Dowd;oui;Jury 2\r\nYann Le Goff;oui;Jury 2\r\n"
)
CANDIDATES = (
    "Nom;Prénom;Numéro;Jury;Salle;Tiers-temps\r\n"
    "Marchetti;Inès;12;Jury 1;Salle 1;1/3\r\nOkoye;Tom;13;Jury 2;Salle 2;\r\n"
)
VIDEO = "Missing cartons before a shop opening"
"""The one scenario of the packaged bank that is a video call."""
CORRECTED = "Missing cartons, by telephone"


async def make_account(page: Page, link: str, *, name: str, login: str, leads_to: str) -> None:
    """Open an invitation and make the account that it grants."""
    await page.goto(link)
    await page.fill("#entry-name", name)
    await page.fill("#entry-login", login)
    await page.fill("#entry-password", PASSWORD)
    await press(page, "Créer le compte")
    await page.wait_for_url(re.compile(f"{leads_to}$"))


async def make_first_account(server: Server, page: Page) -> None:
    """The first manager, by the link that the server gives while there is none."""
    link = await server.days.sign_in.first_invitation()
    assert link is not None
    await make_account(page, link, name="Nadia Benali", login="nadia.benali", leads_to="/sessions")


async def bring(page: Page, kind: str, content: bytes) -> None:
    """Choose a list from the disk."""
    file = FilePayload(name=f"{kind}.csv", mimeType="text/csv", buffer=content)
    await page.set_input_files(f"#roster-file-{kind}", file)


async def invite_juror(server: Server, manager: Page, juror: Page) -> None:
    """The manager gives a link, the juror makes an account of it and sees an empty day."""
    await manager.goto(f"{server.url}/account")
    await press(manager, "Inviter")
    link = await manager.locator("#invitation").input_value()
    await make_account(juror, link, name="Hélène Morel", login="helene.morel", leads_to="/day")
    await expect(juror.get_by_text("Aucune épreuve ne vous attend")).to_be_visible()


async def make_all_calls_telephone_calls(server: Server, manager: Page) -> None:
    """The one video call of the bank is corrected in the browser: whatever is drawn is by telephone."""
    await manager.goto(f"{server.url}/scenarios")
    await manager.get_by_role("row", name=VIDEO).get_by_role("button", name="Corriger").click()
    await manager.get_by_label("Titre (en anglais)").fill(CORRECTED)
    await manager.get_by_label("Modalité").select_option("telephone")
    await expect(manager.get_by_text("Enregistré", exact=True)).to_be_visible()
    await press(manager, "Publier le scénario")
    row = manager.get_by_role("row", name=CORRECTED)
    await expect(row).to_contain_text("Peut être tiré")
    await expect(row).to_contain_text("téléphone")


async def open_session(server: Server, manager: Page) -> dict[str, str]:
    """Rooms, juries, candidates; check, open, print; return the codes by candidate."""
    await manager.goto(f"{server.url}/sessions")
    await manager.fill("#new-title", "CCP 1, décembre")
    await manager.select_option("#new-format", "aie-ccp1")
    await press(manager, "Créer la session")
    await press(manager, "5. Vérifier et ouvrir")
    await expect(manager.locator(".session-problems li")).to_have_count(3)
    await press(manager, "2. Dates et salles")
    await manager.fill("#day-new", "2126-12-08")
    await press(manager, "Ajouter la date")
    for kind in ("une salle d’examen", "une salle d’examen", "une salle de jury", "une salle de jury"):
        await press(manager, f"Ajouter {kind}")
    await expect(manager.locator("[id^=place-]")).to_have_count(4)
    await press(manager, "3. Jury")
    await bring(manager, "jurors", JURORS.encode("cp1252"))
    await press(manager, "Importer 4 personnes")
    await expect(manager.locator("#member-0")).to_have_value("Hélène Morel")
    await manager.select_option("#account-0", label="Hélène Morel (helene.morel)")
    for jury in (0, 1):
        await manager.select_option(f"#jury-room-{jury}", label=f"Salle du jury {jury + 1}")
    await expect(manager.locator(".saved")).to_contain_text("Enregistré")
    await press(manager, "4. Candidats")
    await bring(manager, "candidates", CANDIDATES.encode("cp1252"))
    await press(manager, "Importer 2 personnes")
    await expect(manager.locator("exam-session-candidates tbody tr")).to_have_count(2)
    await press(manager, "5. Vérifier et ouvrir")
    await expect(manager.locator(".session-ready")).to_be_visible()
    await press(manager, "Ouvrir la session")
    await expect(manager.get_by_text("La session est ouverte")).to_be_visible()
    await manager.get_by_role("link", name="Imprimer les feuilles").click()
    await expect(manager.locator(".sheet-page")).to_have_count(6)
    codes = {}
    for name in ("Inès Marchetti", "Tom Okoye"):
        sheet = manager.locator(".sheet-page", has=manager.locator(".sheet-code-text"), has_text=name)
        codes[name] = await sheet.locator(".sheet-code-text").inner_text()
    return codes
