"""Two faults at once: a disk that refuses a sync, and a file that cannot be made, closed or taken away."""

import errno
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from oralexam.journal import unconfirmed
from oralexam.journal.exam_clock import ExamClock, segment_clocks
from oralexam.journal.reader import list_tracks
from oralexam.journal.segment_files import SegmentFiles
from oralexam.journal.sidecar import Abandoned, Closed
from oralexam.journal.stretches import placed, read_stretches
from tests.journal.journal_samples import FIRST_US, rtp
from tests.journal.refusing_disk import put, syncs


@pytest.mark.parametrize("number", [errno.EIO, errno.EINVAL])
def test_a_folder_that_cannot_be_synced_costs_no_packet(refusing, monkeypatch, number):
    """The files stay and take what comes; one that can never be synced is passed over, not tried for ever."""
    real = os.fsync

    def fsync(_descriptor: int) -> None:
        raise OSError(number, "not this folder")

    monkeypatch.setattr(os, "fsync", fsync)
    track = refusing.track()
    put(track, 0, 10)
    assert refusing.sequences() == {1: list(range(10))}
    assert track.sync() == (number == errno.EINVAL)
    monkeypatch.setattr(os, "fsync", real)
    put(track, 10, 20)
    syncs(track)
    track.finish(FIRST_US)
    assert list(refusing.sequences().values()) == [list(range(20))]
    assert isinstance(refusing.lines(max(refusing.sequences()))[-1], Closed)


def test_a_close_that_fails_keeps_nothing_from_going_on(refusing, monkeypatch):
    """NFS tells of a failed write-back at close, too, and has closed the file all the same."""
    track = refusing.track()
    put(track, 0, 10)
    real = os.close

    def close(descriptor: int) -> None:
        was = os.readlink(f"/proc/self/fd/{descriptor}")  # noqa: PTH115 -- no file: what the kernel says
        real(descriptor)
        if was.endswith((".mjr", ".jsonl")):
            raise OSError(errno.EIO, "the write-back failed")

    monkeypatch.setattr(os, "close", close)
    refusing.refuses = ".mjr"
    assert not track.sync()
    refusing.refuses = ""
    put(track, 10, 20)
    syncs(track)
    track.finish(FIRST_US)
    assert refusing.sequences() == {2: list(range(20))}
    assert isinstance(refusing.lines(2)[-1], Closed)


def test_what_stands_twice_is_in_the_copies_once_and_whole(refusing, monkeypatch):
    """A short segment that was killed before it left hides nothing of the long one that repeats it."""
    monkeypatch.setattr(SegmentFiles, "remove", lambda _: None)
    track = refusing.track()
    for n in range(12):  # these come later than any that follow: the second segment is fitted earlier
        track.append(rtp(n, 960 * n), FIRST_US + 20_000 * n)
    refusing.refuses = ".mjr"
    track.flush()
    assert not track.sync()
    refusing.refuses = ""
    for n in range(12, 3000):
        track.append(rtp(n, 960 * n), FIRST_US + 20_000 * n - 5_000)
    track.flush()
    syncs(track)
    track.finish(FIRST_US)
    assert [len(each) for each in refusing.sequences().values()] == [12, 3000]
    tracks = list_tracks(refusing.folder, "s")
    stretches = read_stretches(tracks, segment_clocks(tracks), seat="candidate", kind="audio")
    exam_clock = ExamClock(zero_utc=datetime.fromtimestamp(FIRST_US / 1e6, UTC))
    heard = [
        packet.sequence
        for each in placed(stretches, exam_clock)
        for packet in each.stretch.packets
        if exam_clock.seconds(each.stretch.clock, packet.timestamp) < each.ends_s
    ]
    assert heard == list(range(3000))


def test_a_recording_that_ends_while_no_file_can_be_made_is_tried_again(refusing, monkeypatch):
    """No file is not the same as nothing to be confirmed."""
    track = refusing.track()
    put(track, 0, 1)
    syncs(track)
    put(track, 1, 10)
    refusing.refuses = ".mjr"
    assert not track.sync()
    refusing.refuses = ""
    real, left = os.open, [errno.ENOSPC]

    def full_once(path: str | Path, flags: int, mode: int = 0o777) -> int:
        if left and str(path).endswith(".jsonl"):
            raise OSError(left.pop(), "full")
        return real(path, flags, mode)

    monkeypatch.setattr(os, "open", full_once)
    track.finish(FIRST_US)
    assert refusing.sequences() == {1: list(range(10)), 2: list(range(1, 10))}
    closed = refusing.lines(2)[-1]
    assert isinstance(closed, Closed)
    assert closed.packets == 9


@pytest.mark.parametrize("refusals", [2, 9])
def test_nothing_is_closed_that_the_kernel_has_not_taken(refusing, monkeypatch, refusals):
    """A closing line names what is in the file: what still waits is tried again, or there is no such line."""
    track = refusing.track()
    put(track, 0, 5)
    syncs(track)
    real, left = os.write, [errno.ENOSPC] * refusals

    def full(descriptor: int, data: bytes) -> int:
        if left and os.readlink(f"/proc/self/fd/{descriptor}").endswith(".mjr"):  # noqa: PTH115 -- as above
            raise OSError(left.pop(), "full")
        return real(descriptor, data)

    monkeypatch.setattr(os, "write", full)
    put(track, 5, 10)
    track.finish(FIRST_US)
    closed = [each for each in refusing.lines(1) if isinstance(each, Closed)]
    if left:
        assert not closed
    else:
        assert refusing.sequences() == {1: list(range(10))}
        assert [(each.packets, each.bytes) for each in closed] == [
            (10, (refusing.folder / "s" / "candidate-audio-001.mjr").stat().st_size)
        ]


def test_a_file_that_alone_has_something_does_not_leave(refusing, monkeypatch):
    """While no new file could be made the oldest packets had to leave: only the abandoned one has them."""
    monkeypatch.setattr(unconfirmed, "MAX_UNCONFIRMED_BYTES", 600)
    track = refusing.track()
    put(track, 0, 10)
    refusing.refuses = ".mjr"
    assert not track.sync()
    refusing.refuses = ""
    real = os.open

    def full(path: str | Path, flags: int, mode: int = 0o777) -> int:
        if str(path).endswith(".jsonl"):
            raise OSError(errno.ENOSPC, "full")
        return real(path, flags, mode)

    with monkeypatch.context() as patch:
        patch.setattr(os, "open", full)
        for n in range(10, 30):
            put(track, n, n + 1)
    put(track, 30, 31)
    track.finish(FIRST_US)
    assert refusing.sequences()[1] == list(range(10))
    assert refusing.sequences()[2][-1] == 30


def test_a_closed_segment_is_not_abandoned_afterwards(refusing, monkeypatch):
    """The sync of the closing line fails: all packets were confirmed before, and nothing else is claimed."""
    track = refusing.track()
    put(track, 0, 10)
    syncs(track)
    track.flush()
    syncs(track)
    real_note = SegmentFiles.note

    def note(files: SegmentFiles, line: object) -> None:
        if isinstance(line, Closed):
            refusing.refuses = ".jsonl"
        real_note(files, line)

    monkeypatch.setattr(SegmentFiles, "note", note)
    track.finish(FIRST_US)
    assert isinstance(refusing.lines(1)[-1], Closed)
    assert not [each for each in refusing.lines(1) if isinstance(each, Abandoned)]
    assert refusing.faults == ["recording-sync-failed"]
