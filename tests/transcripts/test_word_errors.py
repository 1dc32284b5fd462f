"""Errors of utterances, hesitations apart, and intervals."""

import pytest

from oralexam.transcripts.word_errors import count_errors, count_hesitations, count_normalised_errors, wilson


def counted(read: str, heard: str) -> tuple[int, int]:
    """Errors and words, to the letter."""
    found = count_errors(read, heard)
    return found.count, found.words


def test_errors_are_counted_where_nothing_was_said_or_heard_too() -> None:
    """An invention is all errors and no words; a missed utterance all its words."""
    assert counted("five per cent", "five per sent") == (1, 3)
    assert counted("", "thank you for watching") == (4, 0)
    assert counted("yes indeed", "") == (2, 2)
    assert counted("", "") == (0, 0)


def test_normalised_text_has_no_case_signs_or_hesitations() -> None:
    """Whisper's own normaliser: a number is a number, um is no word."""
    found = count_normalised_errors("Um, I've two hundred and forty-two.", "I have 242")
    assert (found.count, found.words) == (0, 3)
    # Those that Whisper's normaliser leaves are none either: people are asked to write them down.
    found = count_normalised_errors("er, I think, euh... ah yes", "I think yes")
    assert (found.count, found.words) == (0, 3)


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


def test_the_same_words_are_no_error_however_they_are_written() -> None:
    """Numbers, case, punctuation and spelling are normalised; to the letter they are errors."""
    said, heard = "36 of the 40 cartons, five per cent.", "thirty-six of the forty cartons 5%"
    assert count_normalised_errors(said, heard).count == 0
    assert count_errors(said, heard).count > 0


def test_a_rate_is_errors_by_words_of_the_reference() -> None:
    """One of eight words is another one; nothing heard is every word wrong; no words have no rate."""
    said = "we need them before Friday the fourth please"
    assert count_normalised_errors(said, said.replace("fourth", "fifth")).rate == pytest.approx(1 / 8)
    assert count_normalised_errors("good morning", "").rate == 1
    assert count_normalised_errors("um, uh", "hello").rate == 0
