"""Appeal packs through the real server: made beside it, fetched by managers, logged, gone when they must."""

import asyncio
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest

from oralexam.bootstrap.server import Server
from oralexam.evidence.checking.findings import Report
from oralexam.evidence.checking.packs import check_bytes
from oralexam.rooms import commands
from oralexam.rooms.seats import Seat
from oralexam.webapp.after import pack_desk
from tests.evidence.packed import record
from tests.patience import PATIENCE_S
from tests.webapp.judges import make_over
from tests.webapp.made_days import ask, opened, sitting_of
from tests.webapp.visitors import Visitor


async def settled(manager: Visitor, state: dict[str, Any]) -> dict[str, Any]:
    """The pack once it is ready, or has failed."""
    async with asyncio.timeout(PATIENCE_S):
        while state["phase"] in {"waiting", "making"}:
            await asyncio.sleep(0.05)
            status, state = await manager.request("GET", f"/api/packs/{state['pack_id']}")
            assert status == 200
    return state


async def fetched(manager: Visitor, pack_id: str) -> bytes:
    """The file."""
    async with manager.http.get(f"{manager.url}/api/packs/{pack_id}/file") as response:
        assert response.status == 200
        assert response.headers["Content-Disposition"].startswith("attachment; filename=")
        assert response.headers["Cache-Control"] == "no-store"
        return await response.read()


async def begun(manager: Visitor, path: str, **body: Any) -> dict[str, Any]:  # noqa: ANN401
    """A pack that was asked for."""
    status, state = await manager.request("POST", path, json=body)
    assert status == 202, state
    return dict(state)


async def test_a_candidates_pack_is_made_fetched_checked_and_written_down(
    server: Server, manager: Visitor
) -> None:
    """With all parts, signed by the key whose fingerprint the manager is told; who fetched it is logged."""
    page = await opened(manager)
    session_id = page["session"]["session_id"]
    candidacy = page["session"]["candidacies"][0]["candidacy_id"]
    call = sitting_of(page, candidacy)
    record(server._files, call, "candidate")
    path = f"/api/sessions/{session_id}/candidacies/{candidacy}/pack"
    state = await settled(manager, await begun(manager, path))
    assert state["phase"] == "ready", state
    key = await ask(manager, "GET", "/api/manager/centre-key")
    assert state["fingerprint"] == key["groups"]
    content = await fetched(manager, state["pack_id"])
    assert len(content) == state["size"]
    report = check_bytes(memoryview(content), key=key["groups"])
    assert report.holds, report.findings
    assert call in [each["sitting_id"] for each in report.told["sittings"]]
    assert "record.pdf" in [each["path"] for each in report.told["entries"]]
    viewings = (await ask(manager, "GET", f"/api/sessions/{session_id}/viewings"))["viewings"]
    packs = [each["viewed"] for each in viewings if each["viewed"]["kind"] == "pack"]
    assert [each["candidacy_id"] for each in packs] == [candidacy]


async def test_one_sitting_outside_a_session_has_a_pack_too(manager: Visitor) -> None:
    """A rehearsal, an examination opened by hand."""
    sitting_id, _ = await manager.open_sitting()
    state = await settled(manager, await begun(manager, f"/api/manager/sittings/{sitting_id}/pack"))
    assert state["phase"] == "ready", state
    key = await ask(manager, "GET", "/api/manager/centre-key")
    assert check_bytes(memoryview(await fetched(manager, state["pack_id"])), key=key["groups"]).holds


async def test_of_a_part_that_is_under_way_there_is_none(server: Server, manager: Visitor) -> None:
    """The reason is told."""
    sitting_id, _ = await manager.open_sitting(rehearsal=True, shares_from=[])
    rooms = server.rooms
    state = await rooms.state(sitting_id)
    for command in (commands.DrawScenario, commands.StartPreparation):
        await rooms.command(sitting_id, Seat.JUROR, command(from_phase=state.phase))
        state = await rooms.state(sitting_id)
    made = await settled(manager, await begun(manager, f"/api/manager/sittings/{sitting_id}/pack"))
    assert (made["phase"], made["fault"]) == ("failed", "part-under-way")


