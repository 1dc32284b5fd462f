"""A session after its day: the manager's page, each candidate's record, the workbook; and nobody else's."""

from typing import Any

import pytest

from oralexam.bootstrap.server import Server
from oralexam.clock import SystemClock
from tests.dossier.tag_tree import TaggedPdf
from tests.webapp.made_days import opened, ready
from tests.webapp.visitors import Visitor


async def _page(manager: Visitor) -> dict[str, Any]:
    session = (await opened(manager))["session"]
    status, page = await manager.request("GET", f"/api/sessions/{session['session_id']}/after")
    assert status == 200
    found: dict[str, Any] = page
    return found


async def _document(manager: Visitor, page: dict[str, Any], document: str, query: str = "") -> bytes:
    candidacy_id = page["candidates"][0]["candidacy_id"]
    path = f"/api/sessions/{page['session_id']}/candidacies/{candidacy_id}/documents/{document}.pdf{query}"
    async with manager.http.get(manager.url + path) as response:
        assert response.status == 200
        assert response.content_type == "application/pdf"
        assert response.headers["Cache-Control"] == "no-store"
        assert "filename*=UTF-8''" in response.headers["Content-Disposition"]
        return await response.read()


async def test_the_page_says_how_far_each_part_of_each_candidate_is(manager: Visitor) -> None:
    """Every part that the format names, in order, with its sitting; nothing is judged yet."""
    page = await _page(manager)
    names = [each["name"] for each in page["candidates"]]
    assert names == ["Inès Marchetti", "Tom Okoye"]
    parts = page["candidates"][0]["parts"]
    assert [part["part"] for part in parts][:2] == ["call", "visitor"]
    assert {(part["phase"], part["judging"], part["sealed"], part["locked"]) for part in parts} == {
        ("waiting", False, 0, False)
    }
    assert all(part["sitting_id"] for part in parts)


async def test_the_board_links_to_it_by_a_candidacy(manager: Visitor) -> None:
    """The board knows whose parts belong together, and no session."""
    page = await _page(manager)
    candidacy_id = page["candidates"][1]["candidacy_id"]
    status, found = await manager.request("GET", f"/api/sessions/{candidacy_id}/after")
    assert (status, found["session_id"]) == (200, page["session_id"])
    status, body = await manager.request("GET", "/api/sessions/00000000-0000-4000-8000-000000000000/after")
    assert (status, body["code"]) == (404, "unknown-session")


async def test_a_session_that_is_not_opened_has_its_parts_without_sittings(manager: Visitor) -> None:
    """The page can be looked at before the day; what was never opened is said to be so."""
    session = (await ready(manager))["session"]
    status, page = await manager.request("GET", f"/api/sessions/{session['session_id']}/after")
    assert status == 200
    assert {part["sitting_id"] for part in page["candidates"][0]["parts"]} == {""}
    said = TaggedPdf(await _document(manager, page, "record"))
    assert "n’a pas été ouverte" in said.text(said.document).replace("\n", " ")


async def test_a_record_is_made_from_what_is_stored(server: Server, manager: Visitor) -> None:
    """The head of each chain is the one that the database has; the document says that it is provisional."""
    page = await _page(manager)
    paper = TaggedPdf(await _document(manager, page, "record"))
    said = paper.text(paper.document)
    assert "Document provisoire" in said
    for part in page["candidates"][0]["parts"]:
        head = server.stores.events.chain_head(part["sitting_id"])
        assert head.hash in said
    assert "Inès Marchetti" in said
    assert "Tom Okoye" not in said


async def test_an_attestation_comes_in_english_too(manager: Visitor) -> None:
    """The same address, another document, another language."""
    page = await _page(manager)
    paper = TaggedPdf(await _document(manager, page, "attestation", "?language=en"))
    assert "Attestation of the day" in paper.text(paper.document)


async def test_the_workbook_holds_the_whole_session(manager: Visitor) -> None:
    """An OOXML file (a ZIP), named after the session."""
    page = await _page(manager)
    path = f"/api/sessions/{page['session_id']}/workbook.xlsx"
    async with manager.http.get(manager.url + path) as response:
        assert response.status == 200
        assert (await response.read()).startswith(b"PK")
        assert "Titre" in response.headers["Content-Disposition"]


async def test_records_are_the_managers_alone(manager: Visitor, visitor: Visitor) -> None:
    """Neither a candidate nor a juror gets one, nor the page, nor the workbook."""
    page = await _page(manager)
    session_id, candidacy_id = page["session_id"], page["candidates"][0]["candidacy_id"]
    sitting_id = page["candidates"][0]["parts"][0]["sitting_id"]
    for seat in ("candidate", "juror", "evaluator"):
        _, body = await manager.request(
            "POST", f"/api/manager/sittings/{sitting_id}/links", json={"seat": seat}
        )
        await visitor.join(body["link"])
        for path in (
            "after",
            "workbook.xlsx",
            f"candidacies/{candidacy_id}/documents/record.pdf",
            f"candidacies/{candidacy_id}/documents/attestation.pdf",
        ):
            status, _ = await visitor.request("GET", f"/api/sessions/{session_id}/{path}")
            assert status == 403
    assert "Okoye" not in "".join(visitor.told)


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("candidacies/{candidacy}/documents/marks.pdf", (404, "unknown-export")),
        ("candidacies/{candidacy}/documents/record.pdf?language=xx", (400, "unknown-export-language")),
        ("candidacies/{other}/documents/record.pdf", (404, "unknown-candidate")),
        ("workbook.xlsx?language=xx", (400, "unknown-export-language")),
    ],
)
async def test_what_is_not_offered_is_not_found(
    manager: Visitor, path: str, expected: tuple[int, str]
) -> None:
    """A closed list of documents and languages; a candidate of this session."""
    page = await _page(manager)
    candidacy = page["candidates"][0]["candidacy_id"]
    filled = path.format(candidacy=candidacy, other="00000000-0000-4000-8000-000000000000")
    status, body = await manager.request("GET", f"/api/sessions/{page['session_id']}/{filled}")
    assert (status, body["code"]) == expected


async def test_a_candidate_whose_data_was_erased_has_a_record_that_says_so(
    server: Server, manager: Visitor
) -> None:
    """Times and hashes stay; a name is nowhere."""
    page = await _page(manager)
    now = SystemClock().now()
    for part in page["candidates"][0]["parts"]:
        server.stores.events.erase_personal(part["sitting_id"], now=now)
    server.stores.exam_sessions.erase_personal(page["session_id"], now=now)
    paper = TaggedPdf(await _document(manager, page, "record"))
    said = paper.text(paper.document)
    assert "(effacé)" in said
    assert "Marchetti" not in said
    status, after = await manager.request("GET", f"/api/sessions/{page['session_id']}/after")
    assert status == 200
    assert {each["name"] for each in after["candidates"]} == {""}
