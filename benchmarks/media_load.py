"""Lean clients for the media benchmarks.

They connect with aiortc and then send prepared packets on the bare wire, decoding nothing, so that sixteen of
them fit beside the server.
"""

import asyncio
import fractions
import os
import re
import time
from collections import defaultdict
from collections.abc import Awaitable, Callable
from functools import lru_cache
from typing import Any

import av
import numpy as np
from aiortc import RTCRtpSender, RTCSessionDescription
from aiortc.codecs.vpx import Vp8Encoder

from oralexam.media import hooks, rtcp
from oralexam.media.rtp import PACK_HEADER
from oralexam.media.wire import Wire

CLIP_S = 4
FRAME_RATE = 30
VIDEO_BPS = 700_000
"""As in the shared media notes: a 640x480 call of 0.68 Mbit/s each way."""
CLOCKS_HZ = {"audio": 48_000, "video": 90_000}
Packets = list[list[bytes]]
"""For each frame, the payloads of its RTP packets."""


@lru_cache
def audio_frames() -> Packets:
    """Opus frames of 20 ms: noise that comes and goes like speech."""
    encoder: Any = av.CodecContext.create("libopus", "w")
    encoder.sample_rate, encoder.layout, encoder.format, encoder.bit_rate = 48_000, "mono", "s16", 32_000
    t = np.arange(48_000 * CLIP_S) / 48_000
    noise = np.random.default_rng(1).normal(size=t.size)
    wave = (noise * (1 + np.sin(2 * np.pi * 3 * t)) * 2500).astype(np.int16)
    frames: Packets = []
    for start in range(0, len(wave) - 959, 960):
        frame = av.AudioFrame.from_ndarray(wave[None, start : start + 960], format="s16", layout="mono")
        frame.sample_rate, frame.pts = 48_000, start
        frames += [[bytes(packet)] for packet in encoder.encode(frame)]
    return frames


@lru_cache
def video_frames(height: int = 480) -> Packets:
    """VP8, 640 pixels wide, of a moving, noisy picture, a key frame first."""
    encoder: Any = av.CodecContext.create("libvpx", "w")
    encoder.width, encoder.height, encoder.pix_fmt, encoder.bit_rate = 640, height, "yuv420p", VIDEO_BPS
    encoder.time_base = fractions.Fraction(1, FRAME_RATE)
    encoder.options = {
        "deadline": "realtime", "cpu-used": "8", "lag-in-frames": "0",
        "minrate": str(VIDEO_BPS), "maxrate": str(VIDEO_BPS),
    }  # fmt: skip
    chance = np.random.default_rng(2)
    texture = np.kron(chance.integers(40, 200, (60, 160)), np.ones((8, 8))).astype(np.uint8)
    packer = Vp8Encoder()
    frames: Packets = []
    for number in range(FRAME_RATE * CLIP_S):
        picture = np.roll(texture, number * 3, axis=1)[:height, :640]
        picture = picture + chance.integers(0, 12, picture.shape, dtype=np.uint8)
        frame = av.VideoFrame.from_ndarray(picture, format="gray").reformat(format="yuv420p")
        frame.pts = number
        for packet in encoder.encode(frame):
            packet.time_base = encoder.time_base
            frames.append(packer.pack(packet)[0])
    return frames


def stamped(packet: bytes, *, again: bool = False) -> bytes:
    """The packet with the present instant as its last eight bytes; odd where it is sent `again`."""
    return packet[:-8] + (time.monotonic_ns() & ~1 | again).to_bytes(8, "big")


def is_stamped_again(packet: bytes) -> bool:
    """Whether its publisher had to send this packet again, and stamped it anew."""
    return bool(packet[-1] & 1)


