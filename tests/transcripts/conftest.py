"""Ears for the tests: one detector, and the rehearsal model in both engines, for the whole session."""

from pathlib import Path

import pytest

from oralexam.transcripts.engines.choice import Device, Engine, SpeechSettings
from oralexam.transcripts.engines.opening import LoadedRecognizer, open_recognizer
from oralexam.transcripts.speech_detection import SileroSpeechDetector
from tests.transcripts.rehearsal_speech import MODEL, RehearsalLine, load_lines


@pytest.fixture(scope="session")
def lines() -> list[RehearsalLine]:
    """The shipped call in speaking order."""
    return load_lines()


@pytest.fixture(scope="session")
def detector() -> SileroSpeechDetector:
    """The real detector."""
    return SileroSpeechDetector()


@pytest.fixture(scope="session")
def forms(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder in which each model is converted once a session."""
    return tmp_path_factory.mktemp("data-with-forms")


@pytest.fixture(scope="session", params=list(Engine))
def engine(request: pytest.FixtureRequest) -> Engine:
    """Both engines, one after the other."""
    return request.param


@pytest.fixture(scope="session")
def open_model(engine: Engine, forms: Path):
    """Any model in that engine, on the CPU."""

    def load(model: Path, data_folder: Path = forms) -> LoadedRecognizer:
        settings = SpeechSettings(engine=engine, device=Device.CPU, threads=1)
        return open_recognizer(model, settings=settings, data_folder=data_folder)

    return load


@pytest.fixture(scope="session")
def rehearsal_recognizer(open_model) -> LoadedRecognizer:
    """The real recogniser with the rehearsal model."""
    return open_model(MODEL)
