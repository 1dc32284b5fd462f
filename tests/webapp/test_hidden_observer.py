"""Who observes or looks on is hidden from the candidate: in every byte of their page, and in its silence."""

import aiohttp
import pytest

from oralexam.bootstrap.server import Server
from oralexam.media.admission import MAX_LATE_P95_MS
from oralexam.media.ports import MediaLoad
from oralexam.rooms.seats import Seat
from tests.webapp.visitors import SeatPage, Visitor

CANARY = "canary-who-observes"


async def last_number(page: SeatPage) -> int:
    """The number of the last message that this seat was ever sent: pongs repeat it, and have none."""
    await page.send({"type": "ping", "ref": 10_000})
    return int((await page.hear(lambda said: said["type"] == "pong"))["seq"])


async def test_nothing_of_the_observer_reaches_the_candidate(
    server: Server, manager: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Coming, going, being refused or replaced, falling quiet, calling: no frame, no name, no word."""
    jar = aiohttp.CookieJar
    async with (
        aiohttp.ClientSession(cookie_jar=jar(unsafe=True)) as first,
        aiohttp.ClientSession(cookie_jar=jar(unsafe=True)) as second,
        aiohttp.ClientSession(cookie_jar=jar(unsafe=True)) as third,
    ):
        wanted = {"rehearsal": True, "pace": 3600, "call_s": 600.0, "scenario": "amberline-kettles"}
        sitting_id, links = await manager.open_sitting(**wanted, observer_name=CANARY)
        browsers = {
            "candidate": Visitor(first, server.url),
            "juror": Visitor(second, server.url),
            "observer": Visitor(third, server.url),
        }
        for seat, browser in browsers.items():
            await browser.join(links[seat])
        candidate = await browsers["candidate"].sit(sitting_id, "candidate")
        juror = await browsers["juror"].sit(sitting_id, "juror")
        await juror.until("waiting")
        await candidate.hear(lambda _: candidate.view.get("line", {}).get("other_party_present"))

        await watched_observer(server, browsers["observer"], sitting_id, candidate)
        guest = await watched_guest(server, manager, sitting_id, candidate)
        await juror.draw()
        await juror.until("drawn")
        await juror.order("start-preparation")
        await juror.until("ringing")
        await juror.order("ring")
        await candidate.hear(lambda _: candidate.view.get("line", {}).get("ringing") == "incoming")
        await candidate.order("answer")
        for seat in (Seat.CANDIDATE, Seat.JUROR):
            await server.rooms.media_flowing(sitting_id, seat)
        await candidate.until("call")
        await watched_observer(server, browsers["observer"], sitting_id, candidate)
        await watched_guest(server, manager, sitting_id, candidate, guest)
        await watched_refusal(server, manager, sitting_id, (candidate, juror), monkeypatch)

        told = "".join(browsers["candidate"].told)
        assert CANARY not in told
        assert [word for word in ("observer", "guest", "looking_on", "not-now") if word in told] == []
        assert CANARY in "".join(browsers["juror"].told)


async def watched_guest(
    server: Server, manager: Visitor, sitting_id: str, candidate: SeatPage, seat: str = ""
) -> str:
    """All that can happen to guests, while the candidate's numbers stand still; the seat of one who stays."""
    before = await last_number(candidate)
    path = f"/api/manager/sittings/{sitting_id}/guests"
    for _ in range(2):
        status, invited = await manager.request("POST", path, json={"name": CANARY})
        assert status == 201, invited
        async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as http:
            browser = Visitor(http, server.url)
            await browser.join(invited["link"])
            page = await browser.sit(sitting_id, invited["seat"])
            await page.hear(lambda said: said["type"] == "view")
            for lost in (False, True, False):
                await server.rooms.link_changed(sitting_id, Seat(invited["seat"]), lost=lost)
            channel = server._hub._channels[sitting_id][Seat(invited["seat"])]
            assert channel.connection is not None
            await server._dispatcher.hush(sitting_id, Seat(invited["seat"]), channel.connection, quiet=True)
            await page.socket.close()
    for whose in filter(None, (invited["seat"], seat)):
        assert (await manager.request("DELETE", f"{path}/{whose}"))[0] == 200
    assert await last_number(candidate) == before
    return "guest-1"


async def watched_refusal(
    server: Server,
    manager: Visitor,
    sitting_id: str,
    parties: tuple[SeatPage, SeatPage],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A guest whom the calls leave no room for is told so, again and again; nobody else is told a thing."""
    answered: list[Seat] = []

    async def connect(*, seat: Seat, **_offer: object) -> str:
        answered.append(seat)
        return "v=0"

    suffering = (MediaLoad(late_p95_ms=2 * MAX_LATE_P95_MS, open_calls=1),)
    monkeypatch.setattr(server._media, "connect", connect)
    monkeypatch.setattr(server._media, "loads", lambda: suffering)
    path = f"/api/manager/sittings/{sitting_id}/guests"
    _, invited = await manager.request("POST", path, json={"name": CANARY})
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as http:
        browser = Visitor(http, server.url)
        await browser.join(invited["link"])
        page = await browser.sit(sitting_id, invited["seat"])
        await page.hear(lambda said: said["type"] == "view")
        before = [await last_number(each) for each in parties]
        stood = await server.rooms.state(sitting_id)
        for ref in (501, 502):
            await page.send({"type": "media-offer", "ref": ref, "sdp": "v=0"})
            said = await page.hear(lambda said, ref=ref: said.get("ref") == ref)
            assert (said["type"], said["code"]) == ("refused", "guest-not-now")
        assert answered == []
        assert [await last_number(each) for each in parties] == before
        assert await server.rooms.state(sitting_id) == stood
        # A party is never asked; and once there is room, the guest is answered.
        await parties[0].send({"type": "media-offer", "ref": 503, "sdp": "v=0"})
        await parties[0].hear(lambda said: said.get("ref") == 503)
        monkeypatch.setattr(server._media, "loads", lambda: ())
        await page.send({"type": "media-offer", "ref": 504, "sdp": "v=0"})
        assert (await page.hear(lambda said: said.get("ref") == 504))["type"] == "media-answer"
        assert answered == [Seat.CANDIDATE, Seat(invited["seat"])]
    assert (await manager.request("DELETE", f"{path}/{invited['seat']}"))[0] == 200


async def watched_observer(server: Server, browser: Visitor, sitting_id: str, candidate: SeatPage) -> None:
    """All that an observer can do to presence, while the candidate's numbers stand still."""
    before = await last_number(candidate)
    older = await browser.sit(sitting_id, "observer")
    await older.hear(lambda said: said["type"] == "view")
    newer = await browser.sit(sitting_id, "observer")
    await newer.hear(lambda said: said["type"] == "view")
    await newer.order("ring-bell")
    channel = server._hub._channels[sitting_id][Seat.OBSERVER]
    assert channel.connection is not None
    for quiet in (True, False):
        await server._dispatcher.hush(sitting_id, Seat.OBSERVER, channel.connection, quiet=quiet)
    await newer.socket.close()
    await older.socket.close()
    assert await last_number(candidate) == before
