"""Two managers hold, release, delete: through the pages' own addresses, on a running server."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from oralexam.bootstrap.server import Server
from oralexam.exams.people import Role
from oralexam.retention.clocks import SEEN_DAYS
from oralexam.retention.deletions import DeletionState, confirmed
from oralexam.settings import Settings
from oralexam.storage.deletions import SqlDeletions
from oralexam.storage.engine import open_database
from tests.contracts.event_store import later
from tests.patience import PATIENCE_S
from tests.retention.made_retention import CANARY, CONFIRMS, deletion, files_of, fill
from tests.webapp.made_days import ask, opened, sitting_of
from tests.webapp.test_day import signed_in
from tests.webapp.visitors import Visitor

Browser = Callable[[], Awaitable[Visitor]]
REASON = "canary-reason: the candidate wrote on 3 March"


@pytest.fixture
async def two(server: Server, manager: Visitor) -> AsyncIterator[tuple[Visitor, Visitor]]:
    """Two managers, each signed in under an account of their own."""
    async with AsyncExitStack() as stack:

        async def fresh() -> Visitor:
            jar = aiohttp.CookieJar(unsafe=True)
            return Visitor(await stack.enter_async_context(aiohttp.ClientSession(cookie_jar=jar)), server.url)

        first, _ = await signed_in(manager, fresh, Role.MANAGER, "claire.morel")
        second, _ = await signed_in(manager, fresh, Role.MANAGER, "hassan.idrissi")
        yield first, second


async def closed(manager: Visitor) -> tuple[str, str, str, str]:
    """A session that is over: its id, its first candidacy, that one's name, and a sitting of it."""
    page = await opened(manager)
    session_id, candidacy = page["session"]["session_id"], page["session"]["candidacies"][0]
    await ask(manager, "POST", f"/api/sessions/{session_id}/close", json={})
    sitting_id = sitting_of(page, candidacy["candidacy_id"])
    return session_id, candidacy["candidacy_id"], candidacy["name"], sitting_id


def wanted(candidacy_id: str | None, *kinds: str) -> dict[str, Any]:
    """A deletion as the page asks for it."""
    everything = ["recordings", "listening-copies", "transcripts", "writings", "marks", "papers", "names"]
    return {
        "candidacy_id": candidacy_id,
        "kinds": list(kinds) or everything,
        "ground": "request",
        "reason": REASON,
    }


async def state_of(manager: Visitor, session_id: str, *, until: str) -> dict[str, Any]:
    """The last deletion of a session, once it has come to that state."""
    async with asyncio.timeout(PATIENCE_S):
        while True:
            page = await ask(manager, "GET", f"/api/sessions/{session_id}/retention")
            last: dict[str, Any] = page["deletions"][-1]
            if last["state"] == until:
                return last
            await asyncio.sleep(0.05)


async def test_one_asks_another_confirms_and_nothing_is_left(
    server: Server, manager: Visitor, two: tuple[Visitor, Visitor]
) -> None:
    """Whoever asked cannot confirm; afterwards no byte of the name is in the data folder."""
    first, second = two
    session_id, candidacy_id, name, sitting_id = await closed(manager)
    asked = await ask(first, "POST", f"/api/sessions/{session_id}/deletions", json=wanted(candidacy_id))
    confirm = f"/api/deletions/{asked['deletion_id']}/confirm"
    assert (await first.request("POST", confirm, json={}))[1]["code"] == "second-person-needed"
    assert (await manager.request("POST", confirm, json={}))[1]["code"] == "account-needed"
    await ask(second, "POST", confirm, json={})
    done = await state_of(manager, session_id, until="done")
    assert (done["asked_by"]["name"], done["decided_by"]["name"]) == ("claire.morel", "hassan.idrissi")
    root = server._files.root
    for path in (each for each in root.rglob("*") if each.is_file() and each.name != "alive"):
        content = path.read_bytes()
        assert name.encode() not in content, path
        assert REASON.encode() not in content, path
    page = await ask(manager, "GET", f"/api/sessions/{session_id}/retention")
    assert page["candidates"][0]["left"] == []
    assert server.stores.events.verify(sitting_id) == ()
    # The board and the list of sittings know nobody of that name any more.
    body = await ask(manager, "GET", "/api/manager/sittings")
    names = {each["sitting_id"]: each["candidate_name"] for each in body["sittings"]}
    assert names[sitting_id] == ""


