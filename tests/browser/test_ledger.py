"""The manager stops a clock in one browser; the candidate's stands in another; the ledger prints."""

import re

import pytest
from playwright.async_api import Browser, Page, expect

from oralexam.bootstrap.server import Server
from oralexam.rooms import commands
from oralexam.rooms.phases import Phase
from oralexam.rooms.seats import Seat
from oralexam.webapp.sittings.request import SittingRequest
from tests.browser.exam_pages import open_page, press
from tests.webapp.drawing import draw_by_lot

pytestmark = [pytest.mark.browser, pytest.mark.timeout(170)]
REASON = "Perceuse dans le couloir"


async def _answer(page: Page, button: str) -> None:
    """Give the reason that the open dialog asks for."""
    await page.fill("#act-reason", REASON)
    await page.locator("dialog[open]").get_by_role("button", name=button).click()
    await expect(page.locator("dialog[open]")).to_have_count(0)


async def test_a_clock_is_stopped_and_everybody_sees_the_same(server: Server, browser: Browser) -> None:
    """Pause, a minute given back, an incident: frozen on two screens, and every second in the print."""
    problems: list[str] = []
    wanted = SittingRequest(
        candidate_name="Inès Marchetti",
        juror_name="Mme Okafor",
        observer_name="Mme Aubertin",
        room_name="salle 1",
        formalities=False,
    )
    sitting_id, links = await server.desk.open(wanted)
    await draw_by_lot(server.rooms, sitting_id)
    await server.rooms.command(sitting_id, Seat.JUROR, commands.StartPreparation(from_phase=Phase.DRAWN))
    candidate = await open_page(browser, links[Seat.CANDIDATE], problems)
    manager = await open_page(browser, await server.desk.manager_link(), problems)

    await press(manager, "Arrêter le temps")
    await _answer(manager, "Arrêter le temps")
    for page in (candidate, manager):
        await expect(page.locator("exam-clock").first).to_contain_text("Arrêté")
    assert (await server.rooms.state(sitting_id)).paused_since is not None
    assert REASON not in await candidate.content()
    stood = await candidate.locator(".clock-time").first.inner_text()

    await press(manager, "Autres actes")
    await press(manager, "Rendre du temps")
    await manager.select_option("#act-seconds", "60")
    await _answer(manager, "Rendre du temps")
    later = f"{int(stood[:2]) + 1:02}{stood[2:]}"
    await expect(candidate.locator(".clock-time").first).to_have_text(later)
    await press(manager, "Autres actes")
    await press(manager, "Noter un incident")
    await _answer(manager, "Noter un incident")
    await press(manager, "Relancer le temps")
    clock = candidate.locator("exam-clock").first
    await expect(clock).not_to_contain_text("Arrêté")

    await press(manager, "Autres actes")
    await manager.get_by_role("link", name="Relevé des temps").click()
    await expect(manager.locator(".ledger-paused")).to_contain_text(REASON)
    await expect(manager.locator(".ledger-acts")).to_contain_text("Bruit")
    seconds = [
        int(minutes or 0) * 60 + int(rest or 0)
        for cell in await manager.locator(".ledger-stretches tbody td:nth-child(5)").all_inner_texts()
        for minutes, rest in re.findall(r"^(?:(\d+)\s*min)?\s*(?:(\d+)\s*s)?$", cell)
    ]
    note = await manager.locator(".ledger .note").inner_text()
    assert f"{sum(seconds)}\u00a0s" in note
    await press(manager, "English")
    await expect(manager.locator("h1")).to_contain_text("Time ledger")
    printed = await manager.pdf(format="A4")
    assert 1 <= len(re.findall(rb"/Type\s*/Page\b", printed)) <= 2
    assert problems == []
