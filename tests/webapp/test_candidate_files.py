"""The candidate's file through the real server: filled by the manager, within the exam document's limits."""

from typing import Any

from oralexam.identifiers import new_id
from tests.papers.test_reading import pdf
from tests.webapp.made_days import ask, opened, sitting_of
from tests.webapp.visitors import Visitor


async def whose(manager: Visitor) -> tuple[str, dict[str, Any]]:
    """The address of a candidate's papers, and the session's page."""
    page = await opened(manager)
    candidacy = page["session"]["candidacies"][0]["candidacy_id"]
    return f"/api/sessions/{page['session']['session_id']}/candidacies/{candidacy}/papers", page


async def test_a_file_is_filled_and_read(manager: Visitor) -> None:
    """Slides and a synthesis; a page's picture comes; a wrong paper is taken out."""
    path, page = await whose(manager)
    slides = await ask(
        manager, "POST", f"{path}?use=slides", data=pdf(2), headers={"X-File-Name": "Veille.pdf"}
    )
    await ask(manager, "POST", f"{path}?use=synthesis", data="Synthèse.".encode())
    held = await ask(manager, "GET", path)
    assert [(each["use"], each["paper"]["name"]) for each in held["papers"]] == [
        ("slides", "Veille.pdf"),
        ("synthesis", "document"),
    ]
    assert {key: held["limits"][2][key] for key in ("use", "most_pages")} == {
        "use": "slides",
        "most_pages": 6,
    }
    picture = slides["paper"]["pages"][1]["picture"]
    shown = f"/api/sessions/{page['session']['session_id']}/papers/{picture}"
    async with manager.http.get(manager.url + shown) as answer:
        assert (answer.status, answer.content_type) == (200, "image/webp")
    await ask(manager, "DELETE", f"{path}/{slides['entry_id']}")
    assert [each["use"] for each in (await ask(manager, "GET", path))["papers"]] == ["synthesis"]


async def test_the_exam_documents_limits_hold(manager: Visitor) -> None:
    """Seven slides and a synthesis of 6,001 characters are refused; so is a use that nobody knows."""
    path, _ = await whose(manager)
    for use, content, code in (
        ("slides", pdf(7), "paper-too-many-pages"),
        ("synthesis", b"x" * 6001, "paper-too-many-characters"),
        ("scenario-document", b"x", "unknown-paper-use"),
        ("", b"x", "unknown-paper-use"),
    ):
        status, refused = await manager.request("POST", f"{path}?use={use}", data=content)
        assert (status, refused["code"]) == (400, code)
    stranger = path.rsplit("/", 2)[0] + f"/{new_id()}/papers"
    assert (await manager.request("GET", stranger))[1]["code"] == "unknown-candidacy"


async def test_the_jury_of_a_role_play_has_no_file_at_hand(manager: Visitor, visitor: Visitor) -> None:
    """It judges what it hears: the questionnaire's result is for the interview."""
    path, page = await whose(manager)
    await ask(manager, "POST", f"{path}?use=questionnaire-result", data=b"14/20")
    call = sitting_of(page, page["session"]["candidacies"][0]["candidacy_id"])
    body = await ask(manager, "POST", f"/api/manager/sittings/{call}/links", json={"seat": "juror"})
    await visitor.join(body["link"])
    assert (await ask(visitor, "GET", f"/api/seats/{call}/juror/file"))["papers"] == []
    evaluator = await ask(manager, "POST", f"/api/manager/sittings/{call}/links", json={"seat": "evaluator"})
    await visitor.join(evaluator["link"])
    held = await ask(visitor, "GET", f"/api/seats/{call}/evaluator/file")
    assert [each["use"] for each in held["papers"]] == ["questionnaire-result"]