async def test_a_hold_stops_it_until_two_have_released_it(
    manager: Visitor, two: tuple[Visitor, Visitor]
) -> None:
    """What was asked before waits; asking anew is refused; the page shows who holds what and why."""
    first, second = two
    session_id, candidacy_id, _, _ = await closed(manager)
    deletions = f"/api/sessions/{session_id}/deletions"
    asked = await ask(first, "POST", deletions, json=wanted(candidacy_id))
    appeal = {"candidacy_id": candidacy_id, "reason": "appeal no. 12", "appealed_on": "2026-11-20"}
    hold = await ask(first, "POST", f"/api/sessions/{session_id}/holds", json=appeal)
    confirm = f"/api/deletions/{asked['deletion_id']}/confirm"
    assert (await second.request("POST", confirm, json={}))[1]["code"] == "under-legal-hold"
    assert (await first.request("POST", deletions, json=wanted(candidacy_id)))[1][
        "code"
    ] == "under-legal-hold"
    page = await ask(manager, "GET", f"/api/sessions/{session_id}/retention")
    assert [(each["held"]) for each in page["candidates"]] == [True, False]
    assert page["holds"][0]["reason"] == "appeal no. 12"
    path = f"/api/holds/{hold['hold_id']}"
    await ask(first, "POST", f"{path}/ask-release", json={"reason": "the appeal was withdrawn"})
    assert (await first.request("POST", f"{path}/release", json={}))[1]["code"] == "second-person-needed"
    await ask(second, "POST", f"{path}/release", json={})
    await ask(second, "POST", confirm, json={})
    await state_of(manager, session_id, until="done")


async def test_a_refusal_is_kept_with_its_reason(manager: Visitor, two: tuple[Visitor, Visitor]) -> None:
    """Nothing was deleted, and what was refused cannot be confirmed later."""
    first, second = two
    session_id, candidacy_id, name, _ = await closed(manager)
    asked = await ask(first, "POST", f"/api/sessions/{session_id}/deletions", json=wanted(candidacy_id))
    path = f"/api/deletions/{asked['deletion_id']}"
    await ask(second, "POST", f"{path}/refuse", json={"reason": "the time for appeals runs"})
    assert (await second.request("POST", f"{path}/confirm", json={}))[1]["code"] == "deletion-decided"
    page = await ask(manager, "GET", f"/api/sessions/{session_id}/retention")
    assert (page["deletions"][0]["refusal"], page["candidates"][0]["name"]) == (
        "the time for appeals runs",
        name,
    )


async def test_nobody_is_deleted_while_the_session_is_open(
    manager: Visitor, two: tuple[Visitor, Visitor]
) -> None:
    """A candidate who still comes to a part, and a whole session that is not over."""
    page = await opened(manager)
    session_id = page["session"]["session_id"]
    for candidacy_id in (page["session"]["candidacies"][0]["candidacy_id"], None):
        status, body = await two[0].request(
            "POST", f"/api/sessions/{session_id}/deletions", json=wanted(candidacy_id)
        )
        assert (status, body["code"]) == (409, "candidate-under-way")


async def test_lengths_are_versions_and_the_notice_names_them(
    manager: Visitor, visitor: Visitor, two: tuple[Visitor, Visitor]
) -> None:
    """The page's older version is refused; whoever reads the notice is told what is in force."""
    page = await ask(manager, "GET", "/api/retention")
    assert (page["lengths"]["revision"], page["me"]) == (0, None)
    lengths = page["lengths"]["lengths"]
    changed = {
        **lengths,
        "lengths": [
            {**each, "months": 3, "automatic": True}
            if each["kind"] in {"recordings", "listening-copies"}
            else each
            for each in lengths["lengths"]
        ],
    }
    body = {"lengths": changed, "revision": 0}
    assert (await manager.request("PUT", "/api/retention", json=body))[1]["code"] == "account-needed"
    asked = await ask(two[0], "PUT", "/api/retention", json=body)
    assert (asked["revision"], asked["state"]) == (1, "asked")
    # One alone ends nothing sooner, neither by the same account nor by saving again.
    assert (await ask(visitor, "GET", "/api/kept"))["months"]["recordings"] == 6
    confirm, answer = "/api/retention/lengths/confirm", {"revision": 1}
    assert (await two[0].request("POST", confirm, json=answer))[1]["code"] == "second-person-needed"
    assert (await manager.request("POST", confirm, json=answer))[1]["code"] == "account-needed"
    assert (await two[0].request("PUT", "/api/retention", json=body))[1]["code"] == "lengths-wait"
    await ask(two[1], "POST", confirm, json=answer)
    assert (await two[1].request("POST", confirm, json=answer))[1]["code"] == "lengths-decided"
    assert (await two[1].request("PUT", "/api/retention", json=body))[1]["code"] == "edited-meanwhile"
    assert (await ask(visitor, "GET", "/api/kept"))["months"]["recordings"] == 3
    # What keeps something longer, one may set; what is refused never holds.
    await ask(two[0], "PUT", "/api/retention", json={"lengths": lengths, "revision": 1})
    shorter = {"lengths": changed, "revision": 2}
    assert (await ask(two[1], "PUT", "/api/retention", json=shorter))["state"] == "asked"
    await ask(two[1], "POST", "/api/retention/lengths/refuse", json={"revision": 3})
    page = await ask(two[1], "GET", "/api/retention")
    assert (page["lengths"]["revision"], page["asked"]) == (2, None)
    states = [(each["set_by"], each["state"], each["answered_by"]) for each in page["history"]]
    assert states == [
        ("claire.morel", "in-force", "hassan.idrissi"),
        ("claire.morel", "in-force", ""),
        ("hassan.idrissi", "refused", "hassan.idrissi"),
    ]


