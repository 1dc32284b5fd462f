"""Errors of utterances, hesitations apart, and intervals."""

import pytest

from oralexam.transcripts.word_errors import count_errors, count_hesitations, count_normalised_errors, wilson


def counted(read: str, heard: str) -> tuple[int, int]:
    """Errors and words, to the letter."""
    found = count_errors(read, heard)
    return found.errors, found.words


def test_errors_are_counted_where_nothing_was_said_or_heard_too() -> None:
    """An invention is all errors and no words; a missed utterance all its words."""
    assert counted("five per cent", "five per sent") == (1, 3)
    assert counted("", "thank you for watching") == (4, 0)
    assert counted("yes indeed", "") == (2, 2)
    assert counted("", "") == (0, 0)


def test_normalised_text_has_no_case_signs_or_hesitations() -> None:
    """Whisper's own normaliser: a number is a number, um is no word."""
    found = count_normalised_errors("Um, I've two hundred and forty-two.", "I have 242")
    assert (found.errors, found.words) == (0, 3)
    # Those that Whisper's normaliser leaves are none either: people are asked to write them down.
    found = count_normalised_errors("er, I think, euh... ah yes", "I think yes")
    assert (found.errors, found.words) == (0, 3)


@pytest.mark.parametrize(
    ("read", "heard", "expected"),
    [
        ("um I think er yes", "um I think yes", (1, 2)),
        ("Um, I... erm think", "uh I think", (1, 2)),
        ("I think", "um I think", (0, 0)),
        ("hmm mm mhm uh-huh", "", (0, 3)),
        ("euh two tonnes of it please", "two tonnes of it um please", (0, 1)),
        ("a human thumb summer umbrella", "a", (0, 0)),
    ],
)
def test_hesitations_are_found_at_their_place(read: str, heard: str, expected: tuple[int, int]) -> None:
    """One for another counts; one elsewhere does not; words that hold the letters are words."""
    assert count_hesitations(read, heard) == expected


def test_wilsons_interval_is_the_published_one() -> None:
    """Newcombe 1998 (Statistics in Medicine 17, table I): 81 of 263, and 0 of 20."""
    assert [round(each, 4) for each in wilson(81, 263)] == [0.2553, 0.3662]
    assert [round(each, 4) for each in wilson(0, 20)] == [0.0, 0.1611]
    assert wilson(20, 20)[1] == pytest.approx(1.0)
