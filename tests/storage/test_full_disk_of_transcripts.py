"""A disk that is really full when a transcript is kept: SQLite's own limit, and a small file system."""

import hashlib
import os
import shutil
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from sqlalchemy import event

from oralexam.clock import ManualClock
from oralexam.errors import SystemFault
from oralexam.jobs.job import JobState
from oralexam.jobs.runner import BACK_OFF_S, JobRunner
from oralexam.storage.engine import Database, open_database
from oralexam.storage.events import SqlEventStore
from oralexam.storage.jobs import SqlJobQueue
from oralexam.storage.transcripts import SqlTranscriptStore
from oralexam.transcripts.track_job import CallState, TranscribeTrack
from tests.contracts.event_store import SITTING, opened
from tests.storage.samples import transcript
from tests.transcripts.fake_ears import SaysHello, SoundIsSpeech
from tests.transcripts.test_track_job import Script, Shelf, sound

KIND = "transcribe-track"
LONG = transcript(SITTING, "juror", "word " * 4000)


@pytest.fixture
def transcripts(database: Database, store: SqlEventStore) -> SqlTranscriptStore:
    """A store that knows a sitting."""
    store.append(SITTING, after_seq=0, events=[opened()])
    return SqlTranscriptStore(database)


def limited(database: Database, pages: int | None) -> None:
    """From now on connections may use so many pages beside those in use (SQLite: PRAGMA max_page_count)."""

    def limit(connection: object, _record: object, _proxy: object) -> None:
        count = connection.execute("PRAGMA page_count").fetchone()[0]  # type: ignore[attr-defined]
        most = 1_073_741_823 if pages is None else count + pages
        connection.execute(f"PRAGMA max_page_count = {most}")  # type: ignore[attr-defined]

    event.listen(database._writer.pool, "checkout", limit)


def test_a_database_that_is_full_keeps_no_part_of_a_transcript(
    database: Database, transcripts: SqlTranscriptStore
) -> None:
    """It is said why; the version before stands, and with room again the new one is kept once."""
    transcripts.save(SITTING, transcript(SITTING, "juror", "before"))
    limited(database, 1)
    with pytest.raises(SystemFault) as caught:
        transcripts.save(SITTING, LONG)
    assert (caught.value.reason, caught.value.details["cause"]) == ("disk-full", "SQLITE_FULL")
    assert [each.text() for each in transcripts.load(SITTING)] == ["before"]
    limited(database, None)
    transcripts.save(SITTING, LONG)
    transcripts.save(SITTING, LONG)
    assert transcripts.load(SITTING) == [LONG]
    with database.reading() as session:
        count = session.connection().exec_driver_sql("SELECT count(*) FROM transcripts").scalar()
    assert count == 2


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Two megabytes of disk, where the tests may mount one."""
    place, mount = tmp_path / "small", shutil.which("mount")
    place.mkdir()
    if os.geteuid() != 0 or mount is None:
        pytest.skip("only root mounts a file system")
    done = subprocess.run(
        [mount, "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(place)], check=False, stderr=subprocess.PIPE
    )
    if done.returncode:
        pytest.skip(f"no file system may be mounted here: {done.stderr.decode().strip()}")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def test_a_job_whose_disk_is_full_is_tried_again_and_writes_one_transcript(small_disk: Path) -> None:
    """The job's state and its reason are to be seen; recordings on that disk stay to the byte."""
    database = open_database(small_disk / "oralexam.sqlite3")
    SqlEventStore(database).append(SITTING, after_seq=0, events=[opened()])
    store, queue, clock = SqlTranscriptStore(database), SqlJobQueue(database), ManualClock()
    recording = small_disk / "juror-audio-001.mjr"
    recording.write_bytes(os.urandom(50_000))
    digest = hashlib.sha256(recording.read_bytes()).digest()
    queue.enqueue(KIND, sitting_id=SITTING, subject="juror", now=clock.now())
    filling = _Filling(small_disk, store)
    said = np.concatenate([np.full(30_000, 0.01), np.full(16_000, 0.3)]).astype(np.float32)

    def handler(job: object) -> None:
        script = Script(sound(said, begins=True), CallState.OVER)
        TranscribeTrack(
            open_voice=lambda _sitting, _seat: script,
            open_other=lambda _sitting, _seat: None,
            line=script.line,
            recognizer=lambda _job: SaysHello(),
            detector=SoundIsSpeech,
            store=filling,
            so_far=Shelf(),
            stopping=threading.Event(),
        )(job)

    runner = JobRunner(queue=queue, handlers={KIND: handler}, clock=clock, worker_id="w", poll_s=0.01)
    try:
        assert runner.run_one()
        (job,) = queue.of_sitting(SITTING)
        assert (job.state, job.reason, job.tries) == (JobState.QUEUED, "disk-full", 1)
        assert store.load(SITTING) == []
        clock.advance(max(BACK_OFF_S))
        assert runner.run_one()
        (job,) = queue.of_sitting(SITTING)
        assert (job.state, job.tries) == (JobState.DONE, 2)
        assert [each.text() for each in store.load(SITTING)] == ["Hello."]
        assert hashlib.sha256(recording.read_bytes()).digest() == digest
    finally:
        database.close()


class _Filling:
    """The store on a disk that others have filled when it keeps its first transcript, and emptied since."""

    def __init__(self, disk: Path, store: SqlTranscriptStore) -> None:
        self._ballast = disk / "ballast"
        self._store = store

    def save(self, sitting_id: str, kept: object) -> None:
        """On a full disk the first time."""
        first = not self._ballast.exists()
        if not first:
            self._ballast.unlink()
            self._store.save(sitting_id, kept)
            return
        try:
            with self._ballast.open("wb", buffering=0) as file:
                while True:
                    file.write(bytes(4096))
        except OSError:
            pass
        try:
            self._store.save(sitting_id, kept)
        finally:
            # Room for the job's own state; the transcript has failed by now.
            os.truncate(self._ballast, 0)

    def load(self, sitting_id: str) -> list[object]:
        """What is kept."""
        return list(self._store.load(sitting_id))
