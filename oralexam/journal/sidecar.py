"""What the journal knows beside its packets: when they came, whose clock they follow, what they hash to.

One JSON object a line, appended only. A line that was cut, or of a kind this version does not know, is left
out by the reader; it never fails.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

import msgspec


class Opened(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="what", tag="opened"
):
    """The first line: which track this is. `connection` is the same for tracks of one peer connection."""

    sitting_id: str
    seat: str
    kind: Literal["audio", "video"]
    segment: int
    codec: str
    clock_rate: int
    ssrc: int
    payload_type: int
    utc_us: int
    connection: str = ""


class Anchor(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="what", tag="anchor"
):
    """A packet's arrival: RTP sequence number and timestamp as on the wire, UTC in microseconds."""

    seq: int
    rtp: int
    utc_us: int


class SenderReport(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    forbid_unknown_fields=True,
    tag_field="what",
    tag="sender-report",
):
    """The sender's own clock (RFC 3550 section 6.4.1): 64-bit NTP time, its RTP timestamp, its arrival."""

    ntp: int
    rtp: int
    utc_us: int


class Checksum(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="what", tag="checksum"
):
    """SHA-256 (hex) of the first `bytes` bytes of the packet file, written after they were synced to disk."""

    bytes: int
    sha256: str


class Closed(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="what", tag="closed"
):
    """The last line of a track that was closed in order: its packets, size and SHA-256."""

    packets: int
    bytes: int
    sha256: str
    utc_us: int


class Abandoned(
    msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="what", tag="abandoned"
):
    """The last line of a track whose sync failed: only `bytes` bytes of it are known to be on the disk.

    What follows them stands in the segment `goes_on` again, if there is one with the same ssrc, or in one
    after it: it may never have been made, have left for the next, or be another recording's after a restart.
    """

    bytes: int
    goes_on: int


SidecarLine = Opened | Anchor | SenderReport | Checksum | Closed | Abandoned


def encode_line(line: SidecarLine) -> bytes:
    """One line as it stands in the file, newline included."""
    return msgspec.json.encode(line) + b"\n"


def decode_lines(data: bytes) -> Iterator[SidecarLine]:
    """Every whole, known line in `data`."""
    for raw in data.split(b"\n")[:-1]:  # what follows the last newline is empty, or a line that was cut
        try:
            yield msgspec.json.decode(raw, type=SidecarLine)
        except msgspec.DecodeError:
            continue


def read_sidecar(path: Path) -> list[SidecarLine]:
    """The lines of a sidecar, as far as it was written; none where there is no file yet."""
    try:
        return list(decode_lines(path.read_bytes()))
    except FileNotFoundError:
        return []
