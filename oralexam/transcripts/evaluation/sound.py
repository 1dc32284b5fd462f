"""Any recording as a recogniser's samples, by PyAV: for the process that hears it, never for the server."""

from pathlib import Path

import av
import numpy as np

from oralexam.errors import BadInput
from oralexam.transcripts.evaluation.references import RAW_RATES_HZ, Reference
from oralexam.transcripts.ports import SAMPLE_RATE_HZ, Samples


def samples_of(reference: Reference) -> Samples:
    """The sound, mono at 16 kHz.

    Raises:
        BadInput: `audio-unreadable`, `audio-empty`.
    """
    if reference.encoding and reference.encoding not in RAW_RATES_HZ:
        raise BadInput("audio-unreadable", file=reference.name)
    pieces: list[Samples] = []
    try:
        with _opened(reference) as container:
            resampler = av.AudioResampler(format="flt", layout="mono", rate=SAMPLE_RATE_HZ)
            for frame in container.decode(audio=0):
                pieces += map(_flat, resampler.resample(frame))
            pieces += map(_flat, resampler.resample(None))
    except (av.FFmpegError, OSError, ValueError, IndexError, StopIteration) as error:
        raise BadInput("audio-unreadable", file=reference.name) from error
    if not sum(len(piece) for piece in pieces):
        raise BadInput("audio-empty", file=reference.name)
    return np.concatenate(pieces)


def _flat(frame: av.AudioFrame) -> Samples:
    return frame.to_ndarray().reshape(-1).astype(np.float32, copy=False)


def _opened(reference: Reference) -> "av.container.InputContainer":
    path = _checked(reference.path)
    if not reference.encoding:
        return av.open(str(path))
    options = {"sample_rate": str(reference.rate_hz)}
    return av.open(str(path), format=reference.encoding, options=options)


def _checked(path: Path) -> Path:
    if path.stat().st_size == 0:
        raise BadInput("audio-empty", file=path.name)
    return path
