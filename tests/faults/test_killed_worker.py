"""kill -9 of the worker in the middle of a call: the next one takes it up, and no word is lost or doubled."""

import asyncio
import signal
from collections.abc import Callable
from pathlib import Path

import msgspec
import psutil
import pytest

from oralexam.journal.reader import JournalTail, list_tracks
from oralexam.rehearsal.lines import shipped_lines
from oralexam.rehearsal.script import reference, write_script
from oralexam.rooms.seats import PARTIES
from oralexam.transcripts.transcript import TrackTranscript
from tests.faults.calls import TOKEN, RunningCall, manager_of
from tests.faults.servers import Program
from tests.webapp.visitors import Visitor

LINES = 4
"""So many of the shipped lines are said, half a minute with their pauses: one when the worker dies, and at
least one before and one after."""
PACE = 240
"""Four seconds of preparation, and between two and three in which the call might be taken up again."""
PATIENCE_S = 150.0


async def until(holds: Callable[[], bool]) -> None:
    """Wait for what another process does."""
    async with asyncio.timeout(PATIENCE_S):
        while not holds():  # noqa: ASYNC110 — another process, as said
            await asyncio.sleep(0.05)


async def replay(manager: Visitor, sitting_id: str) -> dict[str, object]:
    """The replay's bundle now."""
    status, body = await manager.request("GET", f"/api/replay/{sitting_id}")
    assert status == 200, body
    return dict(body)


async def words_of(manager: Visitor, sitting_id: str, *, state: set[str]) -> dict[str, TrackTranscript]:
    """What is written down of both, once it is in one of these states."""
    async with asyncio.timeout(PATIENCE_S):
        while True:
            bundle = await replay(manager, sitting_id)
            found = msgspec.convert(bundle["transcripts"], list[TrackTranscript])
            if bundle["transcript_state"] in state and len(found) == len(PARTIES):
                return {each.seat: each for each in found}
            await asyncio.sleep(0.1)


async def until_drawn(manager: Visitor, sitting_id: str) -> None:
    """Wait until the outlines of both can be fetched."""
    async with asyncio.timeout(PATIENCE_S):
        while True:
            tracks = (await replay(manager, sitting_id))["tracks"]
            if all(track["peaks"] is not None for track in tracks):  # type: ignore[attr-defined]
                return
            await asyncio.sleep(0.1)


@pytest.mark.slow
@pytest.mark.timeout(420)  # several waits of its patience, one after the other
async def test_a_call_whose_worker_was_killed_is_written_down_once(tmp_path: Path) -> None:
    """Early hang-up: the words so far are there while the call may go on; kill -9: the same words, once."""
    program = Program(tmp_path / "data", ORALEXAM_MANAGER_TOKEN=TOKEN, ORALEXAM_WORKER="true")
    await program.start()
    lines = shipped_lines()[:LINES]
    script = write_script([(line.seat, line.duration_s) for line in lines])
    said = {seat: reference(script, [line.text for line in lines], seat) for seat in PARTIES}

    def log() -> str:
        return program.log.read_text(encoding="utf-8")

    def recorded_packets() -> int:
        tracks = list_tracks(program.data / "recordings", call.sitting_id)
        return min((len(JournalTail(track.mjr_path).poll()) for track in tracks), default=0)

    try:
        async with manager_of(program.url) as manager, RunningCall(manager, pace=PACE) as call:
            candidate = call.people["candidate"]
            started = candidate.client.view.line.call_started_at
            assert started is not None
            began = candidate.client.at_server_time(started.timestamp())
            for person in call.people.values():
                person.speak(script, lines, call_started_at=began)
            await until(lambda: "recognizer-ready" in log())
            await until(lambda: recorded_packets() > 50 * script.call_s / 2)
            assert program.process is not None
            children = psutil.Process(program.process.pid).children()
            (worker,) = [child for child in children if "--worker-id" in child.cmdline()]
            worker.send_signal(signal.SIGKILL)
            await until(lambda: log().count("recognizer-ready") == 2)
            await until(lambda: recorded_packets() >= 50 * script.call_s)
            await call.hang_up()
            # The call may be taken up again: what was said so far is there, or on a slow machine all of it.
            so_far = await words_of(manager, call.sitting_id, state={"running", "ready"})
            assert {seat: track.text() for seat, track in so_far.items()} == said
            await until_drawn(manager, call.sitting_id)
            final = await words_of(manager, call.sitting_id, state={"ready"})
        assert {seat: track.text() for seat, track in final.items()} == said
        assert {seat: len(track.utterances) for seat, track in final.items()} == {
            seat: len(script.of(seat)) for seat in PARTIES
        }
        left = [path.name for path in (program.data / "listening" / call.sitting_id).iterdir()]
        assert not [name for name in left if "so-far" in name]
    finally:
        await program.end()
