"""A disk that refuses a sync: what it may have lost is written again, and nothing claims that it is there."""

import hashlib

import pytest

from oralexam.journal import unconfirmed
from oralexam.journal.following import SeatTail
from oralexam.journal.reader import list_tracks, read_packets
from oralexam.journal.sidecar import Abandoned, Checksum, Closed, Opened, SenderReport
from tests.journal.journal_samples import FIRST_US
from tests.journal.refusing_disk import put, syncs


@pytest.mark.parametrize("which", [".mjr", ".jsonl"])
def test_a_file_whose_sync_failed_once_is_never_confirmed_by_the_next(refusing, which):
    """Linux tells a failed write-back once: what it may have dropped is in a new segment, confirmed there."""
    track = refusing.track()
    put(track, 0, 10)
    track.sender_report(1 << 40, 5, FIRST_US)
    syncs(track)
    sure = (refusing.folder / "s" / "candidate-audio-001.mjr").stat().st_size
    put(track, 10, 20)
    refusing.refuses = which
    assert not track.sync()
    refusing.refuses = ""
    put(track, 20, 30)
    syncs(track)
    track.finish(FIRST_US)
    assert refusing.sequences() == {1: list(range(20)), 2: list(range(10, 30))}
    followed = SeatTail(refusing.folder, "s", "candidate").finish()
    assert [each.packet.sequence for each in followed] == list(range(30)), "no word is written down twice"
    first, second = refusing.lines(1), refusing.lines(2)
    assert [each.bytes for each in first if isinstance(each, Checksum)][-1:] == [sure]
    assert first[-1] == Abandoned(bytes=sure, goes_on=2)
    assert not [each for each in first if isinstance(each, Closed)]
    assert isinstance(second[0], Opened)
    assert second[0].segment == 2
    assert SenderReport(ntp=1 << 40, rtp=5, utc_us=FIRST_US) in second
    data = (refusing.folder / "s" / "candidate-audio-002.mjr").read_bytes()
    for each in second:
        if isinstance(each, Checksum | Closed):
            assert hashlib.sha256(data[: each.bytes]).hexdigest() == each.sha256
    assert second[-1] == Closed(
        packets=20, bytes=len(data), sha256=hashlib.sha256(data).hexdigest(), utc_us=FIRST_US
    )
    assert refusing.faults == ["recording-sync-failed", "recording-resumed"]


def test_the_arrival_of_a_packet_that_is_written_again_stays(refusing):
    """The new segment's frames count from the same first packet."""
    track = refusing.track()
    refusing.refuses = ".mjr"
    put(track, 0, 5)
    assert not track.sync()
    refusing.refuses = ""
    put(track, 5, 10)
    (files,) = list_tracks(refusing.folder, "s")[-1:]
    arrivals = [packet.arrival_us - FIRST_US for packet in read_packets(files.mjr_path)]
    assert arrivals == [20_000 * n for n in range(10)]
    track.finish(FIRST_US)


def test_a_disk_that_goes_on_refusing_is_not_filled(refusing):
    """A segment of which nothing was ever confirmed leaves with the one that repeats it."""
    track = refusing.track()
    put(track, 0, 1)
    syncs(track)
    refusing.refuses = ".mjr"
    for n in range(1, 60):
        put(track, n, n + 1)
        track.sync()
        track.flush()
        assert len(refusing.sequences()) <= 2
    refusing.refuses = ""
    assert syncs(track) <= 17
    found = refusing.sequences()
    assert found[1] == [0, 1]
    assert list(found.values())[1] == list(range(1, 60))
    assert max(found) < 12
    track.finish(FIRST_US)
    assert refusing.faults == ["recording-sync-failed", "recording-resumed"]


def test_what_is_too_much_to_be_kept_is_not_called_confirmed(refusing, monkeypatch):
    """Beyond the bound the file goes on, and no checksum names it; what is known begins the next segment."""
    monkeypatch.setattr(unconfirmed, "MAX_UNCONFIRMED_BYTES", 600)
    track = refusing.track()
    refusing.refuses = ".mjr"
    for n in range(60):
        put(track, n, n + 1)
    for _ in range(40):
        track.sync()
    refusing.refuses = ""
    syncs(track)
    put(track, 60, 61)
    syncs(track)
    found = refusing.sequences()
    assert set(found) == {1, 2}
    assert found[1] == list(range(60))
    assert found[2] == list(range(found[2][0], 61))
    assert found[2][0] > 0
    assert not [each for each in refusing.lines(1) if isinstance(each, Checksum)]
    assert [each for each in refusing.lines(2) if isinstance(each, Checksum)]
    track.finish(FIRST_US)


def test_a_recording_that_ends_on_a_disk_that_refuses_is_not_closed(refusing):
    """No closing line claims what nobody knows; the packets are where the kernel has them."""
    track = refusing.track()
    put(track, 0, 10)
    refusing.refuses = ".mjr"
    track.finish(FIRST_US)
    refusing.refuses = ""
    found = refusing.sequences()
    assert list(found.values()) == [list(range(10))]
    (segment,) = found
    assert not [each for each in refusing.lines(segment) if isinstance(each, Checksum | Closed)]


def test_one_slow_sync_is_forgotten_when_the_next_has_covered_it(monkeypatch):
    """What was let go and has been confirmed since is missing from nothing."""
    monkeypatch.setattr(unconfirmed, "MAX_UNCONFIRMED_BYTES", 25)
    held = unconfirmed.Unconfirmed()
    held.begin(5)
    for _ in range(4):
        held.add(bytes(10), 1)
    assert not held.is_whole
    held.confirm(15)
    assert not held.is_whole, "the second was let go as well"
    held.confirm(25)
    assert held.is_whole
    assert len(held.begin(5)) == 20
