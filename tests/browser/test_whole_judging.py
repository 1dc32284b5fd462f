"""A call that is over, in Chromium: marked alone, shown, agreed upon, printed, packed, verified."""

import asyncio
import json
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, Locator, Page, expect
from typer.testing import CliRunner

from oralexam.bootstrap.server import Server
from oralexam.cli.program import program
from oralexam.rooms.seats import Seat
from tests.browser.exam_pages import has_seen, open_page, press, until, watch_for
from tests.browser.judged_exam import held_call, two_criteria
from tests.browser.skipping_clock import SkippingClock
from tests.dossier import made_records as made
from tests.dossier.tag_tree import TaggedPdf
from tests.patience import PATIENCE_S

pytestmark = [pytest.mark.browser, pytest.mark.timeout(170)]
OPINIONS = {Seat.JUROR: "canary: a firm tone", Seat.OBSERVER: "canary: hesitations"}
NO_MOMENT = "canary: all along"
DISSENT = "La date reste en débat."
TEXT_OF = "async (path) => (await fetch(path)).text()"


@pytest.mark.usefixtures("clock")
async def test_from_two_marked_grids_to_a_pack_that_verifies(
    server: Server, browser: Browser, clock: SkippingClock, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Alone until both have sealed; one dissent; both sign; the paper proves pack and database."""
    await clock.skip((made.MADE - clock.now()).total_seconds(), server, [])
    two_criteria(server, clock.now())
    session_id, room = await held_call(server, monkeypatch)
    sitting_id = room.sitting_id
    problems: list[str] = []
    juror, observer = [
        await open_page(browser, await server.desk.link(sitting_id, seat), problems) for seat in OPINIONS
    ]
    manager = await open_page(browser, await server.desk.manager_link(), problems)

    await _mark_alone(server, juror, sitting_id, 3, OPINIONS[Seat.JUROR])
    for other in (observer, manager):
        told = await other.evaluate(TEXT_OF, f"/api/judging/{sitting_id}")
        assert json.loads(told)["judges"][0]["sealed"]
        assert "canary" not in told
    await _the_candidates_screen(server, juror, sitting_id)
    await _mark_alone(server, observer, sitting_id, 2, OPINIONS[Seat.OBSERVER])
    await expect(observer.get_by_text(OPINIONS[Seat.JUROR])).to_be_visible()
    await expect(juror.get_by_role("link", name="Ouvrir la délibération")).to_be_visible()
    await expect(juror.get_by_text(OPINIONS[Seat.OBSERVER])).to_be_visible()

    await _deliberate(juror, observer)
    printed = await _printed(server, manager, session_id)
    # What is printed is the chain as it was: the pack that follows names the recordings in it.
    head = server.stores.events.chain_head(sitting_id).hash
    pack = await _packed(manager)
    said = printed.text(printed.document)
    # The end of a line stands for the space that was there.
    closed_up = re.sub(r"\s", "", said)
    for words in (*OPINIONS.values(), NO_MOMENT, DISSENT, "Acquis 00:00–00:01", "maintient : Fragile"):
        assert re.sub(r"\s", "", words) in closed_up
    assert head in said
    key = re.search(r"(?:[0-9a-f]{4}\s){15}[0-9a-f]{4}", said)
    assert key is not None
    assert problems == []

    file = tmp_path / "taken-away.zip"
    file.write_bytes(pack)
    wanted = ["--key", key[0], "--printed", head]
    assert await _verified("pack", str(file), *wanted) == (0, [])
    standing = ["sitting", sitting_id, "--data", str(tmp_path), "--printed", head]
    assert await _verified(*standing) == (0, [])
    pack = bytearray(pack)
    pack[len(pack) // 2] ^= 1
    file.write_bytes(pack)
    code, found = await _verified("pack", str(file), *wanted)
    assert code == 1
    assert found


async def _mark_alone(server: Server, page: Page, sitting_id: str, level: int, opinion: str) -> None:
    """The first criterion by a moment that was heard, the second with why there is none; sealed."""
    await page.goto(f"{server.url}/judge/{sitting_id}")
    rows = page.locator("tr[data-criterion]")
    await expect(rows).to_have_count(2)
    await expect(page.get_by_role("button", name="Écouter", exact=True)).to_be_enabled()
    for place in range(2):
        levels = rows.nth(place).locator(".scale input")
        await levels.first.focus()
        await page.keyboard.press(f"Digit{level}")
        await expect(levels.nth(level - 1)).to_be_checked()
    await rows.first.locator(".scale input").nth(level - 1).focus()
    await page.keyboard.press("m")
    await expect(rows.first.get_by_role("button", name=re.compile("^Écouter 0"))).to_be_visible()
    await rows.last.get_by_role("button", name="Aucun moment").click()
    await page.keyboard.type(NO_MOMENT)
    await page.keyboard.press("Enter")
    await page.get_by_label("Acquise", exact=True).check()
    await page.get_by_label("Commentaire d’ensemble").fill(opinion)
    await press(page, "Sceller mon évaluation")
    await _confirm(page, "Sceller mon évaluation")
    await expect(page.get_by_role("heading", name="Votre évaluation est scellée")).to_be_visible()


async def _confirm(page: Page, name: str) -> None:
    await page.get_by_role("dialog").get_by_role("button", name=name).click()


async def _the_candidates_screen(server: Server, juror: Page, sitting_id: str) -> None:
    """A window on the second screen goes where the jury's goes, and gets no word of what was marked."""
    page = await juror.context.new_page()
    await page.goto(f"{server.url}/replay/{sitting_id}")
    await page.get_by_role("button", name="Ajouter un extrait").click()
    await page.get_by_role("button", name="Extrait A", exact=True).wait_for()
    async with juror.context.expect_page() as opening:
        await page.get_by_role("button", name="Second écran").click()
    screen = await opening.value
    await screen.get_by_text("Suit l’autre fenêtre, sans son").wait_for()
    await watch_for(screen, ".clip-now")
    await page.bring_to_front()
    await page.keyboard.press("1")
    await has_seen(screen, ".clip-now")
    await _same_place(page, screen)
    shown = await screen.content() + await screen.evaluate(TEXT_OF, f"/api/replay/{sitting_id}/safe")
    assert "canary" not in shown
    assert made.CANDIDATE in shown
    for each in (screen, page):
        await each.close()


async def _same_place(page: Page, screen: Page) -> None:
    """The jury goes to the beginning of the text; the other window follows."""
    await page.keyboard.press("End")
    # Nothing plays any more: where it stands, it stays.
    await page.get_by_role("button", name="Écouter", exact=True).wait_for()
    places: list[str | None] = []

    async def same() -> bool:
        places[:] = [await _playhead(each).get_attribute("aria-valuenow") for each in (page, screen)]
        return places[0] == places[1] and places[0] not in {None, "0"}

    await until(same, PATIENCE_S, lambda: f"the two stand at {places}")


def _playhead(page: Page) -> Locator:
    return page.locator(".playhead")


async def _deliberate(juror: Page, observer: Page) -> None:
    """A level for the first criterion, a dissent on the second, said and signed."""
    for page in (juror, observer):
        await page.get_by_role("link", name="Ouvrir la délibération").click()
        await expect(page.get_by_role("heading", name="Délibération")).to_be_visible()
    rows = juror.locator("tr[data-criterion]")
    await expect(rows.first.get_by_text("écart")).to_be_visible()
    await rows.first.locator("fieldset input").first.focus()
    await juror.keyboard.press("Digit3")
    await rows.last.locator("fieldset input").first.focus()
    await juror.keyboard.press("d")
    await rows.last.locator("textarea").fill(DISSENT)
    await juror.get_by_label("Acquise", exact=True).check()
    await press(juror, "Les deux évaluateurs")
    await press(juror, "Soumettre à signature")
    for page in (juror, observer):
        await press(page, "Signer la délibération")
        await _confirm(page, "Signer la délibération")
    for page in (observer, juror):
        await expect(page.get_by_role("heading", name="La délibération est close")).to_be_visible()


async def _printed(server: Server, manager: Page, session_id: str) -> TaggedPdf:
    """The record as it is printed, from the manager's page."""
    await manager.goto(f"{server.url}/after/{session_id}")
    row = manager.get_by_role("row", name=made.CANDIDATE)
    await expect(row).to_contain_text("terminée, délibération verrouillée")
    return TaggedPdf(await _downloaded(manager, f"Procès-verbal (PDF) de {made.CANDIDATE}"))


async def _packed(manager: Page) -> bytes:
    """The pack, from the same page."""
    row = manager.get_by_role("row", name=made.CANDIDATE)
    await row.get_by_role("button", name=f"Dossier de recours de {made.CANDIDATE}").click()
    await row.get_by_role("button", name="Préparer le dossier").click()
    return await _downloaded(manager, "Télécharger le dossier")


async def _downloaded(page: Page, link: str) -> bytes:
    async with page.expect_download(timeout=PATIENCE_S * 1000) as download:
        await page.get_by_role("link", name=link).click()
    path = await (await download.value).path()
    return await asyncio.to_thread(path.read_bytes)


async def _verified(*words: str) -> tuple[int, list[Any]]:
    """Exit code and findings of `oralexam verify`."""
    result = await asyncio.to_thread(CliRunner().invoke, program, ["verify", *words, "--json"])
    return result.exit_code, json.loads(result.stdout)["findings"]
