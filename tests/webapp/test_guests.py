"""Those who look on: six links, one page each, nothing to ask, nothing to see but the call."""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from typing import Any

import aiohttp
import pytest

from oralexam.bootstrap.server import Server
from oralexam.rooms.seats import GUESTS, Seat
from tests.webapp.test_judging_canaries import addresses
from tests.webapp.visitors import SeatPage, Visitor


@pytest.fixture
async def browser(server: Server) -> AsyncIterator[Callable[[], Any]]:
    """Makes browsers, which are closed afterwards."""
    async with AsyncExitStack() as opened:

        async def make() -> Visitor:
            jar = aiohttp.CookieJar(unsafe=True)
            return Visitor(
                await opened.enter_async_context(aiohttp.ClientSession(cookie_jar=jar)), server.url
            )

        yield make


async def invite(manager: Visitor, sitting_id: str, name: str) -> tuple[int, dict[str, Any]]:
    """Ask for a guest's link."""
    return await manager.request("POST", f"/api/manager/sittings/{sitting_id}/guests", json={"name": name})


async def test_six_look_on_and_the_seventh_is_told_that_the_room_is_full(
    manager: Visitor, browser: Callable[[], Any]
) -> None:
    """Each comes in by a link of their own; the jury is told their names; who goes makes room."""
    sitting_id, links = await manager.open_sitting()
    pages: list[SeatPage] = []
    for number in range(1, 7):
        status, invited = await invite(manager, sitting_id, f"Guest {number}")
        assert (status, invited["seat"]) == (201, f"guest-{number}")
        visitor = await browser()
        status, joined = await visitor.join(invited["link"])
        assert joined == {"next": f"/guest/{sitting_id}/guest-{number}"}
        pages.append(await visitor.sit(sitting_id, invited["seat"]))
        await pages[-1].hear(lambda said: said["type"] == "view")
    assert (await invite(manager, sitting_id, "Guest 7"))[0:2] == (
        409,
        {"code": "room-full-of-guests", "details": {"most": 6}},
    )
    juror = await browser()
    await juror.join(links["juror"])
    seen = await (await juror.sit(sitting_id, "juror")).hear(lambda said: said["type"] == "view")
    assert seen["view"]["looking_on"] == [f"Guest {number}" for number in range(1, 7)]
    assert seen["view"]["present"] == ["juror"]
    path = f"/api/manager/sittings/{sitting_id}/guests/guest-2"
    assert (await manager.request("DELETE", path))[0] == 200
    assert (await manager.request("DELETE", path))[1]["code"] == "unknown-guest"
    assert (await pages[1].socket.receive()).data == 4003
    assert (await invite(manager, sitting_id, "Guest 7"))[1]["seat"] == "guest-2"


async def test_a_guest_may_ask_nothing_but_to_look_on(
    server: Server, manager: Visitor, browser: Callable[[], Any]
) -> None:
    """No address of the sitting answers, no order is carried out, no other seat's socket opens."""
    sitting_id, _ = await manager.open_sitting()
    _, invited = await invite(manager, sitting_id, "Ada Lenoir")
    guest = await browser()
    await guest.join(invited["link"])
    # Who they are, and the way around a firewall.
    open_to_all = {"/api/me", "/api/kept", f"/api/seats/{sitting_id}/guest-1/relays"}
    for path in addresses(server, sitting_id):
        for asked in {path, path.replace("/candidate", "/guest-1").replace("/juror", "/guest-1")}:
            status, said = await guest.request("GET", asked)
            assert status >= 400 or asked in open_to_all, (asked, said)
    page = await guest.sit(sitting_id, "guest-1")
    await page.hear(lambda said: said["type"] == "view")
    for kind, fields in {
        "draw-scenario": {},
        "ring-bell": {},
        "invite-guest": {"name": "Zoé"},
        "note-incident": {"code": "noise"},
        "set-marker": {"marker_id": "0b8b8b52-93a9-4a64-8a28-0a3d9a64a001", "criterion_id": "c", "sign": "+"},
    }.items():
        answer = await page.order(kind, **fields)
        assert (answer["type"], answer["code"]) == ("refused", "not-your-command")
    for seat in ("candidate", "juror", "observer", "guest-2"):
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await guest.sit(sitting_id, seat)
        assert refused.value.status == 403


async def test_a_link_that_is_taken_back_opens_nothing(
    server: Server, manager: Visitor, browser: Callable[[], Any]
) -> None:
    """Neither one that was used nor one that was not; a fresh one replaces both, and its page."""
    sitting_id, _ = await manager.open_sitting()
    path = f"/api/manager/sittings/{sitting_id}/guests/guest-1"
    assert (await manager.request("POST", path + "/link"))[1]["code"] == "unknown-guest"
    _, unused = await invite(manager, sitting_id, "Ada Lenoir")
    await manager.request("DELETE", path)
    guest = await browser()
    assert (await guest.join(unused["link"]))[1]["code"] == "link-unknown"
    _, first = await invite(manager, sitting_id, "Ada Lenoir")
    await guest.join(first["link"])
    page = await guest.sit(sitting_id, "guest-1")
    await page.hear(lambda said: said["type"] == "view")
    await server.rooms.link_changed(sitting_id, Seat.GUEST_1, lost=False)  # and hears what is said
    _, again = await manager.request("POST", path + "/link")
    assert (await page.socket.receive()).data == 4003
    with pytest.raises(aiohttp.WSServerHandshakeError):
        await guest.sit(sitting_id, "guest-1")
    assert (await guest.join(again["link"]))[0] == 200
    state = await server.rooms.state(sitting_id)
    assert [(each.seat, each.is_in) for each in state.guests.seated] == [(Seat.GUEST_1, False)]
    assert Seat.GUEST_1 in GUESTS


async def test_an_interview_has_no_line_to_look_on(manager: Visitor) -> None:
    """There is nothing to hear over the network; a part that is over takes nobody in."""
    sitting_id, _ = await manager.open_sitting()
    stop = {"from_phase": "waiting", "reason": "not held"}
    await manager.request("POST", f"/api/manager/sittings/{sitting_id}/abort", json=stop)
    assert (await invite(manager, sitting_id, "Ada Lenoir"))[1]["code"] == "not-now"
