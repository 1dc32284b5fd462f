"""Hesitations by their sound: a vowel that stands still, as in "uh", "um" and the French "euh".

The method is that of Goto, Itou and Hayamizu (A real-time filled pause detection system for spontaneous
speech recognition, Eurospeech 1999): while somebody hesitates, the pitch hardly moves and the spectrum's
envelope keeps its shape. Here a frame also has to be voiced, as loud as speech, a central or back vowel, and
to stand shortly before a silence. Thresholds were set so that what is found is right: most hesitations are
not found, and that none is found says nothing. The figures stand in docs/transcription.md.
"""

from typing import Final, NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from oralexam.transcripts.ports import SAMPLE_RATE_HZ, Samples, SpeechSpan

HOP_SAMPLES = 160
_FRAME_SAMPLES = 640
"""40 ms, three periods of a low voice, every 10 ms."""
_TRANSFORM = 1024
_LOWEST_PITCH_HZ, _HIGHEST_PITCH_HZ = 70, 350
"""Voices of men and women in conversation (Baken and Orlikoff, Clinical Measurement of Speech and Voice)."""
_BANDS, _CEPSTRA = 20, 8
_LOWEST_HZ, _HIGHEST_HZ = 200.0, 3600.0
"""What a telephone carries: ITU-T G.712."""
_REACH = 8
"""Frames before and behind one over which it is asked whether anything moved: 170 ms."""


