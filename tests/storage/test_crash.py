"""What stands after a crash: a writer is killed at random moments, and the sync of each append is watched."""

import random
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from oralexam.identifiers import new_id
from oralexam.storage.engine import open_database
from oralexam.storage.events import SqlEventStore
from tests.contracts.event_store import SITTING, notes, opened

_WRITER = """
import sys
from datetime import UTC, datetime
from oralexam.rooms.events import BellRung, NotesSaved
from oralexam.rooms.seats import Seat
from oralexam.storage.engine import open_database
from oralexam.storage.events import SqlEventStore

path, sitting_id, most = sys.argv[1], sys.argv[2], int(sys.argv[3])
store = SqlEventStore(open_database(path))
seq = store.chain_head(sitting_id).seq
for _ in range(most):
    now = datetime.now(UTC)
    saved = NotesSaved(at=now, text=f"after {seq} " * 40, revision=seq)
    events = [saved, BellRung(at=now, by=Seat.CANDIDATE)]
    seq = store.append(sitting_id, after_seq=seq, events=events)
    sys.stdout.write(f"{seq}\\n")
    sys.stdout.flush()
"""


def _opened(path: Path) -> None:
    database = open_database(path)
    SqlEventStore(database).append(SITTING, after_seq=0, events=[opened()])
    database.close()


@pytest.mark.slow
def test_kill_9_of_a_writer_loses_no_acknowledged_event(tmp_path: Path):
    """Eight kills at random moments: the chain holds, and ends at or behind the last acknowledged event.

    Two events go in one append: never one of them alone.
    """
    path = tmp_path / "oralexam.sqlite3"
    _opened(path)
    chance = random.Random(20261122)
    seq = 1
    for _ in range(8):
        with subprocess.Popen(
            [sys.executable, "-c", _WRITER, path, SITTING, "1000000"], stdout=subprocess.PIPE, text=True
        ) as writer:
            assert writer.stdout is not None
            acknowledged = [writer.stdout.readline() for _ in range(chance.randrange(1, 60))]
            try:
                writer.wait(timeout=chance.uniform(0, 0.02))
            except subprocess.TimeoutExpired:
                writer.kill()
            acknowledged += writer.stdout.read().splitlines()
        last = int(acknowledged[-1])
        assert last > seq
        database = open_database(path)
        store = SqlEventStore(database)
        assert store.verify(SITTING) == ()
        seq = store.chain_head(SITTING).seq
        assert seq in {last, last + 2}
        assert len(store.load(SITTING)) == seq
        database.close()


_WRITERS = """
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from oralexam.rooms.events import NotesSaved
from oralexam.storage.engine import open_database
from oralexam.storage.events import SqlEventStore

path, sitting_ids = sys.argv[1], sys.argv[2:]
store = SqlEventStore(open_database(path))

def write(sitting_id):
    seq = store.chain_head(sitting_id).seq
    while True:
        saved = NotesSaved(at=datetime.now(UTC), text=f"after {seq} " * 40, revision=seq)
        seq = store.append(sitting_id, after_seq=seq, events=[saved])
        sys.stdout.write(f"{sitting_id} {seq}\\n")
        sys.stdout.flush()

with ThreadPoolExecutor(len(sitting_ids)) as threads:
    for each in [threads.submit(write, sitting_id) for sitting_id in sitting_ids]:
        each.result()
"""


def test_kill_9_of_many_who_write_together_loses_no_acknowledged_event(tmp_path: Path):
    """Eight rooms share their commits; whatever was said to be written is there, and every chain holds."""
    path = tmp_path / "oralexam.sqlite3"
    sitting_ids = [new_id() for _ in range(8)]
    database = open_database(path)
    for sitting_id in sitting_ids:
        SqlEventStore(database).append(sitting_id, after_seq=0, events=[opened()])
    database.close()
    command = [sys.executable, "-c", _WRITERS, path, *sitting_ids]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as writers:
        assert writers.stdout is not None
        acknowledged = [writers.stdout.readline() for _ in range(60)]
        writers.kill()
        acknowledged += [line for line in writers.stdout.read().splitlines(keepends=True) if line[-1] == "\n"]
    database = open_database(path)
    store = SqlEventStore(database)
    told = {sitting_id: int(seq) for sitting_id, seq in (line.split() for line in acknowledged)}
    assert set(told) == set(sitting_ids)
    for sitting_id, last in told.items():
        assert store.verify(sitting_id) == ()
        assert store.chain_head(sitting_id).seq in {last, last + 1}
    database.close()


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")
def test_an_append_is_synced_before_it_is_acknowledged(tmp_path: Path):
    """A kill proves nothing about a power cut: strace sees a sync of the log before each acknowledgement."""
    path = tmp_path / "oralexam.sqlite3"
    _opened(path)
    trace = tmp_path / "trace"
    strace: list[str | Path] = ["strace", "-f", "-y", "-o", trace, "-e", "trace=fsync,fdatasync,write"]
    writer: list[str | Path] = [sys.executable, "-c", _WRITER, path, SITTING, "20"]
    done = subprocess.run([*strace, *writer], capture_output=True, text=True, check=False)
    if "PTRACE" in done.stderr:
        pytest.skip("tracing is not permitted here")
    assert done.returncode == 0, done.stderr
    acknowledged = 0
    synced = False
    for line in trace.read_text().splitlines():
        if re.search(r"f(data)?sync\(\d+<[^>]*-wal>", line):
            synced = True
        elif re.search(r"write\(1<", line):
            assert synced, "acknowledged before it was on the disk"
            acknowledged, synced = acknowledged + 1, False
    assert acknowledged == 20


def test_a_log_cut_at_any_byte_holds_up_to_a_whole_append(tmp_path: Path):
    """A power cut may tear the log anywhere: what is left verifies and is never half of an append."""
    path = tmp_path / "oralexam.sqlite3"
    database = open_database(path)
    store = SqlEventStore(database)
    store.append(SITTING, after_seq=0, events=[opened()])
    for seq in range(1, 24, 3):
        store.append(
            SITTING, after_seq=seq, events=[notes("a line " * 99, revision=seq + n) for n in range(3)]
        )
    whole, log = path.read_bytes(), Path(f"{path}-wal").read_bytes()
    last = store.chain_head(SITTING).seq
    database.close()
    chance = random.Random(20261122)
    ends = set()
    for number, cut in enumerate([len(log), *(chance.randrange(len(log)) for _ in range(60))]):
        torn = tmp_path / f"torn-{number}.sqlite3"
        torn.write_bytes(whole)
        Path(f"{torn}-wal").write_bytes(log[:cut])
        reopened = open_database(torn)
        for sitting in SqlEventStore(reopened).list_sittings():
            assert SqlEventStore(reopened).verify(sitting.sitting_id) == ()
            ends.add(sitting.last_seq)
        reopened.close()
    assert ends <= set(range(1, last + 1, 3))
    assert last in ends
    assert len(ends) > 3
