"""How much alike two sounds are: by this the two copies of a voice are compared. Pure."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

RATE_HZ: Final = 48_000
COARSE: Final = 12
"""Searching is done at 4 kHz: below 2 lies most of a voice, and a drift blurs it least."""
LEAST_SCORE: Final = 0.5
"""Measured on the rehearsal's lines: the same sound through Opus gives 0.8 and more, another's below 0.3."""
LOUD: Final = 30.0
"""RMS of 16-bit samples after the emphasis, -61 dBFS: below it there is nobody to be recognised."""

Sound = NDArray[np.int16]
Present = NDArray[np.bool_]


def slowed(sound: Sound) -> NDArray[np.float32]:
    """Every twelfth sample, emphasised."""
    whole = sound[: len(sound) // COARSE * COARSE].reshape(-1, COARSE).mean(axis=1, dtype=np.float32)
    return emphasised(whole)


def slowed_mask(heard: Present) -> Present:
    """Where all twelve are there."""
    whole = heard[: len(heard) // COARSE * COARSE].reshape(-1, COARSE)
    mask: Present = np.logical_and.reduce(whole, axis=1)
    return mask


def emphasised(sound: NDArray[np.float32]) -> NDArray[np.float32]:
    """Low tones fit everywhere; what is left of them says little, and what is high says where exactly."""
    return np.diff(sound, prepend=sound[:1]).astype(np.float32)


def loudest(sound: NDArray[np.float32], length: int) -> int | None:
    """Where the loudest `length` samples begin; None where nobody can be heard."""
    energy = np.concatenate([[0.0], np.cumsum(sound.astype(np.float64) ** 2)])
    sums = energy[length:] - energy[:-length]
    at = int(sums.argmax())
    return at if sums[at] > LOUD**2 * length / 4 else None


def likeness(
    template: NDArray[np.float32], heard: Present, field: NDArray[np.float32]
) -> NDArray[np.float64]:
    """How well the template fits at each place of the field, 1 for the same sound; the rest counts not."""
    size = 1 << (len(field) - 1).bit_length()
    known = template * heard
    spectrum = np.fft.rfft(field, size) * np.conj(np.fft.rfft(known, size))
    squares = np.fft.rfft(field.astype(np.float64) ** 2, size)
    there = squares * np.conj(np.fft.rfft(heard.astype(np.float64), size))
    places = len(field) - len(template) + 1
    energy = float(np.sum(known.astype(np.float64) ** 2))
    # Where the field is all but silent the quotient would be chance.
    beside = np.maximum(np.fft.irfft(there, size)[:places], energy / 25 + 1.0)
    alike: NDArray[np.float64] = np.fft.irfft(spectrum, size)[:places] / np.sqrt(beside * (energy + 1.0))
    return alike
