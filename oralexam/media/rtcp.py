"""RTCP, read and written: only what a forwarding server says and hears (RFC 3550 section 6, 4585, 5104)."""

import struct
from collections.abc import Iterable, Sequence
from typing import Final

import msgspec

SENDER_REPORT: Final = 200
RECEIVER_REPORT: Final = 201
SOURCE_DESCRIPTION: Final = 202
BYE: Final = 203
TRANSPORT_FEEDBACK: Final = 205
PAYLOAD_FEEDBACK: Final = 206
NACK_FORMAT: Final = 1
"""Generic NACK (RFC 4585 section 6.2.1)."""
PLI_FORMAT: Final = 1
"""Picture loss indication (RFC 4585 section 6.3.1)."""
FIR_FORMAT: Final = 4
"""Full intra request (RFC 5104 section 4.3.1)."""
APPLICATION_FORMAT: Final = 15
"""Application layer feedback; REMB is one (draft-alvestrand-rmcat-remb-03)."""
MAX_NACKED: Final = 512
"""Sequence numbers taken from one NACK packet: more is not a repair."""


class ReportBlock(msgspec.Struct, frozen=True, kw_only=True):
    """What a receiver says about one stream (RFC 3550 section 6.4.1)."""

    ssrc: int
    fraction_lost: int
    packets_lost: int
    highest_sequence: int
    jitter: int
    last_report: int
    delay_since_last_report: int


class SenderInfo(msgspec.Struct, frozen=True, kw_only=True):
    """A sender report's clock pair."""

    ssrc: int
    ntp: int
    rtp: int


class Feedback(msgspec.Struct, kw_only=True):
    """Everything of interest in one compound packet."""

    senders: list[SenderInfo]
    blocks: list[ReportBlock]
    nacks: list[tuple[int, list[int]]]
    keyframe_requests: list[int]
    max_bitrate_bps: int | None = None


_BLOCK: Final = struct.Struct("!IIIIII")
_SENDER: Final = struct.Struct("!IQIII")
_TWO: Final = struct.Struct("!II")
_PAIR: Final = struct.Struct("!HH")


def parse(data: bytes) -> Feedback:
    """Read a compound packet; whatever is cut or unknown in it is left out."""
    feedback = Feedback(senders=[], blocks=[], nacks=[], keyframe_requests=[])
    position = 0
    while position + 4 <= len(data):
        first, kind = data[position], data[position + 1]
        end = position + 4 * (1 + (data[position + 2] << 8 | data[position + 3]))
        if first >> 6 != 2 or end > len(data):
            break
        count = first & 31
        body = data[position + 4 : end]
        position = end
        if kind == SENDER_REPORT and len(body) >= _SENDER.size:
            ssrc, ntp, rtp, _, _ = _SENDER.unpack_from(body)
            feedback.senders.append(SenderInfo(ssrc=ssrc, ntp=ntp, rtp=rtp))
            feedback.blocks += _blocks(body, _SENDER.size, count)
        elif kind == RECEIVER_REPORT:
            feedback.blocks += _blocks(body, 4, count)
        elif kind == TRANSPORT_FEEDBACK and count == NACK_FORMAT and len(body) >= 8:
            feedback.nacks.append((_TWO.unpack_from(body)[1], _nacked(body)))
        elif kind == PAYLOAD_FEEDBACK and len(body) >= 8:
            _payload_feedback(feedback, count, body)
    return feedback


def _blocks(body: bytes, offset: int, count: int) -> Iterable[ReportBlock]:
    for number in range(count):
        start = offset + 24 * number
        if start + 24 > len(body):
            return
        ssrc, lost, highest, jitter, last, delay = _BLOCK.unpack_from(body, start)
        yield ReportBlock(
            ssrc=ssrc,
            fraction_lost=lost >> 24,
            packets_lost=(lost & 0xFFFFFF) - ((lost & 0x800000) << 1),
            highest_sequence=highest,
            jitter=jitter,
            last_report=last,
            delay_since_last_report=delay,
        )


def _nacked(body: bytes) -> list[int]:
    lost: list[int] = []
    for start in range(8, len(body) - 3, 4):
        first, mask = _PAIR.unpack_from(body, start)
        lost.append(first)
        lost += [(first + bit + 1) & 0xFFFF for bit in range(16) if mask >> bit & 1]
        if len(lost) > MAX_NACKED:
            break
    return lost[:MAX_NACKED]


