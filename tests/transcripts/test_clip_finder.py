"""Utterances are found while sound comes: the same ones in however many pieces it comes, and early."""

import random

import numpy as np
import pytest

from oralexam.transcripts.clip_finder import ClipFinder, FoundClip
from oralexam.transcripts.clips import cut_clips, merge_spans
from oralexam.transcripts.ports import SAMPLE_RATE_HZ, Samples
from oralexam.transcripts.speech_detection import SileroSpeechDetector, spans_of_speech
from tests.transcripts.fake_ears import SoundIsSpeech, voice
from tests.transcripts.rehearsal_speech import RehearsalLine, track_of

SPEECH, ROOM, NOTHING = 0.3, 0.01, 0.0


def chance_track(seed: int) -> Samples:
    """Talk, pauses of all lengths, muted stretches and clicks, 100 s of it; ends wherever it ends."""
    chance = random.Random(seed)
    parts = []
    for _ in range(30):
        parts.append((chance.choice([3, 10, 40, 200, 700]), SPEECH))
        parts.append((chance.choice([2, 5, 30, 60, 64, 90, 200]), chance.choice([ROOM, NOTHING])))
        parts.append((chance.choice([0, 0, 4, 80]), chance.choice([ROOM, NOTHING])))
    samples = voice(*parts)
    return samples[: 100 * SAMPLE_RATE_HZ - chance.randrange(512)]


def heard(samples: Samples, *, pieces: random.Random) -> list[FoundClip]:
    """What is found when sound comes in pieces of any length."""
    finder = ClipFinder(SoundIsSpeech().stream())
    found: list[FoundClip] = []
    at = 0
    while at < len(samples):
        length = pieces.choice([300, 511, 3200, 16_000, 160_000])
        found += finder.hear(samples[at : at + length])
        at += length
        finder.rest()  # asking what is left changes nothing
    return [*found, *finder.rest()]


@pytest.mark.parametrize("seed", range(8))
def test_pieces_change_nothing(seed: int) -> None:
    """The cuts are those of the whole track at once, by the rules themselves, and hold the same sound."""
    samples = chance_track(seed)
    found = heard(samples, pieces=random.Random(seed))
    stream = SoundIsSpeech().stream()

    probabilities = np.concatenate([stream.hear(samples), stream.rest()])
    spans = merge_spans(spans_of_speech(probabilities, total_samples=len(samples)))
    expected = cut_clips(samples, spans)
    assert [each.clip for each in found] == expected
    assert len(expected) > 3
    for each in found:
        cut = each.clip.cut
        assert np.array_equal(each.samples, samples[cut.start_samples : cut.end_samples])


def test_an_utterance_is_given_out_while_the_call_goes_on() -> None:
    """Five seconds after its end, whatever comes then; not before two seconds of silence are certain."""
    finder = ClipFinder(SoundIsSpeech().stream())
    assert finder.hear(voice((60, ROOM), (60, SPEECH), (60, ROOM))) == []
    (found,) = finder.hear(voice((130, ROOM)))
    assert found.clip.speech.start_samples == 60 * 512
    assert finder.rest() == []


def test_sound_that_nobody_needs_is_let_go() -> None:
    """An hour of a quiet room takes no more memory than some seconds."""
    finder = ClipFinder(SoundIsSpeech().stream())
    for _ in range(120):
        finder.hear(voice((1000, ROOM)))
    assert finder.heard_samples == 120_000 * 512
    assert len(finder._kept) < 40 * SAMPLE_RATE_HZ


def test_the_shipped_lines_are_found_as_they_come(
    detector: SileroSpeechDetector, lines: list[RehearsalLine]
) -> None:
    """With the real detector, twenty milliseconds at a time."""
    samples = track_of(lines[:4]).samples
    whole = ClipFinder(detector.stream())
    at_once = [*whole.hear(samples), *whole.rest()]
    finder = ClipFinder(detector.stream())
    found = [clip for at in range(0, len(samples), 320) for clip in finder.hear(samples[at : at + 320])]
    found += finder.rest()
    assert [each.clip for each in found] == [each.clip for each in at_once]
    assert len(found) == 4
