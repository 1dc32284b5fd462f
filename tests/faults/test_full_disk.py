"""The data folder's disk is full in the middle of a call: both go on talking, and nothing said is lost."""

import asyncio
import contextlib
import os
import sqlite3
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from oralexam.errors import Refused
from oralexam.rooms.phases import Phase
from oralexam.rooms.seats import Seat
from tests.faults.calls import TOKEN, RunningCall, manager_of, until_closed
from tests.faults.kept import KeptVoice, own_runs, said
from tests.faults.servers import Program
from tests.patience import PATIENCE_S
from tests.webapp.test_board import BoardPage
from tests.webapp.visitors import Visitor

DISK = "24m"
INSUFFICIENT_STORAGE = 507


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A small disk of its own (tmpfs(5)); skipped where this user cannot have one."""
    place = tmp_path / "disk"
    place.mkdir()
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={DISK}", "none", str(place)],
        capture_output=True,
        check=False,
    )
    if made.returncode:
        pytest.skip(made.stderr.decode())
    yield place
    subprocess.run(["umount", "--lazy", str(place)], check=True)


def fill(path: Path) -> None:
    """Write until there is no room at all."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
    for size in (1 << 20, 1 << 12, 1):
        with contextlib.suppress(OSError):
            while os.write(descriptor, bytes(size)):
                pass
    with pytest.raises(OSError, match="No space left"):
        os.write(descriptor, b"x")
    os.close(descriptor)


@pytest.mark.slow
async def test_what_is_said_on_a_full_disk_is_there_when_it_has_room_again(disk: Path) -> None:
    """Board and jury are told, and who orders why not; both talk on; recorded whole with room again."""
    said("candidate")  # encoded now: in the call it would hold up both voices
    program = Program(disk / "data", ORALEXAM_MANAGER_TOKEN=TOKEN)
    await program.start()
    try:
        async with (
            manager_of(program.url) as manager,
            RunningCall(manager) as call,
            KeptVoice(call.people[Seat.CANDIDATE], program.data, call.sitting_id) as kept,
        ):
            await call.until_both_hear(150)
            await asyncio.to_thread(fill, disk / "filler")
            alarms = await until_alarmed(manager, "disk-full")
            print(f"{alarms=}")  # noqa: T201 — what the manager sees
            with pytest.raises(Refused) as caught:
                await call.hang_up()
            assert "disk-full" in str(caught.value)
            await call.until_both_hear(100)
            await until_jury_sees(call, {Seat.CANDIDATE, Seat.JUROR})
            assert not hasattr(call.people[Seat.CANDIDATE].client.view, "unrecorded")
            async with asyncio.timeout(PATIENCE_S):
                while not (kept.refusals and kept.waiting >= 2):  # noqa: ASYNC110 — another task's
                    await asyncio.sleep(0.05)
            assert set(kept.refusals) == {INSUFFICIENT_STORAGE}
            assert [person.client.view.phase for person in call.people.values()] == [Phase.CALL, Phase.CALL]
            assert [person.connections for person in call.people.values()] == [1, 1]

            (disk / "filler").unlink()
            await call.until_both_hear(50)
            await until_jury_sees(call, set())
            await call.hang_up()
            await kept.finish()
            tracks = await until_closed(program.data, call.sitting_id)
            assert [(each.segment, each.missing_packets) for each in tracks] == [(1, 0), (1, 0)], tracks
        (run,) = own_runs(program.data, call.sitting_id)
        assert (run.whole, run.missing_samples) == (True, 0)
        # A full disk took no event: that it was full is noted before that it is not.
        noted = [code for code in incidents(program.data, call.sitting_id) if code.startswith("recording-")]
        assert noted == ["recording-disk-full"] * 2 + ["recording-resumed"] * 2
    finally:
        await program.end()


async def until_jury_sees(call: RunningCall, unrecorded: set[Seat]) -> None:
    """The juror's page is told whose voice is not written down: no event could be."""
    async with asyncio.timeout(PATIENCE_S):
        while set(call.people[Seat.JUROR].client.view.unrecorded) != unrecorded:  # noqa: ASYNC110 — a page's
            await asyncio.sleep(0.05)


async def until_alarmed(manager: Visitor, code: str) -> list[str]:
    """What the board shows, once this is among it."""
    async with manager.http.ws_connect(
        f"{manager.url}/api/ws/board", headers={"Origin": manager.url}
    ) as socket:
        page = BoardPage(socket)
        await page.until(lambda page: any(alarm["code"] == code for alarm in page.alarms))
        return [alarm["code"] for alarm in page.alarms]


def incidents(data: Path, sitting_id: str) -> list[str]:
    """What the software has noted of a sitting, in order."""
    with sqlite3.connect(f"file:{data / 'oralexam.sqlite3'}?mode=ro", uri=True) as database:
        rows = database.execute(
            "SELECT json_extract(canonical, '$.event.code') FROM events WHERE sitting_id = ? ORDER BY seq",
            (sitting_id,),
        )
        return [code for (code,) in rows if code is not None]
