"""The browsers of a jury that judges a part which is over, through the real server."""

from collections.abc import Mapping
from contextlib import AsyncExitStack
from typing import Any

import aiohttp
import msgspec

from oralexam.bootstrap.server import Server
from tests.webapp.made_days import ask
from tests.webapp.visitors import Visitor

MOMENT = {
    "moment_id": "m1",
    "source": "exchange",
    "starts_s": 12.5,
    "ends_s": 15.0,
    "label": "« nine lamps »",
}


class Over(msgspec.Struct):
    """A sitting that is over, and a browser for each who had to do with it."""

    sitting_id: str
    links: Mapping[str, str]
    browsers: Mapping[str, Visitor]

    def path(self, rest: str = "") -> str:
        """An address of its judging."""
        return f"/api/judging/{self.sitting_id}{rest}"

    async def page(self, who: str) -> dict[str, Any]:
        """What somebody's page shows."""
        shown: dict[str, Any] = await ask(self.browsers[who], "GET", self.path())
        return shown

    async def post(self, who: str, rest: str, **body: Any) -> tuple[int, Any]:  # noqa: ANN401
        """Status and body of an act."""
        return await self.browsers[who].request("POST", self.path(rest), json=body)

    async def mark(self, who: str, kind: str, **fields: Any) -> dict[str, Any]:  # noqa: ANN401
        """Write one order; the draft that stands then."""
        status, body = await self.post(who, "/marks", order={"type": kind, **fields})
        assert status == 200, body
        draft: dict[str, Any] = body["draft"]
        return draft

    async def mark_all(self, who: str, level: int = 3) -> int:
        """Mark every line by a moment; the draft's revision then."""
        draft: dict[str, Any] = {}
        for line in (await self.page(who))["grid"]["criteria"]:
            seen = {"criterion_id": line["id"]}
            await self.mark(who, "set-level", level=level, seen=0, **seen)
            await self.mark(who, "link-moment", moment=MOMENT, **seen)
        draft = await self.mark(who, "say-acquired", acquired=True, seen=0)
        revision: int = draft["revision"]
        return revision

    async def seal(self, who: str, level: int = 3) -> dict[str, Any]:
        """Mark everything and seal it; the page then."""
        revision = await self.mark_all(who, level)
        status, page = await self.post(who, "/seal", revision=revision)
        assert status == 200, page
        shown: dict[str, Any] = page
        return shown

    async def deliberate(self, who: str, kind: str, **fields: Any) -> dict[str, Any]:  # noqa: ANN401
        """Write one order into what both write."""
        status, body = await self.post(who, "/deliberation", order={"type": kind, **fields})
        assert status == 200, body
        draft: dict[str, Any] = body["draft"]
        return draft

    async def propose(self, who: str = "juror") -> dict[str, Any]:
        """Settle everything and lay it down; the proposal."""
        await self.deliberate(who, "keep-equal")
        for line in (await self.page(who))["deliberation"]["draft"]["lines"]:
            if line["outcome"]["agreed"] is None:
                seen = {"criterion_id": line["outcome"]["criterion_id"]}
                await self.deliberate(who, "settle", agreed=None, dissenting=True, seen=0, **seen)
                await self.deliberate(who, "words", text="Entendu autrement", seen=1, **seen)
        await self.deliberate(who, "settle-whole", acquired=True, dissenting=False, seen=0)
        names = ["Mme Okafor", "Mme Aubertin"]
        draft = await self.deliberate(who, "say-present", present=names, seen=0)
        status, page = await self.post(who, "/deliberation/propose", revision=draft["revision"])
        assert status == 200, page
        proposal: dict[str, Any] = page["deliberation"]["proposal"]
        return proposal

    async def sign(self, who: str, proposal: Mapping[str, Any]) -> tuple[int, Any]:
        """Sign exactly that."""
        return await self.post(
            who, "/deliberation/sign", version=proposal["version"], digest=proposal["digest"]
        )

    async def lock(self) -> dict[str, Any]:
        """Everything, to the lock; the page of the observer then."""
        await self.seal("juror")
        await self.seal("observer", 2)
        return await self.sign_both()

    async def sign_both(self) -> dict[str, Any]:
        """From two seals to the lock; the page of the observer then."""
        proposal = await self.propose()
        await self.sign("juror", proposal)
        status, page = await self.sign("observer", proposal)
        assert (status, page["locked"]) == (200, True)
        shown: dict[str, Any] = page
        return shown


async def make_over(
    server: Server,
    manager: Visitor,
    stack: AsyncExitStack,
    *,
    over: bool = True,
    **more: Any,  # noqa: ANN401
) -> Over:
    """A sitting outside sessions, opened, joined by everybody, and (unless it is to run on) stopped."""
    sitting_id, links = await manager.open_sitting(**more)
    browsers = {"manager": manager, "nobody": await browser(server, stack)}
    for seat, link in links.items():
        browsers[seat] = await browser(server, stack)
        await browsers[seat].join(link)
    if over:
        await stop(manager, sitting_id)
    return Over(sitting_id, links, browsers)


async def browser(server: Server, stack: AsyncExitStack) -> Visitor:
    """One that holds nothing."""
    jar = aiohttp.CookieJar(unsafe=True)
    return Visitor(await stack.enter_async_context(aiohttp.ClientSession(cookie_jar=jar)), server.url)


async def stop(manager: Visitor, sitting_id: str, phase: str = "waiting") -> None:
    """End a part before its time: over is over."""
    body = {"from_phase": phase, "reason": "Fin de l’essai"}
    await ask(manager, "POST", f"/api/manager/sittings/{sitting_id}/abort", json=body)
