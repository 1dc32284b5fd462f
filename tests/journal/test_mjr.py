"""The recording format, byte by byte."""

import json
import struct

from oralexam.journal.mjr import MAGIC, MjrHeader, pack_file_start, pack_frame, unpack_frames, unpack_header
from tests.journal.journal_samples import FIRST_US, journal_bytes, rtp


def test_header_is_what_janus_reads():
    """The file starts with MJR00002, a length and a JSON object with the keys t, c, s, u."""
    data = journal_bytes([])
    assert data[:8] == MAGIC
    (length,) = struct.unpack_from("!H", data, 8)
    assert json.loads(data[10 : 10 + length]) == {"t": "a", "c": "opus", "s": FIRST_US - 1000, "u": FIRST_US}


def test_header_returns():
    """A header that was packed is read back, with the offset of the first frame."""
    header = MjrHeader(
        kind="v",
        codec="vp8",
        created_us=1,
        first_frame_us=2,
        extensions={"4": "urn:ietf:params:rtp-hdrext:sdes:mid"},
    )
    data = pack_file_start(header)
    assert unpack_header(data) == (header, len(data))


def test_oversized_header_leaves_the_optional_part_out():
    """A header that janus-pp-rec would refuse is written without its extension map."""
    header = MjrHeader(
        kind="v",
        codec="vp8",
        created_us=1,
        first_frame_us=2,
        extensions={str(n): "x" * 200 for n in range(14)},
    )
    found = unpack_header(pack_file_start(header))
    assert found is not None
    assert found[0].extensions is None


def test_frames_stop_at_a_cut_and_step_over_damage():
    """A page of zeros between two frames costs only what stood there."""
    first, second = pack_frame(0, rtp(1, 0)), pack_frame(20, rtp(2, 960))
    frames = [frame.elapsed_ms for frame, _ in unpack_frames(first + bytes(300) + second + second[:-1])]
    assert frames == [0, 20]


def test_no_journal_is_no_header():
    """Bytes that are no journal, or none yet, have no header."""
    assert unpack_header(b"") is None
    assert unpack_header(b"RIFF" + bytes(100)) is None
    assert unpack_header(MAGIC + b"\x00\x05hello") is None
