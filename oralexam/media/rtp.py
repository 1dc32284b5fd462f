"""Reading RTP packets where they lie, without building objects (RFC 3550, RFC 8285, RFC 4588, RFC 7741)."""

import struct
from typing import Final

_HEADER: Final = struct.Struct("!BBHII")
UNPACK_HEADER: Final = _HEADER.unpack_from
PACK_HEADER: Final = _HEADER.pack
HEADER_BYTES: Final = 12
VERSION_BITS: Final = 0x80
PADDING_BIT: Final = 0x20
EXTENSION_BIT: Final = 0x10
MARKER_BIT: Final = 0x80
ONE_BYTE_PROFILE: Final = 0xBEDE
"""One-byte header extensions (RFC 8285 section 4.2)."""
TWO_BYTE_PROFILE: Final = 0x1000
"""Two-byte header extensions, application bits 0 (RFC 8285 section 4.3)."""


def payload_start(packet: bytes, flags: int) -> int:
    """Where the payload (with its padding) begins; -1 where the packet contradicts itself."""
    start = HEADER_BYTES + 4 * (flags & 15)
    size = len(packet)
    if flags & EXTENSION_BIT:
        if size < start + 4:
            return -1
        start += 4 + 4 * (packet[start + 2] << 8 | packet[start + 3])
    return start if start <= size else -1


def padding_bytes(packet: bytes, start: int) -> int:
    """How many padding bytes end a packet whose padding bit is set; -1 if more than there are."""
    count = packet[-1] if len(packet) > start else 0
    return count if 0 < count <= len(packet) - start else -1


def extension_value(packet: bytes, flags: int, extension_id: int) -> bytes | None:
    """The value of one header extension, None if the packet does not carry it or is cut."""
    position = HEADER_BYTES + 4 * (flags & 15)
    profile = packet[position] << 8 | packet[position + 1]
    end = position + 4 + 4 * (packet[position + 2] << 8 | packet[position + 3])
    position += 4
    if profile == ONE_BYTE_PROFILE:
        while position < end:
            lead = packet[position]
            if lead == 0:
                position += 1
                continue
            number, length = lead >> 4, (lead & 15) + 1
            if number == 15:  # reserved: stop (RFC 8285 section 4.2)
                return None
            if number == extension_id:
                return packet[position + 1 : position + 1 + length] if position + length < end else None
            position += 1 + length
    elif profile == TWO_BYTE_PROFILE:
        while position + 1 < end:
            number, length = packet[position], packet[position + 1]
            if number == 0:
                position += 1
                continue
            if number == extension_id:
                return packet[position + 2 : position + 2 + length] if position + 1 + length < end else None
            position += 2 + length
    return None


def unwrap_retransmission(packet: bytes, payload_type: int, ssrc: int) -> bytes | None:
    """The packet that an RTX packet brings again (RFC 4588 section 4); None if it brings none (a probe)."""
    flags, marker_type, _, timestamp, _ = UNPACK_HEADER(packet)
    start = payload_start(packet, flags)
    if start < 0 or len(packet) < start + 2:
        return None
    if flags & PADDING_BIT:
        padding = padding_bytes(packet, start)
        if padding < 0 or len(packet) - start - padding < 2:
            return None
    sequence = packet[start] << 8 | packet[start + 1]
    header: bytes = PACK_HEADER(flags, marker_type & MARKER_BIT | payload_type, sequence, timestamp, ssrc)
    return header + packet[HEADER_BYTES:start] + packet[start + 2 :]


def wrap_retransmission(packet: bytes, payload_type: int, sequence: int, ssrc: int) -> bytes:
    """A packet sent before, as an RTX packet (RFC 4588 section 4)."""
    flags, marker_type, _, timestamp, _ = UNPACK_HEADER(packet)
    start = payload_start(packet, flags)
    header: bytes = PACK_HEADER(flags, marker_type & MARKER_BIT | payload_type, sequence, timestamp, ssrc)
    return header + packet[HEADER_BYTES:start] + packet[2:4] + packet[start:]


def starts_vp8_keyframe(payload: bytes) -> bool:
    """Whether this payload is the first of a VP8 key frame (RFC 7741 sections 4.2, 4.3)."""
    if len(payload) < 2:
        return False
    descriptor = payload[0]
    if not descriptor & 0x10 or descriptor & 0x07:  # not the start of partition 0
        return False
    position = 1
    if descriptor & 0x80:
        extensions = payload[1]
        position = 2
        if extensions & 0x80:
            if len(payload) < 3:
                return False
            position += 2 if payload[2] & 0x80 else 1
        position += bool(extensions & 0x40) + bool(extensions & 0x30)
    return position < len(payload) and not payload[position] & 0x01
