"""One published stream: every packet of it is counted, repaired, journalled and handed on."""

from typing import Final, Protocol

from oralexam.media.layout import Kind
from oralexam.media.reception import Reception
from oralexam.media.repair import AUDIO_REPAIR, VIDEO_REPAIR, Holes
from oralexam.media.rtp import (
    EXTENSION_BIT,
    PADDING_BIT,
    UNPACK_HEADER,
    extension_value,
    padding_bytes,
    payload_start,
    unwrap_retransmission,
)

MAX_DROPOUT: Final = 3000
"""A sequence number further ahead is another stream, not a loss (RFC 3550 section A.1)."""
MAX_TIMESTAMP_LEAP_S: Final = 10.0
"""A timestamp that leaves its arrival by more has been reset (shared media notes, hostile input 6)."""
SSRC_SILENCE_S: Final = 0.25
"""Another SSRC takes over only after the first has been silent this long: two at once are an attack."""
RESTART_INTERVAL_S: Final = 1.0
"""A stream that starts anew more often is refused: each start is a new file."""
SILENT_LEVEL: Final = 0x7F
"""-127 dBov, no voice (RFC 6464 section 3)."""
KEYFRAME_INTERVAL_S: Final = 0.5
"""A publisher is asked for key frames at most this often (shared media notes)."""
ONLOOKERS_KEYFRAME_S: Final = 4.0
"""The same because of whoever only looks on: half of `MediaSettings.keyframe_interval_s`, so that six of them
on the worst of links, coming and going, at most double the key frames that a call has anyway."""


class PacketListener(Protocol):
    """Whoever a source hands its packets to: forwarders and the recorder."""

    def restarted(self) -> None:
        """The stream begins anew: sequence numbers and timestamps have no relation to those before."""
        ...

    def packet(  # noqa: PLR0917 -- called for every packet: keywords would cost
        self, source: "Source", packet: bytes, start: int, sequence: int, timestamp: int, now: float
    ) -> None:
        """A packet in any order but never twice; `sequence` and `timestamp` are unwrapped."""
        ...


class KeyframeRequester(Protocol):
    """Who can ask the publisher for a key frame."""

    def __call__(self, ssrc: int) -> None:
        """Send a picture loss indication for this stream."""
        ...


