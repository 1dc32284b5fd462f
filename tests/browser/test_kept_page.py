"""Two managers at their own pages: a hold stops everything, two end it, a deletion leaves no byte."""

import pytest
from argon2 import PasswordHasher
from argon2.profiles import CHEAPEST
from playwright.async_api import Browser, Page, expect

from oralexam.bootstrap.server import Server
from oralexam.exams.people import Role
from tests.browser.exam_pages import new_page, press
from tests.contracts.event_store import NOW
from tests.retention.made_retention import CANARY, Centre, fill

pytestmark = [pytest.mark.browser]

PASSWORD = "quatre girafes à Dunkerque"  # noqa: S105 — a test's own secret
NAME = f"Zed {CANARY}"


@pytest.fixture
def centre(server: Server) -> Centre:
    """A closed session of two candidates with all that may be kept of them."""
    return fill(server.stores.database, server._files)


async def _manager(server: Server, browser: Browser, problems: list[str], name: str) -> Page:
    """A browser in which somebody has signed in as a manager."""
    login = name.partition(" ")[0].casefold()
    server.stores.accounts.add(
        login=login,
        name=name,
        role=Role.MANAGER,
        password_hash=PasswordHasher.from_parameters(CHEAPEST).hash(PASSWORD),
        now=NOW,
    )
    page = await new_page(browser, problems)
    answer = await page.context.request.post(
        f"{server.url}/api/sign-in",
        data={"login": login, "password": PASSWORD},
        headers={"Origin": server.url},
    )
    assert answer.ok, await answer.text()
    return page


async def _decide(page: Page, act: str, **fields: str) -> None:
    """Answer the dialog: fill in what it asks, press the button that says what will happen."""
    dialog = page.get_by_role("dialog")
    for name, value in fields.items():
        await dialog.locator(f"[name={name}]").fill(value)
    await dialog.get_by_role("button", name=act, exact=True).click()
    await expect(dialog).to_have_count(0)


@pytest.mark.usefixtures("cheap_passwords")
async def test_a_hold_and_a_deletion_take_two(server: Server, browser: Browser, centre: Centre) -> None:
    """Asked by one page, confirmed by another; in between the first can do nothing more."""
    problems: list[str] = []
    claire = await _manager(server, browser, problems, "Claire Morel")
    hassan = await _manager(server, browser, problems, "Hassan Idrissi")
    address = f"{server.url}/kept/{centre.session.session_id}"

    await claire.goto(address)
    row = claire.get_by_role("row", name=NAME).first
    await row.get_by_role("button", name="Geler").click()
    await _decide(claire, "Geler", appealed_on="2026-12-20", reason="recours gracieux")
    await expect(row).to_contain_text("Recours du 20 déc. 2026")
    await expect(row.get_by_role("button", name="Demander l’effacement")).to_have_count(0)
    await row.get_by_role("button", name="Demander la levée").click()
    await _decide(claire, "Demander la levée", reason="désistement")
    await expect(row).to_contain_text("Attend une autre personne")

    await hassan.goto(address)
    other = hassan.get_by_role("row", name=NAME).first
    await other.get_by_role("button", name="Lever le gel").click()
    await _decide(hassan, "Lever le gel")
    await expect(other.get_by_role("button", name="Geler")).to_be_visible()

    await claire.reload()
    await row.get_by_role("button", name="Demander l’effacement").click()
    await _decide(claire, "Demander l’effacement", reason="courrier du candidat")
    await expect(claire.get_by_text("Attend la confirmation d’une autre personne")).to_be_visible()
    await hassan.reload()
    await hassan.get_by_role("button", name="Confirmer l’effacement").click()
    await _decide(hassan, "Confirmer l’effacement")
    await expect(hassan.locator(".kept-state-done")).to_be_visible()
    await expect(hassan.get_by_role("row", name="Nom effacé").first).to_be_visible()
    assert centre.holds_words(CANARY) == []
    assert problems == []


@pytest.mark.usefixtures("cheap_passwords")
async def test_the_centre_sets_its_lengths(server: Server, browser: Browser) -> None:
    """What cannot all be kept is refused in words; a second person confirms; then candidates are told so."""
    problems: list[str] = []
    page = await _manager(server, browser, problems, "Claire Morel")
    await page.goto(f"{server.url}/retention")
    months = page.get_by_label("Mois : enregistrements (voix, image)".replace(" :", "\u00a0:"))
    await months.fill("3")
    await press(page, "Enregistrer les durées")
    await expect(page.get_by_role("alert")).to_contain_text("copies d’écoute")
    await page.get_by_label("Mois : copies d’écoute".replace(" :", "\u00a0:")).fill("3")
    await press(page, "Enregistrer les durées")
    await expect(page.get_by_role("heading", name="Durées qui attendent")).to_be_visible()
    await expect(page.get_by_role("button", name="Confirmer ces durées")).to_have_count(0)
    hassan = await _manager(server, browser, problems, "Hassan Idrissi")
    await hassan.goto(f"{server.url}/retention")
    await hassan.get_by_role("button", name="Confirmer ces durées").click()
    await expect(hassan.get_by_role("status")).to_contain_text("Enregistré")
    kept = await page.evaluate("fetch('/api/kept').then((answer) => answer.json())")
    assert kept["months"]["recordings"] == 3
