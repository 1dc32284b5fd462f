"""Integrated loudness: as ITU-R BS.1770-4 defines it, and as ffmpeg measures it."""

import re
import subprocess
import wave
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from oralexam.records.ffmpeg_program import find_ffmpeg
from oralexam.records.loudness import loudness_of

RATE_HZ = 16_000


def tone(hz: float, peak: float, seconds: float) -> NDArray[np.float32]:
    """A sine."""
    return (peak * np.sin(2 * np.pi * hz * np.arange(int(seconds * RATE_HZ)) / RATE_HZ)).astype(np.float32)


def test_a_full_scale_tone_reads_what_the_recommendation_says() -> None:
    """-3.01 LKFS for 997 Hz in one channel (BS.1770-4, annex 1); half the amplitude is 6.02 LU less."""
    assert loudness_of(tone(997, 1.0, 3), RATE_HZ) == pytest.approx(-3.01, abs=0.1)
    assert loudness_of(tone(997, 0.5, 3), RATE_HZ) == pytest.approx(-9.03, abs=0.1)


def test_silence_is_not_loud_and_pauses_do_not_count() -> None:
    """None for silence; a voice that pauses half of the time is as loud as one that does not."""
    assert loudness_of(np.zeros(RATE_HZ, np.float32), RATE_HZ) is None
    assert loudness_of(np.zeros(0, np.float32), RATE_HZ) is None
    paused = np.concatenate([tone(997, 0.2, 5), np.zeros(5 * RATE_HZ, np.float32)])
    assert loudness_of(paused, RATE_HZ) == pytest.approx(loudness_of(tone(997, 0.2, 5), RATE_HZ), abs=0.4)


def test_it_is_what_ffmpeg_measures(tmp_path: Path) -> None:
    """Noise whose loudness and colour change, within half a unit of `ebur128`."""
    noise = np.random.default_rng(7).standard_normal(20 * RATE_HZ)
    swell = 0.02 + 0.1 * np.abs(np.sin(np.arange(len(noise)) / RATE_HZ))
    sound = (np.convolve(noise, np.ones(6) / 6, "same") * swell).astype(np.float32)
    path = tmp_path / "noise.wav"
    with wave.open(str(path), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE_HZ)
        out.writeframes((sound * 32767).astype("<i2").tobytes())
    command = [
        find_ffmpeg(),
        "-nostdin",
        "-i",
        str(path),
        "-af",
        "ebur128=framelog=verbose",
        "-f",
        "null",
        "-",
    ]
    said = subprocess.run(command, capture_output=True, check=True, text=True).stderr
    measured = float(re.findall(r"I:\s+(-?[0-9.]+) LUFS", said)[-1])
    assert loudness_of(sound, RATE_HZ) == pytest.approx(measured, abs=0.5)
