"""What a wipe leaves behind, and what a disk that fills refuses."""

import asyncio
import sqlite3
from pathlib import Path
from types import SimpleNamespace

import pytest

from oralexam.bootstrap.server import Server
from oralexam.clock import ManualClock
from oralexam.errors import NotFound
from oralexam.identifiers import new_id
from oralexam.jobs.job import Job
from oralexam.records import listening, listening_place
from oralexam.records.listening import PrepareListening
from oralexam.records.listening_place import ListeningPlace
from oralexam.rooms.phases import Phase
from tests.faults.calls import RunningCall
from tests.webapp.visitors import NAMES, Visitor

CANARY = "Zanzibarine Quokkaworth"


def traces(data: Path, sitting_id: str) -> list[str]:
    """Where a sitting or its canary is still found in a data folder: names of files, rows and bytes."""
    found = [str(path) for path in data.rglob("*") if sitting_id in path.name]
    with sqlite3.connect(data / "oralexam.sqlite3") as database:
        for (table,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            rows = database.execute(f'SELECT * FROM "{table}"').fetchall()  # noqa: S608 — our own tables
            found += [table for row in rows if sitting_id in str(row) or CANARY in str(row)]
    files = [path for path in data.rglob("*") if path.is_file()]
    return found + [f"bytes of {path.name}" for path in files if CANARY.encode() in path.read_bytes()]


async def test_a_wipe_in_the_middle_of_a_call_leaves_nothing(
    server: Server, manager: Visitor, tmp_path: Path
) -> None:
    """Rows, journals, bytes of the database, live rooms, media; even where the pages try to come back."""
    async with RunningCall(manager, candidate_name=CANARY) as call:
        await call.until_both_hear(10)
        assert traces(tmp_path / "data", call.sitting_id)
        status, body = await manager.request("DELETE", "/api/manager/rehearsals")
        assert (status, body) == (200, {"wiped": 1})
        await asyncio.sleep(1.0)  # time for whoever comes back to leave something behind
        assert traces(tmp_path / "data", call.sitting_id) == []
        assert call.sitting_id not in server.rooms.live_states()
        assert server._media.open_calls() == 0
        assert server._hub.present(call.sitting_id) == set()
    assert traces(tmp_path / "data", call.sitting_id) == []


async def test_asking_for_what_was_wiped_makes_nothing(manager: Visitor, tmp_path: Path) -> None:
    """A replay page that is still open asks on; no folder comes back."""
    sitting_id, _ = await manager.open_sitting(rehearsal=True)
    await manager.request("DELETE", "/api/manager/rehearsals")
    for path in (f"/api/replay/{sitting_id}", f"/api/replay/{sitting_id}/media/mix.webm"):
        assert (await manager.request("GET", path))[0] == 404
    assert traces(tmp_path / "data", sitting_id) == []


@pytest.mark.parametrize("when", ["before", "during", "broken"])
def test_a_job_that_runs_while_its_rehearsal_is_wiped_leaves_nothing(
    when: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The folder of copies is gone, whichever of the two was faster, and the job is not tried again."""
    known = {"events": when != "before"}

    def load_events(_: str) -> list[object]:
        if not known["events"]:
            raise NotFound("unknown-sitting")
        return []

    def wiped_meanwhile(
        _recordings: Path, sitting_id: str, *_: object, **_more: object
    ) -> listening.ListeningManifest:
        known["events"] = False
        if when == "broken":
            raise FileNotFoundError(sitting_id)
        return listening.ListeningManifest(
            sitting_id=sitting_id, zero_utc=job.created_at, tracks=(), mix=None
        )

    monkeypatch.setattr(listening, "copies_apart", wiped_meanwhile)
    monkeypatch.setattr(listening_place, "exam_zero", lambda _: job.created_at)
    monkeypatch.setattr(listening_place, "fold", lambda _: SimpleNamespace(spans=()))
    sitting_id = new_id()
    job = _job(sitting_id)
    folder = tmp_path / "listening"
    place = ListeningPlace(recordings=tmp_path, listening=folder, load_events=load_events)
    PrepareListening(place)(job)
    assert not (folder / sitting_id).exists()


def _job(sitting_id: str) -> Job:
    now = ManualClock().now()
    return Job(
        job_id=new_id(),
        kind="listening-copies",
        sitting_id=sitting_id,
        created_at=now,
        updated_at=now,
        not_before=now,
    )


async def test_a_full_disk_refuses_new_sittings_and_no_running_call(
    server: Server, manager: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At 4 % free: 503 `disk-full` for the manager, sound as before for those who talk."""
    async with RunningCall(manager) as call:
        monkeypatch.setattr("oralexam.storage.files.DataFolder.free_fraction", lambda _: 0.04)
        status, body = await manager.request("POST", "/api/manager/sittings", json=NAMES)
        assert (status, body["code"]) == (503, "disk-full")
        await call.until_both_hear(20)
        assert server.rooms.live_states()[call.sitting_id].phase is Phase.CALL
        await call.hang_up()
    assert len((await manager.request("GET", "/api/manager/sittings"))[1]["sittings"]) == 1


async def test_a_disk_with_little_room_is_a_warning(
    manager: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At 14 % free the server is ready, says `disk-low`, and opens sittings."""
    monkeypatch.setattr("oralexam.storage.files.DataFolder.free_fraction", lambda _: 0.14)
    status, body = await manager.request("GET", "/readyz")
    assert (status, body["ready"], body["checks"]["disk"]) == (200, True, "disk-low")
    await manager.open_sitting()
