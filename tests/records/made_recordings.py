"""Recordings for tests: real Opus and VP8, through a bad network, journalled the way the server does it."""

import random
import struct
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from pathlib import Path

import av
import msgspec
import numpy as np
from numpy.typing import NDArray

from oralexam.journal.mjr import MjrHeader, pack_file_start, pack_frame
from oralexam.journal.sidecar import Anchor, Opened, encode_line

ZERO = datetime(2026, 12, 8, 9, 30, tzinfo=UTC)
LINES = Path(__file__).parents[2] / "oralexam" / "rehearsal" / "lines"


class Network(msgspec.Struct, frozen=True, kw_only=True):
    """What happens to packets on their way; all of it seeded."""

    loss: float = 0.0
    reordered: float = 0.0
    duplicated: float = 0.0
    delay_ms: float = 20.0
    jitter_ms: float = 5.0
    seed: int = 1


class Sent(msgspec.Struct, frozen=True, kw_only=True):
    """One RTP packet as its sender sees it."""

    at_s: float
    timestamp: int
    payload: bytes
    marker: bool = False


def speech(duration_s: float, seat: str = "candidate") -> NDArray[np.int16]:
    """The rehearsal's lines of a seat one after the other, with pauses, mono at 48 kHz."""
    parts: list[NDArray[np.int16]] = []
    length = 0
    for path in _again(sorted(LINES.glob(f"{seat}-*.opus"))):
        pieces = [np.zeros(24_000, np.int16)]
        with av.open(str(path)) as container:
            resampler = av.AudioResampler(format="s16", layout="mono", rate=48_000)
            for frame in container.decode(audio=0):
                pieces += [each.to_ndarray().reshape(-1) for each in resampler.resample(frame)]
        parts += pieces
        length += sum(len(piece) for piece in pieces)
        if length >= duration_s * 48_000:
            return np.concatenate(parts)[: round(duration_s * 48_000)]
    raise AssertionError(LINES)


def _again(paths: list[Path]) -> Iterator[Path]:
    while True:
        yield from paths


def encode_opus(sound: NDArray[np.int16], *, bit_rate: int = 32_000) -> list[bytes]:
    """Packets of 20 ms."""
    encoder = av.AudioCodecContext.create("libopus", "w")
    encoder.sample_rate, encoder.layout, encoder.format = 48_000, "mono", "s16"
    encoder.bit_rate = bit_rate
    encoder.options = {"application": "voip", "frame_duration": "20", "vbr": "on"}
    packets = []
    for start in range(0, len(sound) - 959, 960):
        frame = av.AudioFrame.from_ndarray(
            sound[start : start + 960].reshape(1, -1), format="s16", layout="mono"
        )
        frame.sample_rate, frame.pts = 48_000, start
        packets += [bytes(packet) for packet in encoder.encode(frame)]
    return packets


def opus_rtp(packets: list[bytes], *, begins_s: float, first_timestamp: int) -> list[Sent]:
    """Packets on the wire: `begins_s` is on the exam clock."""
    return [
        Sent(at_s=begins_s + 0.02 * index, timestamp=first_timestamp + 960 * index, payload=payload)
        for index, payload in enumerate(packets)
    ]


def encode_vp8(
    duration_s: float,
    *,
    width: int = 320,
    height: int = 240,
    rate_hz: int = 15,
    key_every: int = 75,
    white_s: tuple[float, float] | None = None,
) -> list[bytes]:
    """Frames of a picture that moves; all white from `white_s[0]` to `white_s[1]`."""
    encoder = av.VideoCodecContext.create("libvpx", "w")
    encoder.width, encoder.height, encoder.pix_fmt = width, height, "yuv420p"
    encoder.time_base = Fraction(1, rate_hz)
    encoder.bit_rate, encoder.gop_size = 300_000, key_every
    encoder.options = {"deadline": "realtime", "cpu-used": "8", "lag-in-frames": "0", "error-resilient": "1"}
    frames = []
    ramp = np.add.outer(np.arange(height), np.arange(width))
    for number in range(round(duration_s * rate_hz)):
        picture = ((ramp + 4 * number) % 256).astype(np.uint8)
        if white_s is not None and white_s[0] <= number / rate_hz < white_s[1]:
            picture = np.full_like(picture, 255)
        frame = av.VideoFrame.from_ndarray(np.repeat(picture[..., None], 3, axis=2), format="rgb24")
        frame.pts = number
        frames += [bytes(packet) for packet in encoder.encode(frame.reformat(format="yuv420p"))]
    return frames


