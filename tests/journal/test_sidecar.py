"""The sidecar's lines."""

from pathlib import Path

from oralexam.journal.sidecar import (
    Anchor,
    Checksum,
    Closed,
    Opened,
    SenderReport,
    decode_lines,
    encode_line,
    read_sidecar,
)

LINES = [
    Opened(
        sitting_id="s", seat="juror", kind="audio", segment=1, codec="opus", clock_rate=48_000, ssrc=5,
        payload_type=111, utc_us=9, connection="c",
    ),
    Anchor(seq=65_535, rtp=4_294_967_295, utc_us=10),
    SenderReport(ntp=2**63 + 5, rtp=7, utc_us=11),
    Checksum(bytes=10, sha256="ab"),
    Closed(packets=2, bytes=10, sha256="ab", utc_us=12),
]  # fmt: skip


def test_lines_return_in_order():
    """What was noted is read back, line by line."""
    assert list(decode_lines(b"".join(map(encode_line, LINES)))) == LINES


def test_every_cut_is_read_up_to_the_cut():
    """Wherever the file ends, the whole lines before it are read and nothing fails."""
    data = b"".join(map(encode_line, LINES))
    for end in range(len(data) + 1):
        whole = data[:end].count(b"\n")
        assert list(decode_lines(data[:end])) == LINES[:whole]


def test_unknown_lines_are_left_out(tmp_path: Path):
    """A line of another version, and one that is no JSON, are stepped over."""
    path = tmp_path / "x.jsonl"
    path.write_bytes(b'{"what":"weather","sky":"blue"}\n\xff\xfe\n' + encode_line(LINES[1]))
    assert read_sidecar(path) == [LINES[1]]
    assert read_sidecar(tmp_path / "none.jsonl") == []
