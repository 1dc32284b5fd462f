"""aiortc clients for media tests: they send prepared packets and decode nothing."""

import asyncio
import fractions
import time
from collections.abc import Awaitable, Callable
from functools import lru_cache
from pathlib import Path

import av
import numpy as np
from aiortc import RTCPeerConnection, RTCRtpSender, RTCSessionDescription
from aiortc.mediastreams import MediaStreamTrack

from oralexam.bootstrap.media import worker_program
from oralexam.clock import SystemClock
from oralexam.identifiers import new_id
from oralexam.media.hooks import (
    HeardPackets,
    gather_on,
    hear_without_decoding,
    new_peer,
    on_keyframe_request,
)
from oralexam.media.layout import ONLOOKERS, Kind, Mode
from oralexam.media.pool.pool import MediaPool
from oralexam.media.ports import Media, MediaSettings
from oralexam.media.service import MediaService
from oralexam.rooms.seats import Seat
from tests.patience import PATIENCE_S

FRAME_RATE = 15


@lru_cache
def opus_packets(seconds: int = 4, tone_hz: int = 330) -> list[bytes]:
    """Opus packets of 20 ms: a tone that swells twice a second."""
    encoder = av.CodecContext.create("libopus", "w")
    encoder.sample_rate, encoder.layout, encoder.format = 48_000, "mono", "s16"
    encoder.bit_rate = 32_000
    t = np.arange(48_000 * seconds) / 48_000
    wave = (np.sin(2 * np.pi * tone_hz * t) * (0.5 + 0.5 * np.sin(4 * np.pi * t)) * 12_000).astype(np.int16)
    packets: list[bytes] = []
    for start in range(0, len(wave) - 959, 960):
        frame = av.AudioFrame.from_ndarray(wave[None, start : start + 960], format="s16", layout="mono")
        frame.sample_rate, frame.pts = 48_000, start
        packets += [bytes(packet) for packet in encoder.encode(frame)]
    return packets


@lru_cache
def vp8_frames(seconds: int = 2) -> list[bytes]:
    """VP8 frames of a moving bar, a key frame first."""
    encoder = av.CodecContext.create("libvpx", "w")
    encoder.width, encoder.height, encoder.pix_fmt = 320, 240, "yuv420p"
    encoder.time_base = fractions.Fraction(1, FRAME_RATE)
    encoder.bit_rate = 250_000
    encoder.options = {"deadline": "realtime", "cpu-used": "8", "lag-in-frames": "0"}
    frames: list[bytes] = []
    for number in range(FRAME_RATE * seconds):
        picture = np.full((240, 320, 3), 60, np.uint8)
        picture[:, (number * 11) % 300 : (number * 11) % 300 + 20] = (220, 180, 40)
        frame = av.VideoFrame.from_ndarray(picture, format="rgb24").reformat(format="yuv420p")
        frame.pts = number
        frames += [bytes(packet) for packet in encoder.encode(frame)]
    return frames


class PreparedTrack(MediaStreamTrack):
    """Sends prepared packets at their pace, over and over; key frames come when the loop begins anew."""

    def __init__(self, kind: Kind, tone_hz: int = 330) -> None:
        super().__init__()
        self.kind = kind
        self.wants_keyframe = 0
        self._packets = opus_packets(tone_hz=tone_hz) if kind == "audio" else vp8_frames()
        self._step_s = 0.02 if kind == "audio" else 1 / FRAME_RATE
        self._rate = 48_000 if kind == "audio" else 90_000
        self._count = self._index = 0
        self._start = 0.0

    def key(self) -> None:
        """Somebody asked for a key frame: begin anew."""
        self.wants_keyframe += 1
        self._index = 0

    async def recv(self) -> av.Packet:
        """The next packet, when it is due."""
        if not self._count:
            self._start = time.monotonic()
        await asyncio.sleep(self._start + self._count * self._step_s - time.monotonic())
        packet = av.Packet(self._packets[self._index % len(self._packets)])
        packet.pts = round(self._count * self._step_s * self._rate)
        packet.time_base = fractions.Fraction(1, self._rate)
        self._count += 1
        self._index += 1
        return packet


class Heard(HeardPackets):
    """Remembers the number and the arrival of each packet, repaired ones included."""

    def __init__(self, kind: Kind) -> None:
        super().__init__()
        self.kind = kind
        self.arrived: list[tuple[int, float]] = []

    def add(self, packet: object) -> tuple[bool, None]:
        """Remember it."""
        self.arrived.append((packet.sequence_number, time.monotonic()))  # type: ignore[attr-defined]
        return super().add(packet)


