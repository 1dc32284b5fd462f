"""A whole technical interview in Chromium, led from the replay: begun, passed on, ended by the server.

The minutes are the official ones (exam document, RE AIE 2015); the server's clock is put forward. The
role-plays were not held: the replay beside the clocks is that of a part without a recording.
"""

import re

import aiohttp
import pytest
from playwright.async_api import Browser, Locator, Page, expect

from oralexam.bootstrap.server import Server
from oralexam.rooms.phases import Phase
from oralexam.rooms.state import RoomState
from tests.browser.exam_pages import new_page, until
from tests.browser.examined import shown_s
from tests.browser.setting_up import PASSWORD
from tests.browser.skipping_clock import SkippingClock
from tests.patience import PATIENCE_S
from tests.webapp.made_days import ask, ready, save, sitting_of
from tests.webapp.visitors import Visitor

pytestmark = [
    pytest.mark.browser,
    pytest.mark.timeout(120),
    pytest.mark.usefixtures("clock", "cheap_passwords"),
]
NEAR_S = 3.0
"""How far a clock on a screen may be from the server's when both are read one after the other."""


async def _ready_interview(server: Server, format_id: str, role_plays: tuple[str, ...]) -> tuple[str, str]:
    """Of a candidate without extra time: a role-play that is over, and the interview that waits."""
    async with (
        aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as managers,
        aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as jurors,
    ):
        manager, juror = Visitor(managers, server.url), Visitor(jurors, server.url)
        await manager.join(await server.desk.manager_link())
        page = await ready(manager, format_id=format_id)
        link = (await ask(manager, "POST", "/api/accounts/invitations", json={"role": "juror"}))["link"]
        new = {"token": link.partition("#")[2], "login": "claire.morel", "name": "Claire Morel"}
        made = await ask(juror, "POST", "/api/welcome", json={**new, "password": PASSWORD})
        first, *others = page["session"]["members"]
        members = [{**first, "account_id": made["account"]["account_id"]}, *others]
        page = await save(manager, page, members=members)
        page = await ask(manager, "POST", f"/api/sessions/{page['session']['session_id']}/open", json={})
        tom = page["session"]["candidacies"][1]["candidacy_id"]
        for part in role_plays:
            stopped = {"from_phase": "waiting", "reason": "Tenue sur papier"}
            path = f"/api/manager/sittings/{sitting_of(page, tom, part)}/abort"
            await ask(manager, "POST", path, json=stopped)
        for block in ("written", "questionnaire"):
            await manager.request(
                "POST", f"/api/manager/candidacies/{tom}/confirm-block", json={"kind": block}
            )
        return sitting_of(page, tom, role_plays[0]), sitting_of(page, tom, "technical-interview")


async def _in(server: Server, sitting_id: str, phase: Phase) -> RoomState:
    """Wait until a room is in a phase."""

    async def there() -> bool:
        return (await server.rooms.state(sitting_id)).phase is phase

    await until(there, PATIENCE_S, lambda: f"did not come to {phase}")
    return await server.rooms.state(sitting_id)


async def _agree(state: RoomState, clock: SkippingClock, shown: Locator) -> None:
    """The clock that runs shows what the server has left."""
    deadline = state.deadline
    assert deadline is not None

    async def agree() -> bool:
        return abs(await shown_s(shown) - (deadline - clock.now()).total_seconds()) <= NEAR_S

    await until(agree, PATIENCE_S, lambda: "the clock is not the server's")


async def _signed_in(server: Server, browser: Browser, problems: list[str]) -> Page:
    page = await new_page(browser, problems)
    await page.goto(f"{server.url}/sign-in")
    await page.fill("#entry-login", "claire.morel")
    await page.fill("#entry-password", PASSWORD)
    await page.keyboard.press("Enter")
    await page.wait_for_url(re.compile("/day$"))
    return page


@pytest.mark.parametrize(
    ("format_id", "role_plays", "minutes"),
    [("aie-title", ("call", "visitor"), 20), ("aie-ccp1", ("call",), 10)],
)
async def test_a_technical_interview_is_led_from_the_replay(
    server: Server,
    browser: Browser,
    clock: SkippingClock,
    *,
    format_id: str,
    role_plays: tuple[str, ...],
    minutes: int,
) -> None:
    """10 + 20 minutes for the title, 10 + 10 for a block: begun, passed on, over at the deadline."""
    problems: list[str] = []
    call, interview = await _ready_interview(server, format_id, role_plays)
    page = await _signed_in(server, browser, problems)
    await page.goto(f"{server.url}/replay/{call}")
    clocks = page.get_by_role("group", name="Entretien technique")
    times = clocks.locator(".clock-time")
    await expect(times).to_have_text(["10:00", f"{minutes}:00"])

    await page.get_by_role("button", name="Lancer l’entretien").click()
    state = await _in(server, interview, Phase.REVIEW)
    await _agree(state, clock, clocks.locator("exam-clock").first)
    await expect(times.nth(1)).to_have_text(f"{minutes}:00")

    await page.get_by_role("button", name="Passer aux questions").click()
    await page.keyboard.press("Escape")
    assert (await server.rooms.state(interview)).phase is Phase.REVIEW
    await page.get_by_role("button", name="Passer aux questions").click()
    await page.locator("dialog[open]").get_by_role("button", name="Passer à").click()
    state = await _in(server, interview, Phase.QUESTIONS)
    assert state.deadline is not None
    assert (state.deadline - state.spans[-1].started_at).total_seconds() == minutes * 60
    await expect(times.first).to_have_text("00:00")
    await _agree(state, clock, clocks.locator("exam-clock").nth(1))

    await clock.skip((state.deadline - clock.now()).total_seconds(), server, [interview])
    await _in(server, interview, Phase.HANDED_IN)
    await expect(page.get_by_text("Entretien terminé")).to_be_visible()
    await expect(times).to_have_text(["00:00", "00:00"])
    assert await page.get_by_role("button", name=re.compile("Passer|Lancer|Terminer")).count() == 0
    assert problems == []
