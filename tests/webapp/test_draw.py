"""A draw through the real server: two jurors' sockets, a restart in between, a leak, what nobody is told."""

import json
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import aiohttp
import pytest

from oralexam.bootstrap.server import Server
from oralexam.cli.draw_report import report_of
from oralexam.rooms.draw_events import DrawBegun
from oralexam.settings import Settings
from oralexam.storage.files import DataFolder
from tests.webapp.conftest import MANAGER_TOKEN
from tests.webapp.visitors import SeatPage, Visitor

SHARES = {"juror": "22" * 32, "observer": "33" * 32}
BOTH = ["juror", "observer"]


@pytest.fixture
async def people() -> AsyncIterator[AsyncExitStack]:
    """Browsers that are closed at the end."""
    async with AsyncExitStack() as open_ones:
        yield open_ones


async def browser(people: AsyncExitStack, url: str) -> Visitor:
    """A new browser."""
    jar = aiohttp.CookieJar(unsafe=True)
    return Visitor(await people.enter_async_context(aiohttp.ClientSession(cookie_jar=jar)), url)


async def seated(people: AsyncExitStack, manager: Visitor, **more: object) -> dict[str, SeatPage]:
    """The three pages of an exam in which both jurors contribute."""
    sitting_id, links = await manager.open_sitting(shares_from=BOTH, **more)
    pages = {}
    for seat in ("candidate", *BOTH):
        visitor = await browser(people, manager.url)
        await visitor.join(links[seat])
        pages[seat] = await visitor.sit(sitting_id, seat)
        await pages[seat].until("waiting")
    return pages


async def committed(pages: dict[str, SeatPage]) -> None:
    """Both are bound."""
    assert (await pages["juror"].order("draw-scenario"))["type"] == "accepted"
    for seat in BOTH:
        page = pages[seat]
        while not page.view["draw"]:
            await page.hear(lambda said: said["type"] == "view")
        assert (await page.commit_share(SHARES[seat]))["type"] == "accepted"


async def test_two_jurors_draw_and_no_share_is_told_before_all_are(
    people: AsyncExitStack, manager: Visitor, server: Server
) -> None:
    """The candidate is never told a share, a juror only once the lot has fallen; the record proves it."""
    pages = await seated(people, manager)
    sitting_id = pages["juror"].view["sitting_id"]
    await committed(pages)
    assert (await pages["juror"].reveal_share(SHARES["juror"]))["type"] == "accepted"
    history = server.stores.events.load(sitting_id)
    (servers,) = (event.server_share for event in history if isinstance(event, DrawBegun))
    while "juror" not in pages["observer"].view["draw"]["revealed"]:
        await pages["observer"].hear(lambda said: said["type"] == "view")
    for page in pages.values():
        assert SHARES["juror"] not in json.dumps([page.view, page.said])
        assert servers not in json.dumps([page.view, page.said])
    assert (await pages["observer"].reveal_share(SHARES["observer"]))["type"] == "accepted"
    told = await pages["juror"].until("drawn")
    assert [each["share"] for each in told["draw"]["shares"]] == [servers, *SHARES.values()]
    await pages["candidate"].until("drawn")
    assert told["title"] not in json.dumps(pages["candidate"].said)
    assert told["lot"]["sealed_set"] not in json.dumps(pages["candidate"].said)
    await pages["juror"].order("start-preparation")
    seen = await pages["candidate"].until("preparation")
    assert (seen["number"], seen["sealed_set"], seen["draws"]) == (
        told["number"],
        told["lot"]["sealed_set"],
        1,
    )
    assert not any(share in json.dumps(pages["candidate"].said) for share in (servers, *SHARES.values()))
    assert report_of(DataFolder(server.stores.database.path.parent), sitting_id).holds


