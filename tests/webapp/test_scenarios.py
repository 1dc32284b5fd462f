"""The scenario bank through the real server: written, refused, published, drawn, withdrawn; papers."""

import io
import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

import aiohttp
import msgspec
import pytest

from oralexam.bootstrap.server import Server
from oralexam.exams.bank import PackagedScenarios
from tests.papers.test_reading import pdf
from tests.webapp.visitors import Visitor

SAMPLE = PackagedScenarios().all()["amberline-kettles@1"]


async def ask(
    browser: Visitor,
    method: str,
    path: str,
    body: object = None,
    *,
    data: bytes | None = None,
    headers: Mapping[str, str] = MappingProxyType({}),
) -> tuple[int, Any]:
    """Status and JSON of a response; None for the body of a picture."""
    sent = io.BytesIO(msgspec.json.encode(body) if data is None else data)
    named = {"Origin": browser.url, **headers}
    async with browser.http.request(method, browser.url + path, data=sent, headers=named) as response:
        is_json = response.content_type == "application/json"
        return response.status, (await response.json()) if is_json else None


def content(**changed: object) -> dict[str, object]:
    """A complete scenario of the centre's own, as the page sends it."""
    named = {"scenario_id": "our-fair", "number": 90, "title": "Our own", **changed}
    return json.loads(msgspec.json.encode(SAMPLE)) | named


async def published(manager: Visitor, written: dict[str, object]) -> dict[str, object]:
    """Write and publish a scenario; its line in the list."""
    _, draft = await ask(manager, "POST", "/api/scenario-drafts", {"part": "call"})
    path = f"/api/scenario-drafts/{draft['draft_id']}"
    status, saved = await ask(manager, "PUT", path, {"revision": draft["revision"], "content": written})
    assert (status, saved["problems"]) == (200, [])
    status, line = await ask(manager, "POST", f"{path}/publish", {"revision": saved["revision"]})
    assert status == 201
    return line


async def test_a_scenario_is_written_published_and_drawn(server: Server, manager: Visitor) -> None:
    """From a blank draft to a candidate's sitting; what is missing is named until nothing is."""
    _, blank = await ask(manager, "POST", "/api/scenario-drafts", {"part": "call"})
    assert {"field": "title", "code": "empty"} in blank["problems"]
    path = f"/api/scenario-drafts/{blank['draft_id']}"
    status, refused = await ask(manager, "POST", f"{path}/publish", {"revision": blank["revision"]})
    assert (status, refused["code"]) == (400, "scenario-incomplete")
    line = await published(manager, content())
    assert (line["key"], line["own"], line["drawable"]) == ("our-fair@1", True, True)
    sitting_id, _ = await manager.open_sitting(rehearsal=True, scenario="our-fair")
    assert (await server.rooms.state(sitting_id)).sitting.eligible == ("our-fair@1",)


async def test_two_who_write_one_draft_lose_nothing(manager: Visitor) -> None:
    """The second to save is told."""
    _, draft = await ask(manager, "POST", "/api/scenario-drafts", {"from_key": "amberline-kettles@1"})
    path = f"/api/scenario-drafts/{draft['draft_id']}"
    assert (await ask(manager, "PUT", path, {"revision": 1, "content": content()}))[0] == 200
    status, late = await ask(manager, "PUT", path, {"revision": 1, "content": content(title="late")})
    assert (status, late["code"]) == (409, "edited-meanwhile")
    assert (await ask(manager, "GET", path))[1]["content"]["title"] == "Our own"


async def test_a_correction_takes_the_place_of_what_it_corrects(manager: Visitor) -> None:
    """A packaged scenario's next version is drawn; withdrawn, neither is; both stay in the list."""
    written = content(scenario_id="amberline-kettles", number=SAMPLE.number, title="Corrected")
    assert (await published(manager, written))["key"] == "amberline-kettles@2"

    async def drawable() -> dict[str, bool]:
        _, listed = await ask(manager, "GET", "/api/scenarios")
        return {line["key"]: line["drawable"] for line in listed["scenarios"]}

    assert await drawable() | {"amberline-kettles@1": False, "amberline-kettles@2": True} == await drawable()
    await ask(manager, "POST", "/api/scenarios/amberline-kettles@2/withdraw")
    assert await drawable() | {"amberline-kettles@1": False, "amberline-kettles@2": False} == await drawable()
    status, none = await ask(manager, "POST", "/api/scenarios/orvelle-towels@1/withdraw")
    assert (status, none["code"]) == (404, "unknown-scenario")


async def test_a_number_that_people_say_belongs_to_one_scenario(manager: Visitor) -> None:
    """One of the package has it already."""
    _, draft = await ask(manager, "POST", "/api/scenario-drafts", {})
    path = f"/api/scenario-drafts/{draft['draft_id']}"
    await ask(manager, "PUT", path, {"revision": 1, "content": content(number=SAMPLE.number)})
    status, refused = await ask(manager, "POST", f"{path}/publish", {"revision": 2})
    assert (status, refused["code"]) == (400, "scenario-number-taken")


