"""A disk that refuses syncs, for tests of what the journal does then."""

import errno
import os
from pathlib import Path

import pytest

from oralexam.journal.disk import JournalDisk
from oralexam.journal.reader import list_tracks, read_packets
from oralexam.journal.sidecar import read_sidecar
from oralexam.journal.writer import TrackJournal
from tests.journal.journal_samples import FIRST_US, rtp


class RefusingDisk:
    """A disk whose threads never start: tests flush and sync; it refuses syncs while `refuses` says so."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        self.faults: list[str] = []
        self.refuses: str = ""
        self.disk = JournalDisk(folder, on_fault=lambda _, code: self.faults.append(code))
        real = os.fdatasync

        def fdatasync(descriptor: int) -> None:
            name = os.readlink(f"/proc/self/fd/{descriptor}")  # noqa: PTH115 -- no file: what the kernel says
            if self.refuses and name.endswith(self.refuses):
                raise OSError(errno.EIO, "the write-back failed")
            real(descriptor)

        monkeypatch.setattr(os, "fdatasync", fdatasync)

    def track(self) -> TrackJournal:
        """The candidate's voice."""
        return self.disk.open_track(
            sitting_id="s", seat="candidate", kind="audio", codec="opus", clock_rate=48_000, ssrc=7,
            payload_type=111, utc_us=FIRST_US,
        )  # fmt: skip

    def sequences(self) -> dict[int, list[int]]:
        """The packets of each segment."""
        return {
            files.segment: [packet.sequence for packet in read_packets(files.mjr_path)]
            for files in list_tracks(self.folder, "s")
        }

    def lines(self, segment: int) -> list[object]:
        """The sidecar of a segment."""
        return list(read_sidecar(self.folder / "s" / f"candidate-audio-{segment:03d}.jsonl"))


def put(track: TrackJournal, first: int, end: int) -> None:
    """Packets `first` to `end`, handed to the kernel."""
    for n in range(first, end):
        track.append(rtp(n, 960 * n), FIRST_US + 20_000 * n)
    track.flush()


def syncs(track: TrackJournal) -> int:
    """Sync until it is confirmed; how many tries that took."""
    tries = 1
    while not track.sync():
        track.flush()
        tries += 1
        assert tries < 50
    return tries
