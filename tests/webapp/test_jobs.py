"""What the manager and the jury see of work that waits or has failed, by the real server."""

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from oralexam.bootstrap.server import Server
from oralexam.clock import SystemClock
from oralexam.jobs.job import JobState, Turn
from oralexam.jobs.queue import JobQueue
from oralexam.jobs.runner import LEASE_S, MOST_TRIES
from oralexam.settings import Settings
from oralexam.storage.engine import open_database
from oralexam.storage.events import SqlEventStore
from oralexam.storage.files import DataFolder
from oralexam.transcripts.kinds import TRANSCRIBE_TRACK
from tests.records.made_sittings import SITTING, call_history
from tests.webapp.conftest import MANAGER_TOKEN
from tests.webapp.test_board import BoardPage
from tests.webapp.visitors import Visitor

SOUND_S = 600.0
CLOCK = SystemClock()


@pytest.fixture
async def server(tmp_path: Path) -> AsyncIterator[Server]:
    """A server without its worker, and a call that was over half an hour before it started."""
    files = DataFolder(tmp_path / "data")
    files.probe_writable()
    database = open_database(files.database_path)
    history = call_history(CLOCK.now() - timedelta(minutes=30))
    SqlEventStore(database).append(SITTING, after_seq=0, events=history)
    database.close()
    running = Server(Settings(data=files.root, port=0, worker=False, manager_token=MANAGER_TOKEN, drain_s=0))
    await running.start()
    yield running
    await running.stop()


@pytest.fixture
async def board(manager: Visitor) -> AsyncIterator[BoardPage]:
    """An open board."""
    async with manager.http.ws_connect(
        f"{manager.url}/api/ws/board", headers={"Origin": manager.url}
    ) as socket:
        yield BoardPage(socket)


def fail_one(queue: JobQueue, *, reason: str) -> None:
    """The words of one track, tried as often as they are tried."""
    while (job := queue.lease("worker", now=CLOCK.now(), lease_s=LEASE_S)) is not None:
        if job.kind != TRANSCRIBE_TRACK:
            queue.done(job.job_id, "worker", now=CLOCK.now())
            continue
        retry_at = CLOCK.now() if job.tries < MOST_TRIES else None
        queue.fail(job.job_id, "worker", reason=reason, retry_at=retry_at, now=CLOCK.now())


def words(queue: JobQueue) -> set[tuple[JobState, int, str]]:
    """How the jobs that write words stand."""
    return {
        (job.state, job.tries, job.reason)
        for job in queue.of_sitting(SITTING)
        if job.kind == TRANSCRIBE_TRACK
    }


async def test_a_failure_is_an_alarm_with_its_reason_until_somebody_tries_again(
    server: Server, manager: Visitor, visitor: Visitor, board: BoardPage
) -> None:
    """One press gives all tries back; nobody but the manager may press."""
    queue = server.stores.jobs
    fail_one(queue, reason="disk-full")
    assert words(queue) == {(JobState.FAILED, MOST_TRIES, "disk-full")}
    await board.until(lambda page: page.alarms)
    (alarm,) = board.alarms
    assert (alarm["code"], alarm["sitting_id"], alarm["reason"]) == ("jobs-failed", SITTING, "disk-full")
    wish = {"sitting_id": SITTING}
    assert (await visitor.request("POST", "/api/manager/jobs/retry", json=wish))[0] == 401
    status, body = await manager.request("POST", "/api/manager/jobs/retry", json=wish)
    assert (status, body) == (200, {"retried": 2})
    assert words(queue) == {(JobState.QUEUED, 0, "")}
    await board.until(lambda page: page.alarms == [])
    assert {job["state"] for job in board.sittings[SITTING]["jobs"]} == {"queued", "done"}


async def test_until_when_the_words_are_there_is_on_the_board_and_in_the_replay(
    server: Server, manager: Visitor, board: BoardPage
) -> None:
    """Not before something was measured, and not while nobody works; then the same minute on both."""
    queue = server.stores.jobs
    queue.arrange({SITTING: Turn(audio_s=SOUND_S)})
    await board.until(lambda page: page.sittings.get(SITTING, {}).get("jobs"))
    assert board.sittings[SITTING]["words_ready_at"] is None
    first = queue.lease("elsewhere", now=CLOCK.now(), lease_s=LEASE_S, not_of=["voice-copies"])
    assert first is not None
    assert first.kind == TRANSCRIBE_TRACK
    queue.done(first.job_id, "elsewhere", now=CLOCK.now(), busy_s=SOUND_S / 10)
    second = queue.lease("elsewhere", now=CLOCK.now(), lease_s=LEASE_S, not_of=["voice-copies"])
    assert second is not None
    assert second.kind == TRANSCRIBE_TRACK
    await board.until(lambda page: page.sittings[SITTING]["words_ready_at"] is not None)
    status, bundle = await manager.request("GET", f"/api/replay/{SITTING}")
    assert status == 200
    assert bundle["transcript_ready_at"] == board.sittings[SITTING]["words_ready_at"]
    queue.done(second.job_id, "elsewhere", now=CLOCK.now(), busy_s=SOUND_S / 10)
    await board.until(lambda page: page.sittings[SITTING]["words_ready_at"] is None)
