"""Dictionaries and documentation through the real server: brought once, at hand where they are allowed."""

from dataclasses import dataclass
from pathlib import Path
from typing import cast

import aiohttp
import pytest

from oralexam.clock import SystemClock
from oralexam.errors import NotFound
from oralexam.identifiers import new_id
from oralexam.rooms.phases import Phase
from oralexam.rooms.supervisor import RoomSupervisor
from oralexam.storage.engine import open_database
from oralexam.storage.files import DataFolder
from oralexam.storage.reference_works import SqlReferenceWorks, WorkLanguage
from oralexam.webapp.documents.reference_desk import ReferenceDesk
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


@dataclass
class OneRoom:
    """A room that stands in one phase, and is its own state."""

    phase: Phase = Phase.WAITING

    async def state(self, _: str) -> "OneRoom":
        """This room."""
        return self


async def test_nothing_is_at_hand_while_people_speak(tmp_path: Path) -> None:
    """Of all phases, preparation and writing; in every other the list is empty and no page is given."""
    room, files, database = OneRoom(), DataFolder(tmp_path), open_database(tmp_path / "works.sqlite3")
    desk = ReferenceDesk(
        works=SqlReferenceWorks(database),
        files=files,
        rooms=cast("RoomSupervisor", room),
        clock=SystemClock(),
    )
    await desk.bring(b"EXW", name="Incoterms.md", title="", language=WorkLanguage.ENGLISH)
    for phase in Phase:
        room.phase = phase
        allowed = phase in {Phase.PREPARATION, Phase.WRITING}
        assert [line.title for line in await desk.at_hand("s")] == (["Incoterms"] if allowed else []), phase
        if allowed:
            await desk.require_at_hand("s")
            continue
        with pytest.raises(NotFound, match="unknown-paper"):
            await desk.require_at_hand("s")
    database.close()
