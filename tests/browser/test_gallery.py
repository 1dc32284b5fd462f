"""Every page in every state, from canned views, under the product's own security headers."""

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest
from playwright.async_api import Browser, Page, ViewportSize, async_playwright, expect

from tests.browser.gallery_looks import (
    FITTED,
    LAPTOP,
    TEXT_BOXES,
    axe_in,
    faults_of,
    misfits,
    open_gallery,
    show,
)
from tests.browser.gallery_server import gallery_server

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

TABLET = ViewportSize(width=820, height=1180)
"""An observer's, who shares the jury's one headset."""
AT_ONCE = 2
"""Pages that are looked at side by side: nothing is timed here, and each has a process of its own."""
FAMILIES = (
    "candidate",
    "interview",
    "jury",
    "observer",
    "replay",
    "board",
    "scenario",
    "session",
    "entry",
    "scoring",
    "deliberation",
    "grids",
    "guest",
)


def _family(state: str) -> str:
    """The page that a state belongs to; "" for the small ones."""
    return next((family for family in FAMILIES if state.startswith(family)), "")


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """The gallery, served."""
    with gallery_server() as served:
        yield served


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    """Debian's Chromium."""
    async with async_playwright() as playwright:
        chromium = await playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox"]
        )
        yield chromium
        await chromium.close()


async def _states(page: Page, address: str) -> list[str]:
    await open_gallery(page, address, "")
    names: list[str] = await page.evaluate("galleryStates")
    return names


def _listen(page: Page, problems: list[str]) -> None:
    """Collect what the console and uncaught errors say; a missing file of a canned recording is no fault."""

    def note(kind: str, text: str) -> None:
        canned = "AudioContext" in text or "/gallery/nothing" in text
        if kind in {"error", "warning"} and not canned:
            problems.append(text)

    page.on("console", lambda message: note(message.type, message.text))
    page.on("pageerror", lambda error: problems.append(str(error)))


_NOT_AT_HAND = """() => {
  const pads = [...document.querySelectorAll('.marker button')];
  if (pads.length !== 10) return [`${pads.length} pads`];
  return pads.filter((one) => {
    const { left, top, width, height } = one.getBoundingClientRect();
    return !one.contains(document.elementFromPoint(left + width / 2, top + height / 2));
  }).map((one) => one.getAttribute('aria-label') ?? one.textContent);
}"""


@pytest.mark.parametrize("family", [*FAMILIES, ""])
async def test_every_state_is_fit_to_work_with(family: str, address: str, browser: Browser) -> None:
    """No axe violation in light, no contrast lost in dark; targets of 24 and 44 px (WCAG 2.2, 2.5.8).

    At most one thing is asked for first; a screen that is an instrument fits the exam room's window; nothing
    is wider than a window at 200 %; no text lies over another or is cut, in large text or at 200 % either;
    nothing fails, and nothing is stopped by the policy.
    """
    problems: list[str] = []
    pages = [await browser.new_page(viewport=LAPTOP, reduced_motion="reduce") for _ in range(AT_ONCE)]
    for page in pages:
        _listen(page, problems)
    states = iter([state for state in await _states(pages[0], address) if _family(state) == family])
    wrong: dict[str, list[str]] = {}

    async def look(page: Page) -> None:
        await open_gallery(page, address, "")
        async with axe_in(page) as violations:
            for state in states:
                if found := await faults_of(page, violations, state):
                    wrong[state] = found

    async with asyncio.TaskGroup() as looking:
        for page in pages:
            looking.create_task(look(page))
    assert wrong == {}
    assert problems == []


TEXT_OVER_TEXT = {
    "overlap": "<p id=over>Over it</p><p>Written below</p>",
    "covered": "<p>Written below</p><img id=over alt=''>",
    "cut": "<p id=cut>A name that is longer than its box</p>",
    "sticks out": "<p id=small>A name that is longer than its box</p>",
}
_PLACES = """#over { position: absolute; margin: 0; inset: 0 auto auto 0; width: 90px; height: 40px }
body { margin: 0 } p { margin: 0 } #cut, #small { width: 60px; white-space: nowrap; border: 1px solid }
#cut { overflow: hidden }"""


async def test_text_that_cannot_be_read_is_found(browser: Browser) -> None:
    """The look at text boxes tells each of its faults, and nothing of a plain page."""
    page = await browser.new_page(viewport=LAPTOP)
    for fault, markup in TEXT_OVER_TEXT.items():
        await page.set_content(f"<style>{_PLACES}</style>{markup}")
        said = await page.evaluate(TEXT_BOXES)
        assert [each.partition(":")[0] for each in said] == [fault], said
    await page.set_content("<p>Written here</p><p>And <button>pressed</button> there</p>")
    assert await page.evaluate(TEXT_BOXES) == []