def _payload_feedback(feedback: Feedback, message: int, body: bytes) -> None:
    if message == PLI_FORMAT:
        feedback.keyframe_requests.append(_TWO.unpack_from(body)[1])
    elif message == FIR_FORMAT and len(body) >= 16:
        feedback.keyframe_requests.append(int.from_bytes(body[8:12], "big"))
    elif message == APPLICATION_FORMAT and len(body) >= 16 and body[8:12] == b"REMB":
        exponent, mantissa = body[13] >> 2, (body[13] & 3) << 16 | body[14] << 8 | body[15]
        feedback.max_bitrate_bps = mantissa << exponent


def _pack(kind: int, count: int, body: bytes) -> bytes:
    return struct.pack("!BBH", 0x80 | count, kind, len(body) // 4) + body


def receiver_report(ssrc: int, blocks: Sequence[ReportBlock]) -> bytes:
    """A receiver report; without blocks it is the empty one that a compound packet may begin with."""
    body = struct.pack("!I", ssrc)
    for block in blocks[:31]:
        lost = block.fraction_lost << 24 | (max(-0x800000, min(0x7FFFFF, block.packets_lost)) & 0xFFFFFF)
        body += _BLOCK.pack(
            block.ssrc,
            lost,
            block.highest_sequence & 0xFFFFFFFF,
            min(block.jitter, 0xFFFFFFFF),
            block.last_report,
            block.delay_since_last_report,
        )
    return _pack(RECEIVER_REPORT, min(len(blocks), 31), body)


def sender_report(info: SenderInfo, packets: int, octets: int) -> bytes:
    """A sender report without blocks."""
    body = _SENDER.pack(
        info.ssrc, info.ntp & (1 << 64) - 1, info.rtp & 0xFFFFFFFF, packets & 0xFFFFFFFF, octets & 0xFFFFFFFF
    )
    return _pack(SENDER_REPORT, 0, body)


def source_description(ssrcs: Sequence[int], cname: str) -> bytes:
    """The CNAME that tells which streams belong together (RFC 3550 section 6.5.1).

    A packet for each stream: aiortc, which our own clients use, misreads a second chunk.
    """
    name = cname.encode()[:255]
    out = b""
    for ssrc in ssrcs:
        chunk = struct.pack("!IBB", ssrc, 1, len(name)) + name
        out += _pack(SOURCE_DESCRIPTION, 1, chunk + bytes(4 - len(chunk) % 4))
    return out


def goodbye(ssrcs: Sequence[int]) -> bytes:
    """The end of these streams."""
    return _pack(BYE, len(ssrcs), b"".join(struct.pack("!I", ssrc) for ssrc in ssrcs))


def negative_acknowledgement(ssrc: int, media_ssrc: int, sequences: Sequence[int]) -> bytes:
    """Ask for these sequence numbers again; ascending, modulo 2^16."""
    pairs = b""
    first, mask = -1, 0
    for sequence in sequences:
        distance = (sequence - first - 1) & 0xFFFF
        if first >= 0 and distance < 16:
            mask |= 1 << distance
            continue
        if first >= 0:
            pairs += _PAIR.pack(first, mask)
        first, mask = sequence & 0xFFFF, 0
    if first >= 0:
        pairs += _PAIR.pack(first, mask)
    return _pack(TRANSPORT_FEEDBACK, NACK_FORMAT, _TWO.pack(ssrc, media_ssrc) + pairs)


def picture_loss(ssrc: int, media_ssrc: int) -> bytes:
    """Ask for a key frame."""
    return _pack(PAYLOAD_FEEDBACK, PLI_FORMAT, _TWO.pack(ssrc, media_ssrc))


def max_bitrate(ssrc: int, bitrate_bps: int, media_ssrcs: Sequence[int]) -> bytes:
    """REMB: what the receiver believes the link can carry."""
    exponent = max(0, bitrate_bps.bit_length() - 18)
    mantissa = bitrate_bps >> exponent
    body = _TWO.pack(ssrc, 0) + b"REMB"
    body += bytes([len(media_ssrcs), exponent << 2 | mantissa >> 16]) + struct.pack("!H", mantissa & 0xFFFF)
    return _pack(
        PAYLOAD_FEEDBACK, APPLICATION_FORMAT, body + b"".join(struct.pack("!I", s) for s in media_ssrcs)
    )
