"""A manager words the centre's grid: nothing is published while words are missing, and then it is in use."""

import re

import pytest
from playwright.async_api import Browser, expect

from oralexam.bootstrap.server import Server
from oralexam.exams.parts import PartKind
from oralexam.settings import Settings
from tests.browser.exam_pages import open_page, press

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]
TOKEN = "manager-token-of-the-tests"  # noqa: S105 — a test's own secret


async def test_a_centre_words_its_grid_and_its_scale(
    tmp_path_factory: pytest.TempPathFactory, browser: Browser
) -> None:
    """A line in one language holds it up; a reload loses nothing; marking then goes by the new version."""
    data = tmp_path_factory.mktemp("grids")
    server = Server(Settings(data=data, port=0, worker=False, drain_s=0, manager_token=TOKEN))
    await server.start()
    try:
        problems: list[str] = []
        page = await open_page(browser, f"{server.url}/join#{TOKEN}", problems)
        await page.goto(f"{server.url}/grids")
        await press(page, "Modifier.*Appel")
        await press(page, "Ajouter un critère")
        publish = page.get_by_role("button", name="Publier cette version").first
        await expect(publish).to_be_disabled()
        last = page.locator(".grids-line").last
        await last.locator("textarea[lang=fr]").fill("Note ce qui est convenu.")
        await expect(publish).to_be_disabled()
        await page.reload()
        await expect(last.locator("textarea[lang=fr]")).to_have_value("Note ce qui est convenu.")
        await last.locator("textarea[lang=en]").fill("Notes what was agreed.")
        await last.get_by_label("Se juge sur").select_option("written")
        await press(page, "Retirer le dernier niveau")
        await publish.click()
        await page.get_by_role("dialog").get_by_role("button", name="Publier cette version").click()
        await expect(page.get_by_text(re.compile("La version 1 est publiée"))).to_be_visible()
        grid = server.stores.grids.current(PartKind.CALL)
        assert grid is not None
        assert (grid.criteria[-1].text.en, grid.criteria[-1].section, len(grid.scale)) == (
            "Notes what was agreed.",
            "written",
            3,
        )
        assert problems == []
    finally:
        await server.stop()
