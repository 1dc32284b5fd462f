"""Writing tracks: complete, bounded, synced, and patient with a failing disk."""

import asyncio
import errno
import hashlib
import os
import re
import shutil
import subprocess
import sys
import threading
import time
from itertools import pairwise
from pathlib import Path

import pytest

from oralexam.journal.disk import JournalDisk
from oralexam.journal.reader import list_tracks, read_packets, summary
from oralexam.journal.segment_files import MAX_UNHASHED_BYTES
from oralexam.journal.sidecar import Anchor, Checksum, Closed, Opened, SenderReport, read_sidecar
from oralexam.journal.writer import MAX_PENDING_BYTES
from tests.journal.journal_samples import FIRST_US, rtp


def open_audio(disk: JournalDisk):
    """A segment of the candidate's audio."""
    return disk.open_track(
        sitting_id="s", seat="candidate", kind="audio", codec="opus", clock_rate=48_000, ssrc=7,
        payload_type=111, utc_us=FIRST_US,
    )  # fmt: skip


@pytest.fixture
async def faults():
    """The codes that the disk reported, in order."""
    return []


@pytest.fixture
async def disk(tmp_path: Path, faults):
    """A disk whose threads run four to sixteen times as often as in service."""
    disk = JournalDisk(
        tmp_path, on_fault=lambda _, code: faults.append(code), flush_interval_s=0.01, sync_interval_s=0.03
    )
    disk.start()
    yield disk
    await disk.stop(FIRST_US)


async def until(condition, limit_s: float = 5.0):
    """Wait for what the disk's threads do; they have no clock to move."""
    end = time.monotonic() + limit_s
    while not condition():
        assert time.monotonic() < end, "did not happen"
        await asyncio.sleep(0.005)


async def test_what_was_appended_is_read_back(disk, tmp_path):
    """Packets, anchors, sender reports and the closing line are in the files, and the checksum is right."""
    track = open_audio(disk)
    for n in range(100):
        assert track.append(rtp(n, 960 * n), FIRST_US + 20_000 * n)
    track.anchor(0, 0, FIRST_US)
    track.sender_report(1 << 40, 5, FIRST_US)
    await disk.close_track(track, FIRST_US + 5)
    (files,) = list_tracks(tmp_path, "s")
    packets = list(read_packets(files.mjr_path))
    assert [packet.sequence for packet in packets] == list(range(100))
    assert packets[99].arrival_us == FIRST_US + 1_980_000
    lines = read_sidecar(files.sidecar_path)
    assert isinstance(lines[0], Opened)
    assert Anchor(seq=0, rtp=0, utc_us=FIRST_US) in lines
    assert SenderReport(ntp=1 << 40, rtp=5, utc_us=FIRST_US) in lines
    told = summary(files)
    assert lines[-1] == Closed(packets=100, bytes=told.bytes, sha256=told.sha256, utc_us=FIRST_US + 5)


async def test_checksums_cover_what_was_synced(disk, tmp_path):
    """Each checksum line is the SHA-256 of that many first bytes of the file."""
    track = open_audio(disk)
    path = tmp_path / "s" / "candidate-audio-001.jsonl"
    for n in range(30):
        track.append(rtp(n, 960 * n), FIRST_US + 20_000 * n)
        await asyncio.sleep(0.01)
    await until(lambda: sum(isinstance(line, Checksum) for line in read_sidecar(path)) >= 3)
    data = path.with_suffix(".mjr").read_bytes()
    for line in read_sidecar(path):
        if isinstance(line, Checksum):
            assert hashlib.sha256(data[: line.bytes]).hexdigest() == line.sha256


