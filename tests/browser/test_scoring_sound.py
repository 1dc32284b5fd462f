"""A moment that is heard is tied to a criterion by a key; one that is tied plays from its beginning."""

import json
from typing import Any

import msgspec
import pytest
from playwright.async_api import Browser, Page, Route, expect

from oralexam.exams.grids import all_grids
from oralexam.webapp.shells import build_shells
from tests.browser.exam_pages import until_true, watch_sound
from tests.browser.gallery_server import WEB
from tests.browser.replay_server import SITTING, Recording, replay_server

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]
GRID = next(grid for grid in all_grids() if grid.grid_id == "call")
GRID_JSON: dict[str, Any] = json.loads(msgspec.json.encode(GRID))
TIED = {"moment_id": "m1", "source": "exchange", "starts_s": 8.0, "ends_s": 8.8, "label": "goodbye"}
JUDGES = [{"key": "juror", "name": "Mme Okafor"}, {"key": "observer", "name": "Mme Aubertin"}]


def _line(criterion_id: str, moments: list[dict[str, Any]]) -> dict[str, Any]:
    mark = {"criterion_id": criterion_id, "level": None, "moments": moments, "no_moment": "", "comment": ""}
    return {"mark": mark, "revision": 0}


def _page(draft: dict[str, Any]) -> dict[str, Any]:
    return {
        "sitting_id": SITTING,
        "part": "call",
        "candidate_name": "Inès Marchetti",
        "rehearsal": False,
        "grid": GRID_JSON,
        "descriptors": [],
        "moments_needed": True,
        "judge": JUDGES[1],
        "may_judge_as": ["observer"],
        "judges": [{"judge": each, "sealed": False, "sealed_at": None} for each in JUDGES],
        "draft": draft,
        "lacks": [],
        "changed_since_sealed": False,
        "mine": {"judge": JUDGES[1], "sealed": [], "markers": []},
        "both_sealed": False,
        "others": [],
        "deliberation": None,
        "locked": False,
    }


def _draft(moments: list[dict[str, Any]]) -> dict[str, Any]:
    """Nothing is marked; the first criterion has these moments."""
    lines = [_line(each.id, moments if index == 0 else []) for index, each in enumerate(GRID.criteria)]
    return {
        "grid_id": "call",
        "grid_version": 1,
        "revision": 0,
        "lines": lines,
        "acquired": None,
        "comment": "",
        "overall_revision": 0,
    }


async def _opened(browser: Browser, address: str, draft: dict[str, Any]) -> tuple[Page, list[dict[str, Any]]]:
    """The page of scoring on the recording of the replay's tests; what it orders is kept, and done."""
    page = await browser.new_page(viewport={"width": 1366, "height": 768})
    orders: list[dict[str, Any]] = []

    async def answer(route: Route) -> None:
        if route.request.method == "GET":
            await route.fulfill(json=_page(draft))
            return
        order = route.request.post_data_json["order"]
        orders.append(order)
        line = next(each for each in draft["lines"] if each["mark"]["criterion_id"] == order["criterion_id"])
        moments = line["mark"]["moments"]
        if order["type"] == "unlink-moment":
            moments[:] = [each for each in moments if each["moment_id"] != order["moment_id"]]
        else:
            moments.append(order["moment"])
        await route.fulfill(json={"draft": draft})

    shell = build_shells(WEB / "pages", "dev")["judge"]
    await page.route("**/judge/*", lambda route: route.fulfill(body=shell, content_type="text/html"))
    await page.route("**/api/judging/**", answer)
    await page.goto(address.replace("/replay/", "/judge/"))
    return page, orders


async def test_what_is_heard_is_tied_and_what_is_tied_is_heard(browser: Browser) -> None:
    """From where one began to listen to where one is; a tied moment plays to its end."""
    draft = _draft([TIED])
    with replay_server(Recording()) as address:
        page, orders = await _opened(browser, address, draft)
        listen = page.get_by_role("button", name="Écouter", exact=True)
        await expect(listen).to_be_enabled()
        await watch_sound(page)
        await page.get_by_role("button", name="Écouter 00:08 goodbye").click()
        await until_true(page, "window.reached_s > 7.5")
        await until_true(page, "[...document.querySelectorAll('audio')].every((one) => one.paused)")
        await page.get_by_role("slider", name="Position dans l’échange").fill("3")
        await listen.click()
        await until_true(page, "document.querySelector('.moment-now').textContent >= '00:05'")
        row = page.locator("tr[data-criterion]").nth(1)
        await row.locator(".scale input").first.focus()
        await page.keyboard.press("m")
        await expect(page.locator("tr[data-criterion]").nth(1).locator(".moment").first).to_contain_text(
            "00:03"
        )
        (order,) = orders
        assert (order["type"], order["criterion_id"]) == ("link-moment", GRID.criteria[1].id)
        moment = order["moment"]
        assert (moment["starts_s"], moment["label"]) == (3.0, "Good morning how many cartons…")
        assert 5.0 <= moment["ends_s"] < 11.0
        await page.close()


async def test_whoever_listens_ties_by_a_key_and_unties_without_losing_the_place(browser: Browser) -> None:
    """M ties where one listens, too; when a moment goes, the focus stays in its row."""
    with replay_server(Recording()) as address:
        page, orders = await _opened(browser, address, _draft([TIED, {**TIED, "moment_id": "m2"}]))
        listen = page.get_by_role("button", name="Écouter", exact=True)
        await expect(listen).to_be_enabled()
        rows = page.locator("tr[data-criterion]")
        await rows.nth(1).locator(".scale input").first.focus()
        await listen.focus()
        await page.keyboard.press("m")
        await expect(rows.nth(1).locator(".moment-tied")).to_have_count(1)
        assert [(each["type"], each["criterion_id"]) for each in orders] == [
            ("link-moment", GRID.criteria[1].id)
        ]
        tied = rows.first.locator(".moment-tied")
        for left in (1, 0):
            await tied.last.locator(".moment-drop").focus()
            await page.keyboard.press("Enter")
            await expect(tied).to_have_count(left)
            focused = tied.last.locator(".moment").first if left else rows.first.locator(".moment-add").first
            await expect(focused).to_be_focused()
        await page.close()
