"""A lean client that does what a browser does about loss: it asks again, and sends again.

Its `delays_s` are what the server adds, also on a lossy wire: a packet that had to be sent again by its
publisher counts from that instant, and one that the server had to send again does not count.
"""

import asyncio
import random
import time

from benchmarks.media_load import CLOCKS_HZ, LoadParty, is_stamped_again, stamped
from oralexam.identifiers import new_id
from oralexam.media import hooks, rtcp
from oralexam.media.impairment import Impairment
from oralexam.media.reception import Reception
from oralexam.media.repair import AUDIO_REPAIR, VIDEO_REPAIR, Holes, SentPackets
from oralexam.media.rtp import unwrap_retransmission, wrap_retransmission
from oralexam.media.source import MAX_DROPOUT

REPAIR_EVERY_S = 0.01
REPORT_INTERVAL_S = 1.0
NTP_EPOCH_S = 2_208_988_800
"""Seconds from 1900 to 1970 (RFC 5905 section 6)."""
DOWNLINK_BPS = 2_500_000
"""What the client says it can receive (REMB): no limit here."""


class _Heard:
    """One stream that arrives: which packets of it have come."""

    def __init__(self, kind: str, payload_type: int) -> None:
        self.kind = kind
        self.payload_type = payload_type
        self.reception: Reception | None = None
        self.holes = Holes(AUDIO_REPAIR if kind == "audio" else VIDEO_REPAIR)
        self._clock_rate_hz = CLOCKS_HZ[kind]

    def take(self, packet: bytes, now: float) -> tuple[bool, bool]:
        """Whether the packet is new, and whether it had been asked for."""
        sequence, ssrc = packet[2] << 8 | packet[3], int.from_bytes(packet[8:12], "big")
        heard = self.reception
        if heard is None or heard.ssrc != ssrc:
            heard = Reception(ssrc=ssrc, clock_rate_hz=self._clock_rate_hz, first_sequence=sequence)
            self.reception, heard.received = heard, 1
            self.holes.clear()
            return True, False
        ahead = (sequence - heard.highest) & 0xFFFF
        if 0 < ahead < MAX_DROPOUT:
            if ahead > 1:
                self.holes.open(heard.highest + 1, heard.highest + ahead - 1, now)
            heard.highest += ahead
            heard.received += 1
            return True, False
        if ahead <= 0x10000 - MAX_DROPOUT:
            return False, False
        missing, asked, _ = self.holes.fill(heard.highest + ahead - 0x10000, now)
        return missing, asked


class RepairingParty(LoadParty):
    """Answers NACKs (video by RTX), sends NACKs for what is missing, and reports once a second."""

    def __init__(self, kinds: tuple[str, ...], *, stamped: bool, height: int) -> None:
        super().__init__(kinds, stamped=stamped, height=height)
        self._sent = {kind: SentPackets() for kind in kinds}
        self._packets = dict.fromkeys(kinds, 0)
        self._octets = dict.fromkeys(kinds, 0)
        self._streams: list[_Heard] = []
        self._heard: dict[int, tuple[_Heard, bool]] = {}
        self._rtx: dict[int, tuple[str, int | None, int]] = {}
        self._rtx_sequence = 0
        self._cname = new_id()
        self._next_report_s = time.monotonic() + random.random()  # noqa: S311 -- spread, not secret

    def impair(self, loss: float, seed: str) -> None:
        """Lose this share of what is sent and of what arrives, RTCP included; 0 loses nothing."""
        self.wire.impairment = Impairment(loss=loss, seed=seed) if loss else None

    def _agree(self) -> None:
        super()._agree()
        for transceiver in self.peer.getTransceivers():
            kind = transceiver.kind
            stream = _Heard(kind, self._payload_type[kind])
            self._streams.append(stream)
            self._heard[stream.payload_type] = stream, False
            rtx = hooks.retransmission_payload_type(transceiver)
            if rtx is not None:
                self._heard[rtx] = stream, True
            ssrc, rtx_ssrc = hooks.outgoing_ssrcs(transceiver)
            self._rtx[ssrc] = kind, rtx, rtx_ssrc

    def _put(self, kind: str, packet: bytes) -> None:
        self._sent[kind].keep(packet[2] << 8 | packet[3], packet, time.monotonic())
        self._packets[kind] += 1
        self._octets[kind] += len(packet) - 12
        self.wire.send_rtp(packet)

    def _rtp(self, packet: bytes, now: float) -> None:
        known = self._heard.get(packet[1] & 0x7F)
        if known is None:
            return
        stream, repeated = known
        if repeated:
            if stream.reception is None:
                return
            original = unwrap_retransmission(packet, stream.payload_type, stream.reception.ssrc)
            if original is not None and stream.take(original, now)[0]:
                self.received[stream.payload_type] += 1
            return
        new, asked = stream.take(packet, now)
        if new:
            self.received[stream.payload_type] += 1
            if not asked or is_stamped_again(packet):
                self._time(packet, now)

    def _rtcp(self, packet: bytes, _now: float) -> None:
        feedback = rtcp.parse(packet)
        if feedback.keyframe_requests and "video" in self._index:
            self._index["video"] = 0
        for ssrc, sequences in feedback.nacks:
            if ssrc in self._rtx:
                self._resend(ssrc, sequences)

    def _resend(self, ssrc: int, sequences: list[int]) -> None:
        kind, payload_type, rtx_ssrc = self._rtx[ssrc]
        for sequence in sequences:
            packet = self._sent[kind].find(sequence)
            if packet is None:
                continue
            if self._stamped:
                packet = stamped(packet, again=True)
            if payload_type is not None:
                packet = wrap_retransmission(packet, payload_type, self._rtx_sequence, rtx_ssrc)
                self._rtx_sequence = (self._rtx_sequence + 1) & 0xFFFF
            self.wire.send_rtp(packet)

    def repair(self, now: float) -> None:
        """To be called every few milliseconds: ask for what is missing, report when it is time."""
        for stream in self._streams:
            if stream.holes and stream.reception is not None:
                missing = [number & 0xFFFF for number in stream.holes.due(now, 0.0)]
                if missing:
                    own = self._ssrc[stream.kind]  # Janus looks up the stream by who says it
                    nack = rtcp.negative_acknowledgement(own, stream.reception.ssrc, missing)
                    self.wire.send_rtcp(rtcp.receiver_report(own, ()) + nack)
        if now >= self._next_report_s:
            self._next_report_s = now + REPORT_INTERVAL_S
            self._report(now)

    def _report(self, now: float) -> None:
        """As browsers do: for each kind a compound packet of its own, from its own SSRC."""
        ntp = int((time.time() + NTP_EPOCH_S) * 2**32)
        for stream in self._streams:
            kind, reception = stream.kind, stream.reception
            own = self._ssrc[kind]
            info = rtcp.SenderInfo(ssrc=own, ntp=ntp, rtp=self._timestamp[kind])
            packet = rtcp.sender_report(info, self._packets[kind], self._octets[kind])
            if reception is not None:
                packet += rtcp.receiver_report(own, [reception.block(now)])
            packet += rtcp.source_description([own], self._cname)
            if kind == "video" and reception is not None:
                packet += rtcp.max_bitrate(own, DOWNLINK_BPS, [reception.ssrc])
            self.wire.send_rtcp(packet)


async def repair_for_ever(parties: list[RepairingParty]) -> None:
    """Let every party, those that come later too, ask and report."""
    while True:
        await asyncio.sleep(REPAIR_EVERY_S)
        now = time.monotonic()
        for party in parties:
            party.repair(now)
