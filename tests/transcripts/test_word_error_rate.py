"""Word error rates, normalised and raw."""

import pytest

from oralexam.transcripts.word_error_rate import by_seat, word_error_rate


def test_the_same_words_are_no_error_however_they_are_written():
    """Numbers, case, punctuation and spelling are normalised; the raw figure shows them."""
    rate = word_error_rate("36 of the 40 cartons, five per cent.", "thirty-six of the forty cartons 5%")
    assert rate.normalised == 0
    assert rate.raw > 0


def test_hesitations_are_no_error():
    """Whisper leaves them out, and so does the normaliser."""
    assert word_error_rate("um we can, uh, send them", "we can send them").normalised == 0


def test_errors_are_counted_by_words_of_the_reference():
    """One of eight words is another one."""
    rate = word_error_rate(
        "we need them before Friday the fourth please", "we need them before Friday the fifth please"
    )
    assert rate.normalised == pytest.approx(1 / 8)
    assert rate.reference_words == 8


def test_a_seat_in_which_nothing_was_heard_has_every_word_wrong():
    """Silence is not the absence of a figure."""
    rates = by_seat({"juror": "good morning", "candidate": "good morning"}, {"juror": "Good morning."})
    assert {seat: rate.normalised for seat, rate in rates.items()} == {"juror": 0.0, "candidate": 1.0}


def test_a_reference_without_words_has_no_rate():
    """Dividing by no words is a mistake of the caller."""
    with pytest.raises(ValueError, match="without words"):
        word_error_rate("um, uh", "hello")
