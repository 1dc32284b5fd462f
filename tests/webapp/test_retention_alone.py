"""Holds that come while others are read, and sittings that belong to no session: as two managers decide."""

import asyncio
import threading

import pytest

from oralexam.bootstrap.server import Server
from oralexam.retention.holds import Hold
from oralexam.storage.holds import SqlHolds
from tests.patience import PATIENCE_S
from tests.webapp.made_days import ask
from tests.webapp.test_retention import closed, two, wanted  # noqa: F401 -- a fixture
from tests.webapp.visitors import Visitor


async def test_an_older_look_at_the_holds_takes_no_mark_away(
    server: Server,
    manager: Visitor,
    two: tuple[Visitor, Visitor],  # noqa: F811 -- the fixture
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Who has read the holds and not yet written the marks undoes no hold that came between."""
    session_id, candidacy_id, _, sitting_id = await closed(manager)
    has_read, may_write, keeper = threading.Event(), threading.Event(), server._keeper
    assert keeper is not None
    in_force = SqlHolds.in_force

    def slow(holds: SqlHolds) -> tuple[Hold, ...]:
        found = in_force(holds)
        if not has_read.is_set():
            has_read.set()
            assert may_write.wait(PATIENCE_S)
        return found

    monkeypatch.setattr(SqlHolds, "in_force", slow)
    older = asyncio.create_task(asyncio.to_thread(keeper._work.mark_files))
    assert await asyncio.to_thread(has_read.wait, PATIENCE_S)
    appeal = {"candidacy_id": candidacy_id, "reason": "appeal no. 12", "appealed_on": "2026-11-20"}
    newer = asyncio.create_task(ask(two[0], "POST", f"/api/sessions/{session_id}/holds", json=appeal))
    async with asyncio.timeout(PATIENCE_S):
        while not in_force(SqlHolds(server.stores.database)):  # noqa: ASYNC110 -- nobody tells a test
            await asyncio.sleep(0.02)
    # Without turns the newer one would be done by now; with them it waits until the older one has written.
    await asyncio.wait({newer}, timeout=0.3)
    may_write.set()
    await asyncio.gather(older, newer)
    assert server._files.is_held(sitting_id)


async def test_a_sitting_outside_any_session_is_held_and_deleted_as_others_are(
    server: Server,
    manager: Visitor,
    two: tuple[Visitor, Visitor],  # noqa: F811 -- the fixture
) -> None:
    """Two people, a hold that stops them, nothing left of the name; parts of sessions have theirs."""
    first, second = two
    name = "Canary Alone Q9"
    sitting_id, _ = await manager.open_sitting(candidate_name=name)
    other, _ = await manager.open_sitting(candidate_name="Somebody Else")
    path = f"/api/manager/sittings/{sitting_id}"
    everything = {key: value for key, value in wanted(None).items() if key != "candidacy_id"}
    assert (await first.request("POST", f"{path}/deletions", json=everything))[1]["code"] == (
        "candidate-under-way"
    )
    for each in (sitting_id, other):
        abort = {"type": "abort-part", "from_phase": "waiting", "reason": "nobody came"}
        await ask(manager, "POST", f"/api/manager/sittings/{each}/abort", json=abort)
    appeal = {"reason": "appeal no. 12", "appealed_on": "2026-11-20"}
    hold = await ask(first, "POST", f"{path}/holds", json=appeal)
    await ask(first, "POST", f"/api/manager/sittings/{other}/holds", json=appeal)
    assert (await manager.request("POST", f"{path}/holds", json=appeal))[1]["code"] == "account-needed"
    assert (await first.request("POST", f"{path}/deletions", json=everything))[1]["code"] == (
        "under-legal-hold"
    )
    holding = f"/api/holds/{hold['hold_id']}"
    await ask(first, "POST", f"{holding}/ask-release", json={"reason": "withdrawn"})
    await ask(second, "POST", f"{holding}/release", json={})
    asked = await ask(first, "POST", f"{path}/deletions", json=everything)
    confirm = f"/api/deletions/{asked['deletion_id']}/confirm"
    assert (await first.request("POST", confirm, json={}))[1]["code"] == "second-person-needed"
    await ask(second, "POST", confirm, json={})
    async with asyncio.timeout(PATIENCE_S):
        while True:
            page = await ask(manager, "GET", "/api/retention")
            left = {each["sitting_id"]: each["left"] for each in page["sittings"]}
            if not left[sitting_id] and not page["open_deletions"]:
                break
            await asyncio.sleep(0.05)
    assert len(left[other]) == 7
    # The other's hold keeps its reason: only theirs went.
    assert [each["reason"] for each in page["holds"]] == ["appeal no. 12"]
    root = server._files.root
    for found in (each for each in root.rglob("*") if each.is_file() and each.name != "alive"):
        assert name.encode() not in found.read_bytes(), found
    _, _, _, part = await closed(manager)
    told = await first.request("POST", f"/api/manager/sittings/{part}/holds", json=appeal)
    assert told[1]["code"] == "sitting-of-a-session"
