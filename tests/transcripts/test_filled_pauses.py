"""Hesitations are found by their sound; sentences without any hold none."""

import numpy as np
import pytest

from oralexam.transcripts.filled_pauses import filled_pauses
from oralexam.transcripts.ports import SAMPLE_RATE_HZ, Samples, SpeechSpan
from tests.transcripts.bleed_sound import at_level
from tests.transcripts.rehearsal_speech import RehearsalLine
from tests.transcripts.vowels import vowel


def among(line: RehearsalLine, sound: Samples) -> tuple[Samples, tuple[SpeechSpan, ...], float]:
    """A sentence, a sound in the same breath, silence: its speech, and where the sound begins."""
    spoken = at_level(line.samples, -20)[: round(line.words[-1].end_s * SAMPLE_RATE_HZ)]
    samples = np.concatenate([spoken, sound, np.zeros(SAMPLE_RATE_HZ, np.float32)])
    piece = SpeechSpan(start_samples=0, end_samples=len(spoken) + len(sound))
    return samples, (piece,), len(spoken) / SAMPLE_RATE_HZ


@pytest.mark.parametrize("name", ["uh", "euh"])
def test_a_long_still_vowel_is_a_hesitation(lines: list[RehearsalLine], name: str) -> None:
    """Found where it is, to a tenth of a second, behind a sentence."""
    samples, pieces, begins_s = among(lines[3], vowel(name, length_s=0.45))
    (found,) = filled_pauses(samples, pieces)
    assert found.start_samples / SAMPLE_RATE_HZ == pytest.approx(begins_s, abs=0.1)
    assert found.end_samples / SAMPLE_RATE_HZ == pytest.approx(begins_s + 0.45, abs=0.1)


@pytest.mark.parametrize(
    "sound",
    [
        vowel("uh", length_s=0.12),
        vowel("uh", length_s=0.45, glide=8),
        vowel("ee", length_s=0.45),
        at_level(np.random.default_rng(1).normal(0, 1, 8000).astype(np.float32), -25),
    ],
    ids=["short", "with-melody", "another-vowel", "noise"],
)
def test_what_moves_or_is_another_sound_is_none(lines: list[RehearsalLine], sound: Samples) -> None:
    """A short vowel, one with a melody, one that is a word's, and breath."""
    samples, pieces, _ = among(lines[3], sound)
    assert filled_pauses(samples, pieces) == []


def test_sentences_that_are_read_hold_none(lines: list[RehearsalLine]) -> None:
    """All shipped lines, in which nobody hesitates."""
    for line in lines:
        assert (
            filled_pauses(line.samples, (SpeechSpan(start_samples=0, end_samples=len(line.samples)),)) == []
        )


def test_nothing_is_looked_for_outside_speech() -> None:
    """A steady hum is no hesitation of anybody."""
    hum = vowel("uh", length_s=1.0)
    assert filled_pauses(hum, ()) == []
    assert filled_pauses(hum[:100], (SpeechSpan(start_samples=0, end_samples=100),)) == []
