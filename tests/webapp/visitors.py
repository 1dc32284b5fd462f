"""Browsers without a window: they keep cookies, send an Origin, and remember all that they were ever told."""

import asyncio
import itertools
import json
from collections.abc import Sequence
from typing import Any

import aiohttp

from oralexam.exams import shares
from tests.patience import PATIENCE_S

NAMES = {
    "candidate_name": "Inès Marchetti",
    "juror_name": "Mme Okafor",
    "observer_name": "Mme Aubertin",
    "room_name": "salle 1",
}


class Visitor:
    """One browser; `told` holds every body and frame that it received."""

    def __init__(self, http: aiohttp.ClientSession, url: str) -> None:
        self.http = http
        self.url = url
        self.told: list[str] = []

    async def request(self, method: str, path: str, **options: Any) -> tuple[int, Any]:  # noqa: ANN401
        """Status and JSON (or text) of a response."""
        options.setdefault("headers", {"Origin": self.url})
        async with self.http.request(method, self.url + path, **options) as response:
            body = await response.text()
            self.told.append(body + str(dict(response.headers)))
            is_json = response.content_type == "application/json"
            return response.status, (await response.json()) if is_json else body

    async def join(self, link: str) -> tuple[int, Any]:
        """Exchange a link, or its token."""
        return await self.request("POST", "/api/join", json={"token": link.rpartition("#")[2]})

    async def open_sitting(self, **more: Any) -> tuple[str, dict[str, str]]:  # noqa: ANN401
        """A new sitting and its links; for managers."""
        # One juror's share: most tests need no second juror. Two jurors draw in test_draw.py.
        # Nobody is let in or measured: what a sitting asks for is looked at where `formalities` is given.
        wanted = {**NAMES, "shares_from": ["juror"], "formalities": False, **more}
        status, body = await self.request("POST", "/api/manager/sittings", json=wanted)
        assert status == 201, body
        return body["sitting_id"], body["links"]

    async def accept_stations(
        self, sitting_id: str, phase: str = "waiting", seats: Sequence[str] = ("candidate", "juror")
    ) -> None:
        """Let the part begin though no station was checked: the test is about something else."""
        for seat in seats:
            body = {"from_phase": phase, "seat": seat, "reason": "not what is looked at"}
            path = f"/api/manager/sittings/{sitting_id}/override-devices"
            status, said = await self.request("POST", path, json=body)
            assert status == 200, said

    async def sit(self, sitting_id: str, seat: str, **hello: Any) -> "SeatPage":  # noqa: ANN401
        """The page of a seat that this browser holds."""
        socket = await self.http.ws_connect(
            f"{self.url}/api/ws/{sitting_id}/{seat}", headers={"Origin": self.url}
        )
        page = SeatPage(socket, self.told)
        await page.send({"type": "hello", **hello})
        return page


class SeatPage:
    """One WebSocket; its `view` is the last one it was sent."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse, told: list[str]) -> None:
        self.socket = socket
        self.view: dict[str, Any] = {}
        self.said: list[dict[str, Any]] = []
        self._told = told
        self._refs = itertools.count(1)

    async def send(self, message: dict[str, Any]) -> None:
        """Say something."""
        await self.socket.send_json(message)

    async def order(self, kind: str, **fields: Any) -> dict[str, Any]:  # noqa: ANN401
        """Give a command in the phase that this page sees; its answer."""
        ref = next(self._refs)
        command = {"type": kind, "from_phase": self.view["phase"], **fields}
        await self.send({"type": "order", "ref": ref, "command": command})
        return await self.hear(lambda said: said.get("ref") == ref)

    async def draw(self) -> dict[str, Any]:
        """Begin a draw, and give this seat's share to it; the answer to the first order that is refused."""
        answer = await self.order("draw-scenario")
        if answer["type"] != "accepted":
            return answer
        while not self.view.get("draw"):
            await self.hear(lambda said: said["type"] == "view")
        await self.commit_share()
        return await self.reveal_share()

    async def commit_share(self, share: str = "22" * 32) -> dict[str, Any]:
        """Commit this seat to its share."""
        draw = self.view["draw"]
        bound = shares.commitment(
            sitting_id=self.view["sitting_id"],
            number=draw["number"],
            sealed_set=draw["sealed_set"],
            who=self.view["seat"],
            share=share,
        )
        return await self.order("commit-share", number=draw["number"], commitment=bound)

    async def reveal_share(self, share: str = "22" * 32) -> dict[str, Any]:
        """Reveal this seat's share."""
        return await self.order("reveal-share", number=self.view["draw"]["number"], share=share)

    async def hear(self, wanted: Any) -> dict[str, Any]:  # noqa: ANN401
        """The next message for which `wanted` holds."""
        async with asyncio.timeout(PATIENCE_S):
            while True:
                frame = await self.socket.receive_str()
                self._told.append(frame)
                said = json.loads(frame)
                self.said.append(said)
                if said["type"] == "view":
                    self.view = said["view"]
                if wanted(said):
                    return said

    async def until(self, phase: str) -> dict[str, Any]:
        """The view in which the room is in `phase`."""
        while self.view.get("phase") != phase:
            await self.hear(lambda said: said["type"] == "view")
        return self.view
