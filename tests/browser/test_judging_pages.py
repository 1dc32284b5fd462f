"""Two evaluators in two browsers: each marks alone and seals, then they decide together and sign."""

import asyncio
import re
from datetime import UTC, datetime

import msgspec
import pytest
from playwright.async_api import Browser, Page, Route, expect

from oralexam.bootstrap.server import Server
from oralexam.exams.parts import PartKind
from oralexam.rooms import commands
from oralexam.rooms.phases import Phase
from oralexam.rooms.seats import Seat
from oralexam.webapp.sittings.desk import SittingRequest
from tests.browser.exam_pages import SAVED, open_page, press, until
from tests.patience import PATIENCE_S

pytestmark = [pytest.mark.browser, pytest.mark.timeout(170)]
WANTED = SittingRequest(
    candidate_name="Inès Marchetti",
    juror_name="Mme Okafor",
    observer_name="Mme Aubertin",
    room_name="salle 1",
    formalities=False,
)
CANARY = "canary: said long before"


async def _mark_alone(page: Page, sitting_id: str, level: int) -> None:
    """A whole grid by the keyboard: a level, no moment and why; then the overall judgement, and the seal."""
    await page.goto(page.url.split("/seat")[0] + f"/judge/{sitting_id}")
    rows = page.locator("tr[data-criterion]")
    await expect(rows.first).to_be_visible()
    assert await page.locator(".scale input:checked").count() == 0
    await rows.first.locator(".scale input").first.focus()
    for index in range(await rows.count()):
        await page.keyboard.press(f"Digit{level}")
        await expect(rows.nth(index).locator(".scale input").nth(level - 1)).to_be_checked()
        await page.keyboard.press("Enter")
    for index in range(await rows.count()):
        row = rows.nth(index)
        await row.get_by_role("button", name="Aucun moment").click()
        await page.keyboard.type(f"rien n’a été enregistré {index}")
        await page.keyboard.press("Enter")
    await page.get_by_label("Acquise", exact=True).check()
    await page.get_by_label("Commentaire d’ensemble").fill(f"{CANARY} {level}")
    seal = page.get_by_role("button", name="Sceller mon évaluation")
    await expect(page.get_by_text("Enregistré à")).to_be_visible()
    await expect(seal).to_be_enabled()
    await seal.click()
    await page.get_by_role("dialog").get_by_role("button", name="Sceller mon évaluation").click()
    await expect(page.get_by_role("heading", name="Votre évaluation est scellée")).to_be_focused()


async def _both_write_at_once(juror: Page, observer: Page) -> None:
    """Into the same field, each without having seen the other's: both texts are kept, and both stand."""
    theirs, mine = [page.get_by_label("Commentaire commun") for page in (juror, observer)]
    written = asyncio.Event()

    async def behind(route: Route) -> None:
        await written.wait()
        await route.continue_()

    await observer.route("**/api/judging/*/deliberation", behind)
    await mine.fill("Elle a épelé")
    await theirs.fill("Il a rappelé")
    await expect(juror.get_by_text(SAVED)).to_be_visible()
    written.set()
    conflict = observer.locator(".rubric-conflict")
    await expect(conflict).to_contain_text("Mme Okafor a écrit : Il a rappelé")
    await mine.press_sequentially(" le nom")
    await observer.reload()
    await expect(mine).to_have_value("Elle a épelé le nom")
    await press(observer, "Garder les deux")
    for field in (mine, theirs):
        await expect(field).to_have_value("Il a rappelé\nElle a épelé le nom")


def _two_criteria(server: Server) -> None:
    """The centre judges a call by two criteria: what can be pressed for two can be pressed for five."""
    grid = server.stores.grids.current(PartKind.CALL)
    assert grid is not None
    shorter = msgspec.structs.replace(grid, criteria=grid.criteria[:2])
    server.stores.grids.publish(
        shorter, based_on=(grid.grid_id, grid.version), author="Léa Morin", now=datetime.now(UTC)
    )


async def test_two_evaluators_mark_seal_deliberate_and_lock(server: Server, browser: Browser) -> None:
    """Nothing of the colleague's before both have sealed; a difference is settled; both sign; closed."""
    problems: list[str] = []
    _two_criteria(server)
    sitting_id, links = await server.desk.open(WANTED)
    juror, observer = [
        await open_page(browser, links[seat], problems) for seat in (Seat.JUROR, Seat.OBSERVER)
    ]
    abort = commands.AbortPart(from_phase=Phase.WAITING, reason="a test")
    await server.rooms.command(sitting_id, Seat.MANAGER, abort)
    await _mark_alone(juror, sitting_id, 3)
    await _mark_alone(observer, sitting_id, 2)
    both = observer.get_by_text(f"{CANARY} 3")
    await expect(both).to_be_visible()
    await juror.reload()
    await expect(juror.get_by_text(f"{CANARY} 2")).to_be_visible()

    for page in (juror, observer):
        await page.get_by_role("link", name="Ouvrir la délibération").click()
        await expect(page.get_by_role("heading", name="Délibération")).to_be_visible()
    await _both_write_at_once(juror, observer)
    rows = juror.locator("tr[data-criterion]")
    await expect(rows.first.get_by_text("écart")).to_be_visible()
    assert await juror.locator(".scale input:checked").count() == 0
    await rows.first.locator("fieldset input").first.focus()
    for _ in range(await rows.count() - 1):
        await juror.keyboard.press("Digit3")
        await juror.keyboard.press("Enter")
    await juror.keyboard.press("d")
    await rows.last.locator("textarea").fill("La date reste en débat.")
    await juror.get_by_label("Acquise", exact=True).check()
    await juror.get_by_role("button", name="Les deux évaluateurs").click()
    await press(juror, "Soumettre à signature")
    await press(juror, "Signer la délibération")
    await juror.get_by_role("dialog").get_by_role("button", name="Signer la délibération").click()
    await expect(juror.get_by_text("Il manque la signature de Mme Aubertin")).to_be_visible()
    await press(observer, "Signer la délibération")
    await observer.get_by_role("dialog").get_by_role("button", name="Signer la délibération").click()
    for page in (observer, juror):
        await expect(page.get_by_role("heading", name="La délibération est close")).to_be_visible()
    await juror.get_by_label("Raison de la réouverture").fill("Un e-mail n’avait pas été lu.")
    await press(juror, "Demander la réouverture")
    await press(observer, "Accepter la réouverture")
    await expect(juror.get_by_text(re.compile("Version 1, close à .*, rouverte"))).to_be_visible()

    async def reopened() -> bool:
        return (await server.rooms.state(sitting_id)).judging.locked is None

    await until(reopened, PATIENCE_S, lambda: "still locked")
    assert server.stores.events.verify(sitting_id) == ()
    # The conflict is an answer that Chromium writes down, as are what is not there yet.
    assert not [each for each in problems if not re.search("40[349]", each)], problems
