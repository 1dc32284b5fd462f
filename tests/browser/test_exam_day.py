"""A whole examination day in Chromium: set up from nothing, two candidates at once, ledgers that add up.

The minutes are the official ones (15, 10 and 10; exam document, RE AIE 2015) and the server is the product's
own. Only its clock can be put forward by the test (`skipping_clock`). Short phases would need a
format that no centre has, and a minute is the least that a format can give; a clock that runs faster would
let every page drift from it between two pings, and nothing that they show could be asserted. A clock that
skips runs as clocks do wherever somebody looks: deadlines fall in real time, and pages correct themselves by
the server's next word, as after a suspended computer. What it cannot show: recordings hold real seconds only.
"""

import re

import pytest
from playwright.async_api import Browser, Page, expect

from oralexam.bootstrap.server import Server
from oralexam.exams.parts import PartKind
from oralexam.rooms.phases import Phase
from oralexam.rooms.seats import Seat
from tests.browser.exam_pages import SAVED, new_page, press
from tests.browser.examined import Examined, card_of, hour_and_minute, shown_s
from tests.browser.ledger_pages import check_ledger
from tests.browser.setting_up import (
    invite_juror,
    make_all_calls_telephone_calls,
    make_first_account,
    open_session,
)
from tests.browser.skipping_clock import SkippingClock

pytestmark = [
    pytest.mark.browser,
    pytest.mark.timeout(420),
    pytest.mark.usefixtures("clock", "cheap_passwords"),
]
LATE_S = 240.0
STOOD_S = 45.0
FAILED_S = 20.0
REASON = "Perceuse dans le couloir"
WAITS = "Attendez le responsable"
USUAL = r"15\s*min de préparation, puis 10\s*min d’appel en anglais, puis 10\s*min"
A_THIRD_MORE = r"20\s*min de préparation, puis 13\s*min\s*20\s*s d’appel en anglais, puis 13\s*min\s*20\s*s"
TEXTS = {"Inès": "Dear Ms Probert, from Inès", "Tom": "Dear Ms Aydin, from Tom"}


async def _enter(server: Server, candidate: Page, code: str) -> None:
    """By the code of the sheet, in small letters; nothing is open yet."""
    await candidate.goto(server.url)
    await candidate.fill("#entry-code", code.lower())
    await press(candidate, "Entrer")
    await expect(candidate.get_by_role("heading", name=WAITS)).to_be_visible()


async def _links(board: Page, sitting_id: str) -> dict[str, str]:
    """The links that the board gives for a room."""
    await card_of(board, sitting_id).get_by_role("button", name="Autres actes").click()
    await board.locator("dialog[open]").get_by_role("button", name="Donner de nouveaux liens").click()
    await expect(board.locator("#link-observer")).to_have_value(re.compile("/join#"))
    links = {seat: await board.locator(f"#link-{seat}").input_value() for seat in ("juror", "observer")}
    await board.locator("dialog[open]").get_by_role("button", name="Fermer").click()
    return links


async def _sit(page: Page, link: str) -> None:
    """Take a seat by its link."""
    await page.goto(link)
    await page.wait_for_url(re.compile("/seat/"))


def _call_of(server: Server, name: str) -> str:
    (kept,) = server.stores.exam_sessions.listed()
    candidacy = next(each for each in kept.session.candidacies if each.name == name)
    parts = server.stores.exam_sessions.parts(kept.session.session_id, candidacy.candidacy_id)
    return next(each.sitting_id for each in parts if each.part is PartKind.CALL)


