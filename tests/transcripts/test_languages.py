"""Speech of another language is never dropped, and never passed off as English where a model can tell."""

from pathlib import Path

import msgspec
import pytest
import torch
import whisper
from whisper.model import ModelDimensions, Whisper

from oralexam.transcripts.clips import Clip
from oralexam.transcripts.engines.checkpoint import load_checkpoint
from oralexam.transcripts.languages import LEAST_S, check_language
from oralexam.transcripts.ports import RecognizedSpeech, Samples
from oralexam.transcripts.track_job import CallState
from oralexam.transcripts.transcript import GuessedLanguage, LanguageCheck, TrackTranscript
from tests.transcripts.fake_ears import ReadsLevels, voice
from tests.transcripts.rehearsal_speech import RehearsalLine
from tests.transcripts.test_track_job import JOB, Script, Shelf, job_of, sound
from tests.transcripts.test_unpacking import piece

ROOM = 0.01


class Polyglot(ReadsLevels):
    """Takes whatever is louder than a half for French, and what is not for English."""

    def recognize(self, samples: Samples) -> RecognizedSpeech:
        """The levels, and what a multilingual model would say besides."""
        code = "fr" if samples.max() > 0.5 else "en"
        language = GuessedLanguage(code=code, probability=0.9)
        return msgspec.structs.replace(super().recognize(samples), language=language)


def written_down(recognizer: ReadsLevels, *levels: float) -> TrackTranscript:
    """Turns of sixteen seconds, each in a window of its own."""
    parts = [part for level in levels for part in ((90, ROOM), (500, level))]
    shelf = Shelf()
    job_of(Script(sound(voice(*parts, (90, ROOM)), begins=True), CallState.OVER), shelf, recognizer)(JOB)
    return shelf.kept[0]


def test_a_track_in_another_language_says_so_and_keeps_its_words() -> None:
    """More than half of what was said: it is doubted, and nothing of it is dropped."""
    french = written_down(Polyglot(), 0.6, 0.2, 0.7)
    assert french.text() == "600, 200, 700,"
    assert french.language == LanguageCheck(checked_s=48.0, other_s=32.0, other="fr")
    assert french.language.doubtful
    mostly = written_down(Polyglot(), 0.1, 0.2, 0.7)
    assert mostly.language is not None
    assert (mostly.language.other_s, mostly.language.doubtful) == (16.0, False)


def test_what_was_not_checked_says_nothing() -> None:
    """An English-only model knows no other language; and of a few seconds a guess says nothing."""
    assert written_down(ReadsLevels(), 0.6, 0.7).language is None
    guess = GuessedLanguage(code="fr", probability=0.9)
    said = RecognizedSpeech(text="oui", words=(), language=guess)

    def clip(length_s: float) -> Clip:
        return piece(1.0, 1.0 + length_s).clip

    assert check_language([(clip(LEAST_S - 0.1), said)]) is None
    assert check_language([(clip(LEAST_S), said)]) is not None


def test_transcripts_that_were_written_before_are_read() -> None:
    """They say nothing of a language."""
    kept = msgspec.structs.replace(written_down(Polyglot(), 0.6), utterances=())
    body = msgspec.json.decode(msgspec.json.encode(kept))
    del body["language"]
    assert msgspec.convert(body, TrackTranscript).language is None


@pytest.fixture(scope="module")
def multilingual(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkpoint of a hundred languages, tiny and random."""
    path = tmp_path_factory.mktemp("multilingual") / "tower.pt"
    dims = ModelDimensions(80, 1500, 64, 2, 1, 51_865, 448, 64, 2, 2)
    torch.manual_seed(4)
    model = Whisper(dims)
    torch.nn.init.normal_(model.decoder.positional_embedding, std=0.01)
    # As sure of itself as a trained one: both engines then take the same language.
    torch.nn.init.normal_(model.decoder.token_embedding.weight, std=0.5)
    torch.save({"dims": dims.__dict__, "model_state_dict": model.state_dict()}, path)
    return path


def test_both_engines_tell_the_language_that_whisper_itself_tells(
    open_model, multilingual: Path, lines: list[RehearsalLine]
) -> None:
    """From the encoder's output that they have in any case: the same as whisper's own detection."""
    samples = lines[0].samples
    guessed = open_model(multilingual).recognize(samples).language
    model, _ = load_checkpoint(multilingual, published_as=None, device="cpu")
    mel = whisper.log_mel_spectrogram(whisper.pad_or_trim(samples))
    _, probabilities = model.detect_language(mel)
    expected = max(probabilities, key=lambda code: probabilities[code])
    assert guessed is not None
    assert guessed.code == expected
    assert guessed.probability == pytest.approx(probabilities[expected], abs=0.15)


def test_an_english_only_model_tells_none(rehearsal_recognizer, lines: list[RehearsalLine]) -> None:
    """Its vocabulary has no languages."""
    assert rehearsal_recognizer.recognize(lines[0].samples).language is None
