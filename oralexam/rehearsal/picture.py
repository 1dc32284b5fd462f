"""A synthetic camera: a small moving test picture, encoded once, sent over and over."""

import asyncio
import time
from fractions import Fraction
from functools import cache

import av
import numpy as np
from aiortc import MediaStreamTrack
from av.stream import Stream
from av.video.codeccontext import VideoCodecContext

WIDTH, HEIGHT, PICTURES_A_SECOND = 320, 240, 15
_SECONDS = 2
_BIT_RATE = 120_000
_KEYFRAME_EVERY = PICTURES_A_SECOND
"""One a second: small enough to send, and a request is answered by the nearest one at once."""
_TIME_BASE = Fraction(1, 90_000)
_TICKS = 90_000 // PICTURES_A_SECOND
"""The RTP clock of VP8 (RFC 7741, section 4.1)."""


@cache
def moving_bar(shade: int) -> tuple[bytes, ...]:
    """Two seconds of a bar that wanders over a shade, as VP8 frames; the first is a keyframe."""
    encoder = av.CodecContext.create("libvpx", "w")
    if not isinstance(encoder, VideoCodecContext):
        raise TypeError(encoder)
    encoder.width, encoder.height, encoder.pix_fmt = WIDTH, HEIGHT, "yuv420p"
    encoder.bit_rate = _BIT_RATE
    encoder.framerate = Fraction(PICTURES_A_SECOND)
    encoder.time_base = Fraction(1, PICTURES_A_SECOND)
    encoder.gop_size = _KEYFRAME_EVERY
    # No frame may wait for a later one, and none may be sent that is not shown.
    encoder.thread_count = 1
    encoder.options = {
        "deadline": "realtime",
        "cpu-used": "8",
        "lag-in-frames": "0",
        "auto-alt-ref": "0",
        "keyint_min": str(_KEYFRAME_EVERY),
    }
    frames: list[bytes] = []
    pictures = _SECONDS * PICTURES_A_SECOND
    for number in range(pictures):
        planes = np.full((HEIGHT * 3 // 2, WIDTH), 128, np.uint8)
        planes[:HEIGHT] = shade
        left = number * (WIDTH - 20) // pictures
        planes[:HEIGHT, left : left + 20] = 235
        frame = av.VideoFrame.from_ndarray(planes, format="yuv420p")
        frame.pts = number
        frames += [bytes(packet) for packet in encoder.encode(frame)]
    frames += [bytes(packet) for packet in encoder.encode(None)]
    return tuple(frames)


def is_keyframe(frame: bytes) -> bool:
    """Whether a VP8 frame can be shown without any other (RFC 6386, section 9.1)."""
    return not frame[0] & 1


class Picture(MediaStreamTrack):
    """A track that never ends: the test picture, with a keyframe whenever one is asked for."""

    kind = "video"

    def __init__(self, *, shade: int) -> None:
        super().__init__()
        self._frames = moving_bar(shade)
        self._keyframes = [n for n, frame in enumerate(self._frames) if is_keyframe(frame)]
        self._next = 0
        self._sent = 0
        self._started_at: float | None = None

    def skip_to_now(self) -> None:
        """A new connection starts with the present, and with a keyframe."""
        if self._started_at is not None:
            self._sent = int((time.monotonic() - self._started_at) * PICTURES_A_SECOND) + 1
        self.send_keyframe()

    def send_keyframe(self) -> None:
        """Go on with the nearest keyframe ahead: a decoder can start there whatever it has seen."""
        ahead = [number for number in self._keyframes if number >= self._next]
        self._next = ahead[0] if ahead else 0

    async def recv(self) -> "av.Packet[Stream]":  # not subscriptable at run time
        """The next frame, when it is due."""
        now = time.monotonic()
        if self._started_at is None:
            self._started_at = now
        due = self._started_at + self._sent / PICTURES_A_SECOND
        if due > now:
            await asyncio.sleep(due - now)
        packet = av.Packet(self._frames[self._next])
        packet.pts = self._sent * _TICKS
        packet.time_base = _TIME_BASE
        self._sent += 1
        self._next = (self._next + 1) % len(self._frames)
        return packet
