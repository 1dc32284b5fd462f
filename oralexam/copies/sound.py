"""Own copies to sound: for the worker, the checks and the tests. The process that serves never decodes."""

import wave
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from oralexam.copies.reader import Run
from oralexam.journal.decoding import decode
from oralexam.journal.opus import RATE_HZ


def sound_of(run: Run) -> NDArray[np.float32]:
    """The run's samples at 48 kHz, mono, each in its place; silence where nothing was kept."""
    sound = np.zeros(run.end_sample, np.float32)
    for first, frames in run.stretches():
        part = decode(frames)[: run.end_sample - first]
        sound[first : first + len(part)] = part
    return sound


def write_wav(run: Run, path: Path) -> None:
    """The run as a WAV that anything plays: 48 kHz, mono, 16 bits."""
    loud = np.clip(sound_of(run) * 32767, -32768, 32767).astype("<i2")
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE_HZ)
        file.writeframes(loud.tobytes())
