"""What a record says of recordings: the hash that was noted, and what is missing, cut, or was never noted."""

from pathlib import Path

from oralexam.dossier.recordings import recordings_of
from oralexam.journal.sidecar import Anchor, Checksum, Closed, SidecarLine, encode_line
from tests.rooms.situations import SITTING

SHA256 = "ab" * 32


def _track(folder: Path, stem: str, held: int | None, *lines: SidecarLine) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    if held is not None:
        (folder / f"{stem}.mjr").write_bytes(bytes(held))
    (folder / f"{stem}.jsonl").write_bytes(b"".join(map(encode_line, lines)))


def test_a_file_that_was_closed_is_told_with_its_last_hash(tmp_path: Path):
    """The newest note counts: of all bytes, once it was closed in order."""
    noted = Checksum(bytes=50, sha256="cd" * 32)
    closed = Closed(packets=3, bytes=100, sha256=SHA256, utc_us=1)
    _track(tmp_path / SITTING, "candidate-audio-001", 100, noted, Anchor(seq=1, rtp=1, utc_us=1), closed)
    (told,) = recordings_of(tmp_path, SITTING)
    assert (told.seat, told.kind, told.segment) == ("candidate", "audio", 1)
    assert (told.bytes, told.sha256, told.closed, told.missing) == (100, SHA256, True, False)


def test_a_server_that_died_leaves_a_hash_of_what_had_reached_the_disk(tmp_path: Path):
    """The file may be longer than what was noted; it was not closed, and that is said."""
    _track(tmp_path / SITTING, "juror-video-002", 120, Checksum(bytes=100, sha256=SHA256))
    (told,) = recordings_of(tmp_path, SITTING)
    assert (told.bytes, told.closed, told.missing) == (100, False, False)


def test_a_file_that_is_gone_or_shorter_than_it_was_is_missing(tmp_path: Path):
    """The note stays, and says that there was one."""
    closed = Closed(packets=3, bytes=100, sha256=SHA256, utc_us=1)
    _track(tmp_path / SITTING, "candidate-audio-001", None, closed)
    _track(tmp_path / SITTING, "candidate-audio-002", 99, closed)
    assert [each.missing for each in recordings_of(tmp_path, SITTING)] == [True, True]


def test_a_file_of_which_nothing_was_noted_is_told_without_a_hash(tmp_path: Path):
    """Killed within the first second: the bytes are there, and nobody can vouch for them."""
    _track(tmp_path / SITTING, "candidate-audio-001", 40)
    (told,) = recordings_of(tmp_path, SITTING)
    assert (told.bytes, told.sha256, told.closed, told.missing) == (40, "", False, False)


def test_where_nothing_was_recorded_nothing_is_told(tmp_path: Path):
    """Asking makes no folder, and other files are none of ours."""
    assert recordings_of(tmp_path, SITTING) == ()
    assert not (tmp_path / SITTING).exists()
    _track(tmp_path / SITTING, "notes", 10)
    assert recordings_of(tmp_path, SITTING) == ()