async def test_who_had_which(server: Server, manager: Visitor, visitor: Visitor) -> None:
    """A candidate's name stands with the scenario drawn; a rehearsal's does not count."""
    for rehearsal in (False, True):
        named = {"scenario": "amberline-kettles"} if rehearsal else {}
        sitting_id, links = await manager.open_sitting(rehearsal=rehearsal, **named)
        await visitor.join(links["juror"])
        juror = await visitor.sit(sitting_id, "juror")
        await juror.until("waiting")
        await juror.draw()
        await juror.until("drawn")
        if not rehearsal:
            drawn = (await server.rooms.state(sitting_id)).drawn
            assert drawn is not None
            key, first = drawn.lot.drawn, sitting_id
    _, sheet = await ask(manager, "GET", f"/api/scenarios/{key}")
    assert [use["sitting_id"] for use in sheet["uses"]] == [first]
    assert sheet["uses"][0]["candidate_name"]


async def test_a_paper_is_seen_by_whom_the_file_was_handed_to(manager: Visitor, visitor: Visitor) -> None:
    """The candidate's browser gets its pictures from the preparation on, and not one moment before."""
    status, paper = await ask(
        manager, "POST", "/api/papers", data=pdf(2), headers={"X-File-Name": "Bon%20%C3%A9mis.pdf"}
    )
    assert (status, paper["name"], len(paper["pages"])) == (201, "Bon émis.pdf", 2)
    documents = [{"title": "Delivery note", "paper": paper}]
    written = content()
    written["candidate"] = {**written["candidate"], "documents": documents}
    await published(manager, written)
    sitting_id, links = await manager.open_sitting(rehearsal=True, pace=1, scenario="our-fair")
    picture = paper["pages"][1]["picture"]
    await visitor.join(links["candidate"])
    path = f"/api/seats/{sitting_id}/candidate/papers/{picture}"
    assert (await ask(visitor, "GET", path))[0] == 404
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as http:
        jury = Visitor(http, manager.url)
        await jury.join(links["juror"])
        juror = await jury.sit(sitting_id, "juror")
        await juror.until("waiting")
        await juror.draw()
        await juror.until("drawn")
        assert (await ask(visitor, "GET", path))[0] == 404
        assert (await ask(jury, "GET", path.replace("candidate", "juror")))[0] == 200
        assert (await ask(jury, "GET", path))[0] == 403
        await juror.order("start-preparation")
        await juror.until("preparation")
    assert (await ask(visitor, "GET", path))[0] == 200
    for other in ("0" * 64, "..%2f" * 4):
        assert (await ask(visitor, "GET", path.replace(picture, other)))[0] == 404
    assert (await ask(visitor, "GET", f"/api/papers/{picture}"))[0] in {401, 403}


@pytest.mark.parametrize(
    ("data", "code"),
    [(b"", "paper-empty"), (b"x" * 10_000_001, "paper-too-large"), (b"PK\3\4\0", "paper-format-refused")],
)
async def test_a_paper_that_is_none_is_refused(manager: Visitor, data: bytes, code: str) -> None:
    """With a code that has a sentence."""
    status, refused = await ask(manager, "POST", "/api/papers", data=data)
    assert (status, refused["code"]) == (400, code)


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/api/scenarios"),
        ("GET", "/api/scenarios/amberline-kettles@1"),
        ("POST", "/api/scenarios/amberline-kettles@1/withdraw"),
        ("POST", "/api/scenario-drafts"),
        ("PUT", "/api/scenario-drafts/00000000-0000-4000-8000-000000000000"),
        ("POST", "/api/papers"),
    ],
)
async def test_only_the_manager_works_on_scenarios(
    manager: Visitor, visitor: Visitor, method: str, path: str
) -> None:
    """A stranger, then a juror."""
    assert (await ask(visitor, method, path))[0] == 401
    _, links = await manager.open_sitting(rehearsal=True)
    await visitor.join(links["juror"])
    status, refused = await ask(visitor, method, path)
    assert (status, refused["code"]) == (403, "not-your-seat")


async def test_a_value_that_is_none_of_its_kind_keeps_a_draft_from_being_published(manager: Visitor) -> None:
    """A day that is no day would be looked for in vain; the field is named."""
    value = {"fact_id": "day", "label": "Jour", "kind": "date", "value": "as soon as possible"}
    _, draft = await ask(manager, "POST", "/api/scenario-drafts", {"part": "call"})
    path = f"/api/scenario-drafts/{draft['draft_id']}"
    change = {"revision": draft["revision"], "content": content(expected=[value])}
    _, saved = await ask(manager, "PUT", path, change)
    assert saved["problems"] == [{"field": "expected[0].value", "code": "unreadable-value"}]
    status, refused = await ask(manager, "POST", f"{path}/publish", {"revision": saved["revision"]})
    assert (status, refused["code"]) == (400, "scenario-incomplete")
    change = {"revision": saved["revision"], "content": content(expected=[value | {"value": "4 December"}])}
    _, saved = await ask(manager, "PUT", path, change)
    assert saved["problems"] == []
