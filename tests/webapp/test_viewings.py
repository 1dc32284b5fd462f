"""Every look at a recording is written down before a byte of it leaves, and the manager sees it."""

import asyncio

import aiohttp
import pytest

from oralexam.bootstrap.server import Server
from oralexam.errors import SystemFault
from tests.webapp.made_days import ask, opened, sitting_of
from tests.webapp.visitors import Visitor

SOUND = b'"sound of a voice"'


def _recorded(server: Server, sitting_id: str, *names: str) -> None:
    folder = server._files.listening_dir(sitting_id)
    for name in names:
        (folder / name).write_bytes(SOUND)


async def _seen(manager: Visitor, sitting_id: str) -> list[tuple[str, str, str]]:
    body = await ask(manager, "GET", f"/api/manager/sittings/{sitting_id}/viewings")
    return [
        (each["viewed"]["kind"], each["viewed"]["detail"], each["viewer"]["seat"])
        for each in body["viewings"]
    ]


async def test_a_storm_of_ranges_is_one_viewing(server: Server, manager: Visitor, visitor: Visitor) -> None:
    """A player asks dozens of times at once; each recording is written down once, the page once."""
    sitting_id, links = await manager.open_sitting()
    _recorded(server, sitting_id, "mix.webm", "candidate.webm", "peaks.json")
    await visitor.join(links["evaluator"])
    await ask(visitor, "GET", f"/api/replay/{sitting_id}")
    await visitor.request("GET", f"/api/replay/{sitting_id}/media/peaks.json")
    ranges = [
        visitor.request(
            "GET",
            f"/api/replay/{sitting_id}/media/{name}",
            headers={"Range": f"bytes={start}-{start + 1}"},
        )
        for start in range(16)
        for name in ("mix.webm", "candidate.webm")
    ]
    assert {status for status, _ in await asyncio.gather(*ranges)} == {206}
    await ask(visitor, "GET", f"/api/replay/{sitting_id}/corrections")
    await ask(visitor, "GET", f"/api/replay/{sitting_id}/facts")
    seen = await _seen(manager, sitting_id)
    assert seen[0] == ("replay", "", "evaluator")
    assert sorted(seen[1:]) == [("media", "candidate.webm", "evaluator"), ("media", "mix.webm", "evaluator")]


async def test_whoever_looks_is_told_apart(manager: Visitor, visitor: Visitor) -> None:
    """Two browsers are two viewings; by a link there is no name, only the seat and the browser."""
    sitting_id, links = await manager.open_sitting()
    await visitor.join(links["evaluator"])
    await ask(visitor, "GET", f"/api/replay/{sitting_id}")
    await ask(manager, "GET", f"/api/replay/{sitting_id}")
    body = await ask(manager, "GET", f"/api/manager/sittings/{sitting_id}/viewings")
    viewers = [each["viewer"] for each in body["viewings"]]
    assert [each["seat"] for each in viewers] == ["evaluator", "manager"]
    assert {each["name"] for each in viewers} == {""}
    assert len({each["browser"] for each in viewers}) == 2


async def test_what_cannot_be_written_down_is_not_shown(
    server: Server, manager: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """There is no way to look while the log does not work: no byte of the recording leaves."""
    sitting_id, _ = await manager.open_sitting()
    _recorded(server, sitting_id, "mix.webm")

    def fails(*_: object, **__: object) -> None:
        raise SystemFault("storage-failed")

    monkeypatch.setattr(server.stores.viewings, "add", fails)
    for path in ("", "/media/mix.webm", "/corrections", "/facts"):
        status, body = await manager.request("GET", f"/api/replay/{sitting_id}{path}")
        assert (status, body["code"]) == (500, "storage-failed"), path
        assert "sound of a voice" not in manager.told[-1]


async def test_a_refusal_is_no_viewing(manager: Visitor, visitor: Visitor) -> None:
    """Who has no right, and who asks for what is not there, has looked at nothing."""
    sitting_id, links = await manager.open_sitting()
    await visitor.join(links["juror"])
    assert (await visitor.request("GET", f"/api/replay/{sitting_id}"))[0] == 403
    assert (await manager.request("GET", f"/api/replay/{sitting_id}/media/none.webm"))[0] == 404
    assert (await manager.request("GET", f"/api/replay/{sitting_id}/exports/vtt"))[0] == 409
    assert await _seen(manager, sitting_id) == []


async def test_a_session_shows_its_viewings_by_candidate(manager: Visitor) -> None:
    """With the candidacy and the part of each, on the page and for a spreadsheet."""
    page = await opened(manager)
    session_id = page["session"]["session_id"]
    candidacy_id = page["session"]["candidacies"][0]["candidacy_id"]
    sitting_id = sitting_of(page, candidacy_id)
    await ask(manager, "GET", f"/api/replay/{sitting_id}")
    body = await ask(manager, "GET", f"/api/sessions/{session_id}/viewings")
    (viewing,) = body["viewings"]
    assert (viewing["viewed"]["candidacy_id"], body["parts"][sitting_id]) == (candidacy_id, "call")
    sheet = await ask(manager, "GET", f"/api/sessions/{session_id}/viewings.csv?language=en")
    assert sheet.splitlines()[1].split(";")[2:7] == [
        "replay opened",
        "",
        page["session"]["candidacies"][0]["name"],
        "Call",
        "by a link",
    ]


async def test_what_is_taken_away_is_written_down(manager: Visitor) -> None:
    """The candidate's view, and the table of the session: each as what it is."""
    page = await opened(manager)
    session_id, candidacy = page["session"]["session_id"], page["session"]["candidacies"][0]
    safe = f"/api/replay/{sitting_of(page, candidacy['candidacy_id'])}/safe"
    assert (await manager.request("GET", safe))[0] == 200
    async with manager.http.get(f"{manager.url}/api/sessions/{session_id}/workbook.xlsx") as response:
        assert response.status == 200
    body = await ask(manager, "GET", f"/api/sessions/{session_id}/viewings")
    assert [each["viewed"]["kind"] for each in body["viewings"]] == ["safe-view", "session-table"]


async def test_only_managers_see_the_log(server: Server, manager: Visitor) -> None:
    """It says who looked at whom."""
    sitting_id, links = await manager.open_sitting()
    unknown = "00000000-0000-4000-8000-000000000000"
    for seat in ("candidate", "juror", "observer", "evaluator"):
        async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as http:
            browser = Visitor(http, server.url)
            await browser.join(links[seat])
            for path in (
                f"/api/manager/sittings/{sitting_id}/viewings",
                f"/api/sessions/{unknown}/viewings",
                f"/api/sessions/{unknown}/viewings.csv",
            ):
                assert (await browser.request("GET", path))[0] == 403, (seat, path)
