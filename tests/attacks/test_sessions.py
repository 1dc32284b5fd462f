"""Who may sit where, for how long: links, sessions, sockets that stay open, orders that come too late."""

import asyncio
import json
from datetime import timedelta

import aiohttp
import pytest

from oralexam.bootstrap.server import Server
from oralexam.clock import SystemClock
from oralexam.rooms.commands import LONGEST_TEXT
from oralexam.signaling.hub import CLOSE_GONE
from oralexam.storage.sessions import IDLE_LIMIT
from oralexam.webapp import socket_connection
from oralexam.webapp.app import MOST_SOCKETS_A_SEAT
from tests.attacks import flooder
from tests.patience import PATIENCE_S
from tests.webapp.visitors import NAMES, Visitor

GUESSES = 300


def turn_forward(monkeypatch: pytest.MonkeyPatch, by: timedelta) -> None:
    """From now on the server's clock is so much later."""
    original = SystemClock.now
    monkeypatch.setattr(SystemClock, "now", lambda self: original(self) + by)


async def why_not(visitor: Visitor, sitting_id: str) -> tuple[int, str]:
    """What a page is told that asks plainly, as `fetch` does: without an Origin."""
    status, body = await visitor.request("GET", f"/api/ws/{sitting_id}/candidate", headers={})
    return status, body["code"] if body else ""


async def test_a_page_learns_why_its_handshake_was_refused(manager: Visitor, visitor: Visitor) -> None:
    """No session, another's seat, or nothing at all: then the page comes back by itself."""
    sitting_id, links = await manager.open_sitting()
    assert await why_not(visitor, sitting_id) == (401, "not-signed-in")
    await visitor.join(links["juror"])
    assert await why_not(visitor, sitting_id) == (403, "not-your-seat")
    await visitor.join(links["candidate"])
    assert await why_not(visitor, sitting_id) == (204, "")


