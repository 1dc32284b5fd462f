"""The manager looks at a session after its day and takes a candidate's record with him, in Chromium."""

import asyncio

import pytest
from playwright.async_api import Browser, Page, expect

from oralexam.bootstrap.server import Server
from oralexam.evidence.checking.packs import check_bytes
from oralexam.exams.session import PartSitting, SessionState
from tests.browser.exam_pages import open_page
from tests.dossier import made_records as made
from tests.dossier.tag_tree import TaggedPdf
from tests.patience import PATIENCE_S

pytestmark = [pytest.mark.browser, pytest.mark.timeout(120)]


async def _taken(page: Page, link: str) -> bytes:
    async with page.expect_download(timeout=PATIENCE_S * 1000) as download:
        await page.get_by_role("link", name=link).click()
    path = await (await download.value).path()
    return await asyncio.to_thread(path.read_bytes)


def _held(server: Server) -> str:
    """A session whose candidate was judged in the call, and whose visitor nobody has deliberated on."""
    session, now = made.session(), made.MADE
    kept = server.stores.exam_sessions.create(session, now=now)
    server.stores.exam_sessions.set_state(session.session_id, SessionState.OPEN, now=now)
    for place, room in enumerate((made.judged_call(), made.judged_visitor())):
        part = PartSitting(
            session_id=session.session_id,
            candidacy_id=session.candidacies[0].candidacy_id,
            part=room.state.sitting.part,
            position=place,
            sitting_id=room.sitting_id,
        )
        server.stores.exam_sessions.reserve([part])
        server.stores.events.append(room.sitting_id, after_seq=0, events=room.history)
    return kept.session.session_id


async def test_record_workbook_and_pack_are_taken_from_the_page(server: Server, browser: Browser) -> None:
    """A tagged PDF with the marks that are locked, a workbook, a pack that holds against what that prints."""
    session_id = _held(server)
    problems: list[str] = []
    page = await open_page(browser, await server.desk.manager_link(), problems)
    await page.goto(f"{server.url}/sessions")
    await page.get_by_role("link", name="Après les épreuves de Session de décembre 2026").click()
    await page.wait_for_url(f"**/after/{session_id}")
    row = page.get_by_role("row", name=made.CANDIDATE)
    await expect(row).to_contain_text("terminée, délibération verrouillée")
    await expect(row).to_contain_text("terminée, scellée par les deux membres du jury")
    await expect(row).to_contain_text("pas ouverte")

    record = TaggedPdf(await _taken(page, f"Procès-verbal (PDF) de {made.CANDIDATE}"))
    said = record.text(record.document)
    assert "Plusieurs reformulations" in said
    assert said.count("Propose une remise") == 3
    head = server.stores.events.chain_head(made.judged_call().sitting_id)
    assert head.hash in said
    assert (await _taken(page, "Classeur de la session (XLSX)")).startswith(b"PK")

    await row.get_by_role("button", name=f"Dossier de recours de {made.CANDIDATE}").click()
    await row.get_by_role("button", name="Préparer le dossier").click()
    fetch = row.get_by_role("link", name="Télécharger le dossier")
    await expect(fetch).to_be_visible(timeout=PATIENCE_S * 1000)
    pack = await _taken(page, "Télécharger le dossier")
    key = (await row.locator(".after-pack code").inner_text()).strip()
    assert key.replace(" ", "") in said.replace(" ", "").replace("\n", "")
    report = check_bytes(memoryview(pack), key=key, printed=[head.hash])
    assert report.holds, report.findings
    # Nobody has deliberated on the visitor: what was sealed there is not handed out.
    assert [each.code for each in report.notes] == ["marks-withheld", "printed-here"]
    assert "record.pdf" in [each["path"] for each in report.told["entries"]]
    assert problems == []
