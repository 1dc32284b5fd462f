"""Dictionaries and documentation through the real server: brought once, at hand where they are allowed."""

import aiohttp

from oralexam.identifiers import new_id
from tests.papers.test_reading import pdf
from tests.webapp.made_days import ask
from tests.webapp.visitors import Visitor

NOTHING_YET = {"works": []}


async def brought(manager: Visitor, *, title: str = "", name: str = "Glossaire.pdf") -> str:
    """The id of a work of two pages that the manager has brought."""
    line = await ask(
        manager,
        "POST",
        f"/api/reference?language=fr-en&title={title}",
        data=pdf(2),
        headers={"X-File-Name": name},
    )
    assert (line["page_count"], line["language"]) == (2, "fr-en")
    work_id: str = line["work_id"]
    return work_id


async def test_a_work_is_at_hand_in_the_preparation_and_not_before(
    manager: Visitor, visitor: Visitor
) -> None:
    """List, pages and pictures come with the file; before it there is nothing, and for nobody else."""
    work_id = await brought(manager, title="Glossaire%20du%20commerce")
    sitting_id, links = await manager.open_sitting(rehearsal=True, scenario="amberline-kettles")
    await visitor.join(links["candidate"])
    shelf = f"/api/seats/{sitting_id}/candidate/reference"
    assert await ask(visitor, "GET", shelf) == NOTHING_YET
    assert (await visitor.request("GET", f"{shelf}/{work_id}"))[1]["code"] == "unknown-paper"

    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as http:
        jury = Visitor(http, manager.url)
        await jury.join(links["juror"])
        juror = await jury.sit(sitting_id, "juror")
        await juror.until("waiting")
        await juror.draw()
        await juror.until("drawn")
        await juror.order("start-preparation")
        await juror.until("preparation")
        assert (await jury.request("GET", shelf))[0] == 403

    (line,) = (await ask(visitor, "GET", shelf))["works"]
    assert (line["work_id"], line["title"], line["page_count"]) == (work_id, "Glossaire du commerce", 2)
    paper = await ask(visitor, "GET", f"{shelf}/{work_id}")
    picture = paper["pages"][1]["picture"]
    async with visitor.http.get(f"{visitor.url}{shelf}/{work_id}/{picture}") as answer:
        assert (answer.status, answer.content_type) == (200, "image/webp")
    for path in (f"{shelf}/{new_id()}", f"{shelf}/{work_id}/{'0' * 64}", f"{shelf}/x"):
        assert (await visitor.request("GET", path))[1]["code"] == "unknown-paper"

    await ask(manager, "POST", f"/api/reference/{work_id}/withdraw")
    assert await ask(visitor, "GET", shelf) == NOTHING_YET
    # Whoever reads it goes on reading.
    assert (await ask(visitor, "GET", f"{shelf}/{work_id}"))["pages"] == paper["pages"]


async def test_the_manager_sees_the_whole_shelf(manager: Visitor) -> None:
    """A work without a title is called by its file; one that was withdrawn stays in the list, to be read."""
    work_id = await brought(manager)
    await ask(manager, "POST", f"/api/reference/{work_id}/withdraw")
    shelf = await ask(manager, "GET", "/api/reference")
    (line,) = shelf["works"]
    assert line["title"] == "Glossaire"
    assert line["withdrawn_at"] is not None
    assert shelf["most"] == {"bytes": 50_000_000, "pages": 200, "works": 30}
    paper = await ask(manager, "GET", f"/api/reference/{work_id}")
    async with manager.http.get(
        f"{manager.url}/api/reference/{work_id}/{paper['pages'][0]['picture']}"
    ) as got:
        assert (got.status, got.content_type) == (200, "image/webp")
    status, refused = await manager.request("POST", "/api/reference?language=de", data=b"x")
    assert (status, refused["code"]) == (400, "unknown-paper-use")
    status, refused = await manager.request("POST", "/api/reference?language=fr", data=b" ")
    assert (status, refused["code"]) == (400, "paper-empty")