async def test_an_expired_link_opens_nothing(
    manager: Visitor, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Seventeen hours later the link of the morning is refused by its code."""
    _, links = await manager.open_sitting()
    turn_forward(monkeypatch, timedelta(hours=17))
    status, body = await visitor.join(links["candidate"])
    assert (status, body["code"]) == (410, "link-expired")


async def test_an_idle_session_is_over(
    manager: Visitor, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Four hours without a sign of life, and the seat asks for a link again."""
    sitting_id, links = await manager.open_sitting()
    await visitor.join(links["evaluator"])
    assert (await visitor.request("GET", f"/api/replay/{sitting_id}"))[0] == 200
    turn_forward(monkeypatch, IDLE_LIMIT)
    status, body = await visitor.request("GET", f"/api/replay/{sitting_id}")
    assert (status, body["code"]) == (401, "not-signed-in")


async def test_an_open_socket_is_a_sign_of_life(
    manager: Visitor, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page that only listens is heard of: three hours, and three again, are no idle session."""
    monkeypatch.setattr(socket_connection, "SESSION_LOOK_S", 0.05)
    sitting_id, links = await manager.open_sitting()
    await visitor.join(links["candidate"])
    page = await visitor.sit(sitting_id, "candidate")
    await page.until("waiting")
    for _ in range(2):
        turn_forward(monkeypatch, timedelta(hours=3))
        await asyncio.sleep(0.3)
    await page.send({"type": "ping", "ref": 1})
    await page.hear(lambda said: said["type"] == "pong")
    again = await visitor.sit(sitting_id, "candidate")
    await again.until("waiting")


async def test_a_session_that_is_over_keeps_no_socket(
    manager: Visitor, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A socket whose session has ended is closed with its code, and cannot be opened again."""
    monkeypatch.setattr(socket_connection, "SESSION_LOOK_S", 0.05)
    sitting_id, links = await manager.open_sitting()
    await visitor.join(links["candidate"])
    page = await visitor.sit(sitting_id, "candidate")
    await page.until("waiting")
    turn_forward(monkeypatch, timedelta(hours=15))
    async with asyncio.timeout(PATIENCE_S):
        closed = await page.socket.receive()
    assert closed.data == CLOSE_GONE
    assert await why_not(visitor, sitting_id) == (401, "not-signed-in")


async def test_orders_of_the_wrong_seat_or_moment_change_nothing(
    server: Server, manager: Visitor, visitor: Visitor
) -> None:
    """A candidate that draws, and a juror whose screen is behind: each is refused by its code."""
    sitting_id, links = await manager.open_sitting()
    await visitor.join(links["candidate"])
    await visitor.join(links["juror"])
    candidate = await visitor.sit(sitting_id, "candidate")
    juror = await visitor.sit(sitting_id, "juror")
    await candidate.until("waiting")
    await juror.until("waiting")
    refused = await candidate.order("draw-scenario")
    assert (refused["type"], refused["code"]) == ("refused", "not-your-command")
    assert (await juror.draw())["type"] == "accepted"
    # The view has not been read yet: this page still believes that nothing is drawn.
    juror.view = {**juror.view, "phase": "waiting"}
    refused = await juror.draw()
    assert (refused["type"], refused["code"]) == ("refused", "stale-command")
    state = server.rooms.live_states()[sitting_id]
    assert state.phase == "drawn"
    assert len([span for span in state.spans if span.phase == "drawn"]) == 1


async def test_guesses_at_once_are_counted_too(visitor: Visitor) -> None:
    """Hundreds at the same moment: no more than ten are looked at, none is accepted."""
    answers = await asyncio.gather(*(visitor.join(f"#guess-{number}") for number in range(GUESSES)))
    statuses = [status for status, _ in answers]
    assert set(statuses) == {404, 429}
    assert statuses.count(404) <= 10


async def test_more_sockets_than_a_page_needs_are_refused(
    manager: Visitor, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sockets that say nothing cost their seat, and nobody else; a page that asks plainly is told to wait."""
    monkeypatch.setattr("oralexam.webapp.app.MOST_SOCKETS_A_SEAT", 4)
    sitting_id, links = await manager.open_sitting()
    await visitor.join(links["candidate"])
    path = f"{visitor.url}/api/ws/{sitting_id}/candidate"
    headers = {"Origin": visitor.url}
    mute = [await visitor.http.ws_connect(path, headers=headers) for _ in range(4)]
    handshake = {"Upgrade": "websocket", "Connection": "Upgrade", **headers}
    status, body = await visitor.request("GET", f"/api/ws/{sitting_id}/candidate", headers=handshake)
    assert (status, body["code"]) == (429, "too-many-connections")
    assert await why_not(visitor, sitting_id) == (429, "too-many-connections")
    for socket in mute:
        await socket.close()
    page = await visitor.sit(sitting_id, "candidate")
    await page.until("waiting")


async def test_a_board_without_room_says_so_to_who_asks_plainly(
    manager: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It waits then, as a seat does."""
    assert (await manager.request("GET", "/api/ws/board", headers={}))[0] == 204
    monkeypatch.setattr("oralexam.webapp.board.board.MOST_BOARDS", 0)
    status, body = await manager.request("GET", "/api/ws/board", headers={})
    assert (status, body["code"]) == (429, "too-many-connections")


@pytest.mark.parametrize(
    "change",
    [
        {"candidate_name": ""},
        {"candidate_name": "x" * 81},
        {"room_name": "   "},
        {"grace_s": 61},
        {"grace_s": -1},
        {"rehearsal": True, "pace": 0},
        {"rehearsal": True, "call_s": 1e12},
        {"rehearsal": True, "loss": 0.9},
        {"rehearsal": True, "scenario": "../../etc/passwd"},
        {"unknown": 1},
        {"candidate_name": 7},
    ],
)
async def test_a_sitting_that_cannot_be_is_refused(change: dict[str, object], manager: Visitor) -> None:
    """With a code, and without a trace in the day's list."""
    status, body = await manager.request("POST", "/api/manager/sittings", json={**NAMES, **change})
    assert status == 400, body
    assert body["code"] in {
        "name-missing",
        "plan-out-of-range",
        "pace-out-of-range",
        "loss-out-of-range",
        "unknown-scenario",
        "malformed-message",
    }
    assert (await manager.request("GET", "/api/manager/sittings"))[1]["sittings"] == []


@pytest.mark.parametrize("letter", ["a", "é", "漢", "\n", '"'])
async def test_the_longest_text_fits_into_a_frame(letter: str, manager: Visitor, visitor: Visitor) -> None:
    """Whatever it is written in, it is refused or kept by the room, and never by closing the socket."""
    sitting_id, links = await manager.open_sitting()
    await visitor.join(links["candidate"])
    page = await visitor.sit(sitting_id, "candidate")
    await page.until("waiting")
    command = {"type": "save-text", "from_phase": "waiting", "text": letter * LONGEST_TEXT, "revision": 1}
    # As a browser writes it (ECMA-262, JSON.stringify): letters stay letters.
    await page.socket.send_str(
        json.dumps({"type": "order", "ref": 9, "command": command}, ensure_ascii=False)
    )
    answer = await page.hear(lambda said: said.get("ref") == 9)
    assert (answer["type"], answer["code"]) == ("refused", "not-now")


async def test_a_page_that_goes_away_in_its_handshake_is_no_fault(
    manager: Visitor, visitor: Visitor, capfd: pytest.CaptureFixture[str]
) -> None:
    """A reload at the wrong moment: the seat is free, and nothing is logged as if the server had failed."""
    sitting_id, links = await manager.open_sitting()
    await visitor.join(links["candidate"])
    cookie = "; ".join(f"{each.key}={each.value}" for each in visitor.http.cookie_jar)
    host, port = visitor.url.removeprefix("http://").split(":")
    rude = flooder.Flooder(host, int(port), f"/api/ws/{sitting_id}/candidate", cookie)
    for round_ in range(40):
        reader, writer = await asyncio.open_connection("127.0.0.1", int(port))
        writer.write(
            rude.handshake() + flooder.HELLO * (round_ % 2) + flooder.FLOODS["control"][: 60 * (round_ % 3)]
        )
        if round_ % 4 == 0:
            await reader.read(10)
        await asyncio.sleep(0.002 * (round_ % 5))
        writer.transport.abort()
    await asyncio.sleep(0.5)
    page = await visitor.sit(sitting_id, "candidate")
    await page.until("waiting")
    logged = capfd.readouterr()
    assert "request-failed" not in logged.out + logged.err
    assert "Traceback" not in logged.out + logged.err


async def test_a_seat_has_only_so_many_sockets_open(manager: Visitor, visitor: Visitor) -> None:
    """Sixty-four that have not said hello are borne; one more is refused before it is a socket."""
    sitting_id, links = await manager.open_sitting()
    await visitor.join(links["candidate"])
    address, headers = f"{visitor.url}/api/ws/{sitting_id}/candidate", {"Origin": visitor.url}
    opened = [await visitor.http.ws_connect(address, headers=headers) for _ in range(MOST_SOCKETS_A_SEAT)]
    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        await visitor.http.ws_connect(address, headers=headers)
    assert refused.value.status == 429
    assert not any(socket.closed for socket in opened)
