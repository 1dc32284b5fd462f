"""Vowels made by their formants, for tests and benchmarks of hesitations."""

import numpy as np

from oralexam.transcripts.ports import SAMPLE_RATE_HZ, Samples
from tests.transcripts.bleed_sound import at_level

FORMANTS_HZ = {"uh": (620, 1200, 2550), "euh": (500, 1400, 2500), "ee": (280, 2250, 2900)}
"""A man's neutral vowel, the French one, and one that nobody hesitates with (Peterson and Barney)."""


def vowel(name: str, *, length_s: float, pitch_hz: float = 115.0, glide: float = 0.0) -> Samples:
    """A vowel by its formants: pulses of a voice through three resonances; `glide` in semitones."""
    count = round(length_s * SAMPLE_RATE_HZ)
    pitch = pitch_hz * 2 ** (glide / 12 * np.linspace(0, 1, count))
    phase = np.cumsum(pitch) / SAMPLE_RATE_HZ
    sound = np.diff(np.floor(phase), prepend=0.0) - pitch / SAMPLE_RATE_HZ
    for hz in FORMANTS_HZ[name]:
        radius = np.exp(-np.pi * 90 / SAMPLE_RATE_HZ)
        first, second = 2 * radius * np.cos(2 * np.pi * hz / SAMPLE_RATE_HZ), -(radius**2)
        made = np.zeros(count + 2)
        for index in range(count):
            made[index + 2] = sound[index] + first * made[index + 1] + second * made[index]
        sound = made[2:]
    edge = np.minimum(1, np.minimum(np.arange(count), np.arange(count)[::-1]) / 320)
    return at_level((sound * edge).astype(np.float32), -20)