async def test_what_is_set_to_end_by_itself_does_after_a_week_of_looks(
    server: Server, manager: Visitor, two: tuple[Visitor, Visitor], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Listed first, on seven days; a hold keeps one of the two; people's names are not the clock's."""
    session_id, candidacy_id, name, sitting_id = await closed(manager)
    page = await ask(manager, "GET", "/api/retention")
    lengths = page["lengths"]["lengths"]
    automatic = {"recordings", "listening-copies", "writings"}
    changed = {
        "counted_from": "session-end",
        "marks_given": "notified",
        "lengths": [{**each, "automatic": each["kind"] in automatic} for each in lengths["lengths"]],
    }
    await ask(two[0], "PUT", "/api/retention", json={"lengths": changed, "revision": 0})
    await ask(two[1], "POST", "/api/retention/lengths/confirm", json={"revision": 1})
    appeal = {"candidacy_id": candidacy_id, "reason": "appeal no. 12", "appealed_on": "2026-11-20"}
    await ask(two[0], "POST", f"/api/sessions/{session_id}/holds", json=appeal)
    session = server.stores.exam_sessions.get(session_id).session
    other = server.stores.exam_sessions.parts(session_id, session.candidacies[1].candidacy_id)[0].sitting_id
    for each in (sitting_id, other):
        folder = server._files.recordings_dir() / each
        folder.mkdir(parents=True)
        (folder / "candidate-audio-001.mjr").write_bytes(b"voice")
    work = server._keeper._work if server._keeper else None
    assert work is not None
    real = server._clock.now
    late = timedelta(days=366 * 101)  # made_days sets the session in the year 2126
    for day in range(SEEN_DAYS + 1):
        monkeypatch.setattr(work._clock, "now", lambda day=day: real() + late + timedelta(days=day))
        await work.look()
        await work.carry_on()
        if day < SEEN_DAYS - 1:
            assert (server._files.recordings_dir() / other).exists(), day
    assert not (server._files.recordings_dir() / other).exists()
    assert (server._files.recordings_dir() / sitting_id).exists()
    monkeypatch.setattr(work._clock, "now", real)
    page = await ask(manager, "GET", f"/api/sessions/{session_id}/retention")
    (deletion,) = page["deletions"]
    assert (deletion["state"], deletion["asked_by"], deletion["ground"]) == ("done", None, "length-over")
    assert page["candidates"][0]["name"] == name
    assert "names" in page["candidates"][1]["left"]
    # What is still there of the one who is held stays listed, and is not asked for every day anew.
    assert {(each["kind"], each["candidates"], each["held"]) for each in page["dues"]} >= {
        ("recordings", 1, 1)
    }


async def test_a_start_finishes_what_an_earlier_server_has_begun(tmp_path: Path) -> None:
    """A deletion that was confirmed when the server died is done by the next one, unasked."""
    files = files_of(tmp_path / "data")
    database = open_database(files.database_path)
    centre = fill(database, files)
    left = deletion(centre)
    SqlDeletions(database).change(left.deletion_id, lambda each: confirmed(each, by=CONFIRMS, now=later(60)))
    database.close()
    running = Server(Settings(data=files.root, port=0, worker=False, drain_s=0))
    await running.start()
    try:
        deletions = SqlDeletions(running.stores.database)
        async with asyncio.timeout(PATIENCE_S):
            while not deletions.in_state(DeletionState.DONE):  # noqa: ASYNC110 — another task does it
                await asyncio.sleep(0.05)
        assert centre.holds_words(CANARY) == []
    finally:
        await running.stop()
