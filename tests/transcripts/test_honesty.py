"""What a recogniser says is believed unless it breaks a rule that no speaker breaks."""

import pytest

from oralexam.transcripts.honesty import believed, repeats_itself
from oralexam.transcripts.ports import SAMPLE_RATE_HZ, RecognizedSpeech, SpeechSpan


def spoken(seconds: float) -> tuple[SpeechSpan, ...]:
    """One piece of speech."""
    return (SpeechSpan(start_samples=0, end_samples=round(seconds * SAMPLE_RATE_HZ)),)


def test_an_answer_in_circles_is_not_written_down() -> None:
    """The loops of a recogniser that lost itself."""
    heard = RecognizedSpeech(text="Thank you very much. " * 12, words=())
    assert repeats_itself(heard.text)
    assert believed(heard, pieces=spoken(19)) == RecognizedSpeech(text="", words=())


def test_a_sentence_in_a_blink_is_not_written_down() -> None:
    """Nobody says nine words in half a second."""
    heard = RecognizedSpeech(text="Thank you for watching and see you next time.", words=())
    assert believed(heard, pieces=spoken(0.5)).text == ""
    assert believed(heard, pieces=spoken(2.0)) == heard


@pytest.mark.parametrize("text", ["Yes.", "No, no, no.", "Hello, hello, hello, is anybody there?", ""])
def test_short_answers_are_believed(text: str) -> None:
    """Of a few words a rate says nothing, and people do repeat themselves."""
    heard = RecognizedSpeech(text=text, words=())
    assert believed(heard, pieces=spoken(1.0)) == heard
