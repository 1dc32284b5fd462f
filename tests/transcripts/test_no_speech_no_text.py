"""What is not speech gives no text, through the real detector and a real recogniser.

The rehearsal model answers anything with one of its sentences, unless speech detection stands in front.
"""

from collections.abc import Callable

import numpy as np
import pytest

from oralexam.transcripts.engines.opening import LoadedRecognizer
from oralexam.transcripts.ports import SAMPLE_RATE_HZ, Samples
from oralexam.transcripts.speech_detection import SileroSpeechDetector
from oralexam.transcripts.transcription import transcribe_track
from tests.transcripts.rehearsal_speech import RehearsalLine, through_opus, track_of

LENGTH_S = 12
TIMES = np.arange(LENGTH_S * SAMPLE_RATE_HZ) / SAMPLE_RATE_HZ


def noise(level_db: float, seed: int) -> Samples:
    """White noise."""
    return np.random.default_rng(seed).normal(0, 10 ** (level_db / 20), len(TIMES)).astype(np.float32)


def silence() -> Samples:
    """Nothing at all."""
    return np.zeros(len(TIMES), np.float32)


def quiet_room() -> Samples:
    """A microphone that hears a fan."""
    return noise(-50, 1)


def typing() -> Samples:
    """Keys struck seven times a second, each with its release."""
    chance = np.random.default_rng(2)
    samples = noise(-60, 3)
    for at in chance.integers(0, len(samples) - 4000, LENGTH_S * 7):
        for later, loud in ((0, 0.25), (round(chance.uniform(0.06, 0.12) * SAMPLE_RATE_HZ), 0.1)):
            click = chance.normal(0, loud, 400) * np.exp(-np.arange(400) / 50)
            samples[at + later : at + later + 400] += click.astype(np.float32)
    return samples


def tones(frequencies_hz: tuple[float, ...], *, on_s: float, off_s: float, amplitude: float = 0.2) -> Samples:
    """Tones with a cadence."""
    sounding = (TIMES % (on_s + off_s)) < on_s
    together = sum(np.sin(2 * np.pi * each * TIMES) for each in frequencies_hz) / len(frequencies_hz)
    return (amplitude * together * sounding).astype(np.float32)


def french_ring_back() -> Samples:
    """440 Hz, 1.5 s of 5 s (ITU-T E.180, supplement 2: France)."""
    return tones((440,), on_s=1.5, off_s=3.5)


def british_ring_back() -> Samples:
    """400 and 450 Hz, twice 0.4 s (ITU-T E.180, supplement 2: United Kingdom)."""
    pairs = ((TIMES % 3.0) < 0.4) | (((TIMES % 3.0) >= 0.6) & ((TIMES % 3.0) < 1.0))
    return tones((400, 450), on_s=LENGTH_S, off_s=0) * pairs.astype(np.float32)


def american_ring_back() -> Samples:
    """440 and 480 Hz, 2 s of 6 s (ITU-T E.180, supplement 2: United States)."""
    return tones((440, 480), on_s=2, off_s=4)


def hold_tone() -> Samples:
    """440 Hz, half of each second."""
    return tones((440,), on_s=0.5, off_s=0.5)


def steady_tone() -> Samples:
    """A dialling tone that never ends."""
    return tones((440,), on_s=LENGTH_S, off_s=0)


def our_ring() -> Samples:
    """A melody of tones with overtones: what a page may ring with."""
    step = (TIMES * 4).astype(int) % 4
    pitch = np.choose(step, [523.25, 659.25, 783.99, 659.25])
    phase = 2 * np.pi * np.cumsum(pitch) / SAMPLE_RATE_HZ
    together = sum(np.sin(overtone * phase) / overtone for overtone in (1, 2, 3))
    return (0.1 * together * (TIMES % 3 < 1)).astype(np.float32)


def breath() -> Samples:
    """Somebody breathes into the microphone: noise that swells and ebbs, without any voice."""
    swell = np.maximum(0, np.sin(2 * np.pi * TIMES / 3)) ** 2
    low = np.convolve(noise(-20, 4), np.ones(6) / 6, "same")
    return (low * swell).astype(np.float32)


def hum() -> Samples:
    """The mains: 50 Hz and its overtones."""
    return tones((50, 100, 150, 250), on_s=LENGTH_S, off_s=0, amplitude=0.15)


def knocks() -> Samples:
    """A headset that is put down, a door: dull blows."""
    chance = np.random.default_rng(6)
    samples = noise(-60, 7)
    for at in chance.integers(0, len(samples) - 8000, 8):
        blow = np.sin(2 * np.pi * 90 * np.arange(3000) / SAMPLE_RATE_HZ) * np.exp(-np.arange(3000) / 500)
        samples[at : at + 3000] += (0.5 * blow).astype(np.float32)
    return samples


SOUNDS: tuple[Callable[[], Samples], ...] = (
    *(silence, quiet_room, typing, french_ring_back, british_ring_back, american_ring_back),
    *(hold_tone, steady_tone, our_ring, breath, hum, knocks),
)


@pytest.mark.parametrize("sound", SOUNDS, ids=lambda sound: sound.__name__)
@pytest.mark.parametrize("coded", [False, True], ids=["as-it-is", "after-opus"])
def test_what_is_not_speech_gives_no_text(
    detector: SileroSpeechDetector,
    rehearsal_recognizer: LoadedRecognizer,
    sound: Callable[[], Samples],
    *,
    coded: bool,
) -> None:
    """Not one word, as it is and as a call carries it: the detector takes it for no speech at all.

    Behind it stands the recogniser's own doubt, so that "no text" alone would not tell.
    """
    samples = through_opus(sound(), kbit_s=32) if coded else sound()
    assert detector.detect(samples) == []
    heard = transcribe_track(samples, starts_at_s=0, recognizer=rehearsal_recognizer, detector=detector)
    assert heard == []


@pytest.mark.parametrize("sound", [typing, french_ring_back], ids=lambda sound: sound.__name__)
def test_between_two_sentences_it_adds_no_word(
    detector: SileroSpeechDetector,
    rehearsal_recognizer: LoadedRecognizer,
    lines: list[RehearsalLine],
    sound: Callable[[], Samples],
) -> None:
    """The sentence before and the one after come back, and nothing from between."""
    spoken = track_of(lines[:1]).samples
    samples = np.concatenate([spoken, np.float32(0.5) * sound(), spoken])
    heard = transcribe_track(samples, starts_at_s=0, recognizer=rehearsal_recognizer, detector=detector)
    assert [each.text for each in heard] == [lines[0].text] * 2
