"""Own copies on the disk: what was confirmed stays, what was not made by the page is refused."""

import hashlib
import itertools
import os
import random
import stat
from pathlib import Path

import pytest

from oralexam.copies import shelf as shelf_module
from oralexam.copies.format import linked
from oralexam.copies.key import CopiesKey, copies_key
from oralexam.copies.reader import list_runs, read_runs
from oralexam.copies.shelf import Shelf, Standing, header_of
from oralexam.errors import BadInput, NotFound, Refused, SystemFault, Unavailable
from tests.copies.sealed import SILENT_PACKET, SITTING, PageRun


@pytest.fixture
def key(tmp_path: Path) -> CopiesKey:
    """The centre's key."""
    return copies_key(tmp_path / "copies-key")


@pytest.fixture
def shelf(tmp_path: Path, key: CopiesKey) -> Shelf:
    """An empty shelf."""
    return Shelf(tmp_path / "recordings", key)


def begun(shelf: Shelf, run: PageRun) -> Standing:
    """A run whose head was taken."""
    header = header_of(run.text, sitting_id=SITTING, by=str(run.fields["by"]))
    return shelf.begin(run.text, header, now_us=1)


def test_the_key_is_made_once_and_only_its_owner_reads_it(tmp_path: Path):
    """0600 in a folder 0700; the next start reads the same one."""
    first = copies_key(tmp_path / "copies-key")
    path = tmp_path / "copies-key" / "private.pem"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert copies_key(tmp_path / "copies-key").point == first.point
    path.write_bytes(b"something else")
    with pytest.raises(SystemFault, match="copies-key-unreadable"):
        copies_key(tmp_path / "copies-key")


def test_what_comes_is_read_back_with_its_samples(shelf: Shelf, key: CopiesKey, tmp_path: Path):
    """Packets, places, anchors; the chain is what the page computes from what it has sent."""
    run = PageRun(key)
    standing = begun(shelf, run)
    sent = [run.segment(), run.segment(), run.segment([SILENT_PACKET] * 53, samples=50_000, last=True)]
    files = shelf.find(SITTING, run.run)
    for segment in sent:
        standing = shelf.append(files, standing, segment, now_us=2)
    chain = hashlib.sha256(run.text).digest()
    for segment in sent:
        chain = linked(chain, segment)
    assert standing.chain == chain.hex()
    assert standing.offset == sum(map(len, sent))
    (read,) = read_runs(tmp_path / "recordings", SITTING, key)
    assert read.whole
    assert not read.damaged
    assert read.missing_samples == 0
    assert [piece.first_sample for piece in read.pieces] == [0, 96_000, 192_000]
    assert read.end_sample == 242_000
    assert [anchor.sample for anchor in read.anchors] == [96_000, 192_000, 242_000]
    assert [first for first, _ in read.stretches()] == [0]


def test_beginning_twice_makes_one_run(shelf: Shelf, key: CopiesKey, tmp_path: Path):
    """An answer that was lost doubles nothing: the second one says how far the run has come."""
    run = PageRun(key)
    standing = begun(shelf, run)
    standing = shelf.append(shelf.find(SITTING, run.run), standing, run.segment(), now_us=2)
    assert begun(shelf, run) == standing
    assert len(list_runs(tmp_path / "recordings", SITTING)) == 1


def test_a_hole_is_told_and_not_closed(shelf: Shelf, key: CopiesKey, tmp_path: Path):
    """Samples that the page lost are missing where they were; what follows keeps its place."""
    run = PageRun(key)
    standing = begun(shelf, run)
    content = run.segment() + run.segment(skip=4_800) + run.segment(last=True)
    shelf.append(shelf.find(SITTING, run.run), standing, content, now_us=2)
    (read,) = read_runs(tmp_path / "recordings", SITTING, key)
    assert read.missing_samples == 4_800
    assert not read.whole
    assert not read.damaged
    assert [(first, len(frames)) for first, frames in read.stretches()] == [(0, 100), (100_800, 200)]


