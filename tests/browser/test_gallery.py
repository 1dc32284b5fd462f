"""Every page in every state, from canned views, under the product's own security headers."""

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest
from axe_playwright_python.base import AXE_FILE_PATH
from playwright.async_api import Browser, Page, async_playwright

from tests.browser.gallery_server import gallery_server

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

SIZES = {"laptop": (1366, 768), "zoomed": (683, 384)}
"""The exam room's screen, and the same at 200 %."""
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
"""The levels that French public services have to meet (RGAA 4: WCAG A and AA), and what is good beyond."""


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


async def _open(page: Page, address: str, query: str) -> None:
    await page.goto(f"{address}/gallery/gallery.html?{query}")
    await page.wait_for_selector("body[data-state], body[data-listed]", state="attached")


async def _states(page: Page, address: str) -> list[str]:
    await _open(page, address, "")
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


async def _violations(page: Page) -> list[str]:
    """What axe finds. The page's policy forbids scripts from strings, so axe comes in from outside it."""
    session = await page.context.new_cdp_session(page)
    tree = await session.send("Page.getFrameTree")
    world = await session.send(
        "Page.createIsolatedWorld", {"frameId": tree["frameTree"]["frame"]["id"], "worldName": "axe"}
    )
    context = world["executionContextId"]
    await session.send("Runtime.evaluate", {"expression": AXE_FILE_PATH.read_text(), "contextId": context})
    found = await session.send(
        "Runtime.evaluate",
        {
            "expression": f"axe.run(document, {RULES}).then(found => found.violations.map("
            "each => `${each.id}: ${each.nodes.map(node => node.html.slice(0, 160)).join(' | ')}`))",
            "contextId": context,
            "awaitPromise": True,
            "returnByValue": True,
        },
    )
    await session.detach()
    assert "value" in found["result"], found
    violations: list[str] = found["result"]["value"]
    return violations


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", SIZES)
async def test_every_state_is_accessible_and_fits(
    size: str, theme: str, address: str, browser: Browser
) -> None:
    """No axe violation, nothing wider than the window, no error, and nothing that the policy stops."""
    width, height = SIZES[size]
    page = await browser.new_page(viewport={"width": width, "height": height}, reduced_motion="reduce")
    problems: list[str] = []
    _listen(page, problems)
    wrong: dict[str, list[str]] = {}
    for state in await _states(page, address):
        await _open(page, address, f"state={state}&theme={theme}")
        await asyncio.sleep(0.25)  # the pictures of canned people begin to move
        found = await _violations(page)
        if await page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found.append("wider than the window")
        if found:
            wrong[state] = found
    assert wrong == {}
    assert problems == []


FITTED = ("candidate-preparation", "candidate-ringing", "candidate-telephone", "candidate-video", "candidate-writing",
          "jury-drawn", "jury-preparation", "jury-ringing", "jury-telephone", "jury-video", "jury-writing", "replay")  # fmt: skip


@pytest.mark.parametrize("language", ["fr", "en"])
async def test_where_there_is_room_a_page_is_an_instrument(
    language: str, address: str, browser: Browser
) -> None:
    """On the exam room's screen nothing has to be scrolled to, and what is to be pressed lies in sight."""
    page = await browser.new_page(viewport={"width": 1366, "height": 768})
    too_high = []
    for state in await _states(page, address):
        if not state.startswith(FITTED):
            continue
        await _open(page, address, f"state={state}&language={language}")
        if await page.evaluate("document.documentElement.scrollHeight > innerHeight"):
            too_high.append(state)
        # A dialog that is open lies over everything: then only what is in it can be pressed.
        hidden = await page.evaluate(
            """() => [...document.querySelectorAll('.button-primary, .button-stop')].filter(one => {
              const box = one.getBoundingClientRect();
              return box.width > 0 && (box.bottom > innerHeight || box.right > innerWidth || box.top < 0);
            }).map(one => one.textContent.trim())"""
        )
        assert hidden == [], state
    assert too_high == []


async def test_targets_are_large_enough(address: str, browser: Browser) -> None:
    """Whatever can be pressed is at least 24 px on each side (WCAG 2.2, 2.5.8), the main things 44."""
    page = await browser.new_page(viewport={"width": 1366, "height": 768})
    small: dict[str, list[str]] = {}
    for state in await _states(page, address):
        await _open(page, address, f"state={state}")
        found = await page.evaluate(
            """() => [...document.querySelectorAll('button, a, select, input, summary')].filter(one => {
              const box = one.getBoundingClientRect();
              const least = one.matches('.button-primary, .button-stop') ? 44 : 24;
              return box.width > 0 && (box.width < least - 0.5 || box.height < least - 0.5);
            }).map(one => one.outerHTML.slice(0, 120))"""
        )
        if found:
            small[state] = found
    assert small == {}


async def test_one_primary_button_a_screen(address: str, browser: Browser) -> None:
    """There is at most one thing that a screen asks for first."""
    page = await browser.new_page(viewport={"width": 1366, "height": 768})
    for state in await _states(page, address):
        await _open(page, address, f"state={state}")
        shown = await page.locator(".button-primary:visible").count()
        assert shown <= 1, state


async def test_the_theme_and_the_language_can_be_changed(address: str, browser: Browser) -> None:
    """Dark is another paper; English is another sentence, and the page says which language it is in."""
    page = await browser.new_page()
    await _open(page, address, "state=candidate-waiting&theme=light")
    light = await page.evaluate("getComputedStyle(document.documentElement).backgroundColor")
    await page.get_by_role("button", name="English").click()
    await page.get_by_text("The jury is about to draw your scenario").wait_for()
    assert await page.evaluate("document.documentElement.lang") == "en"
    await _open(page, address, "state=candidate-waiting&theme=dark")
    assert await page.evaluate("getComputedStyle(document.documentElement).backgroundColor") != light


async def test_documents_are_tabs_for_the_keyboard(address: str, browser: Browser) -> None:
    """Arrows go from sheet to sheet; Tab leaves the tabs for the sheet itself."""
    page = await browser.new_page(viewport={"width": 1366, "height": 768})
    await _open(page, address, "state=candidate-preparation")
    await page.get_by_role("tab").first.focus()
    await page.keyboard.press("ArrowRight")
    second = page.get_by_role("tab").nth(1)
    assert await second.get_attribute("aria-selected") == "true"
    await asyncio.sleep(0.1)
    assert await second.evaluate("tab => tab === document.activeElement")
    await page.keyboard.press("Tab")
    assert await page.evaluate("document.activeElement.getAttribute('role')") == "tabpanel"


async def test_hanging_up_asks_first_and_the_safe_answer_has_the_focus(
    address: str, browser: Browser
) -> None:
    """Escape and the first button go on with the call; only the second ends it."""
    page = await browser.new_page(viewport={"width": 1366, "height": 768})
    await _open(page, address, "state=candidate-telephone")
    await page.evaluate(
        "document.body.addEventListener('exam-order', event => { document.body.dataset.ordered = event.detail.type })"
    )
    await page.get_by_role("button", name="Raccrocher").click()
    assert await page.evaluate("document.activeElement.textContent.trim()") == "Continuer l’appel"
    await page.keyboard.press("Escape")
    assert await page.evaluate("document.body.dataset.ordered") is None
    await page.get_by_role("button", name="Raccrocher").click()
    await page.locator("dialog[open]").get_by_role("button", name="Raccrocher").click()
    assert await page.evaluate("document.body.dataset.ordered") == "hang-up"