def test_what_a_hanging_sync_leaves_is_hashed_all_the_same(tmp_path):
    """More than is kept for a sync to hash: the closing line's checksum is that of the whole file."""
    track = open_audio(JournalDisk(tmp_path, on_fault=lambda *_: None))  # its threads never start
    for n in range(3 * MAX_UNHASHED_BYTES // 1000):
        track.append(rtp(n, 960 * n, bytes(1000)), FIRST_US)
        if n % 50 == 0:
            track.flush()
    track.finish(FIRST_US)
    (files,) = list_tracks(tmp_path, "s")
    data = files.mjr_path.read_bytes()
    closed = read_sidecar(files.sidecar_path)[-1]
    assert isinstance(closed, Closed)
    assert (closed.bytes, closed.sha256) == (len(data), hashlib.sha256(data).hexdigest())


async def test_segments_are_never_overwritten(disk, tmp_path):
    """Each opening is a new segment, also for a server that starts again and finds the old files."""
    for _ in range(2):
        track = open_audio(disk)
        track.append(rtp(1, 1), FIRST_US)
        await disk.close_track(track, FIRST_US)
    again = JournalDisk(tmp_path, on_fault=lambda *_: None)
    assert open_audio(again).opened.segment == 3
    disk.forget("s")
    assert open_audio(disk).opened.segment == 3


async def test_a_track_without_packets_leaves_no_file(disk, tmp_path):
    """Nothing was received: nothing claims that something was."""
    track = open_audio(disk)
    await disk.close_track(track, FIRST_US)
    assert not (tmp_path / "s").exists()


async def test_a_full_disk_is_reported_once_and_survived(disk, faults, tmp_path, monkeypatch):
    """While the disk is full packets wait; when there is room again none is missing."""
    track = open_audio(disk)
    track.append(rtp(0, 0), FIRST_US)
    await until(lambda: track.bytes_written)
    real, full = os.write, True

    def failing(descriptor: int, data: bytes) -> int:
        if full:
            if len(data) > 20:
                return real(descriptor, data[:7])  # a disk fills in the middle of a packet
            raise OSError(errno.ENOSPC, "full")
        return real(descriptor, data)

    monkeypatch.setattr(os, "write", failing)
    for n in range(1, 60):
        track.append(rtp(n, 960 * n), FIRST_US + 20_000 * n)
    await until(lambda: "recording-disk-full" in faults)
    await asyncio.sleep(0.05)
    full = False
    await until(lambda: "recording-resumed" in faults)
    assert faults == ["recording-disk-full", "recording-resumed"]
    await disk.close_track(track, FIRST_US)
    (files,) = list_tracks(tmp_path, "s")
    assert [packet.sequence for packet in read_packets(files.mjr_path)] == list(range(60))


async def test_a_sync_that_fails_is_reported_once(disk, faults, monkeypatch):
    """However often the disk refuses to sync, it is told once; and once more when it syncs again."""
    track = open_audio(disk)
    refused = 0

    def refuse(_descriptor: int) -> None:
        nonlocal refused
        refused += 1
        raise OSError(errno.EIO, "no")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fdatasync", refuse)
        track.append(rtp(0, 0), FIRST_US)
        await until(lambda: refused >= 3)
    await until(lambda: "recording-resumed" in faults)
    assert faults == ["recording-sync-failed", "recording-resumed"]


def test_a_file_is_not_closed_while_another_thread_syncs_it(tmp_path, monkeypatch):
    """The end of a call waits for a slow disk: to close under it would be told as a fault that is none."""
    faults: list[str] = []
    track = open_audio(JournalDisk(tmp_path, on_fault=lambda _, code: faults.append(code)))
    track.append(rtp(0, 0), FIRST_US)
    track.flush()
    syncs, goes_on, real = threading.Event(), threading.Event(), os.fdatasync

    def slow_once(descriptor: int) -> None:
        if not syncs.is_set():
            syncs.set()
            assert goes_on.wait(5)
        real(descriptor)

    monkeypatch.setattr(os, "fdatasync", slow_once)
    syncing = threading.Thread(target=track.sync)
    syncing.start()
    assert syncs.wait(5)
    finishing = threading.Thread(target=track.finish, args=(FIRST_US,))
    finishing.start()
    finishing.join(0.2)  # one that waits for nothing has closed the files by now
    goes_on.set()
    for thread in (syncing, finishing):
        thread.join(5)
        assert not thread.is_alive()
    assert faults == []
    (files,) = list_tracks(tmp_path, "s")
    assert isinstance(read_sidecar(files.sidecar_path)[-1], Closed)


async def test_waiting_packets_are_bounded(tmp_path):
    """A disk that takes nothing costs packets, not memory, and is told about."""
    faults: list[str] = []
    disk = JournalDisk(tmp_path, on_fault=lambda _, code: faults.append(code))  # its threads never start
    track = open_audio(disk)
    big = rtp(0, 0, bytes(1400))
    taken = sum(track.append(big, FIRST_US) for _ in range(MAX_PENDING_BYTES // 1000))
    assert taken * 1422 < MAX_PENDING_BYTES + 3000
    assert track.dropped_packets == MAX_PENDING_BYTES // 1000 - taken
    assert faults == ["recording-dropped"]


async def test_an_oversized_packet_is_refused(disk):
    """janus-pp-rec could not read it; nothing on this wire is so long."""
    assert not open_audio(disk).append(bytes(1501), FIRST_US)


WRITE_FOR_3_S = """
import asyncio, sys, time
from pathlib import Path
from oralexam.journal.disk import JournalDisk

async def main():
    disk = JournalDisk(Path(sys.argv[1]), on_fault=print)
    disk.start()
    tracks = [
        disk.open_track(sitting_id="s", seat=seat, kind="audio", codec="opus", clock_rate=48000, ssrc=7,
                        payload_type=111, utc_us=1) for seat in ("candidate", "juror")
    ]
    end = time.monotonic() + 3
    n = 0
    while time.monotonic() < end:
        for track in tracks:
            track.append(bytes([0x80, 111, n >> 8 & 255, n & 255]) + bytes(60), 1 + 20000 * n)
        n += 1
        await asyncio.sleep(0.02)
    await disk.stop(2)

asyncio.run(main())
"""


@pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")
def test_every_journal_is_synced_at_most_a_second_apart(tmp_path):
    """With strace watching: an fdatasync on each growing packet file at most 1 s after the last."""
    log = tmp_path / "strace"
    run = subprocess.run(
        ["strace", "-f", "-y", "-ttt", "-e", "trace=fdatasync", "-o", str(log),
         sys.executable, "-c", WRITE_FOR_3_S, str(tmp_path / "rec")],
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    if "ptrace" in run.stderr and run.returncode:
        pytest.skip("this machine does not let strace trace")
    assert run.returncode == 0, run.stderr
    for seat in ("candidate", "juror"):
        times = [
            float(match[1])
            for line in log.read_text().splitlines()
            if (match := re.search(r"(\d+\.\d+) fdatasync\(\d+<[^>]*" + seat + r"-audio-001\.mjr>", line))
        ]
        assert len(times) >= 4
        assert max(b - a for a, b in pairwise(times)) <= 1.0