async def test_a_restarted_server_still_has_its_share(tmp_path: Path, people: AsyncExitStack) -> None:
    """Stopped between commit and reveal, it reveals what it had committed to."""
    settings = Settings(data=tmp_path, port=0, worker=False, manager_token=MANAGER_TOKEN, drain_s=0)
    first = Server(settings)
    await first.start()
    manager = await browser(people, first.url)
    await manager.join(f"#{MANAGER_TOKEN}")
    pages = await seated(people, manager)
    assert (await pages["juror"].order("draw-scenario"))["type"] == "accepted"
    while not pages["juror"].view["draw"]:
        await pages["juror"].hear(lambda said: said["type"] == "view")
    await pages["juror"].commit_share(SHARES["juror"])
    sitting_id = pages["juror"].view["sitting_id"]
    await first.stop()

    second = Server(settings.model_copy(update={"manager_token": "another-manager-token"}))
    await second.start()
    try:
        manager = await browser(people, second.url)
        await manager.join("#another-manager-token")
        again = {}
        for seat in BOTH:
            visitor = await browser(people, second.url)
            _, body = await manager.request(
                "POST", f"/api/manager/sittings/{sitting_id}/links", json={"seat": seat}
            )
            await visitor.join(body["link"])
            again[seat] = await visitor.sit(sitting_id, seat)
            await again[seat].until("waiting")
        assert again["juror"].view["draw"]["shares"][1]["commitment"]
        assert (await again["observer"].commit_share(SHARES["observer"]))["type"] == "accepted"
        for seat in BOTH:
            assert (await again[seat].reveal_share(SHARES[seat]))["type"] == "accepted"
        await again["juror"].until("drawn")
        assert report_of(DataFolder(tmp_path), sitting_id).holds
    finally:
        await second.stop()


async def test_the_manager_declares_a_draw_void_and_the_ledger_tells_who_had_seen_it(
    people: AsyncExitStack, manager: Visitor
) -> None:
    """With a reason; everybody is back to waiting; the ledger names the scenario and who had it open."""
    pages = await seated(people, manager)
    sitting_id = pages["juror"].view["sitting_id"]
    await committed(pages)
    for seat in BOTH:
        await pages[seat].reveal_share(SHARES[seat])
    drawn = (await pages["juror"].until("drawn"))["lot"]["drawn"]
    await pages["juror"].order("start-preparation")
    await pages["candidate"].until("preparation")
    address = f"/api/manager/sittings/{sitting_id}/void-draw"
    status, body = await manager.request("POST", address, json={"from_phase": "preparation", "reason": " "})
    assert (status, body["code"]) == (400, "reason-missing")
    wanted = {"from_phase": "preparation", "reason": "vu sur un téléphone"}
    status, body = await manager.request("POST", address, json=wanted)
    assert (status, body["phase"]) == (200, "waiting")
    for page in pages.values():
        await page.until("waiting")
    assert pages["candidate"].view["title"] == ""
    assert pages["juror"].view["voids"][0]["opened_by"] == ["candidate", "juror", "observer"]
    _, page = await manager.request("GET", f"/api/manager/sittings/{sitting_id}/ledger")
    (noted,) = page["ledger"]["incidents"]
    assert (noted["code"], noted["text"], noted["scenario"]) == ("draw-by-manager", wanted["reason"], drawn)
    assert noted["concerned"] == ["candidate", "juror", "observer"]
    assert "téléphone" not in json.dumps([each.said for each in pages.values()])


@pytest.mark.parametrize(
    ("wanted", "status"),
    [
        ({"shares_from": ["juror"]}, 201),
        ({"shares_from": ["observer"]}, 400),
        ({"shares_from": ["candidate", "juror"]}, 400),
        ({"shares_from": []}, 400),
        ({"shares_from": [], "rehearsal": True}, 201),
    ],
)
async def test_who_contributes_is_the_jury(manager: Visitor, wanted: dict[str, object], status: int) -> None:
    """Both, or the playing juror; nobody only in a rehearsal."""
    body = {"candidate_name": "A", "juror_name": "B", "observer_name": "C", "room_name": "D", **wanted}
    got, answer = await manager.request("POST", "/api/manager/sittings", json=body)
    assert got == status
    if status == 400:
        assert answer["code"] == "shares-not-by-the-jury"