class Source:
    """A stream that one peer sends, as one SSRC at a time."""

    def __init__(
        self,
        *,
        kind: Kind,
        clock_rate_hz: int,
        payload_type: int,
        request_keyframe: KeyframeRequester,
        level_extension_id: int | None = None,
    ) -> None:
        self.kind = kind
        self.clock_rate_hz = clock_rate_hz
        self.payload_type = payload_type
        self.ssrc = 0
        self.reception: Reception | None = None
        self.holes = Holes(AUDIO_REPAIR if kind == "audio" else VIDEO_REPAIR)
        self.listeners: tuple[PacketListener, ...] = ()
        self.recorder: PacketListener | None = None
        self.packets = self.octets = self.nacks = self.refused = 0
        self.last_packet_s: float | None = None
        self.level = SILENT_LEVEL
        """The last RFC 6464 octet: voice flag and level in -dBov."""
        self.told_level = False
        self.loudest = SILENT_LEVEL
        """The loudest level since somebody last took it: speech has gaps between two looks."""
        self.clock_pair: tuple[int, int, float] | None = None
        """The last sender report: NTP time, unwrapped RTP timestamp, arrival."""
        self._level_id = level_extension_id
        self._request_keyframe = request_keyframe
        self._highest = 0
        self._timestamp = 0
        self._started_s = 0.0
        self._last_asked_s = -1e9

    @property
    def highest(self) -> int:
        """The highest sequence number so far, unwrapped."""
        return self._highest

    def receive(self, packet: bytes, now: float) -> None:
        """Take a decrypted packet of this stream's payload type."""
        flags, _, sequence, timestamp, ssrc = UNPACK_HEADER(packet)
        start = 12 if not flags & 0x1F else payload_start(packet, flags)
        if start < 0 or (flags & PADDING_BIT and padding_bytes(packet, start) < 0):
            self.refused += 1
            return
        if ssrc != self.ssrc or self.reception is None:
            if not self._may_restart(ssrc, now):
                return
            self._restart(ssrc, sequence, timestamp, now)
        self._place(packet, flags, start, sequence, timestamp, now)

    def receive_retransmission(self, packet: bytes, now: float) -> None:
        """Take a packet of the RTX payload type that belongs to this stream (RFC 4588)."""
        if self.reception is None:
            return
        original = unwrap_retransmission(packet, self.payload_type, self.ssrc)
        if original is None:
            return
        flags, _, sequence, timestamp, _ = UNPACK_HEADER(original)
        start = payload_start(original, flags)
        if (sequence - self._highest) & 0xFFFF in range(1, MAX_DROPOUT):
            return  # a packet we have not missed yet: its original is on the way
        if start >= 0:
            self._place(original, flags, start, sequence, timestamp, now)

    def _place(  # noqa: PLR0917 -- called for every packet: keywords would cost
        self, packet: bytes, flags: int, start: int, sequence: int, timestamp: int, now: float
    ) -> None:
        reception = self.reception
        if reception is None:
            return
        ahead = (sequence - self._highest) & 0xFFFF
        unwrapped = self._timestamp + ((timestamp - self._timestamp + 0x80000000) & 0xFFFFFFFF) - 0x80000000
        if 0 < ahead < MAX_DROPOUT:
            leap = unwrapped - self._timestamp
            if not 0 <= leap < self.clock_rate_hz and self._is_reset(leap, now):
                if not self._may_restart(self.ssrc, now):
                    return
                self._restart(self.ssrc, sequence, timestamp, now)
                self._place(packet, flags, start, sequence, timestamp, now)
                return
            if ahead > 1:
                self.holes.open(self._highest + 1, self._highest + ahead - 1, now)
            extended = self._highest = reception.highest = self._highest + ahead
            if leap > 0:
                self._timestamp = unwrapped
            self.last_packet_s = now
            reception.received += 1
            reception.packet(unwrapped, now)
            playable = True
        elif ahead > 0x10000 - MAX_DROPOUT:
            extended = self._highest + ahead - 0x10000
            missing, asked, playable = self.holes.fill(extended, now)
            if not missing:
                return  # a duplicate
            if not asked:
                reception.received += 1  # out of order, but on the wire it was not lost
        elif ahead == 0:
            return  # a duplicate
        else:
            if self._may_restart(self.ssrc, now):
                self._restart(self.ssrc, sequence, timestamp, now)
                self._place(packet, flags, start, sequence, timestamp, now)
            return
        size = len(packet)
        self.packets += 1
        self.octets += size - start
        if self.kind == "audio":
            if size == start or (flags & PADDING_BIT and size - start == packet[-1]):
                self.refused += 1  # an empty Opus packet silences decoders for good (hostile input 3)
                return
            if self._level_id is not None and flags & EXTENSION_BIT:
                value = extension_value(packet, flags, self._level_id)
                if value:
                    self.level = value[0]
                    self.told_level = True
                    self.loudest = min(self.loudest, value[0] & SILENT_LEVEL)
        if playable:
            for listener in self.listeners:
                listener.packet(self, packet, start, extended, unwrapped, now)
        recorder = self.recorder
        if recorder is not None:
            recorder.packet(self, packet, start, extended, unwrapped, now)

    def take_loudest_dbov(self) -> int | None:
        """The loudest level since the last call of this, 0 to -127; None without the extension."""
        loudest, self.loudest = self.loudest, SILENT_LEVEL
        return -loudest if self.told_level else None

    def _is_reset(self, leap: int, now: float) -> bool:
        """Whether an in-order packet's timestamp cannot be of the same timeline."""
        if self.last_packet_s is None:
            return False
        if leap < 0:
            return -leap > self.clock_rate_hz // 10  # some encoders step back by a frame; a clock does not
        return abs(leap / self.clock_rate_hz - (now - self.last_packet_s)) > MAX_TIMESTAMP_LEAP_S

    def _may_restart(self, ssrc: int, now: float) -> bool:
        if self.reception is None:
            return True
        silent = self.last_packet_s is None or now - self.last_packet_s > SSRC_SILENCE_S
        if now - self._started_s < RESTART_INTERVAL_S or (ssrc != self.ssrc and not silent):
            self.refused += 1
            return False
        return True

    def _restart(self, ssrc: int, sequence: int, timestamp: int, now: float) -> None:
        again = self.reception is not None
        self.ssrc = ssrc
        self.reception = Reception(ssrc=ssrc, clock_rate_hz=self.clock_rate_hz, first_sequence=sequence)
        self.holes.clear()
        self._highest = sequence - 1
        self._timestamp = timestamp
        self._started_s = now
        self.clock_pair = None
        if again:
            for listener in self.listeners:
                listener.restarted()
            if self.recorder is not None:
                self.recorder.restarted()

    def sender_report(self, ntp: int, timestamp: int, now: float) -> int:
        """Note the sender's clock; returns its timestamp, unwrapped like those of the packets."""
        unwrapped = self._timestamp + ((timestamp - self._timestamp + 0x80000000) & 0xFFFFFFFF) - 0x80000000
        self.clock_pair = (ntp, unwrapped, now)
        if self.reception is not None:
            self.reception.sender_report(ntp, now)
        return unwrapped

    def request_keyframe(self, now: float, *, every_s: float = KEYFRAME_INTERVAL_S) -> None:
        """Ask the publisher for a key frame, unless it was asked less than `every_s` ago."""
        if self.kind == "video" and self.reception is not None and now - self._last_asked_s >= every_s:
            self._last_asked_s = now
            self._request_keyframe(self.ssrc)
