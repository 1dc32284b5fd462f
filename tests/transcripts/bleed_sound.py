"""One voice in another's microphone: through a network, a loudspeaker and a room."""

import numpy as np

from oralexam.transcripts.ports import SAMPLE_RATE_HZ, Samples

SPEECH_DB = -23.0
"""How loud everybody talks (ITU-T P.56 levels of telephone speech lie about there)."""
ROOM_DB = -65.0
"""A quiet room behind each microphone."""


def at_level(samples: Samples, level_db: float) -> Samples:
    """The same sound so loud, by its mean."""
    mean = np.sqrt((samples.astype(np.float64) ** 2).mean())
    return (samples * 10 ** (level_db / 20) / max(mean, 1e-9)).astype(np.float32)


def talk(pieces: list[Samples], chance: np.random.Generator, *, shortest_s: float = 0.3) -> Samples:
    """Pieces of speech with pauses between them, in a quiet room."""
    parts: list[Samples] = []
    for piece in pieces:
        pause_s = chance.uniform(shortest_s, 5 * shortest_s)
        parts += [np.zeros(round(pause_s * SAMPLE_RATE_HZ), np.float32), at_level(piece, SPEECH_DB)]
    return np.concatenate([*parts, np.zeros(SAMPLE_RATE_HZ, np.float32)])


def in_room(samples: Samples, chance: np.random.Generator, *, noise_db: float = ROOM_DB) -> Samples:
    """The same with the noise of its own room."""
    noise = chance.normal(0, 10 ** (noise_db / 20), len(samples))
    return (samples + noise).astype(np.float32)


def bleed_of(samples: Samples, chance: np.random.Generator, *, below_db: float, lag_s: float) -> Samples:
    """What comes back of a voice through a loudspeaker (250 to 5,000 Hz) and a room (0.25 s)."""
    length = SAMPLE_RATE_HZ // 4
    room = chance.normal(0, 0.35, length) * np.exp(-6.9 * np.arange(length) / length)
    room[:30] *= 0.3
    room[0] = 1.0
    size = 2 * SAMPLE_RATE_HZ
    hz = np.maximum(1, np.fft.rfftfreq(size, 1 / SAMPLE_RATE_HZ))
    speaker = np.fft.rfft(room, size) / np.sqrt((1 + (250 / hz) ** 4) * (1 + (hz / 5000) ** 6))
    answer = np.fft.irfft(speaker)[: length + 400]
    # By transforms: thirty seconds through a room take a second otherwise.
    whole = 1 << (len(samples) + len(answer)).bit_length()
    heard = np.fft.irfft(np.fft.rfft(samples, whole) * np.fft.rfft(answer, whole))[: len(samples)]
    own = np.sqrt((samples.astype(np.float64) ** 2).mean())
    heard *= own / np.sqrt((heard**2).mean()) * 10 ** (-below_db / 20)
    lag = round(lag_s * SAMPLE_RATE_HZ)
    return np.concatenate([np.zeros(lag), heard])[: len(samples)].astype(np.float32)
