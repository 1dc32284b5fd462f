"""A manager makes a plan in the browser, moves parts by key and by hand, keeps it, and plans again."""

import datetime as dt
import re

import msgspec
import pytest
from playwright.async_api import Browser, Locator, Page, expect

from oralexam.bootstrap.server import Server
from oralexam.clock import SystemClock
from tests.browser.exam_pages import open_page, press
from tests.exams.timetable.sessions import DAY, INES, a_session
from tests.patience import PATIENCE_S

pytestmark = [pytest.mark.browser, pytest.mark.timeout(170)]
PATIENCE_MS = PATIENCE_S * 1000
TOMORROW = (SystemClock().now() + dt.timedelta(days=1)).date()
SESSION = a_session(days=(msgspec.structs.replace(DAY, date=TOMORROW),))


@pytest.fixture(autouse=True)
def _session(server: Server) -> None:
    """One session is written down."""
    server.stores.exam_sessions.create(SESSION, now=SystemClock().now())


async def test_a_plan_is_made_moved_by_key_and_by_hand_and_kept(server: Server, browser: Browser) -> None:
    """What is broken is said at once; what was moved is pinned, and stands there after a reload."""
    problems: list[str] = []
    page = await open_page(browser, await server.desk.manager_link(), problems)
    await page.goto(f"{server.url}/manager/plan/{SESSION.session_id}")
    await press(page, "Calculer le plan")
    call = _bar(page, f"{INES.candidacy_id}/call")
    await expect(call).to_have_attribute(
        "aria-label", _starting("Appel, Inès Marchetti"), timeout=PATIENCE_MS
    )
    await expect(page.get_by_text("Toutes les règles sont respectées.")).to_be_visible(timeout=PATIENCE_MS)
    before = await _start(page, call)

    await call.focus()
    await page.keyboard.press("ArrowRight")
    await expect(page.locator("#entry-start")).to_have_value(_later(before, 5), timeout=PATIENCE_MS)
    await expect(page.locator("#entry-heading")).to_have_text("Appel – Inès Marchetti", timeout=PATIENCE_MS)
    await expect(page.locator(".plan-verdict h2, .plan-verdict-good")).not_to_have_count(
        0, timeout=PATIENCE_MS
    )
    await page.keyboard.press("Escape")
    await expect(page.locator("#entry-start")).to_have_value(before, timeout=PATIENCE_MS)

    # What is said above the chart moves it: it is pulled at when that has come to rest.
    await expect(page.get_by_text("Toutes les règles sont respectées.")).to_be_visible(timeout=PATIENCE_MS)
    # To the left edge of the chart, hours before the opening.
    await call.scroll_into_view_if_needed()
    box = await call.bounding_box()
    assert box is not None
    await page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    await page.mouse.down()
    await page.mouse.move(box["x"] - 300, box["y"] + box["height"] / 2, steps=4)
    await page.mouse.up()
    broken = page.locator(".plan-verdict").get_by_text("sort des heures d’ouverture")
    await expect(broken).to_be_visible(timeout=PATIENCE_MS)
    await press(page, "Tout remettre")
    await expect(page.get_by_text("Toutes les règles sont respectées.")).to_be_visible(timeout=PATIENCE_MS)

    await page.locator("#entry-start").fill("17:20")
    await page.locator("#entry-start").blur()
    await press(page, "Enregistrer les changements")
    await expect(page.get_by_role("button", name="Enregistrer")).to_have_count(0, timeout=PATIENCE_MS)
    await page.reload()
    moved = _bar(page, f"{INES.candidacy_id}/call")
    await moved.click(timeout=PATIENCE_MS)
    await expect(page.locator("#entry-start")).to_have_value("17:20", timeout=PATIENCE_MS)
    await expect(page.get_by_role("checkbox", name="Fixé")).to_be_checked(timeout=PATIENCE_MS)
    await press(page, "Replanifier à partir de maintenant")
    await expect(page.locator("#entry-start")).to_have_value("17:20", timeout=PATIENCE_MS)

    await page.goto(f"{server.url}/sessions/{SESSION.session_id}/print")
    sheet = page.locator(".sheet-page").filter(has=page.get_by_role("heading", name=INES.name))
    line = sheet.get_by_role("row").filter(has_text="17\u00a0h\u00a020")
    await expect(line).to_contain_text("Appel", timeout=PATIENCE_MS)
    await expect(line).to_contain_text(re.compile(r"Salle [12]"))
    assert problems == []


def _bar(page: Page, key: str) -> Locator:
    return page.locator(f'[data-key="{key}"]')


async def _start(page: Page, bar: Locator) -> str:
    await bar.press("Enter")
    return await page.locator("#entry-start").input_value()


def _later(time: str, minutes: int) -> str:
    moved = dt.datetime.combine(TOMORROW, dt.time.fromisoformat(time)) + dt.timedelta(minutes=minutes)
    return moved.strftime("%H:%M")


def _starting(words: str) -> "re.Pattern[str]":
    return re.compile(f"^{re.escape(words)}")
