"""Honesty is laid on each clip of a window: none is kept or dropped for what stands beside it."""

import random

import msgspec
import numpy as np
import pytest

from oralexam.transcripts.hearing import gate, hear
from oralexam.transcripts.packing import Window
from oralexam.transcripts.ports import SAMPLE_RATE_HZ, RecognizedSpeech, Samples
from oralexam.transcripts.transcription import found_clips, hear_all
from tests.transcripts.fake_ears import IDENTITY, LOUD, ReadsLevels, SoundIsSpeech, voice
from tests.transcripts.test_unpacking import heard, piece

THREE = Window(pieces=(piece(100, 102), piece(110, 113), piece(120, 121)))
"""In the window: speech from 0.2 to 2.2, 3.1 to 6.1 and 7.0 to 8.0 s."""
NOTHING = RecognizedSpeech(text="", words=())


class Answers:
    """A recogniser that answers the window, and then each clip by its length, as it was told."""

    identity = IDENTITY
    single_clips = False
    at_once = 1

    def __init__(self, together: RecognizedSpeech, alone: dict[float, RecognizedSpeech]) -> None:
        self._together = together
        self._alone = alone
        self.asked_s: list[float] = []

    def recognize(self, samples: Samples) -> RecognizedSpeech:
        """The window first."""
        self.asked_s.append(round(len(samples) / SAMPLE_RATE_HZ, 2))
        return self._together if len(self.asked_s) == 1 else self._alone[self.asked_s[-1]]


def texts(recognizer: Answers) -> list[str]:
    """What is written down of the three clips."""
    said = hear(THREE, recognizer=recognizer)
    assert [clip for clip, _ in said] == [each.clip for each in THREE.pieces]
    return [speech.text for _, speech in said]


def test_what_is_believed_is_heard_once() -> None:
    """One window, three clips."""
    recognizer = Answers(heard(("a", 1.0, 1.2), ("b", 4.0, 4.2), ("c", 7.1, 7.5)), {})
    assert texts(recognizer) == ["a", "b", "c"]
    assert recognizer.asked_s == [8.2]


def test_a_clip_that_is_left_without_a_word_is_heard_again_by_itself() -> None:
    """Only that one; what it then says counts, and so does its silence."""
    together = heard(("a", 1.0, 1.2), ("c", 7.1, 7.5))
    recognizer = Answers(together, {3.4: heard(("b", 1.0, 2.0))})
    assert texts(recognizer) == ["a", "b", "c"]
    assert recognizer.asked_s == [8.2, 3.4]
    assert texts(Answers(together, {3.4: NOTHING})) == ["a", "", "c"]


def test_a_window_that_is_called_silent_silences_no_clip() -> None:
    """Each is asked by itself whether it is speech."""
    alone = {2.4: heard(("a", 0.3, 1.0)), 3.4: NOTHING, 1.4: heard(("c", 0.3, 1.0))}
    assert texts(Answers(NOTHING, alone)) == ["a", "", "c"]


def test_a_window_that_goes_in_circles_is_not_divided() -> None:
    """A loop in one clip would stand as words of another."""
    loop = [("on and on", 0.3 + n / 10, 0.4 + n / 10) for n in range(75)]
    alone = {2.4: heard(("a", 0.3, 1.0)), 3.4: heard(("b", 0.3, 1.0)), 1.4: NOTHING}
    assert texts(Answers(heard(*loop), alone)) == ["a", "b", ""]


def test_a_clip_that_talks_faster_than_anybody_is_heard_again() -> None:
    """Ten words in a second are the neighbour's, or nobody's; the neighbours keep theirs."""
    fast = [(f"word{n}", 7.0 + n / 10, 7.1 + n / 10) for n in range(10)]
    together = heard(("a", 1.0, 1.2), ("b", 4.0, 4.2), *fast)
    assert texts(Answers(together, {1.4: heard(("c", 0.3, 1.0))})) == ["a", "b", "c"]
    assert texts(Answers(together, {1.4: heard(*[(f"w{n}", 0.1, 0.2) for n in range(10)])})) == ["a", "b", ""]


def test_a_clip_that_is_short_is_heard_again_by_itself() -> None:
    """Among speech nobody asked whether half a second is speech: a cough has its word there."""
    window = Window(pieces=(*THREE.pieces[:2], piece(120, 120.5)))
    together = heard(("a", 1.0, 1.2), ("b", 4.0, 4.2), ("Thank", 7.0, 7.2), ("you.", 7.2, 7.5))
    for alone, written in ((NOTHING, ""), (heard(("Yes.", 0.2, 0.7)), "Yes.")):
        recognizer = Answers(together, {0.9: alone})
        assert [speech.text for _, speech in hear(window, recognizer=recognizer)] == ["a", "b", written]
        assert recognizer.asked_s == [7.7, 0.9]


