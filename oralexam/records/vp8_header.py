"""What the head of a VP8 frame says (RFC 6386 sections 7 and 9), read as far as its partitions.

A frame whose parts do not fit is an error to libvpx, and an error ends a browser's player: a hostile camera
could make its whole recording unplayable. What passes here libvpx decodes (tests feed it damage).
"""

import struct
from typing import Final

import msgspec

_KEY_START: Final = b"\x9d\x01\x2a"
"""RFC 6386 section 9.1: the start code of a key frame."""
_LARGEST_SIDE: Final = 4096
"""Cameras in an exam send 640 pixels; a key frame that claims 16383 would cost the player's memory."""
_TAG_BYTES: Final = 3
_KEY_BYTES: Final = 10
_HEAD_BYTES: Final = 64
"""The longest head is 9 + 4·8 + 4·7 + 3·9 + 16·8 bits and some flags: below 32 bytes at even odds."""


class FrameHeader(msgspec.Struct, frozen=True, kw_only=True):
    """What the first bytes of a frame say; the size is 0 by 0 except in a key frame."""

    key: bool
    width: int = 0
    height: int = 0


def frame_header(data: bytes) -> FrameHeader | None:
    """What a frame says of itself; None where it is damaged, or its parts do not fit into it."""
    if len(data) <= _TAG_BYTES:
        return None
    tag = data[0] | data[1] << 8 | data[2] << 16
    key, version, first_partition_bytes = not tag & 1, tag >> 1 & 7, tag >> 5
    begins = _KEY_BYTES if key else _TAG_BYTES
    ends = begins + first_partition_bytes
    if version > 3 or not begins < ends <= len(data):
        return None
    count = _coefficient_partitions(data[begins : min(ends, begins + _HEAD_BYTES)], key=key)
    if not _partitions_fit(data, ends, count):
        return None
    if not key:
        return FrameHeader(key=False)
    width, height = (side & 0x3FFF for side in struct.unpack_from("<HH", data, 6))
    if data[3:6] != _KEY_START or not (0 < width <= _LARGEST_SIDE and 0 < height <= _LARGEST_SIDE):
        return None
    return FrameHeader(key=True, width=width, height=height)


def _partitions_fit(data: bytes, sizes_begin: int, count: int) -> bool:
    """Whether the partitions after the first one lie inside the frame (RFC 6386 section 9.5)."""
    position = sizes_begin + 3 * (count - 1)
    for at in range(sizes_begin, position, 3):
        if at + 3 > len(data):
            return False
        position += int.from_bytes(data[at : at + 3], "little")
    return position <= len(data)


def _coefficient_partitions(head: bytes, *, key: bool) -> int:
    """How many partitions of coefficients a frame has: RFC 6386 section 9.2 to 9.5, in the order of 19.2."""
    bits = _EvenBits(head)
    if key:
        bits.take(2)  # colour space, clamping
    if bits.take(1):  # segmentation
        update_map, update_data = bits.take(1), bits.take(1)
        if update_data:
            bits.take(1)
            for width in (7,) * 4 + (6,) * 4:
                bits.take_optional(width + 1)
        if update_map:
            for _ in range(3):
                bits.take_optional(8)
    bits.take(1 + 6 + 3)  # loop filter: type, level, sharpness
    if bits.take(1) and bits.take(1):  # its deltas, and whether they change here
        for _ in range(8):
            bits.take_optional(6 + 1)
    return 1 << bits.take(2)


class _EvenBits:
    """The boolean decoder of RFC 6386 section 7.3, for bits of even odds (probability 128) only."""

    def __init__(self, data: bytes) -> None:
        self._value = int.from_bytes(data[:2].ljust(2, b"\0"), "big")
        self._rest = iter(data[2:])
        self._range = 255
        self._shifted = 0

    def take(self, count: int) -> int:
        """The next `count` bits as a number; zeros after the end, as every decoder reads them."""
        number = 0
        value, width, shifted = self._value, self._range, self._shifted
        for _ in range(count):
            split = (width + 1) >> 1
            number <<= 1
            if value >= split << 8:
                number |= 1
                value -= split << 8
                width -= split
            else:
                width = split
            if width < 128:  # at even odds one doubling is enough: half of at least 128 is at least 64
                width <<= 1
                value <<= 1
                shifted += 1
                if shifted == 8:
                    shifted = 0
                    value |= next(self._rest, 0)
        self._value, self._range, self._shifted = value, width, shifted
        return number

    def take_optional(self, count: int) -> None:
        """A flag, and behind it `count` bits if it is set."""
        if self.take(1):
            self.take(count)