class LoadParty:
    """One client: sends audio (and video) of a clip for ever, counts what comes back.

    With `stamped`, the end of each payload is replaced by its send time, and `delays_s` gathers how long
    packets took from this process through the server and back (our own event loop's lateness included).
    """

    def __init__(self, kinds: tuple[str, ...], *, stamped: bool = False, height: int = 480) -> None:
        self.peer = hooks.new_peer()
        self.received: dict[int, int] = defaultdict(int)
        self.delays_s: list[float] = []
        self.last_sent_s: dict[str, list[float]] = {kind: [] for kind in kinds}
        self._stamped = stamped
        self._kinds = kinds
        self._frames = {"audio": audio_frames(), "video": video_frames(height) if "video" in kinds else []}
        self._index = dict.fromkeys(kinds, 0)
        self._sequence = dict.fromkeys(kinds, 1000)
        self._timestamp = dict.fromkeys(kinds, 5000)
        self._ssrc: dict[str, int] = {}
        self._payload_type: dict[str, int] = {}
        for kind in kinds:
            transceiver = self.peer.addTransceiver(kind, direction="sendrecv")
            hooks.idle_aiortc_media(transceiver)
            self._ssrc[kind] = hooks.outgoing_ssrcs(transceiver)[0]
            if kind == "video":
                wanted = {"video/VP8", "video/rtx"}
                codecs = RTCRtpSender.getCapabilities("video").codecs
                transceiver.setCodecPreferences([codec for codec in codecs if codec.mimeType in wanted])
        self.wire = Wire(self.peer, on_rtp=self._rtp, on_rtcp=self._rtcp)

    async def join(self, exchange: Callable[[str], Awaitable[str]]) -> None:
        """Connect: `exchange` gives the offer to the server and brings its answer."""
        await self.take_answer(await exchange(await self.offer()))
        await self.connected()

    async def offer(self) -> str:
        """The offer, with every candidate in it and, as our pages ask, retransmission of audio."""
        await self.peer.setLocalDescription(await self.peer.createOffer())
        self.wire.intercept()
        return re.sub(
            r"a=rtpmap:(\d+) opus/48000/2\r\n", r"\g<0>a=rtcp-fb:\1 nack\r\n", self.peer.localDescription.sdp
        )

    async def take_answer(self, answer: str) -> None:
        """Take the answer to our offer."""
        await self.peer.setRemoteDescription(RTCSessionDescription(answer, "answer"))
        self._agree()

    async def answer(self, offer: str) -> str:
        """The answer to an offer of the other side's."""
        await self.peer.setRemoteDescription(RTCSessionDescription(offer, "offer"))
        self._agree()
        await self.peer.setLocalDescription(await self.peer.createAnswer())
        self.wire.intercept()
        return str(self.peer.localDescription.sdp)

    def _agree(self) -> None:
        for transceiver in self.peer.getTransceivers():
            payload_type = hooks.keep_codecs(transceiver)
            assert payload_type is not None
            self._payload_type[transceiver.kind] = payload_type

    async def connected(self) -> None:
        """Wait until packets can be sent."""
        changed = asyncio.Event()
        self.peer.on("connectionstatechange", changed.set)
        while not self.wire.refresh():
            await asyncio.wait_for(changed.wait(), 15)
            changed.clear()

    def _rtp(self, packet: bytes, now: float) -> None:
        self.received[packet[1] & 0x7F] += 1
        self._time(packet, now)

    def _time(self, packet: bytes, now: float) -> None:
        if self._stamped and len(packet) > 24:
            self.delays_s.append(now - int.from_bytes(packet[-8:], "big") / 1e9)

    def _rtcp(self, packet: bytes, _now: float) -> None:
        if rtcp.parse(packet).keyframe_requests and "video" in self._index:
            self._index["video"] = 0

    def send(self, kind: str, now: float) -> None:
        """Send the next frame."""
        frames = self._frames[kind]
        payloads = frames[self._index[kind]]
        self._index[kind] = (self._index[kind] + 1) % len(frames)
        step_s = 0.02 if kind == "audio" else 1 / FRAME_RATE
        timestamp = self._timestamp[kind] = self._timestamp[kind] + round(step_s * CLOCKS_HZ[kind])
        for number, payload in enumerate(payloads):
            marker = 0x80 if kind == "video" and number == len(payloads) - 1 else 0
            sequence = self._sequence[kind] = self._sequence[kind] + 1
            header = PACK_HEADER(
                0x80, marker | self._payload_type[kind], sequence & 0xFFFF, timestamp & 0xFFFFFFFF,
                self._ssrc[kind],
            )  # fmt: skip
            body = stamped(payload) if self._stamped else payload
            self._put(kind, header + body)
            self.last_sent_s[kind].append(now)

    def _put(self, _kind: str, packet: bytes) -> None:
        self.wire.send_rtp(packet)

    def rates(self) -> list[tuple[str, float]]:
        """Each kind, and the seconds between its frames."""
        return [(kind, 0.02 if kind == "audio" else 1 / FRAME_RATE) for kind in self._kinds]

    async def close(self) -> None:
        """Hang up."""
        self.wire.close()
        await self.peer.close()


def ask_for_the_processor() -> int:
    """Go before other work on this machine where that is permitted; returns the niceness, 0 if it is not.

    Seconds of CPU do not change by it; delays are then this server's, not those of its neighbours.
    """
    try:
        return os.nice(-15)
    except OSError:
        return os.nice(0)


async def send_for_ever(parties: list[LoadParty]) -> None:
    """Send every party's frames when they are due; their beats are spread evenly."""
    due: list[list[Any]] = []
    start = time.monotonic() + 0.05
    for number, party in enumerate(parties):
        due += [
            [start + step_s * number / len(parties), step_s, kind, party] for kind, step_s in party.rates()
        ]
    while True:
        now = time.monotonic()
        for entry in due:
            while entry[0] <= now:
                entry[3].send(entry[2], now)
                entry[0] += entry[1]
        await asyncio.sleep(max(0.0005, min(entry[0] for entry in due) - time.monotonic()))
