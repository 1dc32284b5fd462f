"""Silero finds speech, and nothing but speech."""

import sys

import numpy as np
import pytest

from oralexam.transcripts import speech_detection
from oralexam.transcripts.ports import SAMPLE_RATE_HZ, Samples
from oralexam.transcripts.speech_detection import (
    WINDOW_SAMPLES,
    SileroSpeechDetector,
    SpeechDetectionMissing,
    find_silero_model,
    spans_of_speech,
)
from oralexam.transcripts.transcription import find_clips
from tests.transcripts.rehearsal_speech import RehearsalLine, track_of


def windows(*runs: tuple[float, int]) -> Samples:
    """Probabilities given as (value, how many windows)."""
    return np.concatenate([np.full(count, value, np.float32) for value, count in runs])


def spans(probabilities: Samples) -> list[tuple[int, int]]:
    """Spans in windows, for reading."""
    found = spans_of_speech(probabilities, total_samples=len(probabilities) * WINDOW_SAMPLES)
    return [(span.start_samples // WINDOW_SAMPLES, span.end_samples // WINDOW_SAMPLES) for span in found]


def test_speech_begins_above_one_threshold_and_ends_below_the_other():
    """Between 0.35 and 0.5 nothing changes: speech goes on, silence goes on."""
    assert spans(windows((0.0, 5), (0.4, 5), (0.9, 10), (0.4, 20), (0.0, 10))) == [(10, 40)]


def test_a_short_dip_is_bridged_and_a_pause_is_not():
    """Three windows (96 ms) of silence join, four (128 ms) part."""
    assert spans(windows((0.9, 10), (0.0, 3), (0.9, 10))) == [(0, 23)]
    assert spans(windows((0.9, 10), (0.0, 4), (0.9, 10))) == [(0, 10), (14, 24)]


def test_what_is_shorter_than_a_quarter_of_a_second_is_no_speech():
    """Seven windows (224 ms) are dropped, eight (256 ms) are kept."""
    assert spans(windows((0.0, 5), (0.9, 7), (0.0, 10))) == []
    assert spans(windows((0.0, 5), (0.9, 8), (0.0, 10))) == [(5, 13)]


def test_speech_up_to_the_end_ends_with_the_audio():
    """The last window is padded; the span does not reach past what was recorded."""
    (span,) = spans_of_speech(windows((0.9, 10)), total_samples=10 * WINDOW_SAMPLES - 100)
    assert span.end_samples == 10 * WINDOW_SAMPLES - 100


def test_no_audio_is_no_speech(detector: SileroSpeechDetector):
    """An empty track is a track without speech, not an error."""
    assert detector.detect(np.zeros(0, np.float32)) == []


def test_every_line_is_found_where_it_is(detector: SileroSpeechDetector, lines: list[RehearsalLine]):
    """One clip a line, whose speech begins and ends within 0.15 s of the first and last word."""
    track = track_of(lines)
    clips = find_clips(track.samples, detector=detector)
    assert len(clips) == len(lines)
    for clip, line, start_s in zip(clips, lines, track.starts_s, strict=True):
        first_word_s, last_word_s = start_s + line.words[0].start_s, start_s + line.words[-1].end_s
        assert clip.speech.start_samples / SAMPLE_RATE_HZ == pytest.approx(first_word_s, abs=0.15)
        assert clip.speech.end_samples / SAMPLE_RATE_HZ == pytest.approx(last_word_s, abs=0.15)
        assert clip.cut.start_samples / SAMPLE_RATE_HZ < first_word_s
        assert clip.cut.end_samples / SAMPLE_RATE_HZ > last_word_s


def silence(seconds: int) -> Samples:
    """Digital silence."""
    return np.zeros(seconds * SAMPLE_RATE_HZ, np.float32)


def room_noise(seconds: int) -> Samples:
    """A fan at -40 dBFS."""
    return np.random.default_rng(3).normal(0, 0.01, seconds * SAMPLE_RATE_HZ).astype(np.float32)


def hold_tone(seconds: int) -> Samples:
    """The French waiting tone, 440 Hz, half a second in two."""
    times = np.arange(seconds * SAMPLE_RATE_HZ) / SAMPLE_RATE_HZ
    return (0.2 * np.sin(2 * np.pi * 440 * times) * (times % 1 < 0.5)).astype(np.float32)


def typing(seconds: int) -> Samples:
    """Keys struck eight times a second: short bursts of noise."""
    chance = np.random.default_rng(4)
    samples = room_noise(seconds)
    burst = np.exp(-np.arange(480) / 60) * 0.3
    for at in chance.integers(0, len(samples) - 480, seconds * 8):
        samples[at : at + 480] += (burst * chance.normal(0, 1, 480)).astype(np.float32)
    return samples


@pytest.mark.parametrize("sound", [silence, room_noise, hold_tone, typing])
def test_what_is_not_speech_is_not_taken_for_it(detector: SileroSpeechDetector, sound):
    """Silence, a fan, a waiting tone and typing hold no speech."""
    assert detector.detect(sound(20)) == []


def test_the_model_file_is_found_without_importing_its_package():
    """The package would import torch; only its file is wanted."""
    assert find_silero_model().name == "silero_vad.onnx"
    assert "silero_vad" not in sys.modules


def test_a_missing_package_has_a_code(monkeypatch: pytest.MonkeyPatch):
    """Whoever runs the worker is told what is missing."""
    monkeypatch.setattr(speech_detection.importlib.util, "find_spec", lambda _name: None)
    with pytest.raises(SpeechDetectionMissing) as caught:
        find_silero_model()
    assert caught.value.reason == "speech-detection-missing"
