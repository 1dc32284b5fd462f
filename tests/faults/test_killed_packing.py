"""kill -9 of a worker that hears several clips at once, when it has heard some windows of a call."""

import asyncio
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from benchmarks.followed_call import FollowedCall
from oralexam.clock import SystemClock
from oralexam.rooms.seats import PARTIES
from oralexam.storage.engine import open_database
from oralexam.storage.files import DataFolder
from oralexam.storage.jobs import SqlJobQueue
from tests.transcripts.rehearsal_speech import MODEL

CALL_S = 90.0
FASTER = 30.0
PATIENCE_S = 150.0
"""A model is converted, and two workers start, on a machine that may be busy."""


@pytest.mark.slow
@pytest.mark.timeout(420)  # several waits of its patience, one after the other
async def test_a_killed_workers_windows_are_written_down_once(tmp_path: Path) -> None:
    """The next worker's transcript has the words, and the windows, of a call that nobody disturbed."""
    # The rehearsal's network without its note, which would say that it takes single clips only.
    model = str(shutil.copy(MODEL, tmp_path / "packs.pt"))
    heard = tmp_path / "heard"
    heard.touch()
    killed = FollowedCall(tmp_path, call_s=CALL_S, speed_up=FASTER)
    with _worker(tmp_path, model, "first") as first:
        await _until(lambda: "recognizer-ready" in (tmp_path / "first.log").read_text())
        await killed.begin()
        speaking = asyncio.create_task(killed.speak())
        await _until(lambda: _lines(heard) >= 1)
        first.kill()
        first.wait()
        await speaking
    queue = SqlJobQueue(open_database(DataFolder(tmp_path / "data").database_path))
    assert queue.desert("first", now=SystemClock().now()) >= 1
    heard_first = _lines(heard)
    with _worker(tmp_path, model, "second"):
        await killed.end()
        heard_second = _lines(heard) - heard_first
        calm = FollowedCall(tmp_path, call_s=CALL_S, speed_up=FASTER)
        await calm.begin()
        await calm.speak()
        await calm.end()
    heard_calm = _lines(heard) - heard_first - heard_second
    assert heard_first < heard_calm
    assert heard_second == heard_calm
    taken_up, undisturbed = killed.transcripts(), calm.transcripts()
    assert [each.seat for each in taken_up] == [each.seat for each in undisturbed] == list(PARTIES)
    for one, other in zip(taken_up, undisturbed, strict=True):
        assert "windows=several-clips" in one.recognizer.settings
        assert len(one.utterances) > 3
        assert [each.text for each in one.utterances] == [each.text for each in other.utterances]
        assert [each.start_s for each in one.utterances] == pytest.approx(
            [each.start_s for each in other.utterances], abs=0.05
        )


@contextmanager
def _worker(folder: Path, model: str, name: str) -> Iterator[subprocess.Popen[bytes]]:
    with (folder / f"{name}.log").open("wb") as log:
        process = subprocess.Popen(
            [
                *(sys.executable, "-m", "tests.faults.packing_worker"),
                *("worker", "--data", str(folder / "data"), "--worker-id", name),
            ],
            env={**os.environ, "ORALEXAM_WHISPER_MODEL": model, "WINDOWS_HEARD": str(folder / "heard")},
            stdout=log,
            stderr=log,
        )
        try:
            yield process
        finally:
            process.kill()
            process.wait()


async def _until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while not holds():  # noqa: ASYNC110 — another process
            await asyncio.sleep(0.01)


def _lines(heard: Path) -> int:
    return len(heard.read_text().splitlines())
