"""The interviews of one candidate, pressed through in Chromium: what they wait for, steps, clocks, replay.

The minutes are the official ones (exam document, RE AIE 2015); the server's clock is put forward.
"""

import re
from typing import Any

import aiohttp
import pytest
from playwright.async_api import Browser, Page, expect

from oralexam.bootstrap.server import Server
from oralexam.exams.parts import PartKind
from oralexam.rooms import commands
from oralexam.rooms.formality_commands import AcknowledgeNotice, AdmitCandidate
from oralexam.rooms.line_acts import caller
from oralexam.rooms.phases import Phase
from oralexam.rooms.seats import PARTIES, Seat
from tests.browser.exam_pages import new_page, press, until
from tests.browser.examined import card_of, shown_s
from tests.browser.setting_up import PASSWORD
from tests.browser.skipping_clock import SkippingClock
from tests.patience import PATIENCE_S
from tests.rooms.devices import check_stations
from tests.webapp.drawing import draw_by_lot
from tests.webapp.made_days import ask, ready, save, sitting_of
from tests.webapp.visitors import Visitor

pytestmark = [
    pytest.mark.browser,
    pytest.mark.timeout(300),
    pytest.mark.usefixtures("clock", "cheap_passwords"),
]
NEAR_S = 3.0
"""How far a clock on a screen may be from the server's when both are read one after the other."""
REASON = "Mauvais candidat"


async def _session(server: Server) -> dict[str, Any]:
    """A session of the title, opened; its first juror has an account."""
    async with (
        aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as managers,
        aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as jurors,
    ):
        manager, juror = Visitor(managers, server.url), Visitor(jurors, server.url)
        await manager.join(await server.desk.manager_link())
        page = await ready(manager)
        link = (await ask(manager, "POST", "/api/accounts/invitations", json={"role": "juror"}))["link"]
        new = {"token": link.partition("#")[2], "login": "claire.morel", "name": "Claire Morel"}
        made = await ask(juror, "POST", "/api/welcome", json={**new, "password": PASSWORD})
        members = list(page["session"]["members"])
        members[0] = {**members[0], "account_id": made["account"]["account_id"]}
        page = await save(manager, page, members=members)
        path = f"/api/sessions/{page['session']['session_id']}/open"
        opened: dict[str, Any] = await ask(manager, "POST", path, json={})
        return opened


async def _call(server: Server, clock: SkippingClock, sitting_id: str) -> None:
    """The call is held: the rooms are told what people would press; no browser is needed for it."""

    async def give(seat: Seat, kind: Any, **fields: Any) -> None:  # noqa: ANN401 — any command
        phase = (await server.rooms.state(sitting_id)).phase
        await server.rooms.command(sitting_id, seat, kind(from_phase=phase, **fields))

    await give(Seat.MANAGER, AdmitCandidate)
    asked = (await server.rooms.state(sitting_id)).sitting.formalities
    assert asked is not None
    for seat in PARTIES:
        await give(seat, AcknowledgeNotice, version=asked.notice_version)
    await check_stations(server.rooms, sitting_id)
    await draw_by_lot(server.rooms, sitting_id)
    await give(Seat.JUROR, commands.StartPreparation)
    await clock.skip(3600, server, [sitting_id])
    # The line rang for as long as a line rings, and nobody had pressed: whose part it is rings now.
    who = caller(await server.rooms.state(sitting_id))
    await give(who, commands.Ring)
    await give(who.other_party, commands.Answer)
    for seat in PARTIES:
        await server.rooms.media_flowing(sitting_id, seat)
    await give(Seat.JUROR, commands.HangUp)
    await give(Seat.CANDIDATE, commands.HandIn)


async def _in(server: Server, sitting_id: str, phase: Phase) -> None:
    """Wait until a room is in a phase."""

    async def there() -> bool:
        return (await server.rooms.state(sitting_id)).phase is phase

    await until(there, PATIENCE_S, lambda: f"did not come to {phase}")


async def _agree(server: Server, clock: SkippingClock, sitting_id: str, *pages: Page) -> None:
    """Every clock shows what the server has left."""
    deadline = (await server.rooms.state(sitting_id)).deadline
    assert deadline is not None
    seen: list[float] = []

    async def agree() -> bool:
        left = (deadline - clock.now()).total_seconds()
        seen[:] = [await shown_s(page.locator("exam-clock").first) - left for page in pages]
        return all(abs(each) <= NEAR_S for each in seen)

    await until(agree, PATIENCE_S, lambda: f"clocks are off by {seen} s")


