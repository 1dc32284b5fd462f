"""What is looked at in each state of the gallery: axe, targets, what fits, and text boxes."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

from axe_playwright_python.base import AXE_FILE_PATH
from playwright.async_api import Page, ViewportSize

LAPTOP = ViewportSize(width=1366, height=768)
ZOOMED = ViewportSize(width=683, height=384)
"""The exam room's screen, and the same at 200 %."""
ALL_RULES = '["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]'
"""The levels that French public services have to meet (RGAA 4: WCAG A and AA), and what is good beyond."""
_AXE = AXE_FILE_PATH.read_text(encoding="utf-8")
CONTRAST = '{"type": "rule", "values": ["color-contrast"]}'
TEXT_BOXES = (Path(__file__).parent / "text_boxes.js").read_text(encoding="utf-8")


async def open_gallery(page: Page, address: str, query: str) -> None:
    """The gallery's page, and what the query asks of it."""
    await page.goto(f"{address}/gallery/gallery.html?{query}")
    await page.wait_for_selector("body[data-listed]", state="attached")


async def show(page: Page, state: str, language: str = "fr") -> None:
    """A state in the place of the one before it, without loading all that it is made of once more."""
    await page.evaluate("([state, language]) => showState(state, language)", [state, language])


@asynccontextmanager
async def axe_in(page: Page) -> AsyncIterator[Callable[[str], Awaitable[list[str]]]]:
    """What asks axe about the page as it stands, by rules: what it finds.

    The page's policy forbids scripts from strings, so axe comes in from outside it.
    """
    session = await page.context.new_cdp_session(page)
    tree = await session.send("Page.getFrameTree")
    world = await session.send(
        "Page.createIsolatedWorld", {"frameId": tree["frameTree"]["frame"]["id"], "worldName": "axe"}
    )
    context = world["executionContextId"]
    await session.send("Runtime.evaluate", {"expression": _AXE, "contextId": context})

    async def violations(rules: str) -> list[str]:
        found = await session.send(
            "Runtime.evaluate",
            {
                # Of what passes it need not say where that stands: a third of its time.
                "expression": f"axe.run(document, {{runOnly: {rules}, resultTypes: ['violations']}})"
                ".then(found => found.violations.map("
                "each => `${each.id}: ${each.nodes.map(node => node.html.slice(0, 160)).join(' | ')}`))",
                "contextId": context,
                "awaitPromise": True,
                "returnByValue": True,
            },
        )
        assert "value" in found["result"], found
        said: list[str] = found["result"]["value"]
        return said

    yield violations
    await session.detach()


FITTED = (
    *("candidate-preparation", "candidate-ringing", "candidate-telephone", "candidate-video"),
    *("candidate-writing", "jury-drawn", "jury-preparation", "jury-ringing", "jury-telephone", "jury-video"),
    *("jury-writing", "replay", "interview-jury"),
)
"""The screens on which one works against a clock, and the replay: they fit the exam room's window."""

_SMALL = """() => [...document.querySelectorAll('button, a, select, input, summary')].filter(one => {
  const box = one.getBoundingClientRect();
  const least = one.matches('.button-primary, .button-stop') ? 44 : 24;
  return box.width > 0 && (box.width < least - 0.5 || box.height < least - 0.5);
}).map(one => `smaller than a target: ${one.outerHTML.slice(0, 120)}`)"""

_OUT_OF_SIGHT = """() => [...document.querySelectorAll('.button-primary, .button-stop')].filter(one => {
  const box = one.getBoundingClientRect();
  return box.width > 0 && (box.bottom > innerHeight || box.right > innerWidth || box.top < 0);
}).map(one => `out of sight: ${one.textContent.trim()}`)"""


_LIVE_IN_A_BUTTON = """() => [...document.querySelectorAll(
  'button :is([role=status], [role=alert], [aria-live]), a :is([role=status], [role=alert], [aria-live])'
)].map(one => `announced inside what is pressed: ${one.outerHTML.slice(0, 120)}`)"""


GRANTED = ("candidate", "interview-candidate", "entry-way")
"""The pages of candidates, to whom larger text can be granted (`js/pages/page.js`)."""


async def misfits(page: Page) -> list[str]:
    """What has to be scrolled to on a screen that should fit."""
    found: list[str] = await page.evaluate(_OUT_OF_SIGHT)
    if await page.evaluate("document.documentElement.scrollHeight > innerHeight"):
        found.append("higher than the window")
    return found


async def faults_of(page: Page, violations: Callable[[str], Awaitable[list[str]]], state: str) -> list[str]:
    """All that is wrong with one state."""
    await page.evaluate("document.body.replaceChildren()")  # what was shown before is not laid out again
    await page.set_viewport_size(LAPTOP)
    await show(page, state)
    found = [*await page.evaluate(TEXT_BOXES), *await page.evaluate(_SMALL)]
    found += await page.evaluate(_LIVE_IN_A_BUTTON)
    if await page.locator(".button-primary:visible").count() > 1:
        found.append("more than one primary button")
    if state.startswith(FITTED):
        found += await misfits(page)
    found += await violations(ALL_RULES)
    await page.evaluate("document.documentElement.dataset.theme = 'dark'")
    found += [f"dark: {each}" for each in await violations(CONTRAST)]
    if state.startswith(GRANTED) and not state.startswith("candidate-large"):
        await page.evaluate("document.documentElement.dataset.text = 'large'")
        found += [f"large: {each}" for each in await page.evaluate(TEXT_BOXES)]
        await page.evaluate("delete document.documentElement.dataset.text")
    await page.set_viewport_size(ZOOMED)
    if await page.evaluate("document.documentElement.scrollWidth > innerWidth"):
        found.append("zoomed: wider than the window")
    found += [f"zoomed: {each}" for each in await page.evaluate(TEXT_BOXES)]
    return found
