"""Two jurors draw in two browsers' pages; one is reloaded in between; a leak brings another draw."""

import re

import msgspec
import pytest
from playwright.async_api import Browser, Page, expect

from oralexam.bootstrap.server import Server
from oralexam.rooms import commands, line_acts
from oralexam.rooms.draw_proof import prove
from oralexam.rooms.phases import Phase
from oralexam.rooms.seats import PARTIES, Seat
from oralexam.webapp.sittings.desk import SittingRequest
from tests.browser.exam_pages import open_page, press, until
from tests.patience import PATIENCE_S

pytestmark = [pytest.mark.browser, pytest.mark.timeout(170)]
PATIENCE_MS = PATIENCE_S * 1000
WANTED = SittingRequest(
    candidate_name="Inès Marchetti",
    juror_name="Mme Okafor",
    observer_name="Mme Aubertin",
    room_name="salle 1",
    formalities=False,
)


async def _sees(page: Page, words: str) -> None:
    await expect(page.get_by_text(re.compile(words)).first).to_be_visible(timeout=PATIENCE_MS)


async def test_two_jurors_draw_and_anybody_computes_it_again(server: Server, browser: Browser) -> None:
    """One press each; a reload in between loses nothing; the candidate sees no more than an envelope."""
    problems: list[str] = []
    sitting_id, links = await server.desk.open(WANTED)
    candidate, juror, observer = [
        await open_page(browser, links[seat], problems)
        for seat in (Seat.CANDIDATE, Seat.JUROR, Seat.OBSERVER)
    ]
    await _sees(observer, "ouvre le tirage")
    await press(juror, "Tirer au sort")
    await _sees(juror, "Il manque la part de.*Mme Aubertin")
    await juror.reload()
    await _sees(juror, "Mme Okafor a scellé sa part")
    assert await juror.get_by_role("button", name="Ajouter ma part").count() == 0
    await press(observer, "Ajouter ma part")
    for page in (juror, observer):
        await _sees(page, "tout concorde")
    state = await server.rooms.state(sitting_id)
    assert state.drawn is not None
    assert state.draws.now is not None
    scenario = server.stores.scenarios.all()[state.drawn.lot.drawn]
    assert scenario.title not in await candidate.content()
    seal = state.drawn.lot.sealed_set
    assert f"{seal[:4]} {seal[4:8]}" not in await candidate.content()
    whole = await observer.locator("details").inner_html()
    assert all(share.share in whole for share in state.draws.now.shares)
    await press(juror, "Remettre le dossier")
    await _sees(candidate, f"Scénario {scenario.number:02}, tiré au sort")
    await _sees(candidate, f"{seal[:4]} {seal[4:8]}")

    await candidate.locator("textarea").first.fill("about the first")
    leak = commands.VoidDraw(from_phase=Phase.PREPARATION, reason="vu sur un téléphone")
    await server.rooms.command(sitting_id, Seat.MANAGER, leak)
    for page in (juror, observer):
        await _sees(page, "annulé à .* par le responsable")
    await press(juror, "Tirer au sort")
    await press(observer, "Ajouter ma part")
    await press(juror, "Remettre le dossier")
    await _sees(candidate, "Tirage.2")
    assert await candidate.locator("textarea").first.input_value() == ""
    history = server.stores.events.load(sitting_id)
    proof = prove(sitting_id, history)
    assert proof.findings == ()
    assert (proof.number, len(proof.voids)) == (2, 1)
    assert problems == []


async def test_a_share_that_a_page_has_lost_is_said_and_one_draws_anew(
    server: Server, browser: Browser
) -> None:
    """Its storage emptied between the two steps, the page asks for another draw, and all see why."""
    problems: list[str] = []
    _, links = await server.desk.open(WANTED)
    juror = await open_page(browser, links[Seat.JUROR], problems)
    observer = await open_page(browser, links[Seat.OBSERVER], problems)
    await press(juror, "Tirer au sort")
    await _sees(juror, "Mme Okafor a scellé sa part")
    await juror.evaluate("sessionStorage.clear()")
    await juror.reload()
    await _sees(juror, "n’est plus dans cette page")
    await press(observer, "Ajouter ma part")
    await press(juror, "Recommencer le tirage")
    for page in (juror, observer):
        await _sees(page, "Part manquante.*Mme Okafor")
    await press(juror, "Tirer au sort")
    await press(observer, "Ajouter ma part")
    await _sees(juror, "tout concorde")
    assert problems == []


async def test_an_observer_without_sound_makes_no_connection_and_does_all_else(
    server: Server, browser: Browser
) -> None:
    """On a tablet beside the jury's one headset: share, call, facts and bell, remembered by the device."""
    problems: list[str] = []
    sitting_id, links = await server.desk.open(
        msgspec.structs.replace(WANTED, rehearsal=True, pace=3600, call_s=60)
    )
    juror = await open_page(browser, links[Seat.JUROR], problems)
    observer = await open_page(browser, links[Seat.OBSERVER], problems)
    await press(observer, "Sans le son")
    await observer.reload()
    await expect(observer.get_by_role("button", name="Sans le son")).to_have_attribute(
        "aria-pressed", "true", timeout=PATIENCE_MS
    )
    await press(juror, "Tirer au sort")
    await press(observer, "Ajouter ma part")
    await press(juror, "Remettre le dossier")
    await _ring_and_answer(server, sitting_id)
    await _sees(observer, "Écoutez au poste du jury")
    assert await observer.evaluate("window.connections.length") == 0
    brief = (await server.rooms.state(sitting_id)).drawn
    assert brief is not None
    scenario = server.stores.scenarios.all()[brief.lot.drawn]
    fact = scenario.jury.facts_if_asked[0]
    pressed = commands.PressFact(from_phase=Phase.CALL, fact_id=fact.fact_id, given=True)
    await server.rooms.command(sitting_id, Seat.JUROR, pressed)
    await expect(observer.locator(".fact [aria-pressed=true], .fact-given, .fact-asked").first).to_be_visible(
        timeout=PATIENCE_MS
    )
    await observer.get_by_text("Appeler le responsable").click()
    await _sees(observer, "Le responsable est appelé")
    assert await observer.evaluate("window.connections.length") == 0
    await press(observer, "Sans le son")
    await expect_connections(observer)
    assert problems == []


async def expect_connections(page: Page) -> None:
    """The page has a peer connection."""

    async def there() -> bool:
        return bool(await page.evaluate("window.connections.length > 0"))

    await until(there, PATIENCE_S, lambda: "no peer connection was made")


async def _ring_and_answer(server: Server, sitting_id: str) -> None:
    """The candidate is not there: what they would press is given in their place, and their sound is told."""

    async def ringing() -> bool:
        return (await server.rooms.state(sitting_id)).phase is Phase.RINGING

    await until(ringing, PATIENCE_S, lambda: "the preparation did not end")
    state = await server.rooms.state(sitting_id)
    caller = line_acts.caller(state)
    await server.rooms.command(sitting_id, caller, commands.Ring(from_phase=Phase.RINGING))
    await server.rooms.command(sitting_id, caller.other_party, commands.Answer(from_phase=Phase.RINGING))
    for seat in PARTIES:
        await server.rooms.media_flowing(sitting_id, seat)