async def _skip_to_end(server: Server, clock: SkippingClock, sitting_id: str) -> None:
    """The step's time passes."""
    deadline = (await server.rooms.state(sitting_id)).deadline
    assert deadline is not None
    await clock.skip((deadline - clock.now()).total_seconds(), server, [sitting_id])


async def _length_s(server: Server, sitting_id: str) -> float:
    """How long the present step lasts in all."""
    state = await server.rooms.state(sitting_id)
    assert state.deadline is not None
    return (state.deadline - state.spans[-1].started_at).total_seconds()


async def _take_seat(server: Server, juror: Page, part: str) -> None:
    """From the juror's own list to the page of a part."""
    await juror.goto(f"{server.url}/day")
    line = juror.locator(".own-part", has=juror.get_by_text(part, exact=True), has_text="Tom Okoye")
    await line.get_by_role("link", name="Prendre place").click()
    await expect(juror.get_by_role("heading", name=part, level=1)).to_be_visible()


async def _confirm_undo_confirm(board: Page, juror: Page, card: Any) -> None:  # noqa: ANN401 — a Locator
    """The manager confirms on the card, takes one back with a reason, and confirms it again."""
    await card.get_by_role("button", name="Confirmer la fin de l’écrit").click()
    await card.get_by_role("button", name="Confirmer la fin du questionnaire").click()
    await expect(juror.locator(".order-waits")).not_to_contain_text("questionnaire")
    await card.get_by_role("button", name="Autres actes").click()
    blocks = board.locator("dialog[open] .sitting-blocks li")
    await expect(blocks).to_have_count(2)
    undo = blocks.filter(has_text="Questionnaire").get_by_role("button", name="Annuler la confirmation")
    await undo.click()
    await board.fill("#act-reason", REASON)
    await board.locator("dialog[open]").get_by_role("button", name="Annuler la confirmation").click()
    await expect(juror.locator(".order-waits")).to_contain_text("questionnaire professionnel")
    await card.get_by_role("button", name="Confirmer la fin du questionnaire").click()
    await expect(juror.locator(".order-waits")).not_to_contain_text("questionnaire")


async def _technical_interview(
    server: Server, clock: SkippingClock, sitting_id: str, pages: tuple[Page, Page]
) -> None:
    """10 and 20 minutes: the first step is cut short by a press, the second ends by itself."""
    juror, candidate = pages
    await press(juror, "Lancer : Retour sur les productions")
    await _in(server, sitting_id, Phase.REVIEW)
    assert await _length_s(server, sitting_id) == 10 * 60
    await _agree(server, clock, sitting_id, juror, candidate)
    async with juror.expect_popup() as opened:
        await juror.get_by_role("link", name="Réécouter : Appel").click()
    replay = await opened.value
    await expect(replay.get_by_role("heading", level=1)).to_contain_text("Tom Okoye")
    await replay.close()
    await press(juror, "Passer à : Questions")
    await juror.locator("dialog[open]").get_by_role("button", name="Passer à : Questions").click()
    await _in(server, sitting_id, Phase.QUESTIONS)
    assert await _length_s(server, sitting_id) == 20 * 60
    await _agree(server, clock, sitting_id, juror, candidate)
    await _skip_to_end(server, clock, sitting_id)
    await expect(juror.get_by_text(re.compile("^Terminé à"))).to_be_visible()
    await expect(candidate.get_by_text("Cette partie est terminée")).to_be_visible()


async def _production(
    server: Server, clock: SkippingClock, sitting_id: str, pages: tuple[Page, Page]
) -> None:
    """10 and 10 minutes: the server passes on by itself, the jury ends it."""
    juror, candidate = pages
    await press(juror, "Lancer : Présentation")
    await _in(server, sitting_id, Phase.PRESENTATION)
    assert await _length_s(server, sitting_id) == 10 * 60
    await _agree(server, clock, sitting_id, juror, candidate)
    await _skip_to_end(server, clock, sitting_id)
    await _in(server, sitting_id, Phase.QUESTIONS)
    assert await _length_s(server, sitting_id) == 10 * 60
    await _agree(server, clock, sitting_id, juror, candidate)
    await press(juror, "Terminer l’entretien")
    await juror.locator("dialog[open]").get_by_role("button", name="Terminer l’entretien").click()
    await expect(juror.get_by_text(re.compile("^Terminé à"))).to_be_visible()


