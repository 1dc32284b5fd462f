"""A pack is made: the same bytes each time, whole or not at all, of nothing that still happens."""

import errno
import hashlib
import os
import subprocess
import sys
import time
import tracemalloc
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from oralexam.errors import OralExamError, Refused, SystemFault, Unavailable
from oralexam.evidence import making
from oralexam.evidence.centre_key import centre_key
from oralexam.evidence.checking.blobs import crc_of
from oralexam.evidence.checking.container import central_header, directory_end, local_header
from oralexam.evidence.checking.findings import Report
from oralexam.evidence.checking.packs import PACK_NAME, check_bytes, check_file
from oralexam.evidence.files import PathBlob, blob_of
from oralexam.evidence.making import make_pack
from oralexam.evidence.order import PackMade, PackStep
from oralexam.evidence.writing import MAKING, Container
from oralexam.journal.sidecar import Checksum, encode_line
from oralexam.records.manifest import Copy, ListeningManifest, TrackCopies
from oralexam.rooms import commands
from oralexam.rooms.seats import JURY, Seat
from oralexam.storage.engine import open_database
from oralexam.storage.events import SqlEventStore
from oralexam.storage.files import DataFolder
from tests.evidence.mutating import entries_of
from tests.evidence.packed import MADE_AT, SECOND, order_for, small_candidacy
from tests.rooms.lots import draw_by_lot
from tests.rooms.situations import SCENARIO, SITTING, TableRoom


@pytest.fixture
def data(tmp_path: Path) -> DataFolder:
    """A data folder with one candidacy."""
    return small_candidacy(tmp_path / "data")


@pytest.fixture
def target(tmp_path: Path) -> Path:
    """Where packs of the test go."""
    return tmp_path / "packs" / "pack.zip"


def _checked(data: DataFolder, target: Path) -> Report:
    return check_file(target, key=centre_key(data.centre_key_dir()).fingerprint)


def _names(target: Path) -> list[str]:
    return [name for name, _ in entries_of(dict(entries_of(target.read_bytes()))[PACK_NAME])]


def test_the_same_order_makes_the_same_bytes(data: DataFolder, target: Path) -> None:
    """Fixed order, no dates of files, no compression: signature included (RFC 8032 signs without chance)."""
    make_pack(order_for(data, target))
    first = target.read_bytes()
    later = target.with_name("later.zip")
    for path in (data.root / "recordings").rglob("*.mjr"):
        os.utime(path, (1, 1))
    make_pack(order_for(data, later))
    assert later.read_bytes() == first


def test_everything_that_was_kept_is_in_it(data: DataFolder, target: Path) -> None:
    """Events, scenario, notes, text, transcripts with their corrections, recordings with their sidecars."""
    made = make_pack(order_for(data, target))
    folder = f"sittings/1-call-{SITTING}/"
    inside = [name.removeprefix(folder) for name in _names(target) if name.startswith(folder)]
    own = [name for name in inside if name.startswith("recordings/own/")]
    assert [name.rpartition(".")[2] for name in own] == ["jsonl", "key", "own"]
    assert [name for name in inside if name not in own] == [
        "events.jsonl",
        "scenario.json",
        "work/notes.txt",
        "work/text.txt",
        "transcripts/candidate-001.json",
        "transcripts/candidate-001.corrections.jsonl",
        *(
            f"recordings/{seat}-audio-001.{ending}"
            for seat in ("candidate", "juror")
            for ending in ("jsonl", "mjr")
        ),
    ]
    assert f"sittings/2-visitor-{SECOND}/events.jsonl" in _names(target)
    assert made.size == target.stat().st_size


def test_listening_copies_go_in_where_they_are_asked_for(data: DataFolder, target: Path) -> None:
    """What the replay plays, and nothing else that lies beside it."""
    folder = data.listening_dir(SITTING)
    copy = Copy(name="candidate.webm", starts_s=0, duration_s=1)
    track = TrackCopies(
        seat="candidate", audio=copy, peaks=None, video=None, gaps=(), packets=1, missing_packets=0
    )
    manifest = ListeningManifest(sitting_id=SITTING, zero_utc=MADE_AT, tracks=(track,), mix=None)
    (folder / "manifest.json").write_bytes(msgspec.json.encode(manifest))
    for name in ("candidate.webm", "candidate.webm.so-far"):
        (folder / name).write_bytes(b"sound")
    for listening in (False, True):
        make_pack(order_for(data, target, listening=listening))
        found = [name.rpartition("/")[2] for name in _names(target) if "/listening/" in name]
        assert found == ["candidate.webm"] * listening
        assert _checked(data, target).holds


