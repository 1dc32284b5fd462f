"""One outgoing stream: packets of whatever source is attached, on one continuous timeline."""

from collections.abc import Callable
from typing import Final

import msgspec

from oralexam.media.layout import Kind
from oralexam.media.repair import SentPackets
from oralexam.media.rtcp import SenderInfo
from oralexam.media.rtp import (
    EXTENSION_BIT,
    MARKER_BIT,
    ONE_BYTE_PROFILE,
    PACK_HEADER,
    PADDING_BIT,
    VERSION_BITS,
    starts_vp8_keyframe,
    wrap_retransmission,
)
from oralexam.media.source import KEYFRAME_INTERVAL_S, Source

MAX_RESENDS: Final = 64
"""Packets sent again for one NACK message: a burst must not become a flood."""
RESENDS_A_PACKET: Final = 2
"""What a stream may send again for each packet that it sends: at 20 % loss 0.25 is needed, and a receiver may
ask twice for what is on its way. One that asks for more takes the time of everybody else's packets."""
MAX_SAVED_RESENDS: Final = 512
"""Of what was not used: about four seconds of video, for a link that was away."""


class OutgoingFormat(msgspec.Struct, frozen=True, kw_only=True):
    """What was negotiated for one outgoing stream."""

    kind: Kind
    ssrc: int
    payload_type: int
    clock_rate_hz: int
    mid: str
    rtx_ssrc: int = 0
    rtx_payload_type: int | None = None
    mid_extension_id: int | None = None
    level_extension_id: int | None = None
    send_time_extension_id: int | None = None


