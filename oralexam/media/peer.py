"""One peer connection of one seat: its sources, its forwarders, its RTCP."""

import asyncio
import random
import time
from collections.abc import Callable
from typing import Final, Literal

import structlog
from aiortc import RTCRtpTransceiver, RTCSessionDescription

from oralexam.errors import OralExamError
from oralexam.identifiers import new_id
from oralexam.media import hooks, rtcp
from oralexam.media.audio_first import Downlink
from oralexam.media.bitrate import LinkEstimate
from oralexam.media.demux import SharedPayloadType
from oralexam.media.forwarder import Forwarder, OutgoingFormat
from oralexam.media.layout import ONLOOKERS, Kind, Mode, Stream, sends
from oralexam.media.ports import MediaSettings
from oralexam.media.sdp_gate import Offer, SdpRefused, with_bandwidth
from oralexam.media.source import KEYFRAME_INTERVAL_S, ONLOOKERS_KEYFRAME_S, Source
from oralexam.media.wire import Wire
from oralexam.rooms.seats import PARTIES, Seat

_log = structlog.get_logger(__name__)

MID_URI: Final = "urn:ietf:params:rtp-hdrext:sdes:mid"
LEVEL_URI: Final = "urn:ietf:params:rtp-hdrext:ssrc-audio-level"
SEND_TIME_URI: Final = "http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time"
CLOCK_RATES_HZ: Final[dict[Kind, int]] = {"audio": 48_000, "video": 90_000}
REPORT_INTERVAL_S: Final = 1.0
"""Half of it to one and a half times it, at random (RFC 3550 section 6.2)."""
CLOSE_TIMEOUT_S: Final = 5.0
MAX_ROUND_TRIP_S: Final = 0.5
"""A longer round trip does not stretch the pause between two requests for a packet any further."""

PeerState = Literal["pending", "connected", "closed"]


