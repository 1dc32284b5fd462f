"""Our evidence read by somebody else: Debian's janus-pp-rec, and a decoder behind it."""

import asyncio
import shutil
import struct
import subprocess
from fractions import Fraction
from pathlib import Path

import av
import pytest
from aiortc.codecs.vpx import Vp8Encoder

from oralexam.journal.disk import JournalDisk
from oralexam.journal.reader import list_tracks
from tests.journal.journal_samples import FIRST_US
from tests.media.media_clients import FRAME_RATE, opus_packets, vp8_frames

pytestmark = pytest.mark.skipif(
    shutil.which("janus-pp-rec") is None, reason="janus-pp-rec (Debian's janus-tools) is not installed"
)
SECONDS = 4


def header(sequence: int, timestamp: int, payload_type: int, *, marker: bool) -> bytes:
    """An RTP header; both counters pass their wrap on the way."""
    return struct.pack(
        "!BBHII", 0x80, (0x80 if marker else 0) | payload_type, sequence & 0xFFFF, timestamp & 0xFFFFFFFF, 99
    )


async def write_track(folder: Path, kind: str) -> Path:
    """A recorded track of four seconds, one packet late, one doubled."""
    disk = JournalDisk(folder, on_fault=lambda *_: None)
    disk.start()
    track = disk.open_track(
        sitting_id="s", seat="juror", kind=kind, codec="opus" if kind == "audio" else "vp8",
        clock_rate=48_000 if kind == "audio" else 90_000, ssrc=99, payload_type=111, utc_us=FIRST_US,
        extensions={1: "urn:ietf:params:rtp-hdrext:ssrc-audio-level"},
    )  # fmt: skip
    packets: list[tuple[int, bytes]] = []
    if kind == "audio":
        for n, data in enumerate(opus_packets(SECONDS)):
            packets.append((20_000 * n, header(65_500 + n, 0xFFFFF000 + 960 * n, 111, marker=False) + data))
    else:
        packer, sequence = Vp8Encoder(), 65_500
        for n, data in enumerate(vp8_frames(SECONDS)):
            frame = av.Packet(data)
            frame.pts, frame.time_base = n, Fraction(1, FRAME_RATE)
            payloads = packer.pack(frame)[0]
            for number, payload in enumerate(payloads):
                mark = number == len(payloads) - 1
                rtp = header(sequence, 0xFFFFF000 + 90_000 // FRAME_RATE * n, 96, marker=mark) + payload
                packets.append((1_000_000 // FRAME_RATE * n, rtp))
                sequence += 1
    packets[20], packets[23] = packets[23], packets[20]
    packets.insert(30, packets[29])
    for offset_us, packet in packets:
        track.append(packet, FIRST_US + offset_us)
    await disk.close_track(track, FIRST_US)
    await disk.stop(FIRST_US)
    return list_tracks(folder, "s")[0].mjr_path


def convert(journal: Path, out: Path) -> None:
    """Run janus-pp-rec, as an outsider would."""
    run = subprocess.run(
        ["janus-pp-rec", str(journal), str(out)], capture_output=True, text=True, check=False, timeout=30
    )
    assert run.returncode == 0, run.stdout + run.stderr


@pytest.mark.parametrize(
    ("kind", "ending", "frames"), [("audio", "opus", 50 * SECONDS), ("video", "webm", 60)]
)
async def test_janus_turns_a_track_into_a_file_that_decodes(tmp_path: Path, kind, ending, frames):
    """Wraps, a late packet and a double included, everything that was recorded comes out of the decoder."""
    journal = await write_track(tmp_path, kind)
    out = tmp_path / f"track.{ending}"
    await asyncio.to_thread(convert, journal, out)
    with av.open(str(out)) as container:
        decoded = sum(1 for _ in container.decode(container.streams[0]))
    assert abs(decoded - frames) <= 2


async def test_janus_reads_a_track_that_was_cut_in_a_packet(tmp_path: Path):
    """What kill -9 leaves still converts and decodes up to the cut."""
    journal = await write_track(tmp_path, "audio")
    data = journal.read_bytes()
    journal.write_bytes(data[: len(data) // 2 + 5])
    out = tmp_path / "cut.opus"
    await asyncio.to_thread(convert, journal, out)
    with av.open(str(out)) as container:
        assert sum(1 for _ in container.decode(container.streams[0])) > 80
