"""kill -9 of a media worker during two calls: the one does not notice, the other is back by itself."""

import asyncio
import time
from pathlib import Path

import psutil
import pytest

from oralexam.journal.reader import list_tracks
from oralexam.journal.sidecar import Closed, read_sidecar
from oralexam.rooms.phases import Phase
from tests.faults.calls import TOKEN, RunningCall, manager_of, recorded
from tests.faults.servers import Program
from tests.patience import PATIENCE_S

BACK_S = 5.0
"""Issue 6, point 8: they come back on another worker within this."""


def media_workers(program: Program) -> list[psutil.Process]:
    """The server's media workers, in the order of their start."""
    assert program.process is not None
    children = psutil.Process(program.process.pid).children()
    workers = [child for child in children if "oralexam.bootstrap.media_worker" in child.cmdline()]
    return sorted(workers, key=lambda worker: worker.create_time())


@pytest.mark.slow
async def test_a_call_whose_media_worker_was_killed_is_back_by_itself(tmp_path: Path) -> None:
    """Nobody presses anything: clients are asked for new offers, and both hear each other again."""
    program = Program(tmp_path / "data", ORALEXAM_MANAGER_TOKEN=TOKEN, ORALEXAM_MEDIA_WORKERS="2")
    await program.start()
    try:
        assert media_workers(program) == []
        async with manager_of(program.url) as manager, RunningCall(manager) as hurt:
            first = media_workers(program)[0]
            async with RunningCall(manager) as well:
                for call in (hurt, well):
                    await call.until_both_hear(25)
                ends_at = {seat: one.client.view.line.call_ends_at for seat, one in hurt.people.items()}
                heard = hurt.heard()
                first.kill()
                killed_at = time.monotonic()
                await _until_again(hurt)
                await hurt.until_both_hear(5)
                back_s = time.monotonic() - killed_at
                print(f"call back {back_s=:.2f}")  # noqa: T201 — the figure
                assert back_s <= BACK_S
                assert all(count > heard[seat] for seat, count in hurt.heard().items())
                for seat, person in hurt.people.items():
                    assert person.client.view.phase is Phase.CALL
                    assert person.client.view.line.call_ends_at == ends_at[seat]
                await well.until_both_hear(25)
                assert [person.connections for person in well.people.values()] == [1, 1]
                for call, segment in ((hurt, 2), (well, 1)):
                    await call.hang_up()
                    await _until_closed(program, call, segment)
        told = recorded(program.data, well.sitting_id)
        assert {each.segment for each in told} == {1}
        assert all(each.missing_packets == 0 for each in told)
        told = recorded(program.data, hurt.sitting_id)
        assert {(each.seat, each.segment) for each in told} == {
            (seat, number) for seat in ("candidate", "juror") for number in (1, 2)
        }
        left = media_workers(program)
        assert left
    finally:
        await program.end()
    # The server was killed: the kernel ends its workers.
    _, alive = psutil.wait_procs(left, timeout=PATIENCE_S)
    assert not alive


async def _until_again(call: RunningCall) -> None:
    """Both have made another peer connection."""
    async with asyncio.timeout(PATIENCE_S):
        while any(person.connections < 2 for person in call.people.values()):  # noqa: ASYNC110 — no event of it
            await asyncio.sleep(0.01)


async def _until_closed(program: Program, call: RunningCall, segment: int) -> None:
    """The segments of the worker that was killed have no last line; the newest get theirs."""
    async with asyncio.timeout(PATIENCE_S):
        while not _are_closed(program, call.sitting_id, segment):  # noqa: ASYNC110 — another process writes them
            await asyncio.sleep(0.05)


def _are_closed(program: Program, sitting_id: str, segment: int) -> bool:
    tracks = list_tracks(program.data / "recordings", sitting_id)
    newest = [track for track in tracks if track.segment == segment]
    return len(newest) == 2 and all(
        any(isinstance(line, Closed) for line in read_sidecar(track.sidecar_path)) for track in newest
    )
