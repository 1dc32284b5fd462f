"""Janus's recording format, version 2 (`MJR00002`): what a recorded track looks like, byte by byte.

`MJR00002`, u16 length, a JSON header; then for each packet `MEET`, u32 milliseconds since the first packet,
u16 length and the decrypted RTP packet (big-endian throughout). There is no trailer, index or checksum, so
a file that was cut anywhere is a shorter file, and `janus-pp-rec` reads it without us.
"""

import struct
from collections.abc import Iterator
from typing import Final, Literal

import msgspec

MAGIC: Final = b"MJR00002"
FRAME_MAGIC: Final = b"MEET"
HEADER_LENGTH: Final = struct.Struct("!H")
FRAME_HEADER: Final = struct.Struct("!4sIH")
MAX_HEADER_BYTES: Final = 1500
"""janus-pp-rec refuses a longer JSON header (shared media notes, Recording)."""
MAX_PACKET_BYTES: Final = 1500
"""janus-pp-rec reads packets into a buffer of this size (shared media notes, Recording)."""
MIN_RTP_BYTES: Final = 12
"""The fixed RTP header (RFC 3550 section 5.1)."""

Kind = Literal["audio", "video"]


class MjrHeader(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    omit_defaults=True,
    rename={
        "kind": "t",
        "codec": "c",
        "created_us": "s",
        "first_frame_us": "u",
        "fmtp": "f",
        "extensions": "x",
    },
):
    """The JSON header of one track; times are microseconds since the epoch, UTC."""

    kind: Literal["a", "v"]
    codec: str
    created_us: int
    first_frame_us: int
    fmtp: str | None = None
    extensions: dict[str, str] | None = None
    """RTP header extension id (as text: JSON has no other keys) to its URI."""


class MjrFrame(msgspec.Struct, frozen=True, kw_only=True):
    """One journalled packet: when it came, and the bytes that came."""

    elapsed_ms: int
    packet: bytes


def pack_file_start(header: MjrHeader) -> bytes:
    """The bytes that a file begins with, up to its first frame."""
    encoded = msgspec.json.encode(header)
    if len(encoded) >= MAX_HEADER_BYTES:
        encoded = msgspec.json.encode(msgspec.structs.replace(header, extensions=None, fmtp=None))
    return MAGIC + HEADER_LENGTH.pack(len(encoded)) + encoded


def pack_frame(elapsed_ms: int, packet: bytes) -> bytes:
    """One frame: `packet` as it arrived `elapsed_ms` after the first one."""
    return FRAME_HEADER.pack(FRAME_MAGIC, elapsed_ms & 0xFFFFFFFF, len(packet)) + packet


def unpack_header(data: bytes) -> tuple[MjrHeader, int] | None:
    """The header and the offset of the first frame; None while `data` is too short or is no such file."""
    start = len(MAGIC) + HEADER_LENGTH.size
    if len(data) < start or data[: len(MAGIC)] != MAGIC:
        return None
    end = start + HEADER_LENGTH.unpack_from(data, len(MAGIC))[0]
    if len(data) < end:
        return None
    try:
        return msgspec.json.decode(data[start:end], type=MjrHeader), end
    except msgspec.DecodeError:
        return None


def unpack_frames(data: bytes, offset: int = 0) -> Iterator[tuple[MjrFrame, int]]:
    """Every whole frame from `offset` on, each with the offset after it; stops at a cut, steps over damage.

    Damage (a page of zeros after a power loss) is stepped over to the next frame that carries an RTP packet.
    """
    size = FRAME_HEADER.size
    while offset + size <= len(data):
        magic, elapsed_ms, length = FRAME_HEADER.unpack_from(data, offset)
        end = offset + size + length
        if magic != FRAME_MAGIC or not MIN_RTP_BYTES <= length <= MAX_PACKET_BYTES:
            offset = data.find(FRAME_MAGIC, offset + 1)
            if offset < 0:
                return
            continue
        if end > len(data):
            return
        if data[offset + size] >> 6 != 2:  # no RTP version 2 packet (RFC 3550 section 5.1): the bytes lie
            offset += 1
            continue
        yield MjrFrame(elapsed_ms=elapsed_ms, packet=data[offset + size : end]), end
        offset = end
