"""Journals to sound, for the worker process only: the server never decodes what somebody sent.

A packet that the decoder refuses costs its own 20 ms: the decoder is made anew and conceals them.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

import av
import av.error
import msgspec
import numpy as np
from numpy.typing import NDArray

from oralexam.journal.exam_clock import ExamClock, segment_clocks
from oralexam.journal.opus import LOOKAHEAD_SAMPLES, RATE_HZ, OpusFrame, lay_out
from oralexam.journal.reader import list_tracks
from oralexam.journal.stretches import read_stretches

SPLIT_AT_SAMPLES: Final = RATE_HZ
"""After a second without a packet a decoder's concealment is silence: a new stretch is more honest."""
_RESAMPLED_AT_ONCE: Final = 10 * RATE_HZ


class AudioStretch(msgspec.Struct, frozen=True, kw_only=True):
    """Sound of one seat without a long hole: mono float32 in -1..1, shape (n,), placed on the exam clock."""

    samples: NDArray[np.float32]
    rate_hz: int
    starts_at_s: float

    @property
    def duration_s(self) -> float:
        """How long it is."""
        return len(self.samples) / self.rate_hz


def load_audio(
    recordings_dir: Path, sitting_id: str, seat: str, zero_utc: datetime, rate_hz: int = 16_000
) -> list[AudioStretch]:
    """All that a seat's journals hold of its voice, short holes concealed; empty where there is none."""
    tracks = list_tracks(recordings_dir, sitting_id)
    stretches = read_stretches(tracks, segment_clocks(tracks), seat=seat, kind="audio")
    audio = lay_out(stretches, ExamClock(zero_utc=zero_utc))
    if audio is None:
        return []
    return [
        AudioStretch(
            samples=decode(run, rate_hz),
            rate_hz=rate_hz,
            starts_at_s=round(audio.starts_s + run[0].at_samples / RATE_HZ, 6),
        )
        for run in _runs(audio.frames)
    ]


def _runs(frames: Sequence[OpusFrame]) -> Iterator[list[OpusFrame]]:
    """Frames without the long holes between them."""
    run: list[OpusFrame] = []
    hole: list[OpusFrame] = []
    for frame in frames:
        if frame.concealed:
            hole.append(frame)
            continue
        if sum(each.samples for each in hole) >= SPLIT_AT_SAMPLES and run:
            yield run
            run = []
        elif run:
            run += hole
        hole = []
        run.append(frame)
    if run:
        yield run


def decode(frames: Sequence[OpusFrame], rate_hz: int = RATE_HZ) -> NDArray[np.float32]:
    """The sound of consecutive frames, mono, as long as they are; what cannot be decoded is concealed."""
    decoder = new_decoder()
    parts = []
    for frame in frames:
        sound = decode_one(decoder, frame)
        if sound is None:
            decoder = new_decoder()
            sound = np.zeros(frame.samples, np.int16)
        parts.append(sound)
    # What a decoder gives lies later than the timestamps say, by the encoder's look-ahead.
    parts.append(np.zeros(LOOKAHEAD_SAMPLES, np.int16))
    return _resampled(np.concatenate(parts)[LOOKAHEAD_SAMPLES:], rate_hz)


def new_decoder() -> av.AudioCodecContext:
    """A decoder that has heard nothing yet."""
    decoder = av.AudioCodecContext.create("libopus", "r")
    decoder.sample_rate = RATE_HZ
    decoder.layout = "mono"
    return decoder


def decode_one(decoder: av.AudioCodecContext, frame: OpusFrame) -> NDArray[np.int16] | None:
    """The frame's samples, exactly as many as it has; None where the decoder has refused it."""
    try:
        decoded = decoder.decode(av.Packet(frame.data))
    except (av.error.FFmpegError, ValueError):
        return None
    if not decoded:
        return None
    sound = np.concatenate([each.to_ndarray().reshape(-1) for each in decoded])
    if len(sound) != frame.samples:
        sound = np.pad(sound[: frame.samples], (0, max(0, frame.samples - len(sound))))
    return sound.astype(np.int16, copy=False)


def _resampled(sound: NDArray[np.int16], rate_hz: int) -> NDArray[np.float32]:
    """The same sound at another rate, exactly as long."""
    length = round(len(sound) * rate_hz / RATE_HZ)
    if rate_hz == RATE_HZ:
        return (sound / np.float32(32768)).astype(np.float32)
    resampler = av.AudioResampler(format="flt", layout="mono", rate=rate_hz)
    parts = []
    for start in range(0, len(sound), _RESAMPLED_AT_ONCE):
        block = av.AudioFrame.from_ndarray(
            sound[start : start + _RESAMPLED_AT_ONCE].reshape(1, -1), format="s16", layout="mono"
        )
        block.sample_rate, block.pts = RATE_HZ, start
        parts += [each.to_ndarray().reshape(-1) for each in resampler.resample(block)]
    parts += [each.to_ndarray().reshape(-1) for each in resampler.resample(None)]
    result = np.concatenate(parts)[:length]
    return np.pad(result, (0, length - len(result))).astype(np.float32, copy=False)
