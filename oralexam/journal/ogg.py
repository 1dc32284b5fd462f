"""Opus packets as a file that players play (RFC 7845 in RFC 3533), from bytes alone: nothing is decoded."""

import struct
import zlib
from collections.abc import Iterator, Sequence
from typing import Final

from oralexam.journal.opus import LOOKAHEAD_SAMPLES, RATE_HZ, packet_samples

SILENT_PACKET: Final = bytes([0xF8, 0xFF, 0xFE])
"""20 ms of silence: a CELT frame of the full band that holds nothing (RFC 6716 section 3.1)."""
_FIRST: Final = 2
_LAST: Final = 4
_MOST_LACES: Final = 255
_PACKETS_A_PAGE: Final = 50
"""A second: players seek by pages."""
_MIRRORED: Final = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))


def ogg_opus(packets: Sequence[bytes], *, samples: int | None = None) -> Iterator[bytes]:
    """The pages of a mono file at 48 kHz; `samples` is how long it plays where its end is to be cut off."""
    head = b"OpusHead" + struct.pack("<BBHIhB", 1, 1, LOOKAHEAD_SAMPLES, RATE_HZ, 0, 0)
    tags = b"OpusTags" + struct.pack("<II", 0, 0)
    yield _page([head], _FIRST, 0, 0)
    yield _page([tags], 0, 0, 1)
    at, pages = 0, _pages_of(packets)
    for number, of_page in enumerate(pages):
        at += sum(map(packet_samples, of_page))
        is_last = number + 1 == len(pages)
        until = min(at, samples + LOOKAHEAD_SAMPLES) if is_last and samples is not None else at
        yield _page(of_page, _LAST if is_last else 0, until, number + 2)


def _pages_of(packets: Sequence[bytes]) -> list[list[bytes]]:
    """Packets by pages: no more of them than the page's table of lengths takes."""
    pages: list[list[bytes]] = [[]]
    laces = 0
    for packet in packets:
        needs = len(packet) // 255 + 1
        if len(pages[-1]) == _PACKETS_A_PAGE or laces + needs > _MOST_LACES:
            pages.append([])
            laces = 0
        pages[-1].append(packet)
        laces += needs
    return pages


def _page(packets: Sequence[bytes], flags: int, granule: int, number: int) -> bytes:
    laces = b"".join(b"\xff" * (len(packet) // 255) + bytes([len(packet) % 255]) for packet in packets)
    head = struct.pack("<4sBBqIIIB", b"OggS", 0, flags, granule, 1, number, 0, len(laces))
    page = head + laces + b"".join(packets)
    return page[:22] + struct.pack("<I", _checksum(page)) + page[26:]


def _checksum(page: bytes) -> int:
    """CRC-32 with polynomial 0x04c11db7, not mirrored, from 0 (RFC 3533 section 6, field 7).

    zlib's is the mirrored one, from ones: of mirrored bytes it gives the mirrored sum.
    """
    mirrored = zlib.crc32(page.translate(_MIRRORED), 0xFFFFFFFF) ^ 0xFFFFFFFF
    return int(f"{mirrored:032b}"[::-1], 2)
