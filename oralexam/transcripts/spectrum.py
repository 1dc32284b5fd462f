"""The outline of sound by frequency: how loud each of twelve bands is, sixty-two times a second."""

import numpy as np
from numpy.typing import NDArray

from oralexam.transcripts.ports import SAMPLE_RATE_HZ, Samples

FRAME_SAMPLES = 512
HOP_SAMPLES = 256
"""Frames of 32 ms (two or more periods of any voice), half of each in the next one."""
HOP_S = HOP_SAMPLES / SAMPLE_RATE_HZ
BANDS = 12
LOWEST_HZ, HIGHEST_HZ = 150.0, 3800.0
"""What a telephone carries (ITU-T G.712: 300 to 3,400 Hz) and a loudspeaker gives back, and a little more."""
_FLOOR = 1e-10
"""-100 dBFS: below what 16 bits hold."""

Outline = NDArray[np.float32]
"""One row a frame: the level of the whole frame first, then of each band, in dBFS."""


def outline(samples: Samples) -> Outline:
    """Levels of all whole frames; none where there is less sound than one."""
    count = (len(samples) - FRAME_SAMPLES) // HOP_SAMPLES + 1
    if count < 1:
        return np.zeros((0, BANDS + 1), np.float32)
    frames = np.lib.stride_tricks.sliding_window_view(samples, FRAME_SAMPLES)[::HOP_SAMPLES][:count]
    windowed = frames * _WINDOW
    power = np.abs(np.fft.rfft(windowed, axis=1)) ** 2 / (FRAME_SAMPLES * _WINDOW_POWER)
    whole = (windowed**2).sum(axis=1, keepdims=True) / _WINDOW_POWER
    levels = 10 * np.log10(np.concatenate([whole, power @ _FILTERS], axis=1) + _FLOOR)
    return levels.astype(np.float32, copy=False)


def _mel(hz: NDArray[np.float64]) -> NDArray[np.float64]:
    """The mel scale (O'Shaughnessy, Speech Communication, 1987)."""
    return 2595 * np.log10(1 + hz / 700)


def _filters() -> NDArray[np.float64]:
    """Triangles that overlap by half, equally wide on the mel scale."""
    low, high = _mel(np.array([LOWEST_HZ, HIGHEST_HZ]))
    edges = 700 * (10 ** (np.linspace(low, high, BANDS + 2) / 2595) - 1)
    bins = np.fft.rfftfreq(FRAME_SAMPLES, 1 / SAMPLE_RATE_HZ)[:, np.newaxis]
    rising = (bins - edges[:-2]) / (edges[1:-1] - edges[:-2])
    falling = (edges[2:] - bins) / (edges[2:] - edges[1:-1])
    return np.maximum(0, np.minimum(rising, falling))


_WINDOW = np.hanning(FRAME_SAMPLES).astype(np.float32)
_WINDOW_POWER = float((_WINDOW**2).sum())
_FILTERS = _filters().astype(np.float32)