async def _final(server: Server, clock: SkippingClock, sitting_id: str, pages: tuple[Page, Page]) -> None:
    """15 minutes, and over."""
    juror, candidate = pages
    await press(juror, "Lancer : Entretien final")
    await _in(server, sitting_id, Phase.INTERVIEW)
    assert await _length_s(server, sitting_id) == 15 * 60
    await _agree(server, clock, sitting_id, juror, candidate)
    await _skip_to_end(server, clock, sitting_id)
    await expect(juror.get_by_text(re.compile("^Terminé à"))).to_be_visible()


async def _go_on(candidate: Page) -> None:
    """From a part that is over into the next."""
    await candidate.get_by_role("link", name="Continuer").click()
    await candidate.get_by_role("link", name="Commencer").click()


async def test_a_candidates_interviews_are_pressed_through(
    server: Server, browser: Browser, clock: SkippingClock
) -> None:
    """Each waits for what is before it, runs its official minutes on every screen, and ends."""
    problems: list[str] = []
    page = await _session(server)
    tom = page["session"]["candidacies"][1]
    parts = {kind: sitting_of(page, tom["candidacy_id"], kind) for kind in PartKind if kind != "oral-defence"}
    technical = parts[PartKind.TECHNICAL_INTERVIEW]
    board, juror, candidate = [await new_page(browser, problems) for _ in range(3)]
    await board.goto(await server.desk.manager_link())
    await juror.goto(f"{server.url}/sign-in")
    await juror.fill("#entry-login", "claire.morel")
    await juror.fill("#entry-password", PASSWORD)
    await juror.keyboard.press("Enter")
    await juror.wait_for_url(re.compile("/day$"))
    line = juror.locator(".own-part", has=juror.get_by_text("Entretien technique", exact=True)).first
    await expect(line).to_contain_text("après :")

    await _take_seat(server, juror, "Entretien technique")
    begin = juror.get_by_role("button", name="Lancer : Retour sur les productions")
    await expect(begin).to_be_disabled()
    await expect(juror.locator(".order-waits")).to_contain_text("partie écrite")
    await _confirm_undo_confirm(board, juror, card_of(board, technical))
    await _call(server, clock, parts[PartKind.CALL])
    await expect(juror.locator(".order-waits")).not_to_contain_text("appel")
    await expect(begin).to_be_disabled()
    stop = commands.AbortPart(from_phase=Phase.WAITING, reason="Tenue sur papier")
    await server.rooms.command(parts[PartKind.VISITOR], Seat.MANAGER, stop)
    await expect(begin).to_be_enabled()

    await candidate.goto(server.url)
    await candidate.fill("#entry-code", tom["code"])
    await press(candidate, "Entrer")
    await candidate.get_by_role("link", name="Commencer").click()
    await expect(candidate.get_by_text("Rejoignez la salle du jury")).to_be_visible()
    await _technical_interview(server, clock, technical, (juror, candidate))

    await _take_seat(server, juror, "Entretien final")
    await expect(juror.get_by_role("button", name="Lancer : Entretien final")).to_be_disabled()
    await expect(juror.locator(".order-waits")).to_contain_text("questionnement sur production")

    await _go_on(candidate)
    await _take_seat(server, juror, "Questionnement sur production")
    await _production(server, clock, parts[PartKind.PRODUCTION_QUESTIONING], (juror, candidate))

    await _go_on(candidate)
    await _take_seat(server, juror, "Entretien final")
    await _final(server, clock, parts[PartKind.FINAL_INTERVIEW], (juror, candidate))
    await candidate.get_by_role("link", name="Continuer").click()
    await expect(candidate.get_by_role("heading", name="Vos épreuves sont terminées")).to_be_visible()
    await board.goto(f"{server.url}/ledger/{technical}")
    said = board.locator("section[aria-labelledby=said] li")
    await expect(said).to_have_count(4)
    await expect(said.filter(has_text=REASON)).to_contain_text(
        re.compile(r"Questionnaire\s: déclaration annulée")
    )
    assert problems == []
