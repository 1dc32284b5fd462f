"""A blind second marking in Chromium: asked for, marked, sealed; no name on the screen."""

from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta

import aiohttp
import pytest
from playwright.async_api import Browser, Page, expect

from oralexam.bootstrap.server import Server
from oralexam.exams.people import Role
from oralexam.rooms.seats import Seat
from tests.browser.exam_pages import new_page
from tests.storage.samples import transcript
from tests.webapp.judges import make_over
from tests.webapp.test_judging_sessions import signed_in
from tests.webapp.test_second import NAMES, SECRETS
from tests.webapp.visitors import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120), pytest.mark.usefixtures("cheap_passwords")]


async def as_browser(browser: Browser, visitor: Visitor, problems: list[str]) -> Page:
    """A page that is whoever the visitor is."""
    page = await new_page(browser, problems)
    cookies = [
        {"name": each.key, "value": each.value, "url": visitor.url} for each in visitor.http.cookie_jar
    ]
    await page.context.add_cookies(cookies)
    return page


async def names_nobody(page: Page, sitting_id: str) -> None:
    """Nothing on the screen tells whose part it is."""
    seen = (await page.content()).casefold()
    assert [secret for secret in (*SECRETS, sitting_id) if secret in seen] == []


async def test_a_part_is_marked_a_second_time_blind(server: Server, browser: Browser) -> None:
    """The manager asks; whoever was asked hears and reads no name, marks by the grid, and seals."""
    problems: list[str] = []
    async with AsyncExitStack() as stack:
        jar = aiohttp.CookieJar(unsafe=True)
        manager = Visitor(await stack.enter_async_context(aiohttp.ClientSession(cookie_jar=jar)), server.url)
        token = server.stores.tickets.create(
            None, Seat.MANAGER, expires_at=datetime.now(UTC) + timedelta(hours=1)
        )
        await manager.join(token)
        over = await make_over(server, manager, stack, **NAMES)
        words = "This is Aurelie Canarival for Mrs Jurivale"
        server.stores.transcripts.save(over.sitting_id, transcript(over.sitting_id, "candidate", words))
        await over.seal("juror", 2)
        await over.seal("observer", 3)
        terrier, _ = await signed_in(server, manager, stack, Role.EVALUATOR, "terrier")

        desk = await as_browser(browser, manager, problems)
        await desk.goto(f"{server.url}/seconds/{over.sitting_id}")
        await desk.get_by_role("button", name="Demander une deuxième évaluation").click()
        address = await desk.locator("code").first.inner_text()

        page = await as_browser(browser, terrier, problems)
        await page.goto(f"{server.url}/day")
        await expect(page.get_by_role("heading", name="À évaluer à l’aveugle")).to_be_visible()
        link = page.get_by_role("link", name="Évaluer – Appel, pour l’harmonisation")
        await expect(link).to_have_attribute("href", address.removeprefix(server.url))
        await link.click()
        await expect(page.get_by_text("Une voix ne peut pas être cachée")).to_be_visible()
        await page.get_by_text("Ce qui s’est dit").click()
        await expect(page.get_by_text("This is [candidat] [candidat] for Mrs [jury]")).to_be_visible()
        rows = page.locator("tr[data-criterion]")
        await expect(rows.first).to_be_visible()
        for index in range(await rows.count()):
            row = rows.nth(index)
            await row.locator(".scale input").nth(3).check(force=True)
            await row.get_by_role("button", name="Aucun moment").click()
            await page.keyboard.type("entendu partout")
            await page.keyboard.press("Enter")
        await page.get_by_label("Acquise", exact=True).check()
        seal = page.get_by_role("button", name="Sceller mon évaluation")
        await expect(seal).to_be_enabled()
        await names_nobody(page, over.sitting_id)
        await seal.click()
        await page.get_by_role("dialog").get_by_role("button", name="Sceller mon évaluation").click()
        await expect(page.get_by_text("remise au responsable de session")).to_be_visible()

        await page.goto(f"{server.url}/day")
        await expect(page.get_by_role("link", name="Relire – Appel")).to_be_visible()
        await names_nobody(page, over.sitting_id)

        await desk.reload()
        await expect(desk.get_by_text("scellée à")).to_be_visible()
        await over.sign_both()
        await desk.goto(f"{server.url}/quality")
        await expect(desk.get_by_role("heading", name="1 épreuve notée par deux personnes")).to_be_visible()
    assert problems == []