def vp8_rtp(
    frames: list[bytes], *, begins_s: float, first_timestamp: int, rate_hz: int = 15, most_bytes: int = 1100
) -> list[Sent]:
    """Frames cut into packets with 15-bit picture ids (RFC 7741 section 4.2)."""
    sent = []
    for number, frame in enumerate(frames):
        pieces = [frame[start : start + most_bytes] for start in range(0, len(frame), most_bytes)]
        for index, piece in enumerate(pieces):
            descriptor = struct.pack("!BBH", 0x90 if index == 0 else 0x80, 0x80, 0x8000 | number & 0x7FFF)
            sent.append(
                Sent(
                    at_s=begins_s + number / rate_hz,
                    timestamp=first_timestamp + number * 90_000 // rate_hz,
                    payload=descriptor + piece,
                    marker=index == len(pieces) - 1,
                )
            )
    return sent


def journal(
    recordings: Path,
    sitting_id: str,
    sent: list[Sent],
    *,
    seat: str = "candidate",
    kind: str = "audio",
    segment: int = 1,
    network: Network | None = None,
    first_sequence: int = 65_500,
) -> Path:
    """Write one segment as the server would after `network`; the path of the packet file."""
    network = network or Network()
    chance = random.Random(network.seed)
    arrivals: list[tuple[float, bytes, int, int]] = []
    in_time_s = -1e9
    for index, packet in enumerate(sent):
        if index not in {0, len(sent) - 1} and chance.random() < network.loss:
            continue
        # A queue keeps the order; what is reordered comes late, as a retransmission does.
        at_s = packet.at_s + (network.delay_ms + chance.random() * network.jitter_ms) / 1000
        in_time_s = at_s = max(at_s, in_time_s + 1e-6)
        at_s += 0.07 if index and chance.random() < network.reordered else 0
        sequence, timestamp = (first_sequence + index) & 0xFFFF, packet.timestamp & 0xFFFFFFFF
        payload_type = (111 if kind == "audio" else 96) | (0x80 if packet.marker else 0)
        header = struct.pack("!BBHII", 0x80, payload_type, sequence, timestamp, 1234 + segment)
        times = 2 if chance.random() < network.duplicated else 1
        arrivals += [
            (at_s + 0.015 * again, header + packet.payload, sequence, timestamp) for again in range(times)
        ]
    arrivals.sort(key=lambda arrival: arrival[0])
    first_us = _us(arrivals[0][0])
    codec = "opus" if kind == "audio" else "vp8"
    folder = recordings / sitting_id
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{seat}-{kind}-{segment:03d}.mjr"
    header_json = MjrHeader(
        kind="a" if kind == "audio" else "v", codec=codec, created_us=first_us, first_frame_us=first_us
    )
    path.write_bytes(
        pack_file_start(header_json)
        + b"".join(pack_frame((_us(at_s) - first_us) // 1000, data) for at_s, data, _, _ in arrivals)
    )
    opened = Opened(
        sitting_id=sitting_id,
        seat=seat,
        kind="audio" if kind == "audio" else "video",
        segment=segment,
        codec=codec,
        clock_rate=48_000 if kind == "audio" else 90_000,
        ssrc=1234 + segment,
        payload_type=111 if kind == "audio" else 96,
        utc_us=first_us,
    )
    anchors = [
        Anchor(seq=sequence, rtp=timestamp, utc_us=_us(at_s))
        for at_s, _, sequence, timestamp in arrivals[::50]
    ]
    path.with_suffix(".jsonl").write_bytes(b"".join(map(encode_line, [opened, *anchors])))
    return path


def _us(exam_s: float) -> int:
    return round((ZERO + timedelta(seconds=exam_s)).timestamp() * 1e6)


def envelope(sound: NDArray[np.float32], rate_hz: int, bucket_s: float = 0.04) -> NDArray[np.float64]:
    """The root mean square of each bucket."""
    size = round(rate_hz * bucket_s)
    whole = sound[: len(sound) // size * size].astype(np.float64).reshape(-1, size)
    return np.sqrt((whole**2).mean(axis=1))
