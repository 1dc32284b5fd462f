"""Journals for tests: packets made by hand, written the way the server writes them."""

import struct

from oralexam.journal.mjr import MjrHeader, pack_file_start, pack_frame

FIRST_US = 1_764_000_000_000_000


def rtp(
    sequence: int, timestamp: int, payload: bytes = b"opus", *, ssrc: int = 7, marker: bool = False
) -> bytes:
    """One RTP packet without extensions."""
    return (
        struct.pack(
            "!BBHII", 0x80, (0x80 if marker else 0) | 111, sequence & 0xFFFF, timestamp & 0xFFFFFFFF, ssrc
        )
        + payload
    )


def journal_bytes(packets: list[tuple[int, bytes]], kind: str = "a") -> bytes:
    """A whole track file from (elapsed ms, packet) pairs."""
    header = MjrHeader(
        kind="a" if kind == "a" else "v", codec="opus", created_us=FIRST_US - 1000, first_frame_us=FIRST_US
    )
    return pack_file_start(header) + b"".join(pack_frame(elapsed, packet) for elapsed, packet in packets)
