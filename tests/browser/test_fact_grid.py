"""The fact grid in the replay: pressed, it is heard at its moment or shown in the text; corrections count."""

import re
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Locator, Page, async_playwright, expect

from tests.browser.exam_pages import CHROMIUM, QUIET, until_true
from tests.browser.replay_server import Recording, replay_server, words_of

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]

_POSITION = "Number(document.querySelector('[role=slider]').getAttribute('aria-valuenow'))"


@pytest.fixture
async def page() -> AsyncIterator[Page]:
    """The replay of two voices; it must have said nothing wrong when the test ends."""
    with replay_server(Recording()) as address:
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=[*QUIET])
            opened = await browser.new_page(viewport={"width": 1366, "height": 768})
            problems: list[str] = []
            opened.on("pageerror", lambda error: problems.append(str(error)))
            opened.on("console", lambda said: problems.append(said.text) if said.type == "error" else None)
            await opened.goto(address)
            yield opened
            await browser.close()
            assert problems == []


def cell(page: Page, fact: str, column: int) -> Locator:
    """The cell of a fact; columns count from the candidate's, 0."""
    return page.get_by_role("row", name=re.compile(fact)).get_by_role("cell").nth(column)


async def test_a_found_fact_is_heard_at_its_moment(page: Page) -> None:
    """By the keyboard alone: a real table, a button with the words in its name."""
    table = page.get_by_role("table", name="Faits du scénario")
    await table.wait_for()
    headers = await table.get_by_role("columnheader").all_inner_texts()
    assert headers == ["Fait attendu", "Inès Marchetti", "Joanna Pike", "Texte"]
    said = next(word for word in words_of("juror") if word["text"] == "Pike")
    heard = cell(page, "Nom épelé", 1).get_by_role("button", name=re.compile(r"« Pike », trouvé, écouter"))
    await expect(heard).to_contain_text("00:03")
    await heard.press("Enter")
    await page.get_by_role("button", name="Pause").wait_for()
    # A breath before the word; playing since, on however slow a machine.
    at_s = await page.evaluate("document.querySelector('audio[src*=juror]').currentTime") + 0.25
    assert said["start_s"] - 0.1 <= at_s < said["start_s"] + 8
    await expect(heard).to_be_focused()


async def test_what_is_written_is_shown_in_the_text(page: Page) -> None:
    """The text opens at its last version, with the passage marked."""
    await cell(page, "Nom épelé", 2).get_by_role("button").click()
    await expect(page.get_by_role("tab", name="Texte")).to_have_attribute("aria-selected", "true")
    await expect(page.locator(".written-mark")).to_have_text("Pike")
    await expect(cell(page, "Incoterm", 2)).to_have_text("non trouvé")


async def test_a_corrected_word_is_looked_at_anew(page: Page) -> None:
    """What an evaluator writes is found at once; nothing on the page counts or judges."""
    await expect(cell(page, "Cartons manquants", 0)).to_have_text("non trouvé")
    await page.locator('[data-utterance="candidate-1-heard-0"]').focus()
    await page.keyboard.press("e")
    field = page.get_by_label("Ce qui est dit, mot pour mot")
    await field.fill("Good morning are four cartons missing")
    await field.press("Control+Enter")
    await expect(cell(page, "Cartons manquants", 0).get_by_role("button")).to_contain_text("four cartons")
    grid = await page.locator("exam-fact-grid").inner_text()
    assert not re.search(r"%|/ ?\d+|sur \d+|score|niveau", grid.replace("5 %", ""))
    await until_true(
        page, "document.querySelectorAll('exam-fact-grid :is(.verdict-good, .verdict-bad)').length === 0"
    )