def test_it_is_never_whole_in_memory(tmp_path: Path, target: Path) -> None:
    """A recording of 24 MB, while a megabyte of it is held at a time."""
    data = small_candidacy(tmp_path / "data", chained=False)
    journal = data.root / "recordings" / SITTING / "juror-video-001.mjr"
    content = bytes(24 << 20)
    journal.write_bytes(content)
    noted = Checksum(bytes=len(content), sha256=hashlib.sha256(content).hexdigest())
    journal.with_suffix(".jsonl").write_bytes(encode_line(noted))
    del content
    tracemalloc.start()
    try:
        make_pack(order_for(data, target))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert target.stat().st_size > 24 << 20
    assert peak < 8 << 20
    assert _checked(data, target).holds


def test_it_says_how_far_it_is(data: DataFolder, target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Now and then, and never more than there is."""
    monkeypatch.setattr(making, "STEP_BYTES", 1000)
    steps: list[PackStep] = []
    make_pack(order_for(data, target), on_step=steps.append)
    assert len(steps) > 3
    assert [each.done_bytes for each in steps] == sorted(each.done_bytes for each in steps)
    assert all(each.done_bytes <= each.of_bytes for each in steps)


def test_of_a_part_that_is_under_way_there_is_none(tmp_path: Path, target: Path) -> None:
    """What still happens is no evidence yet."""
    room = TableRoom(scenarios=(SCENARIO,), shares_from=JURY)
    draw_by_lot(room)
    room.press(Seat.JUROR, commands.StartPreparation)
    data = DataFolder(tmp_path / "data")
    centre_key(data.centre_key_dir())
    with closing(open_database(data.database_path)) as database:
        SqlEventStore(database).append(SITTING, after_seq=0, events=room.history)
    with pytest.raises(Refused, match="part-under-way"):
        make_pack(order_for(data, target, sitting_ids=(SITTING,)))
    assert list(target.parent.iterdir()) == []


def test_of_erased_people_it_says_so_and_still_holds(data: DataFolder, target: Path) -> None:
    """No name, note or text is in it; the chain is."""
    with closing(open_database(data.database_path)) as database:
        SqlEventStore(database).erase_personal(SITTING, now=MADE_AT - timedelta(days=1))
    data.remove_sitting(SITTING)
    make_pack(order_for(data, target))
    content = target.read_bytes()
    for gone in (b"Marchetti", b"M A R C H E T T I", b"forty lamps", b"leeds"):
        assert gone not in content.replace(SECOND.encode(), b"").partition(b"sittings/2-")[0]
    report = _checked(data, target)
    assert report.holds, report.findings
    assert [each.code for each in report.notes] == ["erased"]
    assert b"Personal data erased before" in content


def test_a_full_disk_leaves_nothing_and_says_so(
    data: DataFolder, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the middle of writing, and before it where the calls of the day would be left no room."""

    def full(_: PathBlob) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(PathBlob, "chunks", full)
        with pytest.raises(Unavailable, match="disk-full"):
            make_pack(order_for(data, target))
    assert list(target.parent.iterdir()) == []
    with monkeypatch.context() as patch:
        patch.setattr(making, "LEAST_FREE", 1.0)
        with pytest.raises(Unavailable, match="disk-full"):
            make_pack(order_for(data, target))
    assert list(target.parent.iterdir()) == []


def test_a_process_that_is_killed_leaves_no_pack(data: DataFolder, target: Path) -> None:
    """At five moments of its making: either nothing is called a pack, or a whole one is."""
    order = msgspec.json.encode(order_for(data, target))
    program = (
        "import sys, oralexam.evidence.making as making\n"
        "print('up', flush=True)\n"
        "order = making.msgspec.json.decode(sys.argv[1], type=making.PackOrder)\n"
        "while True: making.make_pack(order)\n"
    )
    for moment in range(5):
        with subprocess.Popen(
            [sys.executable, "-c", program, order.decode()], stdout=subprocess.PIPE, text=True
        ) as process:
            assert process.stdout is not None
            process.stdout.readline()
            time.sleep(0.008 * moment)  # not a wait: the moment of the kill, wherever that falls
            process.kill()
        for path in target.parent.glob("*"):
            if path.name.startswith(MAKING):
                path.unlink()
            else:
                assert path == target
                assert _checked(data, target).holds


def test_a_record_that_was_printed_before_an_erasure_is_in_no_pack(data: DataFolder, target: Path) -> None:
    """The claim that was laid down before it was printed is gone: the record may name whoever was erased."""
    claim = target.with_name("pack.claimed")
    order = order_for(data, target, record=b"%PDF Marchetti", claim=str(claim))
    with pytest.raises(SystemFault, match="evidence-changed-meanwhile"):
        make_pack(order)
    assert list(target.parent.iterdir()) == []
    claim.touch()
    make_pack(order)
    assert b"%PDF Marchetti" in target.read_bytes()


def test_an_erasure_meanwhile_takes_the_pack_along(
    data: DataFolder, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The unfinished file goes with all packs: none of somebody who was erased appears afterwards."""
    leave_room = making._leave_room

    def erase(folder: DataFolder, wanted_bytes: int) -> None:
        for path in target.parent.iterdir():
            path.unlink()
        leave_room(folder, wanted_bytes)

    monkeypatch.setattr(making, "_leave_room", erase)
    with pytest.raises(SystemFault, match="data-folder-not-writable"):
        make_pack(order_for(data, target))
    assert not target.exists()


@pytest.mark.parametrize(
    "name",
    [
        "../up",
        "/etc/passwd",
        "a/../b",
        "a//b",
        "C:\\x",
        "a\\b",
        "",
        ".",
        "..",
        "a/.",
        "nul\0",
        "é",
        "a" * 201,
        "a\n",
    ],
)
def test_a_name_that_could_lead_elsewhere_goes_into_no_pack(tmp_path: Path, name: str) -> None:
    """Neither is it written, nor is it believed when it is read (zip-slip)."""
    with (tmp_path / "x.zip").open("w+b") as file, pytest.raises(SystemFault, match="evidence-name"):
        Container(file, lambda _: None).add(name, blob_of(b"x"))


def test_a_hostile_name_is_refused_by_the_check() -> None:
    """Where a container is whole in every other way."""
    crc = crc_of(blob_of(b"x"))
    for name in ("../../up", "/etc/x", "a/../b"):
        entry = local_header(name, 1, crc) + b"x"
        row = central_header(name, 1, crc, 0)
        content = entry + row + directory_end(1, len(row), len(entry))
        report = check_bytes(memoryview(content), key="0" * 64)
        assert [(each.code, each.where) for each in report.findings] == [("container-name", name)]


def test_a_file_in_the_recordings_that_is_none_stays_out(data: DataFolder, target: Path) -> None:
    """Somebody's note, a link to elsewhere: what the server has not written is no evidence."""
    folder = data.root / "recordings" / SITTING
    (folder / "note.txt").write_text("mine")
    (folder / "juror-audio-002.mjr.bak").write_bytes(b"x")
    make_pack(order_for(data, target))
    assert not [name for name in _names(target) if "note" in name.rpartition("/")[2] and "work/" not in name]
    assert _checked(data, target).holds


def test_the_process_answers_in_lines(data: DataFolder, target: Path) -> None:
    """As the server runs it: an order in, the answer as the last line; a refusal is a code."""

    def answered(sitting_ids: tuple[str, ...]) -> PackMade:
        done = subprocess.run(
            [sys.executable, "-m", "oralexam.evidence.making"],
            input=msgspec.json.encode(order_for(data, target, sitting_ids=sitting_ids)),
            capture_output=True,
            timeout=60,
            check=True,
        )
        return msgspec.json.decode(done.stdout.splitlines()[-1], type=PackMade)

    made = answered((SITTING, SECOND))
    assert (made.fault, made.size) == ("", target.stat().st_size)
    assert answered(("00000000-0000-4000-8000-000000000000",)).fault == "unknown-sitting"


def test_without_the_centres_key_there_is_no_pack(data: DataFolder, target: Path) -> None:
    """An unsigned one would prove nothing."""
    (data.centre_key_dir() / "centre.key").unlink()
    with pytest.raises(OralExamError, match="centre-key-lost"):
        make_pack(order_for(data, target))
    assert not target.exists()
