"""Links open a seat once, sessions hold seats, and nobody sees what is not theirs."""

import asyncio

import aiohttp
import pytest

from oralexam.bootstrap.server import Server
from tests.patience import PATIENCE_S
from tests.webapp.conftest import MANAGER_TOKEN
from tests.webapp.visitors import NAMES, SeatPage, Visitor


async def test_a_link_opens_its_seat_once(manager: Visitor, visitor: Visitor, server: Server) -> None:
    """The first browser gets the seat; another one with the same link is told that it was used."""
    sitting_id, links = await manager.open_sitting()
    assert await visitor.join(links["candidate"]) == (200, {"next": f"/seat/{sitting_id}/candidate"})
    assert await visitor.join(links["candidate"]) == (200, {"next": f"/seat/{sitting_id}/candidate"})
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as http:
        status, body = await Visitor(http, server.url).join(links["candidate"])
    assert (status, body["code"]) == (410, "link-used")


async def test_an_unknown_link_is_refused_and_guessing_is_slowed_down(visitor: Visitor) -> None:
    """Ten wrong links in a minute from one address, then 429; none is accepted."""
    answers = [await visitor.join(f"#guess-{number}") for number in range(12)]
    assert [status for status, _ in answers[:10]] == [404] * 10
    assert {status for status, _ in answers[10:]} == {429}
    assert answers[0][1]["code"] == "link-unknown"
    assert answers[-1][1]["code"] == "too-many-tries"


async def test_the_manager_link_is_single_use_too(manager: Visitor, visitor: Visitor) -> None:
    """The token that started the server opens the desk to one browser."""
    assert (await manager.request("GET", "/api/manager/sittings"))[0] == 200
    assert (await visitor.join(f"#{MANAGER_TOKEN}"))[1]["code"] == "link-used"


@pytest.mark.parametrize("seat", ["candidate", "juror", "observer", "evaluator", "nobody"])
async def test_every_object_is_kept_from_every_other_seat(
    seat: str, manager: Visitor, visitor: Visitor
) -> None:
    """Role × object: a seat opens its own door and no other, of its own sitting and no other."""
    mine, links = await manager.open_sitting()
    other, _ = await manager.open_sitting()
    if seat != "nobody":
        await visitor.join(links[seat])
    denied = 401 if seat == "nobody" else 403
    objects = {
        "GET /api/manager/sittings": denied,
        f"GET /api/manager/sittings/{mine}/report": denied,
        f"GET /api/replay/{mine}": 200 if seat == "evaluator" else denied,
        f"GET /api/replay/{other}": denied,
        f"GET /api/replay/{mine}/corrections": 200 if seat == "evaluator" else denied,
        f"GET /api/replay/{other}/corrections": denied,
        f"POST /api/replay/{mine}/corrections/candidate/1": 400 if seat == "evaluator" else denied,
        f"POST /api/replay/{other}/corrections/candidate/1": denied,
        f"GET /api/replay/{mine}/media/mix.webm": 404 if seat == "evaluator" else denied,
        f"GET /api/replay/{other}/media/mix.webm": denied,
        f"GET /api/replay/{mine}/exports/docx": 409 if seat == "evaluator" else denied,
        f"GET /api/replay/{other}/exports/docx": denied,
        "DELETE /api/manager/rehearsals": denied,
        "GET /api/reliability": denied,
    }
    for request, expected in objects.items():
        method, path = request.split(" ")
        assert (await visitor.request(method, path))[0] == expected, request
    assert (await visitor.request("POST", "/api/manager/sittings", json=NAMES))[0] == denied
    for sitting_id in (mine, other):
        for door in ("candidate", "juror", "observer"):
            allowed = door == seat and sitting_id == mine
            status = await _socket_status(visitor, f"/api/ws/{sitting_id}/{door}")
            assert status == (101 if allowed else denied), (door, sitting_id == mine)


async def _socket_status(visitor: Visitor, path: str, origin: str | None = None) -> int:
    headers = {"Origin": origin or visitor.url}
    try:
        async with visitor.http.ws_connect(visitor.url + path, headers=headers):
            return 101
    except aiohttp.WSServerHandshakeError as refused:
        return refused.status


@pytest.mark.parametrize("origin", ["", "null", "http://evil.example", "http://sub.localhost"])
async def test_another_website_cannot_open_a_socket(origin: str, manager: Visitor, visitor: Visitor) -> None:
    """Missing, null and foreign origins are refused, with the right cookie in hand."""
    sitting_id, links = await manager.open_sitting()
    await visitor.join(links["candidate"])
    path = f"/api/ws/{sitting_id}/candidate"
    assert await _socket_status(visitor, path) == 101
    headers = {"Origin": origin} if origin else {}
    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        await visitor.http.ws_connect(visitor.url + path, headers=headers)
    assert refused.value.status == 403


async def test_another_website_cannot_post(manager: Visitor) -> None:
    """A cross-site POST or DELETE is refused before anything is looked at."""
    for method, path in (("POST", "/api/manager/sittings"), ("DELETE", "/api/manager/rehearsals")):
        status, body = await manager.request(
            method, path, json=NAMES, headers={"Origin": "http://evil.example"}
        )
        assert (status, body["code"]) == (403, "origin-refused")


@pytest.mark.parametrize(
    "name", ["../manifest.json", "..%2fmanifest.json", "%00", "a" * 300 + ".webm", "mix.webm%00.json"]
)
async def test_no_path_can_be_smuggled_into_a_recording(
    name: str, manager: Visitor, visitor: Visitor
) -> None:
    """Only names that the server makes are looked for."""
    sitting_id, links = await manager.open_sitting()
    await visitor.join(links["evaluator"])
    status, _ = await visitor.request("GET", f"/api/replay/{sitting_id}/media/{name}")
    assert status in {400, 404}


async def test_the_newer_tab_wins_visibly(manager: Visitor, visitor: Visitor) -> None:
    """Two tabs of one seat: the older is told and closed with 4001, the newer lives."""
    sitting_id, links = await manager.open_sitting()
    await visitor.join(links["candidate"])
    older = await visitor.sit(sitting_id, "candidate")
    await older.until("waiting")
    newer = await visitor.sit(sitting_id, "candidate")
    await newer.until("waiting")
    await older.hear(lambda said: said["type"] == "replaced")
    closed = await older.socket.receive()
    assert closed.data == 4001
    assert not newer.socket.closed


async def test_racing_connections_leave_one(manager: Visitor, visitor: Visitor) -> None:
    """Fifty sockets of one seat at once: one is live in the end; a hundred are in the hub's own test."""
    sitting_id, links = await manager.open_sitting()
    await visitor.join(links["candidate"])
    pages = await asyncio.gather(*(visitor.sit(sitting_id, "candidate") for _ in range(50)))

    async def closed(page: SeatPage) -> None:
        while (await page.socket.receive()).type not in {aiohttp.WSMsgType.CLOSE, aiohttp.WSMsgType.CLOSED}:
            pass

    ends = {asyncio.create_task(closed(page)) for page in pages}
    async with asyncio.timeout(PATIENCE_S):
        while len(ends) > 1:
            _, ends = await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
    _, (live,) = await asyncio.wait(ends, timeout=0.5)
    live.cancel()
    await asyncio.wait({live})
    _, body = await manager.request("GET", "/api/manager/sittings")
    assert body["sittings"][0]["present"] == ["candidate"]