class Peer:
    """The connection of one seat, from its offer to its end."""

    def __init__(
        self,
        *,
        sitting_id: str,
        seat: Seat,
        mode: Mode,
        settings: MediaSettings,
        on_state: Callable[["Peer"], None],
    ) -> None:
        self.sitting_id = sitting_id
        self.seat = seat
        self.mode = mode
        self.connection_id = new_id()
        self.state: PeerState = "pending"
        self.opened_s = time.monotonic()
        self.sources: dict[Stream, Source] = {}
        """By whose voice or face it is: not always that of whom the seat is for (see `media.layout`)."""
        self.forwarders: dict[tuple[Kind, int], Forwarder] = {}
        """By kind and slot: an observer's first stream of a kind is the candidate's, the next the juror's."""
        self.extensions: dict[Kind, dict[int, str]] = {}
        self.round_trip_s = 0.0
        self.downlink = Downlink()
        self.on_sender_report: Callable[[Source, int, int, float], None] | None = None
        self.wire: Wire | None = None
        self._settings = settings
        self._on_state = on_state
        self._connection = hooks.new_peer()
        self._by_payload_type: dict[int, Callable[[bytes, float], None]] = {}
        self._shared: dict[int, SharedPayloadType] = {}
        self._by_ssrc: dict[int, Forwarder] = {}
        self._rtcp_ssrc = random.randrange(1, 1 << 32)  # noqa: S311 -- an SSRC is no secret
        self._cname = new_id()
        self._uplink = LinkEstimate(
            start_bps=settings.start_video_bps, min_bps=settings.min_video_bps, max_bps=settings.max_video_bps
        )
        self._next_report_s = 0.0
        self._last_report_s = 0.0
        self._octets_reported = 0
        self._repair_timer: asyncio.TimerHandle | None = None
        self._loop = asyncio.get_running_loop()
        self._closing: asyncio.Task[None] | None = None
        self._deadline: asyncio.TimerHandle | None = None

    @property
    def brings(self) -> frozenset[Seat]:
        """Whose voices are lost with this connection; for the observer's, the observer."""
        return frozenset(stream.seat for stream in sends(self.mode, self.seat)) or frozenset({self.seat})

    @property
    def last_packet_s(self) -> float | None:
        """When the last RTP packet of any kind came, on the monotonic clock."""
        times = [source.last_packet_s for source in self.sources.values() if source.last_packet_s is not None]
        return max(times, default=None)

    async def answer(self, offer: Offer) -> str:
        """Negotiate and return the answer with every candidate in it.

        Raises:
            SdpRefused: the offer passed the gate, but makes no connection.
        """
        connection = self._connection
        connection.on("connectionstatechange", self._connection_changed)
        try:
            await connection.setRemoteDescription(RTCSessionDescription(offer.sdp, "offer"))
            self.wire = Wire(connection, on_rtp=self._rtp, on_rtcp=self._rtcp)
            hooks.gather_on(connection, self._settings)
            slots: dict[str, int] = {}
            for transceiver in connection.getTransceivers():
                slot = slots.get(transceiver.kind, 0)
                slots[transceiver.kind] = slot + 1
                self._prepare(transceiver, slot)
            await connection.setLocalDescription(await connection.createAnswer())
            self.wire.intercept()
            answer = with_bandwidth(connection.localDescription.sdp, self._settings.max_video_bps)
        except OralExamError:
            raise
        except Exception as error:  # the one edge of SDP: mutated offers raise anything (hostile input 5)
            _log.warning("sdp-failed", sitting_id=self.sitting_id, seat=self.seat, error=type(error).__name__)
            raise SdpRefused(why="not-negotiable") from error
        return answer

    def _prepare(self, transceiver: RTCRtpTransceiver, slot: int) -> None:
        kind: Kind = "audio" if transceiver.kind == "audio" else "video"
        hooks.idle_aiortc_media(transceiver)
        payload_type = hooks.keep_codecs(transceiver)
        if payload_type is None:
            raise SdpRefused(why="codec")
        offered = hooks.offered_direction(transceiver)
        transceiver.direction = offered if self.seat in PARTIES else "sendonly"
        ids = hooks.extension_ids(transceiver)
        self.extensions[kind] = {number: uri for uri, number in ids.items()}
        rtx = hooks.retransmission_payload_type(transceiver)
        if offered in {"sendrecv", "recvonly"} and self.seat in PARTIES:
            stream = self._stream(kind, slot)
            source = Source(
                kind=kind,
                clock_rate_hz=CLOCK_RATES_HZ[kind],
                payload_type=payload_type,
                request_keyframe=self._ask_keyframe,
                level_extension_id=ids.get(LEVEL_URI) if kind == "audio" else None,
            )
            self.sources[stream] = source
            shared = self._shared.setdefault(payload_type, SharedPayloadType(ids.get(MID_URI)))
            shared.add(source, transceiver.mid or "")
            self._by_payload_type[payload_type] = shared.receive if shared.is_shared else source.receive
            if rtx is not None:
                self._by_payload_type[rtx] = source.receive_retransmission
        if offered in {"sendrecv", "sendonly"} and self.wire is not None:
            ssrc, rtx_ssrc = hooks.outgoing_ssrcs(transceiver)
            whose = PARTIES[slot] if self.seat not in PARTIES else self.seat.other_party
            hooks.name_stream(transceiver, whose.value, f"{whose.value}-{kind}")
            forwarder = Forwarder(
                OutgoingFormat(
                    kind=kind,
                    ssrc=ssrc,
                    payload_type=payload_type,
                    clock_rate_hz=CLOCK_RATES_HZ[kind],
                    mid=transceiver.mid or "",
                    rtx_ssrc=rtx_ssrc,
                    rtx_payload_type=rtx,
                    mid_extension_id=ids.get(MID_URI),
                    level_extension_id=ids.get(LEVEL_URI),
                    send_time_extension_id=ids.get(SEND_TIME_URI),
                ),
                self.wire.send_rtp,
                keyframe_every_s=ONLOOKERS_KEYFRAME_S if self.seat in ONLOOKERS else KEYFRAME_INTERVAL_S,
            )
            self.forwarders[kind, slot] = forwarder
            self._by_ssrc[ssrc] = forwarder

    def _stream(self, kind: Kind, slot: int) -> Stream:
        """Whose voice or face the offer's next section of this kind brings."""
        of_kind = [stream for stream in sends(self.mode, self.seat) if stream.kind == kind]
        if slot >= len(of_kind):
            raise SdpRefused(why="media-count")
        return of_kind[slot]

    def give_up_after(self, delay_s: float, give_up: Callable[[], None]) -> None:
        """Call `give_up` unless the connection comes up in time: aiortc would wait for ever."""
        if self.state == "pending":
            self._deadline = self._loop.call_later(delay_s, give_up)

    def _connection_changed(self) -> None:
        reached = self._connection.connectionState
        if (
            reached == "connected"
            and self.state == "pending"
            and self.wire is not None
            and self.wire.refresh()
        ):
            self.state = "connected"
            self._cancel_timers()
            self._on_state(self)
        elif reached in {"failed", "closed"} and self.state != "closed":
            self.state = "closed"
            self._on_state(self)

    # RTP and RTCP, in the datagram's own call: the wire catches and counts whatever is raised here.

    def _rtp(self, packet: bytes, now: float) -> None:
        handle = self._by_payload_type.get(packet[1] & 0x7F)
        if handle is not None:
            handle(packet, now)
            if self._repair_timer is None:
                for source in self.sources.values():
                    if source.holes:
                        self._arm_repair()
                        break

    def _rtcp(self, packet: bytes, now: float) -> None:
        feedback = rtcp.parse(packet)
        for info in feedback.senders:
            for source in self.sources.values():
                if source.ssrc == info.ssrc and source.reception is not None and info.ntp:
                    timestamp = source.sender_report(info.ntp, info.rtp, now)
                    if self.on_sender_report is not None:
                        self.on_sender_report(source, info.ntp, timestamp, now)
        self.downlink.hear(feedback, self._by_ssrc)
        for block in feedback.blocks:
            forwarder = self._by_ssrc.get(block.ssrc)
            if forwarder is not None and block.last_report:
                self._measure_round_trip(forwarder, block, now)
        for ssrc, sequences in feedback.nacks:
            if forwarder := self._by_ssrc.get(ssrc):
                forwarder.resend(sequences)
        for ssrc in feedback.keyframe_requests:
            if forwarder := self._by_ssrc.get(ssrc):
                forwarder.request_keyframe(now)

    def _measure_round_trip(self, forwarder: Forwarder, block: rtcp.ReportBlock, now: float) -> None:
        info = forwarder.sender_info(now)
        if info is None:
            return
        elapsed = ((info.ntp >> 16) - block.last_report - block.delay_since_last_report) & 0xFFFFFFFF
        if elapsed < MAX_ROUND_TRIP_S * 65_536:
            self.round_trip_s = 0.875 * self.round_trip_s + 0.125 * elapsed / 65_536

    def _ask_keyframe(self, ssrc: int) -> None:
        if self.wire is not None:
            self.wire.send_rtcp(self._compound(rtcp.picture_loss(self._rtcp_ssrc, ssrc)))

    def _compound(self, *packets: bytes) -> bytes:
        """A compound packet begins with a report (RFC 3550 section 6.1)."""
        return rtcp.receiver_report(self._rtcp_ssrc, ()) + b"".join(packets)

    def _arm_repair(self) -> None:
        due = [at for source in self.sources.values() if (at := source.holes.next_due_s()) is not None]
        if due and self.state == "connected":
            delay_s = max(0.002, min(due) - time.monotonic())
            self._repair_timer = self._loop.call_later(delay_s, self._repair)

    def _repair(self) -> None:
        self._repair_timer = None
        now = time.monotonic()
        for source in self.sources.values():
            missing = source.holes.due(now, self.round_trip_s)
            if missing and self.wire is not None:
                source.nacks += len(missing)
                sequences = [sequence & 0xFFFF for sequence in missing]
                nack = rtcp.negative_acknowledgement(self._rtcp_ssrc, source.ssrc, sequences)
                self.wire.send_rtcp(self._compound(nack))
        self._arm_repair()

    def tick(self, now: float, video_cap_bps: int) -> None:
        """Four times a second: follow the nominated path, and report when it is time."""
        if self.state != "connected" or self.wire is None or not self.wire.refresh():
            return
        if now >= self._next_report_s:
            self._next_report_s = now + REPORT_INTERVAL_S * (0.5 + random.random())  # noqa: S311 -- RFC 3550 6.2
            self._report(now, video_cap_bps)

    def _report(self, now: float, video_cap_bps: int) -> None:
        receptions = [source.reception for source in self.sources.values() if source.reception is not None]
        blocks = [reception.block(now) for reception in receptions]
        packet = rtcp.receiver_report(self._rtcp_ssrc, blocks)
        senders = []
        for forwarder in self.forwarders.values():
            info = forwarder.sender_info(now)
            if info is not None:
                packet += rtcp.sender_report(info, forwarder.packets, forwarder.octets)
                senders.append(info.ssrc)
        packet += rtcp.source_description(senders or [self._rtcp_ssrc], self._cname)
        video = next((source for stream, source in self.sources.items() if stream.kind == "video"), None)
        if video is not None and video.reception is not None:
            limit = min(self._estimate(video, blocks, now), video_cap_bps)
            limit = max(limit, self._settings.min_video_bps)
            packet += rtcp.max_bitrate(self._rtcp_ssrc, limit, [video.ssrc])
        if self.wire is not None:
            self.wire.send_rtcp(packet)

    def _estimate(self, video: Source, blocks: list[rtcp.ReportBlock], now: float) -> int:
        octets = sum(source.octets for source in self.sources.values())
        elapsed_s = max(0.1, now - self._last_report_s)
        received_bps = 8 * (octets - self._octets_reported) / elapsed_s
        self._octets_reported, self._last_report_s = octets, now
        reception = video.reception
        return self._uplink.report(
            received_bps=received_bps,
            lost_share=max((block.fraction_lost for block in blocks), default=0) / 256,
            queue_delay_s=reception.sample_queue() if reception is not None else 0.0,
        )

    def _cancel_timers(self) -> None:
        for timer in (self._repair_timer, self._deadline):
            if timer is not None:
                timer.cancel()
        self._repair_timer = self._deadline = None

    async def close(self) -> None:
        """End the connection; never raises, never takes longer than its timeout."""
        if self._closing is None:
            self._closing = asyncio.create_task(self._close(), name=f"peer-close-{self.connection_id}")
        await asyncio.shield(self._closing)

    async def _close(self) -> None:
        self.state = "closed"
        self._cancel_timers()
        if self.wire is not None and self.forwarders:
            ssrcs = [forwarder.format.ssrc for forwarder in self.forwarders.values()]
            self.wire.send_rtcp(self._compound(rtcp.goodbye(ssrcs)))
        if self.wire is not None:
            self.wire.close()
        try:
            await asyncio.wait_for(self._connection.close(), CLOSE_TIMEOUT_S)
        except Exception as error:  # noqa: BLE001 -- the edge: closing can raise (shared media notes)
            _log.warning("peer-close-failed", sitting_id=self.sitting_id, error=type(error).__name__)
