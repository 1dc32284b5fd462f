"""Markers through the real server: to whom they are told, and that nobody else feels them."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import aiohttp
import pytest

from oralexam.bootstrap.server import Server
from oralexam.identifiers import new_id
from oralexam.rooms.seats import Seat
from tests.webapp.visitors import SeatPage, Visitor

CANARY = "canary-of-a-marker"


@pytest.fixture
async def pages(server: Server, manager: Visitor) -> AsyncIterator[dict[str, tuple[Visitor, SeatPage]]]:
    """A call that runs, with all three in the room."""
    async with AsyncExitStack() as stack:
        wanted = {"rehearsal": True, "pace": 3600, "call_s": 600.0, "scenario": "amberline-kettles"}
        sitting_id, links = await manager.open_sitting(**wanted)
        made = {}
        for seat in ("candidate", "juror", "observer"):
            jar = aiohttp.CookieJar(unsafe=True)
            browser = Visitor(
                await stack.enter_async_context(aiohttp.ClientSession(cookie_jar=jar)), server.url
            )
            await browser.join(links[seat])
            made[seat] = (browser, await browser.sit(sitting_id, seat))
            await made[seat][1].until("waiting")
        candidate, juror = made["candidate"][1], made["juror"][1]
        await juror.draw()
        await juror.until("drawn")
        await juror.order("start-preparation")
        await juror.until("ringing")
        await juror.order("ring")
        await candidate.hear(lambda _: candidate.view.get("line", {}).get("ringing") == "incoming")
        await candidate.order("answer")
        for seat in (Seat.CANDIDATE, Seat.JUROR):
            await server.rooms.media_flowing(sitting_id, seat)
        for _, page in made.values():
            await page.until("call")
        yield made


async def last_number(page: SeatPage) -> int:
    """The number of the last message that this seat was ever sent: pongs repeat it, and have none."""
    await page.send({"type": "ping", "ref": 10_000})
    return int((await page.hear(lambda said: said["type"] == "pong"))["seq"])


async def test_a_marker_is_told_to_who_pressed_it_and_makes_no_frame_for_anybody_else(
    pages: dict[str, tuple[Visitor, SeatPage]],
) -> None:
    """Set, written beside, taken back, by either: the other two are sent nothing."""
    (candidate_browser, candidate), (juror_browser, juror), (_, observer) = (
        pages[seat] for seat in ("candidate", "juror", "observer")
    )
    before = await last_number(candidate), await last_number(juror)
    criteria = [each["criterion_id"] for each in observer.view["criteria"]]
    marker_id, second = new_id(), new_id()
    mark = {"marker_id": marker_id, "criterion_id": criteria[1], "sign": "+", "ago_ms": 0}
    assert (await observer.order("set-marker", **mark, note=f"{CANARY} 1"))["type"] == "accepted"
    while not observer.view["markers"]:
        await observer.hear(lambda said: said["type"] == "view")
    assert [(each["criterion_id"], each["note"]) for each in observer.view["markers"]] == [
        (criteria[1], f"{CANARY} 1")
    ]
    again = await observer.order("set-marker", **mark)
    assert again["type"] == "accepted"
    await observer.order("note-marker", marker_id=marker_id, note=f"{CANARY} 2")
    await observer.order("set-marker", **{**mark, "marker_id": second})
    await observer.order("remove-marker", marker_id=second)
    await last_number(observer)
    assert [each["note"] for each in observer.view["markers"]] == [f"{CANARY} 2"]
    assert (await last_number(candidate), await last_number(juror)) == before

    fact = juror.view["jury_brief"]["facts_if_asked"][0]["fact_id"]
    await juror.order("press-fact", fact_id=fact, given=True)
    own = {"marker_id": new_id(), "criterion_id": criteria[0], "sign": "-"}
    assert (await juror.order("set-marker", **own))["type"] == "accepted"
    refused = await juror.order("remove-marker", marker_id=marker_id)
    assert (refused["type"], refused["code"]) == ("refused", "not-your-marker")
    assert await last_number(candidate) == before[0]
    assert "marker" not in "".join(candidate_browser.told)
    assert CANARY not in "".join(candidate_browser.told + juror_browser.told)


async def test_the_candidate_marks_nothing(pages: dict[str, tuple[Visitor, SeatPage]]) -> None:
    """Not their command, and what it would have said is nowhere."""
    candidate = pages["candidate"][1]
    mark = {"marker_id": new_id(), "criterion_id": "call-1", "sign": "+"}
    refused = await candidate.order("set-marker", **mark)
    assert (refused["type"], refused["code"]) == ("refused", "not-your-command")