class Thresholds(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How still, how voiced, how loud, how near to a silence: chosen on half of the recordings.

    `benchmarks/hesitations.py` says which half, and what the other one then gave.
    """

    voiced: float = 0.7
    """Autocorrelation at the period, of 1: noise lies below 0.4."""
    pitch_semitones: float = 0.7
    """How far the pitch may stray (standard deviation)."""
    envelope_db: float = 3.5
    """How far the envelope may stray (standard deviation of eight cepstral coefficients, in dB)."""
    below_speech_db: float = 12.0
    """How far below the loud parts of its clip a hesitation may lie."""
    back_db: float = 8.0
    """How much louder 950 to 1,700 Hz is than 1,850 to 3,000 Hz: second formants of "uh" and "euh" lie in the
    first, those of "ee" and "eh" in the second (Peterson and Barney, 1952)."""
    shortest_frames: int = 8
    """So many frames in a row, each still for 170 ms: 0.24 s in all."""
    near_silence_s: float = 0.5
    """So soon must a silence follow: lengthened vowels inside a phrase are no hesitations."""


class Frames(NamedTuple):
    """What is known of each frame of a clip, whatever the thresholds."""

    count_samples: int
    spoken: NDArray[np.bool_]
    levels_db: NDArray[np.float64]
    envelopes_db: NDArray[np.float64]
    voicing: NDArray[np.float64]
    pitch_strays: NDArray[np.float64]
    envelope_strays: NDArray[np.float64]


THRESHOLDS: Final = Thresholds()


def filled_pauses(samples: Samples, pieces: tuple[SpeechSpan, ...]) -> list[SpeechSpan]:
    """Where somebody hesitates aloud within the pieces of speech in `samples`."""
    frames = frames_of(samples, pieces)
    return [] if frames is None else stills(frames, pieces, THRESHOLDS)


def frames_of(samples: Samples, pieces: tuple[SpeechSpan, ...]) -> Frames | None:
    """What `stills` looks at; None where nothing is spoken."""
    if len(samples) < _FRAME_SAMPLES or not pieces:
        return None
    levels_db, envelopes_db, voicing, semitones = _analysed(samples)
    spoken = np.zeros(len(levels_db), bool)
    for piece in pieces:
        spoken[piece.start_samples // HOP_SAMPLES : piece.end_samples // HOP_SAMPLES] = True
    if not spoken.any():
        return None
    return Frames(
        count_samples=len(samples),
        spoken=spoken,
        levels_db=levels_db,
        envelopes_db=envelopes_db,
        voicing=voicing,
        pitch_strays=_strays(semitones[:, np.newaxis]),
        envelope_strays=_strays(envelopes_db @ _COSINES),
    )


def stills(frames: Frames, pieces: tuple[SpeechSpan, ...], than: Thresholds) -> list[SpeechSpan]:
    """Vowels that stand still, by these thresholds."""
    loud_db = float(np.percentile(frames.levels_db[frames.spoken], 90))
    still = (
        frames.spoken
        & (frames.voicing > than.voiced)
        & (frames.levels_db > loud_db - than.below_speech_db)
        & (frames.pitch_strays < than.pitch_semitones)
        & (frames.envelope_strays < than.envelope_db)
    )
    return [
        SpeechSpan(
            start_samples=max(0, (first - _REACH) * HOP_SAMPLES),
            end_samples=min(frames.count_samples, (end + _REACH) * HOP_SAMPLES),
        )
        for first, end in _runs(still)
        if end - first >= than.shortest_frames
        and _back_db(frames.envelopes_db[first:end]) >= than.back_db
        and _silence_follows(end * HOP_SAMPLES, pieces, than.near_silence_s)
    ]


def _analysed(samples: Samples) -> tuple[NDArray[np.float64], ...]:
    """Of each frame: its level, its envelope in bands, how voiced it is, and its pitch in semitones."""
    padded = np.pad(samples.astype(np.float64), (_FRAME_SAMPLES // 2, _FRAME_SAMPLES))
    count = (len(padded) - _FRAME_SAMPLES) // HOP_SAMPLES
    frames = np.lib.stride_tricks.sliding_window_view(padded, _FRAME_SAMPLES)[::HOP_SAMPLES][:count]
    frames = frames - frames.mean(axis=1, keepdims=True)
    power = np.abs(np.fft.rfft(frames * _WINDOW, _TRANSFORM)) ** 2
    # The window's own autocorrelation is divided out (Boersma, 1993).
    shortest, longest = SAMPLE_RATE_HZ // _HIGHEST_PITCH_HZ, SAMPLE_RATE_HZ // _LOWEST_PITCH_HZ
    lags = np.fft.irfft(power)
    periodic = lags[:, shortest:longest] / np.maximum(lags[:, :1], 1e-9) / _WINDOW_LAGS[shortest:longest]
    period = periodic.argmax(axis=1) + shortest
    return (
        10 * np.log10((frames**2).mean(axis=1) + 1e-10),
        10 * np.log10(power @ _FILTERS + 1e-9),
        periodic.max(axis=1),
        12 * np.log2(SAMPLE_RATE_HZ / period),
    )


def _strays(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """How much columns move about each row, by their standard deviations together."""
    padded = np.pad(values, ((_REACH, _REACH), (0, 0)), mode="edge")
    around = np.lib.stride_tricks.sliding_window_view(padded, 2 * _REACH + 1, axis=0)
    together: NDArray[np.float64] = np.sqrt((around.std(axis=-1) ** 2).mean(axis=1))
    return together


def _runs(still: NDArray[np.bool_]) -> list[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(np.concatenate([[False], still, [False]]).astype(np.int8)))
    return [(int(first), int(end)) for first, end in edges.reshape(-1, 2)]


def _back_db(envelopes_db: NDArray[np.float64]) -> float:
    mean = (10 ** (envelopes_db / 10)).mean(axis=0)
    back = mean[(_CENTRES_HZ >= 950) & (_CENTRES_HZ < 1700)].mean()
    front = mean[(_CENTRES_HZ >= 1850) & (_CENTRES_HZ < 3000)].mean()
    return float(10 * np.log10(back / max(front, 1e-12)))


def _silence_follows(end_samples: int, pieces: tuple[SpeechSpan, ...], within_s: float) -> bool:
    """Whether the piece of speech in which a place lies ends soon after it."""
    ends = [piece.end_samples for piece in pieces if piece.end_samples + SAMPLE_RATE_HZ // 10 >= end_samples]
    return bool(ends) and ends[0] - end_samples <= within_s * SAMPLE_RATE_HZ


def _band_edges_hz() -> NDArray[np.float64]:
    """Equally wide on the mel scale (O'Shaughnessy, Speech Communication, 1987)."""
    low, high = (2595 * np.log10(1 + hz / 700) for hz in (_LOWEST_HZ, _HIGHEST_HZ))
    edges: NDArray[np.float64] = 700 * (10 ** (np.linspace(low, high, _BANDS + 2) / 2595) - 1)
    return edges


def _filters(edges: NDArray[np.float64]) -> NDArray[np.float64]:
    bins = np.fft.rfftfreq(_TRANSFORM, 1 / SAMPLE_RATE_HZ)[:, np.newaxis]
    rising = (bins - edges[:-2]) / (edges[1:-1] - edges[:-2])
    falling = (edges[2:] - bins) / (edges[2:] - edges[1:-1])
    return np.maximum(0, np.minimum(rising, falling))


_EDGES_HZ = _band_edges_hz()
_CENTRES_HZ = _EDGES_HZ[1:-1]
_FILTERS = _filters(_EDGES_HZ)
_COSINES = np.sqrt(2 / _BANDS) * np.cos(
    np.pi * np.outer(np.arange(_BANDS) + 0.5, np.arange(1, _CEPSTRA + 1)) / _BANDS
)
_WINDOW = np.hanning(_FRAME_SAMPLES)
_WINDOW_LAGS = np.fft.irfft(np.abs(np.fft.rfft(_WINDOW, _TRANSFORM)) ** 2)
_WINDOW_LAGS = _WINDOW_LAGS / _WINDOW_LAGS[0]
