"""Words of a window go back to their clips: by what they cover, else by what is nearest, in their order."""

import msgspec
import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from oralexam.transcripts.clips import Clip
from oralexam.transcripts.packing import Piece, Window
from oralexam.transcripts.ports import SAMPLE_RATE_HZ, RecognizedSpeech, SpeechSpan
from oralexam.transcripts.transcript import Word
from oralexam.transcripts.unpacking import misplaced, unpacked

MARGIN_S = 0.2


def span(start_s: float, end_s: float) -> SpeechSpan:
    """Between two instants of a stretch."""
    return SpeechSpan(
        start_samples=round(start_s * SAMPLE_RATE_HZ), end_samples=round(end_s * SAMPLE_RATE_HZ)
    )


def piece(start_s: float, end_s: float) -> Piece:
    """Speech between two instants of a stretch, and its margins."""
    cut = span(start_s - MARGIN_S, end_s + MARGIN_S)
    return Piece(
        clip=Clip(speech=span(start_s, end_s), cut=cut),
        spoken=(span(start_s, end_s),),
        samples=np.zeros(cut.end_samples - cut.start_samples, np.float32),
    )


TWO = Window(pieces=(piece(100, 102), piece(110, 113)))
"""In the window: speech from 0.2 to 2.2 s and, after margins and half a second, from 3.1 to 6.1 s."""


def heard(*words: tuple[str, float, float], text: str | None = None) -> RecognizedSpeech:
    """Words at their times."""
    said = tuple(Word(text=text, start_s=start, end_s=end, probability=0.9) for text, start, end in words)
    return RecognizedSpeech(text=" ".join(each.text for each in said) if text is None else text, words=said)


def texts(of: RecognizedSpeech) -> list[str]:
    """What each clip of two has."""
    return [each.text for each in unpacked(of, TWO)]


def test_words_lie_in_their_clip_and_count_from_its_start() -> None:
    """The second clip begins 2.9 s into the window."""
    first, second = unpacked(heard(("Yes.", 0.3, 1.0), ("No", 3.2, 4.0), ("more.", 4.0, 6.3)), TWO)
    assert [(word.text, word.start_s, word.end_s) for word in first.words] == [("Yes.", 0.3, 1.0)]
    assert [(word.text, word.start_s, word.end_s) for word in second.words] == [
        ("No", 0.3, 1.1),
        ("more.", 1.1, 3.4),
    ]
    assert (first.text, second.text) == ("Yes.", "No more.")


def test_a_word_in_the_silence_goes_to_the_nearest_clip() -> None:
    """And one behind all speech to the last."""
    of = heard(("near", 2.3, 2.5), ("nearer", 2.8, 3.0), ("behind", 20.0, 29.0))
    assert texts(of) == ["near", "nearer behind"]


def test_a_word_that_counts_the_pause_before_it_belongs_where_it_is_spoken() -> None:
    """Whisper's alignment gives a pause to the word after it."""
    assert texts(heard(("One", 0.2, 2.0), ("two", 2.0, 3.6))) == ["One", "two"]


def test_words_keep_their_order() -> None:
    """A time that runs backwards takes no word back."""
    assert texts(heard(("a", 3.2, 3.4), ("b", 0.3, 0.5), ("c", 4.0, 4.5))) == ["", "a b c"]


def test_signs_and_spaces_stay_as_they_were_heard() -> None:
    """The text is cut, not made anew."""
    of = heard(("Well", 0.3, 1.0), ("-known,", 1.0, 2.0), ("yes!", 3.3, 4.0), text="Well-known, yes! ")
    assert texts(of) == ["Well-known,", "yes!"]


def test_a_text_that_is_not_made_of_its_words_is_made_of_them() -> None:
    """Rather than words without a place."""
    assert texts(heard(("a", 0.3, 1.0), ("b", 3.3, 4.0), text="something else")) == ["a", "b"]


def test_a_text_without_words_belongs_to_nobody() -> None:
    """Nobody knows where it was said."""
    assert texts(heard(text="Thank you.")) == ["", ""]


def test_one_clip_alone_is_as_it_was_heard() -> None:
    """To the last time."""
    of = heard(("Yes.", 0.0, 29.0))
    assert unpacked(of, Window(pieces=TWO.pieces[:1])) == (of,)


def test_words_are_misplaced_where_more_than_a_tenth_lie_beside_the_clips() -> None:
    """Or two in a row: a clip's first words, timed into the silence before it. One alone happens."""
    inside = [("a", 0.3 + n / 10, 0.4 + n / 10) for n in range(18)]
    assert not misplaced(heard(*inside, ("b", 2.5, 2.7), ("c", 3.2, 3.4)), TWO)
    assert misplaced(heard(*inside[:7], ("b", 2.5, 2.7), ("c", 3.2, 3.4)), TWO)
    assert misplaced(heard(*inside, ("b", 2.5, 2.7), ("c", 2.8, 3.0)), TWO)


def test_words_in_a_pause_within_a_clip_are_not_misplaced() -> None:
    """Whose they are is certain; only between clips it is not."""
    one = msgspec.structs.replace(TWO.pieces[0], spoken=(span(100, 100.5), span(101.5, 102)))
    window = Window(pieces=(one, TWO.pieces[1]))
    assert not misplaced(heard(("a", 0.3, 0.6), ("b", 0.8, 1.0), ("c", 1.2, 1.4), ("d", 3.2, 3.6)), window)


def test_a_word_without_length_is_well_placed_in_speech() -> None:
    """Whisper's alignment gives short words one instant; at the very edge of speech, too."""
    assert not misplaced(heard(("a", 1.0, 1.0), ("b", 2.2, 2.2), ("c", 3.1, 3.1)), TWO)


@given(
    st.lists(st.tuples(st.floats(0.1, 4), st.floats(1, 9)), min_size=2, max_size=5),
    st.lists(st.tuples(st.floats(0, 30), st.floats(0, 2)), max_size=30),
)
def test_every_word_has_one_clip(
    spoken: list[tuple[float, float]], placed: list[tuple[float, float]]
) -> None:
    """Whatever the times are: all words once, in their order, inside their clip, and no text besides them."""
    at, pieces = 10.0, []
    for length_s, pause_s in spoken:
        pieces.append(piece(at, at + length_s))
        at += length_s + pause_s
    words = [(f"w{number}", start, start + length) for number, (start, length) in enumerate(placed)]
    parts = unpacked(heard(*words), Window(pieces=tuple(pieces)))
    assert [word.text for part in parts for word in part.words] == [text for text, _, _ in words]
    for part, of in zip(parts, pieces, strict=True):
        assert part.text == " ".join(word.text for word in part.words)
        longest_s = round(len(of.samples) / SAMPLE_RATE_HZ, 3)
        assert all(0 <= word.start_s <= word.end_s <= longest_s for word in part.words)