async def test_english_fits_where_french_fits(address: str, browser: Browser) -> None:
    """The other language is not longer than the screen either."""
    page = await browser.new_page(viewport=LAPTOP)
    wrong: dict[str, list[str]] = {}
    for state in await _states(page, address):
        if not state.startswith(FITTED):
            continue
        await show(page, state, "en")
        if found := await misfits(page):
            wrong[state] = found
    assert wrong == {}


@pytest.mark.parametrize("state", ["observer-telephone", "jury-markers-waiting"])
async def test_a_tablet_held_upright_has_the_markers_under_the_thumbs(
    state: str, address: str, browser: Browser
) -> None:
    """Wherever one reads, each criterion can be marked by one tap; what comes last is not under them."""
    page = await browser.new_page(viewport=TABLET)
    await open_gallery(page, address, f"state={state}")
    for share in (0, 0.5, 1):
        await page.evaluate("(share) => scrollTo(0, share * document.documentElement.scrollHeight)", share)
        assert await page.evaluate(_NOT_AT_HAND) == []
    bottoms = await page.locator(".jury .pane").evaluate_all(
        "(panes) => panes.map((one) => one.getBoundingClientRect().bottom)"
    )
    box = await page.locator(".jury-markers").bounding_box()
    assert box is not None
    assert max(bottoms) <= box["y"]


async def test_the_theme_and_the_language_can_be_changed(address: str, browser: Browser) -> None:
    """Dark is another paper; English is another sentence, and the page says which language it is in."""
    page = await browser.new_page()
    await open_gallery(page, address, "state=candidate-waiting&theme=light")
    light = await page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    await page.get_by_role("button", name="English").click()
    await page.get_by_text("The jury is about to draw your scenario").wait_for()
    assert await page.evaluate("document.documentElement.lang") == "en"
    await open_gallery(page, address, "state=candidate-waiting&theme=dark")
    assert await page.evaluate("getComputedStyle(document.documentElement).backgroundColor") != light


async def test_the_bell_says_what_it_does_and_what_became_of_it(address: str, browser: Browser) -> None:
    """Its name is its words alone; beside it, once it was rung, a status says that somebody knows."""
    page = await browser.new_page(viewport=LAPTOP)
    await open_gallery(page, address, "state=candidate-waiting")
    bell = page.get_by_role("button", name="Appeler le responsable", exact=True)
    await bell.wait_for()
    said = page.get_by_role("status").filter(has_text="Appel transmis")
    assert await said.count() == 0
    await open_gallery(page, address, "state=candidate-bell")
    await page.get_by_role("button", name="Le responsable est appelé", exact=True).wait_for()
    await said.wait_for(state="attached")


async def test_documents_are_tabs_for_the_keyboard(address: str, browser: Browser) -> None:
    """Arrows go from sheet to sheet; Tab leaves the tabs for the sheet itself."""
    page = await browser.new_page(viewport=LAPTOP)
    await open_gallery(page, address, "state=candidate-preparation")
    await page.get_by_role("tab").first.focus()
    await page.keyboard.press("ArrowRight")
    second = page.get_by_role("tab").nth(1)
    assert await second.get_attribute("aria-selected") == "true"
    await expect(second).to_be_focused()
    await page.keyboard.press("Tab")
    assert await page.evaluate("document.activeElement.getAttribute('role')") == "tabpanel"


async def test_hanging_up_asks_first_and_the_safe_answer_has_the_focus(
    address: str, browser: Browser
) -> None:
    """Escape and the first button go on with the call; only the second ends it."""
    page = await browser.new_page(viewport=LAPTOP)
    await open_gallery(page, address, "state=candidate-telephone")
    await page.evaluate(
        "document.body.addEventListener('exam-order', "
        "event => { document.body.dataset.ordered = event.detail.type })"
    )
    await page.get_by_role("button", name="Raccrocher").click()
    assert await page.evaluate("document.activeElement.textContent.trim()") == "Continuer l’appel"
    await page.keyboard.press("Escape")
    assert await page.evaluate("document.body.dataset.ordered") is None
    await page.get_by_role("button", name="Raccrocher").click()
    await page.locator("dialog[open]").get_by_role("button", name="Raccrocher").click()
    assert await page.evaluate("document.body.dataset.ordered") == "hang-up"


async def test_words_are_looked_up_by_keyboard(address: str, browser: Browser) -> None:
    """Enter finds the next page that has them, and says how many have; pages are turned by a press."""
    page = await browser.new_page(viewport=LAPTOP)
    await open_gallery(page, address, "state=candidate-writing-reference")
    await page.get_by_label("Mots cherchés").fill("BULK ord")
    await page.keyboard.press("Enter")
    await page.get_by_text("180 pages contiennent ces mots.").wait_for()
    assert await page.locator("#reference-at").input_value() == "1"
    await page.keyboard.press("Enter")
    await page.get_by_role("region", name="Page 2 sur 180").wait_for()
    await page.get_by_role("button", name="Page suivante").press("Enter")
    await page.get_by_role("region", name="Page 3 sur 180").wait_for()
    await page.get_by_label("Ouvrage").select_option("text")
    await page.get_by_text("EXW – Ex Works").wait_for()
