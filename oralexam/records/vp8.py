"""VP8 packets to whole pictures that a decoder can take (RFC 7741 payload, RFC 6386 frame header). Pure."""

import struct
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Final

import msgspec

from oralexam.journal.exam_clock import ExamClock
from oralexam.journal.reader import JournalPacket
from oralexam.journal.stretches import Stretch, placed

_KEY_START: Final = b"\x9d\x01\x2a"
"""RFC 6386 section 9.1: the start code of a key frame."""
_LARGEST_SIDE: Final = 4096
"""Cameras in an exam send 640 pixels; a key frame that claims 16383 would cost the player's memory."""


class FrameHeader(msgspec.Struct, frozen=True, kw_only=True):
    """What the first bytes of a frame say; the size is 0 by 0 except in a key frame."""

    key: bool
    width: int = 0
    height: int = 0


class Picture(msgspec.Struct, frozen=True, kw_only=True):
    """One encoded frame, and when it was taken, on the exam clock."""

    at_s: float
    data: bytes
    header: FrameHeader


def strip_descriptor(payload: bytes) -> tuple[bool, bytes] | None:
    """Whether a packet begins a frame, and its part of it; None where it is cut (RFC 7741 section 4.2)."""
    if not payload:
        return None
    first, size = payload[0], 1
    if first & 0x80:
        if len(payload) < 2:
            return None
        extension, size = payload[1], 2
        if extension & 0x80:
            if len(payload) < 3:
                return None
            size += 2 if payload[2] & 0x80 else 1
        size += 1 if extension & 0x40 else 0
        size += 1 if extension & 0x30 else 0
    if len(payload) <= size:
        return None
    return first & 0x17 == 0x10, payload[size:]


def frame_header(data: bytes) -> FrameHeader | None:
    """What a frame says of itself; None where it is damaged (RFC 6386 section 9.1)."""
    if len(data) < 4:
        return None
    tag = data[0] | data[1] << 8 | data[2] << 16
    first_partition_bytes, version = tag >> 5, tag >> 1 & 7
    if version > 3:
        return None
    if tag & 1:
        return FrameHeader(key=False) if 0 < first_partition_bytes <= len(data) - 3 else None
    if len(data) <= 10 or data[3:6] != _KEY_START or not 0 < first_partition_bytes <= len(data) - 10:
        return None
    width, height = (side & 0x3FFF for side in struct.unpack_from("<HH", data, 6))
    if not (0 < width <= _LARGEST_SIDE and 0 < height <= _LARGEST_SIDE):
        return None
    return FrameHeader(key=True, width=width, height=height)


def assemble(packets: Iterable[JournalPacket]) -> Iterator[tuple[int, bytes, FrameHeader]]:
    """The whole frames (timestamp, bytes, header) of ordered packets that can be shown, key frame first.

    After a loss or a damaged frame nothing is given until the next key frame: what was predicted from a
    missing picture would be smear.
    """
    needs_key = True
    parts: list[bytes] = []
    last: JournalPacket | None = None
    for packet in packets:
        follows = last is not None and packet.sequence == last.sequence + 1
        last = packet
        if not follows:
            needs_key, parts = True, []
        if not packet.payload:
            continue  # padding by which a sender probes the link
        stripped = strip_descriptor(packet.payload)
        if stripped is None:
            needs_key, parts = True, []
            continue
        begins, part = stripped
        if begins:
            needs_key, parts = needs_key or bool(parts), [part]
        elif parts:
            parts.append(part)
        if packet.marker and parts:
            data, parts = b"".join(parts), []
            header = frame_header(data)
            needs_key = header is None or (needs_key and not header.key)
            if header is not None and not needs_key:
                yield packet.timestamp, data, header


def lay_out_pictures(stretches: Iterable[Stretch], exam_clock: ExamClock) -> Sequence[Picture]:
    """All pictures of a seat in the order of time, key frame first; none where nothing can be shown."""
    pictures: list[Picture] = []
    for each in placed(stretches, exam_clock):
        first = True
        for timestamp, data, header in assemble(each.stretch.packets):
            at_s = exam_clock.seconds(each.stretch.clock, timestamp)
            if at_s >= each.ends_s:
                break
            if first and pictures:
                # A connection that came back may begin before the old one's last picture.
                while pictures and pictures[-1].at_s >= at_s:
                    pictures.pop()
            first = False
            pictures.append(Picture(at_s=at_s, data=data, header=header))
    return pictures


def longest_freeze_s(pictures: Sequence[Picture]) -> float:
    """The longest time that one picture stands."""
    return max((after.at_s - before.at_s for before, after in pairwise(pictures)), default=0.0)
