"""The manager's board over a real socket: whole at first, then what changes, at once."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from typing import Any

import aiohttp
import pytest

from oralexam.bootstrap.server import Server
from oralexam.rooms import commands
from oralexam.rooms.phases import Phase
from oralexam.rooms.seats import Seat
from tests.patience import PATIENCE_S
from tests.webapp.visitors import Visitor


class BoardPage:
    """A board that keeps what it was told, as the page does."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.socket = socket
        self.sittings: dict[str, dict[str, Any]] = {}
        self.alarms: list[dict[str, Any]] = []
        self.house: dict[str, Any] | None = None
        self.planned: list[dict[str, Any]] = []
        self.whole = 0

    async def hear(self) -> None:
        """Take in the next update."""
        said = json.loads(await self.socket.receive_str())
        if said["type"] != "board":
            return
        self.whole += said["whole"]
        self.sittings |= {line["sitting_id"]: line for line in said["sittings"]}
        for sitting_id in said["gone"]:
            del self.sittings[sitting_id]
        self.alarms = said["alarms"] if said["alarms"] is not None else self.alarms
        self.planned = said["planned"] if said["planned"] is not None else self.planned
        self.house = said["house"] or self.house

    async def until(self, holds: Any) -> None:  # noqa: ANN401
        """Listen until that holds, at most 10 s."""
        async with asyncio.timeout(PATIENCE_S):
            while not holds(self):
                await self.hear()


@pytest.fixture
async def board(manager: Visitor) -> AsyncIterator[BoardPage]:
    """An open board that has heard everything once."""
    async with manager.http.ws_connect(
        f"{manager.url}/api/ws/board", headers={"Origin": manager.url}
    ) as socket:
        page = BoardPage(socket)
        await page.until(lambda page: page.whole == 1)
        yield page


def codes(page: BoardPage) -> list[tuple[str, str | None]]:
    """What is alarming, in order."""
    return [(alarm["code"], alarm["seat"]) for alarm in page.alarms]


async def test_a_board_shows_what_is_there_and_what_comes(
    manager: Visitor, board: BoardPage, server: Server
) -> None:
    """A sitting appears, says who is connected, changes its phase, and stays after its end."""
    sitting_id, links = await manager.open_sitting()
    await board.until(lambda page: sitting_id in page.sittings)
    line = board.sittings[sitting_id]
    assert (line["candidate_name"], line["phase"], line["present"]) == ("Inès Marchetti", "waiting", [])
    await manager.join(links["juror"])
    page = await manager.sit(sitting_id, "juror")
    await board.until(lambda page: page.sittings[sitting_id]["present"] == ["juror"])
    await page.socket.close()
    await board.until(lambda page: page.sittings[sitting_id]["present"] == [])
    stopped = commands.AbortPart(from_phase=Phase.WAITING, reason="tried")
    await server.rooms.command(sitting_id, Seat.MANAGER, stopped)
    await board.until(lambda page: page.sittings[sitting_id]["phase"] == "aborted")
    server.rooms.release(sitting_id)
    async with manager.http.ws_connect(board.socket._response.url, headers={"Origin": manager.url}) as socket:
        later = BoardPage(socket)
        await later.hear()
        assert later.sittings[sitting_id]["phase"] == "aborted"


async def test_a_bell_is_on_the_board_within_a_second(manager: Visitor, board: BoardPage) -> None:
    """« On arrive » is on the candidate's screen; once somebody has come it is over (issue 3, point 8)."""
    sitting_id, links = await manager.open_sitting()
    await manager.join(links["candidate"])
    page = await manager.sit(sitting_id, "candidate")
    await page.until("waiting")
    took_s = []
    for _ in range(3):
        began = time.monotonic()
        await page.order("ring-bell")
        await board.until(lambda page: ("bell", "candidate") in codes(page))
        took_s.append(time.monotonic() - began)
        if len(took_s) < 3:
            await manager.request("POST", f"/api/manager/sittings/{sitting_id}/clear-bell", json={})
            await board.until(lambda page: codes(page) == [])
            await page.hear(lambda said: said["type"] == "view" and said["view"]["bell"] is None)
    assert max(took_s) < 1.0
    coming = {"type": "answer-bell", "from_phase": "waiting", "seat": "candidate"}
    await manager.request("POST", f"/api/manager/sittings/{sitting_id}/answer-bell", json=coming)
    await board.until(lambda page: codes(page) == [("bell-answered", "candidate")])
    await page.hear(lambda said: said["type"] == "view" and said["view"]["bell"]["answered_at"] is not None)
    await manager.request("POST", f"/api/manager/sittings/{sitting_id}/clear-bell", json={})
    await board.until(lambda page: codes(page) == [])


async def test_a_wiped_rehearsal_leaves_the_board(manager: Visitor, board: BoardPage) -> None:
    """Rehearsals are marked, and gone with their wipe."""
    sitting_id, _ = await manager.open_sitting(rehearsal=True)
    await board.until(lambda page: sitting_id in page.sittings)
    assert board.sittings[sitting_id]["rehearsal"] is True
    await manager.request("DELETE", "/api/manager/rehearsals")
    await board.until(lambda page: sitting_id not in page.sittings)


async def test_the_machine_and_the_drain_are_told(board: BoardPage, server: Server) -> None:
    """How much disk is free, that this server keeps no worker, and that it is about to stop."""
    await board.until(lambda page: page.house is not None)
    assert board.house is not None
    assert (board.house["worker"], 0 < board.house["disk_free"] <= 1) == ("off", True)
    await server.drain()
    await board.until(lambda page: ("draining", None) in codes(page))


async def test_only_a_manager_of_our_origin_gets_a_board(visitor: Visitor, manager: Visitor) -> None:
    """Without a session, from a candidate's session, and from another site: refused, and it says why."""
    assert (await visitor.request("GET", "/api/ws/board"))[0] == 401
    _, links = await manager.open_sitting()
    await visitor.join(links["candidate"])
    assert (await visitor.request("GET", "/api/ws/board"))[0] == 403
    assert (await manager.request("GET", "/api/ws/board"))[0] == 204
    with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
        await manager.http.ws_connect(
            f"{manager.url}/api/ws/board", headers={"Origin": "https://other.example"}
        )
    assert refused.value.status == 403


async def test_a_board_that_says_anything_but_ping_is_closed(board: BoardPage) -> None:
    """It is answered as long as it keeps to that."""
    await board.socket.send_json({"type": "ping", "ref": 7})
    async with asyncio.timeout(PATIENCE_S):
        while (said := json.loads(await board.socket.receive_str()))["type"] != "pong":
            pass
        assert said["ref"] == 7
        await board.socket.send_json({"type": "hello"})
        while (await board.socket.receive()).type is aiohttp.WSMsgType.TEXT:
            pass
    assert board.socket.closed