async def _people(
    server: Server, browser: Browser, clock: SkippingClock, problems: list[str]
) -> list[Examined]:
    """From an empty server to two candidates who wait and two juries that sit."""
    manager, signed_in = await new_page(browser, problems), await new_page(browser, problems)
    await make_first_account(server, manager)
    await invite_juror(server, manager, signed_in)
    await make_all_calls_telephone_calls(server, manager)
    codes = await open_session(server, manager)
    await manager.goto(f"{server.url}/manager")
    found = []
    for name, code in codes.items():
        candidate, observer = await new_page(browser, problems), await new_page(browser, problems)
        await _enter(server, candidate, code)
        sitting_id = _call_of(server, name)
        links = await _links(manager, sitting_id)
        juror = signed_in if name.startswith("Inès") else await new_page(browser, problems)
        if juror is not signed_in:
            await _sit(juror, links["juror"])
        await _sit(observer, links["observer"])
        await press(observer, "Sans le son")
        found.append(
            Examined(
                name=name,
                sitting_id=sitting_id,
                server=server,
                clock=clock,
                board=manager,
                candidate=candidate,
                juror=juror,
                observer=observer,
            )
        )
    calls = signed_in.locator(".own-part", has=signed_in.get_by_text("Appel", exact=True))
    await expect(calls).to_contain_text("Inès Marchetti")
    await expect(calls).to_contain_text("après : partie écrite")
    await expect(signed_in.locator(".own-part", has_text="Okoye")).to_have_count(0)
    await calls.get_by_role("link", name="Prendre place").click()
    return found


async def _incident(ines: Examined, tom: Examined) -> None:
    """Noise stops Inès's clock; she gets the time back, and a minute more; Tom's is nobody's concern."""
    before, toms = await ines.deadline(), await tom.deadline()
    await ines.card.get_by_role("button", name="Arrêter le temps").click()
    await ines.board.fill("#act-reason", REASON)
    await ines.board.locator("dialog[open]").get_by_role("button", name="Arrêter le temps").click()
    clocks = [page.locator("exam-clock").first for page in ines.pages]
    for shown in clocks:
        await expect(shown).to_contain_text("Arrêté par le responsable")
    stood = await shown_s(clocks[0])
    await ines.clock.skip(STOOD_S, ines.server, [ines.sitting_id, tom.sitting_id])
    await tom.same_clock(toms, "Préparation, reste")
    assert [await shown_s(shown) for shown in clocks] == [stood] * 3
    await ines.act("Noter un incident", REASON)
    await ines.act("Rendre du temps", REASON, seconds="60")
    for shown in clocks:
        await expect(shown.locator(".clock-time")).to_have_text(f"{stood // 60 + 1:02}:{stood % 60:02}")
    await ines.card.get_by_role("button", name="Relancer le temps").click()
    for shown in clocks:
        await expect(shown).not_to_contain_text("Arrêté")
    after = await ines.deadline()
    assert (after - before).total_seconds() >= 60 + STOOD_S
    await expect(clocks[0].locator(".clock-until")).to_contain_text(hour_and_minute(after))
    assert REASON not in await ines.candidate.content()
    assert await tom.deadline() == toms
    await ines.same_clock(after, "Préparation, reste")


async def _lose_the_line(tom: Examined, ines: Examined) -> None:
    """The browser of Tom's juror is gone for a while: both screens say so, and the end stays where it was."""
    ends_at, seat = await tom.call_end(), tom.juror.url
    await tom.juror.goto("about:blank")
    await expect(tom.candidate.get_by_text(re.compile("n’arrive plus"))).to_be_visible()
    await expect(tom.card).to_contain_text("coupée")
    assert Seat.JUROR in (await tom.state()).lost_links
    await tom.clock.skip(FAILED_S, tom.server, [tom.sitting_id, ines.sitting_id])
    await expect(ines.card).not_to_contain_text("coupée")
    await tom.juror.goto(seat)
    for page in (tom.candidate, tom.juror):
        await expect(page.get_by_text("Communication établie")).to_be_visible()
        await tom.hears_one(page)
    await expect(tom.card).not_to_contain_text("coupée")
    assert await tom.call_end() == ends_at
    await tom.same_clock(ends_at, "Appel, reste")


async def _write(who: Examined, text: str) -> None:
    """The sheet opens by itself; what is typed is saved."""
    await who.comes_to(Phase.WRITING)
    await who.candidate.locator("#text").fill(text)
    await expect(who.candidate.get_by_text(SAVED).first).to_be_visible()
    await who.same_clock(await who.deadline(), "Écrit, reste")


