"""Own copies to sound: for the worker, the checks and the tests. The process that serves never decodes."""

import numpy as np
from numpy.typing import NDArray

from oralexam.copies.reader import Run
from oralexam.journal.decoding import decode


def sound_of(run: Run) -> NDArray[np.float32]:
    """The run's samples at 48 kHz, mono, each in its place; silence where nothing was kept."""
    sound = np.zeros(run.end_sample, np.float32)
    for first, frames in run.stretches():
        part = decode(frames)[: run.end_sample - first]
        sound[first : first + len(part)] = part
    return sound