class Client:
    """One seat's client."""

    def __init__(self, kinds: tuple[Kind, ...] = ("audio", "video"), *, observes: bool = False) -> None:
        self.peer: RTCPeerConnection = self._new_peer()
        self.heard: list[Heard] = []
        self.tracks: dict[str, PreparedTrack] = {}
        for _ in range(2 if observes else 1):
            for kind in kinds:
                if observes:
                    transceiver = self.peer.addTransceiver(kind, direction="recvonly")
                else:
                    track = self.tracks[kind] = PreparedTrack(kind)
                    transceiver = self.peer.addTransceiver(track, direction="sendrecv")
                    on_keyframe_request(transceiver.sender, track.key)
                if kind == "video":
                    transceiver.setCodecPreferences(
                        [
                            codec
                            for codec in RTCRtpSender.getCapabilities("video").codecs
                            if codec.mimeType in {"video/VP8", "video/rtx"}
                        ]
                    )
                self.heard.append(Heard(kind))
                hear_without_decoding(transceiver.receiver, self.heard[-1])

    def _new_peer(self) -> RTCPeerConnection:
        return new_peer()

    async def offer(self) -> str:
        """The offer, with every candidate in it."""
        gather_on(self.peer)
        await self.peer.setLocalDescription(await self.peer.createOffer())
        return str(self.peer.localDescription.sdp)

    async def accept(self, answer: str) -> None:
        """Apply the answer and wait until connected."""
        await self.peer.setRemoteDescription(RTCSessionDescription(answer, "answer"))
        await until(lambda: self.peer.connectionState == "connected")

    async def join(self, service: Media, sitting_id: str, seat: Seat, mode: Mode = "video") -> str:
        """Connect to a service under a seat; returns the answer."""
        answer = await service.connect(
            sitting_id=sitting_id, seat=seat, mode=mode, offer_sdp=await self.offer()
        )
        await self.accept(answer)
        return answer

    async def received(self) -> dict[str, int]:
        """Packets that came, by kind and number of the stream: `audio0`, `video0`, `audio1` ..."""
        counts: dict[str, int] = {}
        seen: dict[str, int] = {}
        for transceiver in self.peer.getTransceivers():
            number = seen.get(transceiver.kind, 0)
            seen[transceiver.kind] = number + 1
            report = await transceiver.receiver.getStats()
            counts[f"{transceiver.kind}{number}"] = sum(
                item.packetsReceived for item in report.values() if item.type == "inbound-rtp"
            )
        return counts

    async def receive(self, **more: int) -> None:
        """Wait until this many more packets have come of each named stream."""
        before = await self.received()

        async def come() -> bool:
            now = await self.received()
            return all(now.get(name, 0) >= before.get(name, 0) + count for name, count in more.items())

        await until(come)

    async def close(self) -> None:
        """Hang up."""
        await self.peer.close()


class RecordingListener:
    """Remembers what a service told."""

    def __init__(self) -> None:
        self.flowing: list[tuple[Seat, frozenset[str]]] = []
        self.links: list[tuple[Seat, str]] = []
        self.silent_s: list[float] = []
        """How long nothing had come, beside each of `links`."""
        self.faults: list[str] = []
        self.gone: list[tuple[str, Seat]] = []

    def media_flowing(self, _sitting_id: str, seat: Seat, kinds: frozenset[str]) -> None:
        """Remember."""
        self.flowing.append((seat, kinds))

    def link_changed(self, _sitting_id: str, seat: Seat, state: str, silent_s: float = 0.0) -> None:
        """Remember."""
        self.silent_s.append(silent_s)
        self.links.append((seat, state))

    def recording_fault(self, _sitting_id: str, _seat: Seat, code: str) -> None:
        """Remember."""
        self.faults.append(code)

    def connection_gone(self, sitting_id: str, seat: Seat) -> None:
        """Remember."""
        self.gone.append((sitting_id, seat))


class Studio:
    """A media service with its clients, on a folder of its own."""

    def __init__(self, recordings: Path, settings: MediaSettings | None = None, *, workers: int = 0) -> None:
        self.recordings = recordings
        self.listener = RecordingListener()
        self.service: Media = (
            MediaPool(
                recordings=recordings,
                clock=SystemClock(),
                listener=self.listener,
                settings=settings,
                most=workers,
                program=worker_program(),
            )
            if workers
            else MediaService(
                recordings=recordings, clock=SystemClock(), listener=self.listener, settings=settings
            )
        )
        self.sitting_id = new_id()
        self.clients: list[Client] = []

    async def seat(self, seat: Seat, mode: Mode = "video", sitting_id: str | None = None) -> Client:
        """A connected client in this seat."""
        kinds: tuple[Kind, ...] = ("audio", "video") if mode == "video" else ("audio",)
        client = Client(kinds, observes=seat in ONLOOKERS)
        self.clients.append(client)
        await client.join(self.service, sitting_id or self.sitting_id, seat, mode)
        return client

    async def call(self, mode: Mode = "video") -> tuple[Client, Client]:
        """A candidate and a juror in an open call."""
        candidate, juror = await self.seat(Seat.CANDIDATE, mode), await self.seat(Seat.JUROR, mode)
        self.service.open_call(self.sitting_id)
        await until(lambda: len(self.listener.flowing) == 2)
        return candidate, juror

    async def close(self) -> None:
        """Hang up everywhere and stop the service."""
        await asyncio.gather(*(client.close() for client in self.clients))
        await self.service.stop()


async def until(
    condition: Callable[[], object] | Callable[[], Awaitable[object]], limit_s: float = PATIENCE_S
) -> None:
    """Wait for what happens on real sockets."""
    end = time.monotonic() + limit_s
    while True:
        result = condition()
        if asyncio.iscoroutine(result):
            result = await result
        if result:
            return
        assert time.monotonic() < end, "did not happen in time"
        await asyncio.sleep(0.02)