def test_a_clip_of_unlikely_words_is_heard_again_by_itself() -> None:
    """By their mean: one unclear word among clear ones is nothing."""
    window = heard(("a", 1.0, 1.2), ("b", 4.0, 4.2), ("Thank", 7.0, 7.4), ("you.", 7.4, 8.0))
    one, two = (unlikely(window, chances) for chances in ((0.9, 0.9, 0.3, 0.9), (0.9, 0.9, 0.3, 0.4)))
    assert texts(Answers(one, {})) == ["a", "b", "Thank you."]
    recognizer = Answers(two, {1.4: NOTHING})
    assert texts(recognizer) == ["a", "b", ""]
    assert recognizer.asked_s == [8.2, 1.4]


def unlikely(speech: RecognizedSpeech, chances: tuple[float, ...]) -> RecognizedSpeech:
    """The same words, each as likely as is said."""
    words = zip(speech.words, chances, strict=True)
    return msgspec.structs.replace(
        speech, words=tuple(msgspec.structs.replace(word, probability=chance) for word, chance in words)
    )


class SilencesNoise(ReadsLevels):
    """Hears words in noise too, unless noise is all there is: a no-speech probability is a whole window's."""

    def recognize(self, samples: Samples) -> RecognizedSpeech:
        """Noise is quieter than any voice."""
        heard_all = super().recognize(samples)
        return NOTHING if np.abs(samples).max() < NOISE + 0.001 else heard_all


NOISE = LOUD + 0.01
ROOM = 0.01


def test_a_noise_between_two_turns_has_no_words() -> None:
    """The detector lets a knock through; the window as a whole is speech, and the knock alone is not."""
    samples = voice((90, ROOM), (150, 0.2), (90, ROOM), (12, NOISE), (90, ROOM), (150, 0.3), (90, ROOM))
    recognizer = SilencesNoise()
    said = hear_all(samples, recognizer=recognizer, detector=SoundIsSpeech()).said
    assert [speech.text for _, speech in said] == ["200,", "", "300,"]
    assert len(recognizer.lengths_s) == 2


def turns(lengths: tuple[int, ...]) -> Samples:
    """Turns of so many words of a third of a second, each at a level of its own, speech without a pause."""
    levels = iter(random.Random(0).sample(range(100, 1000), sum(lengths)))
    parts: list[tuple[float, float]] = [(90, ROOM)]
    for words in lengths:
        for _ in range(words):
            parts += [(9.5, next(levels) / 1000), (0.5, ROOM)]
        parts.append((90, ROOM))
    return voice(*parts)


@pytest.mark.parametrize("shift_s", [0.0, 0.1, 0.8, 1.0, 2.0])
@pytest.mark.parametrize("lengths", [(16, 2, 16, 16, 15), (38, 38)])
def test_words_timed_wrong_by_a_second_stay_in_their_utterance(
    lengths: tuple[int, ...], shift_s: float
) -> None:
    """A window whose words lie beside its clips is heard clip by clip; one that is timed well once."""
    samples = turns(lengths)
    packed, alone = ReadsLevels(shift_s=shift_s), ReadsLevels(single_clips=True, shift_s=shift_s)
    said = [hear_all(samples, recognizer=each, detector=SoundIsSpeech()).said for each in (packed, alone)]
    texts_of = [[speech.text for _, speech in each] for each in said]
    assert texts_of[0] == texts_of[1]
    assert len(texts_of[0]) == len(lengths)
    again = len(lengths) if shift_s > 0.5 else 0
    assert len(packed.lengths_s) == 1 + again


def test_an_utterance_that_was_cut_is_heard_without_a_hole() -> None:
    """Talk of more than 20 s without a pause is cut in two; in one window no silence parts the halves."""
    samples = voice((90, ROOM), (750, 0.2), (90, ROOM))
    pieces = tuple(
        each
        for found in found_clips(samples, detector=SoundIsSpeech())
        for each in gate(found, beside=None).pieces
    )
    first, second = pieces
    assert first.clip.cut.end_samples == second.clip.cut.start_samples
    together = Window(pieces=pieces).samples()
    assert np.array_equal(together, samples[first.clip.cut.start_samples : second.clip.cut.end_samples])
