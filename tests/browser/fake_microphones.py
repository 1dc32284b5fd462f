"""What the fake microphones of a browser play: the rehearsal's lines, with silence before them."""

import wave
from collections.abc import Sequence
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

from oralexam.rehearsal.lines import SpokenLine, shipped_lines
from oralexam.rooms.seats import Seat

RATE_HZ = 48_000
LEAD_S = 9.0
"""Silence before the first line: Chromium plays the file from the moment the microphone is opened."""
PAUSE_S = 2.6
"""Between two lines of one speaker: more than what the transcription merges over."""


def lines_of(seat: Seat, count: int) -> list[SpokenLine]:
    """The first `count` lines of a seat."""
    return [line for line in shipped_lines() if line.seat is seat][:count]


def decoded(packets: Sequence[bytes]) -> NDArray[np.float32]:
    """The sound of 20 ms Opus packets: mono at 48 kHz, -1 to 1."""
    decoder = av.CodecContext.create("libopus", "r")
    decoder.sample_rate = RATE_HZ
    decoder.layout = "mono"
    frames = [frame for packet in packets for frame in decoder.decode(av.Packet(packet))]
    sound = np.concatenate([frame.to_ndarray().reshape(-1) for frame in frames])
    return sound.astype(np.float32) / (32768 if sound.dtype == np.int16 else 1)


def spoken(lines: Sequence[SpokenLine]) -> NDArray[np.float32]:
    """Silence, then the lines with pauses between them."""
    parts = [np.zeros(int(LEAD_S * RATE_HZ), np.float32)]
    for line in lines:
        parts += [decoded(line.packets), np.zeros(int(PAUSE_S * RATE_HZ), np.float32)]
    return np.concatenate(parts)


def write_wave(path: Path, sound: NDArray[np.float32]) -> None:
    """Write 16-bit mono, which is what Chromium's fake microphone reads."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE_HZ)
        file.writeframes((np.clip(sound, -1, 1) * 32767).astype("<i2").tobytes())


def write_stereo_wave(path: Path, left: NDArray[np.float32], right: NDArray[np.float32]) -> None:
    """Write 16-bit stereo: Chromium's fake microphone hands a page that asks for two channels both."""
    longest = max(len(left), len(right))
    both = np.stack([np.pad(side, (0, longest - len(side))) for side in (left, right)], axis=1)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(RATE_HZ)
        file.writeframes((np.clip(both, -1, 1) * 32767).astype("<i2").tobytes())


def envelope(sound: NDArray[np.float32], rate_hz: int, step_s: float = 0.05) -> NDArray[np.float64]:
    """Root mean square in steps of `step_s`."""
    step = int(rate_hz * step_s)
    whole = sound[: len(sound) // step * step].reshape(-1, step)
    return np.sqrt((whole.astype(np.float64) ** 2).mean(axis=1))


def longest_silence_s(sound: NDArray[np.float32], step_s: float = 0.02) -> float:
    """The longest stretch without sound, in steps of `step_s`."""
    step = int(step_s * RATE_HZ)
    loud = np.abs(sound[: len(sound) // step * step].reshape(-1, step)).max(axis=1) > 0.01
    edges = np.flatnonzero(np.concatenate([[True], loud, [True]]))
    return float((np.diff(edges).max() - 1) * step_s)


def best_correlation(one: NDArray[np.float64], other: NDArray[np.float64]) -> float:
    """The highest correlation (Pearson) of `one` with `other` at any shift that overlaps by four fifths."""
    short, long = sorted((one, other), key=len)
    least = int(len(short) * 0.8)
    best = 0.0
    for shift in range(-(len(short) - least), len(long) - least + 1):
        first, last = max(0, shift), min(len(long), shift + len(short))
        here, there = long[first:last], short[first - shift : last - shift]
        if here.std() > 0 and there.std() > 0:
            best = max(best, float(np.corrcoef(here, there)[0, 1]))
    return best
