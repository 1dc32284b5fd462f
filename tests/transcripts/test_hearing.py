"""Honesty is laid on each clip of a window: none is kept or dropped for what stands beside it."""

from oralexam.transcripts.hearing import hear
from oralexam.transcripts.packing import Window
from oralexam.transcripts.ports import SAMPLE_RATE_HZ, RecognizedSpeech, Samples
from tests.transcripts.fake_ears import IDENTITY
from tests.transcripts.test_unpacking import heard, piece

THREE = Window(pieces=(piece(100, 102), piece(110, 113), piece(120, 121)))
"""In the window: speech from 0.2 to 2.2, 3.1 to 6.1 and 7.0 to 8.0 s."""
NOTHING = RecognizedSpeech(text="", words=())


class Answers:
    """A recogniser that answers the window, and then each clip by its length, as it was told."""

    identity = IDENTITY
    single_clips = False

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