async def _handed_in(who: Examined, text: str) -> None:
    """At the deadline what was there is handed in, and everybody sees it."""
    await who.comes_to(Phase.HANDED_IN)
    assert (await who.state()).text.text == text
    await expect(who.candidate.get_by_role("heading", name="Votre texte est remis")).to_be_visible()
    for page in (who.juror, who.observer):
        await expect(page.get_by_role("heading", name="Cette partie est terminée")).to_be_visible()
    await expect(who.card).to_contain_text("Remis")


async def _begin(who: Examined, *, promised: str, preparation_s: int) -> None:
    """Admission, notice, draw, file: the time that was promised runs, and everybody sees the same."""
    await who.admit()
    await expect(who.candidate.locator(".next")).to_contain_text(re.compile(promised))
    await who.draw()
    await press(who.juror, "Remettre le dossier")
    await who.comes_to(Phase.PREPARATION)
    assert (await who.deadline() - await who.began()).total_seconds() == preparation_s
    await who.same_clock(await who.deadline(), "Préparation, reste")


async def _begin_late(tom: Examined, ines: Examined) -> None:
    """Inès is four minutes into her time; Tom still waits, and then has his whole time before him."""
    both = [ines.sitting_id, tom.sitting_id]
    await tom.clock.skip(LATE_S, tom.server, both)
    await expect(tom.candidate.get_by_role("heading", name=WAITS)).to_be_visible()
    await expect(tom.card.get_by_role("button", name="Confirmer la fin de l’écrit")).to_be_visible()
    ines_ends = await ines.deadline()
    await _begin(tom, promised=USUAL, preparation_s=15 * 60)
    assert (await tom.began() - await ines.began()).total_seconds() >= LATE_S
    assert await ines.deadline() == ines_ends
    await ines.same_clock(ines_ends, "Préparation, reste")
    drawn = [(await who.state()).drawn for who in (ines, tom)]
    assert None not in drawn
    assert len({each.lot.drawn for each in drawn if each is not None}) == 2


async def _call_at_once(ines: Examined, tom: Examined) -> None:
    """Two calls in two rooms, begun one after the other; the board shows both."""
    both = [ines.sitting_id, tom.sitting_id]
    for who, call_s in ((tom, 600), (ines, 800)):
        await who.clock.skip_to(await who.deadline(), who.server, both)
        await who.call()
        assert (await who.call_end() - await who.began()).total_seconds() == call_s
    await expect(ines.board.locator("table.day tbody tr")).to_have_count(2)
    for who in (ines, tom):
        await who.same_clock(await who.call_end(), "Appel, reste")
        await expect(who.card.locator(".recording-on")).to_be_visible()
        assert (await who.state()).phase is Phase.CALL


async def test_two_candidates_are_examined_at_once(
    server: Server, browser: Browser, clock: SkippingClock
) -> None:
    """One late, one with a third more time and an incident: each has their own time, every second counts."""
    problems: list[str] = []
    ines, tom = await _people(server, browser, clock, problems)
    both = [ines.sitting_id, tom.sitting_id]
    await _begin(ines, promised=A_THIRD_MORE, preparation_s=20 * 60)
    await _begin_late(tom, ines)
    await _incident(ines, tom)
    await _call_at_once(ines, tom)
    await _lose_the_line(tom, ines)

    await clock.skip_to(await tom.call_end(), server, both)
    await _write(tom, TEXTS["Tom"])
    assert (await ines.state()).phase is Phase.CALL
    await clock.skip_to(await ines.call_end(), server, both)
    await _write(ines, TEXTS["Inès"])
    await clock.skip_to(await tom.deadline(), server, both)
    await _handed_in(tom, TEXTS["Tom"])
    assert (await ines.state()).phase is Phase.WRITING
    await clock.skip_to(await ines.deadline(), server, both)
    await _handed_in(ines, TEXTS["Inès"])

    planned = {Phase.PREPARATION: 20 * 60, Phase.CALL: 800, Phase.WRITING: 800}
    given = {Phase.PREPARATION: 60}
    await check_ledger(ines, planned=planned, given=given, paused_s=STOOD_S, failed_s=0, reason=REASON)
    planned = {Phase.PREPARATION: 15 * 60, Phase.CALL: 600, Phase.WRITING: 600}
    await check_ledger(tom, planned=planned, given={}, paused_s=0, failed_s=FAILED_S, reason="")
    assert problems == []