async def test_a_pack_holds_marks_once_the_jury_has_signed(server: Server, manager: Visitor) -> None:
    """Before that a manager could tell one juror what the other has sealed; hashes are in it, and hold."""
    async with AsyncExitStack() as stack:
        over = await make_over(server, manager, stack)
        await over.mark("juror", "comment-whole", text="quokka-sealed", seen=0)
        await over.seal("juror")
        report, content = await _packed(manager, over.sitting_id)
        assert (report.holds, [each.code for each in report.notes]) == (True, ["marks-withheld"])
        assert b"quokka" not in content
        assert b"judgement-sealed" in content
        await over.seal("observer", 2)
        proposal = await over.propose()
        assert b"quokka" not in (await _packed(manager, over.sitting_id))[1]
        for who in ("juror", "observer"):
            await over.sign(who, proposal)
        report, content = await _packed(manager, over.sitting_id)
        assert (report.holds, report.notes) == (True, [])
        assert b"quokka-sealed" in content


async def _packed(manager: Visitor, sitting_id: str) -> tuple[Report, bytes]:
    """A pack of one sitting, checked."""
    state = await settled(manager, await begun(manager, f"/api/manager/sittings/{sitting_id}/pack"))
    content = await fetched(manager, state["pack_id"])
    return check_bytes(memoryview(content), key=state["fingerprint"]), content


async def test_managers_alone_have_packs(manager: Visitor, visitor: Visitor) -> None:
    """Not an evaluator, not a candidate, not whoever guesses an address."""
    sitting_id, links = await manager.open_sitting()
    state = await settled(manager, await begun(manager, f"/api/manager/sittings/{sitting_id}/pack"))
    for seat in ("evaluator", "candidate"):
        await visitor.join(links[seat])
        for method, path in (
            ("POST", f"/api/manager/sittings/{sitting_id}/pack"),
            ("GET", f"/api/packs/{state['pack_id']}"),
            ("GET", f"/api/packs/{state['pack_id']}/file"),
            ("GET", "/api/manager/centre-key"),
        ):
            status, body = await visitor.request(method, path, **({"json": {}} if method == "POST" else {}))
            assert (status, body["code"]) == (403, "not-your-seat"), path


async def test_what_is_not_there_is_said(manager: Visitor) -> None:
    """No such pack, no such candidate, a path that leads elsewhere."""
    nobody = "00000000-0000-4000-8000-000000000000"
    page = await opened(manager)
    session_id = page["session"]["session_id"]
    for method, path, code in (
        ("GET", f"/api/packs/{nobody}", "pack-gone"),
        ("GET", f"/api/packs/{nobody}/file", "pack-gone"),
        ("GET", "/api/packs/..%2F..%2Fcentre-key/file", "pack-gone"),
        ("POST", f"/api/sessions/{session_id}/candidacies/{nobody}/pack", "unknown-candidate"),
        ("POST", f"/api/manager/sittings/{nobody}/pack", "unknown-sitting"),
    ):
        status, body = await manager.request(method, path, **({"json": {}} if method == "POST" else {}))
        assert (status, body["code"]) == (404, code), path


async def test_an_erasure_takes_packs_along(server: Server, manager: Visitor) -> None:
    """Whoever is erased is in no pack that waits to be fetched."""
    sitting_id, _ = await manager.open_sitting(rehearsal=True)
    state = await settled(manager, await begun(manager, f"/api/manager/sittings/{sitting_id}/pack"))
    await ask(manager, "DELETE", "/api/manager/rehearsals")
    status, body = await manager.request("GET", f"/api/packs/{state['pack_id']}/file")
    assert (status, body["code"]) == (404, "pack-gone")
    assert not server._files.packs_dir().exists()


async def test_a_pack_that_nobody_fetches_goes(
    server: Server, manager: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is a copy of everything about a person."""
    monkeypatch.setattr(pack_desk, "KEPT_S", 0.0)
    sitting_id, _ = await manager.open_sitting()
    await begun(manager, f"/api/manager/sittings/{sitting_id}/pack")
    path = server._files.packs_dir()
    desk = server_desk(server)
    async with asyncio.timeout(PATIENCE_S):
        while desk._packs or list(path.glob("*")):  # noqa: ASYNC110 — the desk tells nobody
            await asyncio.sleep(0.05)


async def test_a_server_that_starts_removes_what_an_earlier_one_left(tmp_path: Path, server: Server) -> None:
    """A pack that was being made when it was killed; and it has a key from its first day on."""
    desk = server_desk(server)
    folder = server._files.packs_dir()
    folder.mkdir(exist_ok=True)
    (folder / ".making-x").write_bytes(b"half")
    desk.prepare()
    assert not folder.exists()
    assert (tmp_path / "data" / "centre-key" / "centre.key").stat().st_mode & 0o077 == 0


def server_desk(server: Server) -> pack_desk.PackDesk:
    """The desk of packs that answers."""
    from oralexam.webapp.services import SERVICES

    return server._doors._runners[0].app[SERVICES].pack_desk