def test_what_the_page_did_not_make_is_refused_and_leaves_nothing(shelf: Shelf, key: CopiesKey):
    """Swapped, repeated, flipped, cut, of another run, noise, no sound inside: the file stays as it was."""
    run, other = PageRun(key), PageRun(key)
    standing = begun(shelf, run)
    begun(shelf, other)
    files = shelf.find(SITTING, run.run)
    first, second, third = run.segment(), run.segment(), run.segment()
    foreign = other.segment() and other.segment()
    standing = shelf.append(files, standing, first, now_us=2)
    before = files.path.read_bytes()
    flipped = bytearray(second)
    flipped[len(second) // 2] ^= 1
    moved = bytearray(second)
    moved[15] ^= 1  # the place of its first sample
    no_sound = PageRun(key)
    for content, code in [
        (b"", "copy-malformed"),
        (os.urandom(500), "copy-malformed"),
        (b"OWN1" + bytes(44), "copy-malformed"),
        (second[:-1], "copy-malformed"),
        (second + b"O", "copy-malformed"),
        (first, "copy-out-of-order"),
        (third + second, "copy-out-of-order"),
        (foreign, "copy-changed"),
        (bytes(flipped), "copy-changed"),
        (bytes(moved), "copy-changed"),
    ]:
        with pytest.raises(BadInput, match=code):
            shelf.append(files, standing, content, now_us=3)
    begun(shelf, no_sound)
    theirs = shelf.find(SITTING, no_sound.run)
    for bad in (
        no_sound.segment(plain=b"\x00\x05abc"),
        no_sound.segment(plain=b"\x00\x00", index=1),
        no_sound.segment(samples=95_999, index=2),
    ):
        with pytest.raises(BadInput, match="copy-malformed"):
            shelf.append(theirs, shelf.standing(theirs), bad, now_us=3)
    assert files.path.read_bytes() == before
    assert theirs.path.read_bytes() == b""
    # The good one is still taken.
    assert shelf.append(files, standing, second + third, now_us=4).end_sample == 288_000


def test_nothing_follows_the_end(shelf: Shelf, key: CopiesKey):
    """A run that is whole takes no segment more."""
    run = PageRun(key)
    standing = begun(shelf, run)
    files = shelf.find(SITTING, run.run)
    standing = shelf.append(files, standing, run.segment(last=True), now_us=2)
    assert standing.whole
    with pytest.raises(BadInput, match="copy-out-of-order"):
        shelf.append(files, standing, run.segment(), now_us=3)


def test_wherever_a_crash_cuts_the_file_the_good_segments_stay(shelf: Shelf, key: CopiesKey, tmp_path: Path):
    """Each byte of a run is tried as its end: reader and shelf agree, and nothing raises."""
    run = PageRun(key)
    begun(shelf, run)
    files = shelf.find(SITTING, run.run)
    segments = [run.segment([b"\xf8\xff\xfe"] * 3) for _ in range(3)]
    whole = b"".join(segments)
    ends = [0, *itertools.accumulate(map(len, segments))]
    for cut in range(len(whole) + 1):
        files.path.write_bytes(whole[:cut])
        (read,) = read_runs(tmp_path / "recordings", SITTING, key)
        good = max(end for end in ends if end <= cut)
        assert len(read.pieces) == ends.index(good)
        assert read.damaged == (cut != good)
        assert shelf.standing(files).offset == good
        assert files.path.stat().st_size == good


def test_what_was_confirmed_and_is_damaged_is_not_touched(shelf: Shelf, key: CopiesKey):
    """A flipped bit in the middle of a file is no crash: nothing is cut off behind it."""
    run = PageRun(key)
    standing = begun(shelf, run)
    files = shelf.find(SITTING, run.run)
    for _ in range(3):
        standing = shelf.append(files, standing, run.segment(), now_us=2)
    content = bytearray(files.path.read_bytes())
    content[standing.offset // 2] ^= 1
    files.path.write_bytes(content)
    with pytest.raises(SystemFault, match="copy-damaged"):
        shelf.standing(files)
    assert files.path.read_bytes() == bytes(content)


def test_a_key_that_is_another_one_opens_nothing_and_breaks_nothing(
    shelf: Shelf, key: CopiesKey, tmp_path: Path
):
    """A data folder with another key: the file stays; the run is known by its name."""
    run = PageRun(key)
    standing = begun(shelf, run)
    files = shelf.find(SITTING, run.run)
    shelf.append(files, standing, run.segment(), now_us=2)
    before = files.path.read_bytes()
    another = copies_key(tmp_path / "another")
    with pytest.raises(BadInput, match="copy-of-another-key"):
        Shelf(tmp_path / "recordings", another).standing(files)
    (read,) = read_runs(tmp_path / "recordings", SITTING, another)
    assert read.damaged
    assert read.pieces == ()
    assert files.path.read_bytes() == before


def test_a_full_disk_takes_nothing_and_loses_nothing(
    shelf: Shelf, key: CopiesKey, monkeypatch: pytest.MonkeyPatch
):
    """What was half written is taken back, and comes again when there is room."""
    run = PageRun(key)
    standing = begun(shelf, run)
    files = shelf.find(SITTING, run.run)
    standing = shelf.append(files, standing, run.segment(), now_us=2)
    segment = run.segment()

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(shelf_module.os, "fdatasync", full)
        with pytest.raises(Unavailable, match="copies-wait-for-room"):
            shelf.append(files, standing, segment, now_us=3)
    assert files.path.stat().st_size == standing.offset
    assert shelf.append(files, standing, segment, now_us=4).offset == standing.offset + len(segment)


def test_an_erased_run_takes_nothing_more(shelf: Shelf, key: CopiesKey):
    """Files that were removed are not made again by what still comes."""
    run = PageRun(key)
    standing = begun(shelf, run)
    files = shelf.find(SITTING, run.run)
    for path in (files.path, files.sidecar):
        path.unlink()
    with pytest.raises(NotFound, match="unknown-copy"):
        shelf.append(files, standing, run.segment(), now_us=2)
    assert not files.path.exists()
    with pytest.raises(NotFound, match="unknown-copy"):
        shelf.find(SITTING, run.run)


def test_a_sitting_has_only_so_much(shelf: Shelf, key: CopiesKey, monkeypatch: pytest.MonkeyPatch):
    """So many bytes, so many runs: then it is refused, and a run that is there already is still found."""
    run = PageRun(key)
    standing = begun(shelf, run)
    monkeypatch.setattr(shelf_module, "MAX_SITTING_BYTES", 500)
    with pytest.raises(Refused, match="copy-too-large"):
        shelf.append(shelf.find(SITTING, run.run), standing, run.segment(), now_us=2)
    monkeypatch.setattr(shelf_module, "MAX_RUNS", 1)
    with pytest.raises(Refused, match="copy-too-many-runs"):
        begun(shelf, PageRun(key))
    assert begun(shelf, run) == standing


def test_heads_that_are_none_are_refused(key: CopiesKey):
    """Bytes flipped in a head two thousand times, and heads of others: each is refused by its code."""
    run = PageRun(key)
    chance = random.Random(7)
    for _ in range(2_000):
        text = bytearray(run.text)
        for _ in range(chance.randint(1, 4)):
            text[chance.randrange(len(text))] = chance.randrange(256)
        try:
            header = header_of(bytes(text), sitting_id=SITTING, by="candidate")
            key.of_run(header, bytes(text))
        except BadInput:
            continue
    for text in (
        b"",
        b"{}",
        b"[" * 2_000,
        run.text + b" " * 2_000,
        run.text.replace(b'"seat":"c', b'"seat":"../c'),
    ):
        with pytest.raises(BadInput, match="copy-malformed"):
            header_of(text, sitting_id=SITTING, by="candidate")
    with pytest.raises(BadInput, match="copy-malformed"):
        header_of(run.text, sitting_id=SITTING, by="juror")
