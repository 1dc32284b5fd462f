"""Marks that two people have deleted are gone for everybody who still has a page of them open."""

import asyncio
from contextlib import AsyncExitStack

import pytest
from argon2.profiles import CHEAPEST

from oralexam.bootstrap.server import Server
from oralexam.exams.people import Role
from tests.patience import PATIENCE_S
from tests.webapp.judges import Over, browser, stop
from tests.webapp.made_days import ask, opened, sitting_of
from tests.webapp.test_judging_sessions import signed_in
from tests.webapp.visitors import Visitor

CANARY = "quokka: what the jury thought"


async def _judged(server: Server, manager: Visitor, stack: AsyncExitStack) -> tuple[str, str, Over]:
    """A session that is closed, one of its candidates, and that one's call, judged and locked."""
    page = await opened(manager)
    session_id, candidacy = page["session"]["session_id"], page["session"]["candidacies"][0]["candidacy_id"]
    call = sitting_of(page, candidacy)
    browsers = {"manager": manager}
    for seat in ("juror", "observer"):
        link = await ask(manager, "POST", f"/api/manager/sittings/{call}/links", json={"seat": seat})
        browsers[seat] = await browser(server, stack)
        await browsers[seat].join(link["link"])
    await stop(manager, call)
    over = Over(call, {}, browsers)
    await over.mark("juror", "comment-whole", text=CANARY, seen=0)
    await over.lock()
    await ask(manager, "POST", f"/api/sessions/{session_id}/close", json={})
    return session_id, candidacy, over


async def test_marks_that_were_deleted_are_not_shown_from_memory(
    server: Server, manager: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Deleted alone, names and recordings stay; the running server had the marks in its memory."""
    monkeypatch.setattr("oralexam.webapp.people.passwords.RFC_9106_LOW_MEMORY", CHEAPEST)
    async with AsyncExitStack() as stack:
        session_id, candidacy, over = await _judged(server, manager, stack)
        first, _ = await signed_in(server, manager, stack, Role.MANAGER, "claire")
        second, _ = await signed_in(server, manager, stack, Role.MANAGER, "hassan")
        assert CANARY in str(await over.page("manager"))
        wanted = {"candidacy_id": candidacy, "kinds": ["marks"], "ground": "request", "reason": "asked for"}
        asked = await ask(first, "POST", f"/api/sessions/{session_id}/deletions", json=wanted)
        await ask(second, "POST", f"/api/deletions/{asked['deletion_id']}/confirm", json={})
        async with asyncio.timeout(PATIENCE_S):
            while await _state(first, session_id) != "done":  # noqa: ASYNC110 — the server tells nobody
                await asyncio.sleep(0.05)
        for who in over.browsers:
            page = await over.page(who)
            assert CANARY not in str(page)
            assert page["locked"]
        assert (await over.post("juror", "/reopening", reason="x"))[1]["code"] == "marks-erased"


async def _state(manager: Visitor, session_id: str) -> str:
    """How far the one deletion of a session is."""
    page = await ask(manager, "GET", f"/api/sessions/{session_id}/retention")
    state: str = page["deletions"][0]["state"]
    return state
