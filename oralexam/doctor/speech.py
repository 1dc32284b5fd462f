"""Whether speech can be transcribed here."""

from pathlib import Path

from oralexam.doctor.findings import Finding, good, say, warning
from oralexam.errors import OralExamError
from oralexam.transcripts.models import WEIGHTS_NAME, find_model


def check_speech_model(setting: str, data_folder: Path) -> Finding:
    """The Whisper model that the settings name is on this machine."""
    try:
        path = find_model(setting, data_folder=data_folder)
    except OralExamError as error:
        return warning("speech-model", say(error.reason, model=setting), say("model-install"))
    weights = path / WEIGHTS_NAME if path.is_dir() else path
    megabytes = weights.stat().st_size / 10**6
    return good("speech-model", say("model-well", model=setting, path=str(path), megabytes=megabytes))