class Forwarder:
    """Rewrites sequence number, timestamp, SSRC, payload type and extensions, and sends."""

    def __init__(
        self,
        outgoing: OutgoingFormat,
        send: Callable[[bytes], None],
        *,
        keyframe_every_s: float = KEYFRAME_INTERVAL_S,
    ) -> None:
        """`keyframe_every_s`: how often the publisher is asked for a key frame because of this stream."""
        self.format = outgoing
        self.source: Source | None = None
        self.packets = self.octets = self.resent = 0
        self._send = send
        self._keyframe_every_s = keyframe_every_s
        self._resends_left = MAX_SAVED_RESENDS
        self._sent = SentPackets()
        self._needs_keyframe = self._aligned = False
        self._first_sequence = 0
        self._sequence_offset = self._timestamp_offset = 0
        self._last_sequence = self._last_timestamp = 0
        self._last_s = 0.0
        self._rtx_sequence = 0
        self._is_video = outgoing.kind == "video"
        self._extension_head, self._extension_tail = _extensions(outgoing)
        self._has_send_time = self._is_video and outgoing.send_time_extension_id is not None
        self._has_level = not self._is_video and outgoing.level_extension_id is not None

    def attach(self, source: Source | None, now: float) -> None:
        """Send what `source` publishes from now on; None sends nothing."""
        if source is self.source:
            return
        self.source = source
        self.restarted()
        self.request_keyframe(now)

    def request_keyframe(self, now: float) -> None:
        """Whoever receives this stream cannot go on without a key frame."""
        if self.source is not None:
            self.source.request_keyframe(now, every_s=self._keyframe_every_s)

    def restarted(self) -> None:
        """The source's numbers begin anew; ours go on."""
        self._aligned = False
        self._needs_keyframe = self._is_video

    def packet(  # noqa: PLR0917 -- called for every packet: keywords would cost
        self, source: Source, packet: bytes, start: int, sequence: int, timestamp: int, now: float
    ) -> None:
        """Send a packet of the attached source on."""
        body = packet[start:]
        if not self._aligned:
            if self._needs_keyframe:
                if not starts_vp8_keyframe(body):
                    self.request_keyframe(now)
                    return
                self._needs_keyframe = False
            self._align(sequence, timestamp, now)
        elif sequence < self._first_sequence:
            return  # of before the key frame that we began with
        number = (sequence + self._sequence_offset) & 0xFFFF
        stamp = (timestamp + self._timestamp_offset) & 0xFFFFFFFF
        if (number - self._last_sequence) & 0xFFFF < 0x8000:
            self._last_sequence, self._last_timestamp, self._last_s = number, stamp, now
        form = self.format
        head = self._extension_head
        out = PACK_HEADER(
            VERSION_BITS | (EXTENSION_BIT if head else 0) | packet[0] & PADDING_BIT,
            packet[1] & MARKER_BIT | form.payload_type,
            number,
            stamp,
            form.ssrc,
        )
        if not head:
            out += body
        elif self._has_send_time:  # 24 bits of seconds, 6.18 fixed point (abs-send-time)
            out += head + (int(now * 262_144) & 0xFFFFFF).to_bytes(3, "big") + self._extension_tail + body
        elif self._has_level:
            out += head + bytes((source.level,)) + self._extension_tail + body
        else:
            out += head + body
        self._sent.keep(number, out, now)
        if self._resends_left < MAX_SAVED_RESENDS:
            self._resends_left += RESENDS_A_PACKET
        self.packets += 1
        self.octets += len(body)
        self._send(out)

    def _align(self, sequence: int, timestamp: int, now: float) -> None:
        """Begin a new source right behind the last packet of the old one."""
        elapsed = int((now - self._last_s) * self.format.clock_rate_hz) if self.packets else 0
        self._first_sequence = sequence
        self._sequence_offset = (self._last_sequence + 1 - sequence) & 0xFFFF
        self._timestamp_offset = (self._last_timestamp + max(1, elapsed) - timestamp) & 0xFFFFFFFF
        self._last_sequence = (self._last_sequence + 1) & 0xFFFF
        self._aligned = True

    def resend(self, sequences: list[int]) -> None:
        """Send packets again that the receiver misses (RFC 4585); as RTX where that was negotiated."""
        form = self.format
        for sequence in sequences[:MAX_RESENDS]:
            packet = self._sent.find(sequence)
            if packet is None or self._resends_left <= 0:
                continue
            self._resends_left -= 1
            self.resent += 1
            if form.rtx_payload_type is not None:
                packet = wrap_retransmission(packet, form.rtx_payload_type, self._rtx_sequence, form.rtx_ssrc)
                self._rtx_sequence = (self._rtx_sequence + 1) & 0xFFFF
            self._send(packet)

    def sender_info(self, now: float) -> SenderInfo | None:
        """The publisher's clock on our timeline; None until the publisher has told it.

        The pair is moved along the publisher's own line, so audio and video keep their relation.
        """
        if self.source is None or self.source.clock_pair is None or not self._aligned:
            return None
        ntp, timestamp, arrival_s = self.source.clock_pair
        elapsed_s = now - arrival_s
        return SenderInfo(
            ssrc=self.format.ssrc,
            ntp=ntp + int(elapsed_s * 2**32),
            rtp=timestamp + self._timestamp_offset + int(elapsed_s * self.format.clock_rate_hz),
        )


def _extensions(outgoing: OutgoingFormat) -> tuple[bytes, bytes]:
    """The one-byte header extension block (RFC 8285) before and after the value that changes."""
    mid = outgoing.mid.encode()
    elements = b""
    if outgoing.mid_extension_id is not None and 0 < len(mid) <= 16:
        elements += bytes([outgoing.mid_extension_id << 4 | len(mid) - 1]) + mid
    changing = 0
    if outgoing.kind == "video" and outgoing.send_time_extension_id is not None:
        elements += bytes([outgoing.send_time_extension_id << 4 | 2])
        changing = 3
    elif outgoing.kind == "audio" and outgoing.level_extension_id is not None:
        elements += bytes([outgoing.level_extension_id << 4])
        changing = 1
    if not elements:
        return b"", b""
    size = len(elements) + changing
    tail = bytes(-size % 4)
    profile = ONE_BYTE_PROFILE.to_bytes(2, "big")
    head = profile + ((size + len(tail)) // 4).to_bytes(2, "big") + elements
    return (head, tail) if changing else (head + tail, b"")
