"""After a deletion no address of the server tells anything of the person: whatever it had shown before."""

import asyncio
import io
import re
import zipfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import aiohttp
import pytest

from oralexam.bootstrap.server import Server
from oralexam.exams.people import Role
from tests.webapp.made_days import CAUSE, ask
from tests.webapp.test_day import signed_in
from tests.webapp.test_own_data import GIVEN_BACK, MARKED, OWN_WORDS, _session
from tests.webapp.test_retention import state_of, wanted
from tests.webapp.visitors import Visitor


@pytest.fixture
async def managers(server: Server, manager: Visitor) -> AsyncIterator[list[Visitor]]:
    """Two managers who have signed in."""
    async with AsyncExitStack() as stack:

        async def fresh() -> Visitor:
            jar = aiohttp.CookieJar(unsafe=True)
            return Visitor(await stack.enter_async_context(aiohttp.ClientSession(cookie_jar=jar)), server.url)

        yield [
            (await signed_in(manager, fresh, Role.MANAGER, login))[0]
            for login in ("claire.morel", "hassan.idrissi")
        ]


async def test_no_address_tells_of_somebody_who_was_deleted(
    server: Server, manager: Visitor, managers: list[Visitor]
) -> None:
    """Each address is asked before, so that whatever a server may keep in its memory is there."""
    first, second = managers
    session_id, candidacy, sitting_id = await _session(server, manager)
    candidacy_id, words = candidacy["candidacy_id"], (candidacy["name"], CAUSE, OWN_WORDS, GIVEN_BACK, MARKED)
    addresses = [
        f"/api/replay/{sitting_id}",
        f"/api/replay/{sitting_id}/safe",
        f"/api/replay/{sitting_id}/cockpit",
        f"/api/replay/{sitting_id}/corrections",
        f"/api/replay/{sitting_id}/facts",
        f"/api/replay/{sitting_id}/media/candidate.webm",
        f"/api/replay/{sitting_id}/exports/vtt",
        f"/api/replay/{sitting_id}/exports/docx",
        f"/api/judging/{sitting_id}",
        f"/api/manager/sittings/{sitting_id}/ledger",
        f"/api/manager/sittings/{sitting_id}/viewings",
        "/api/manager/sittings",
        "/api/sessions",
        f"/api/sessions/{session_id}",
        f"/api/sessions/{session_id}/after",
        f"/api/sessions/{session_id}/retention",
        f"/api/sessions/{session_id}/viewings",
        f"/api/sessions/{session_id}/viewings.csv",
        f"/api/sessions/{session_id}/workbook.xlsx",
        f"/api/sessions/{session_id}/candidacies/{candidacy_id}/papers",
        f"/api/sessions/{session_id}/candidacies/{candidacy_id}/own-data",
        "/api/retention",
        "/api/quality",
    ]
    evaluator = await ask(
        manager, "POST", f"/api/manager/sittings/{sitting_id}/links", json={"seat": "evaluator"}
    )
    await first.join(evaluator["link"])
    await manager.request("POST", f"/api/sessions/{session_id}/close", json={})
    told = {address: await _told(first, address, words) for address in addresses}
    assert set().union(*told.values()) >= {candidacy["name"], OWN_WORDS}, told
    asked = await ask(first, "POST", f"/api/sessions/{session_id}/deletions", json=wanted(candidacy_id))
    await ask(second, "POST", f"/api/deletions/{asked['deletion_id']}/confirm", json={})
    await state_of(manager, session_id, until="done")
    left = {address: found for address in addresses if (found := await _told(first, address, words))}
    assert left == {}


async def _told(visitor: Visitor, address: str, words: tuple[str, ...]) -> set[str]:
    """Which of these words an answer holds, also inside a ZIP."""
    async with visitor.http.get(visitor.url + address) as answer:
        content = await answer.read()
    texts = [content]
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            texts = [packed.read(name) for name in packed.namelist()]
    plain = await asyncio.to_thread(b" ".join, texts)
    whole = re.sub(r"<[^>]*>", "", plain.decode("utf-8", "replace")) + plain.decode("utf-8", "replace")
    return {word for word in words if word in whole}
