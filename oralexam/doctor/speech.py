"""Whether speech can be transcribed here."""

from pathlib import Path

from oralexam.doctor.findings import Finding, good, warning
from oralexam.errors import OralExamError
from oralexam.transcripts.models import WEIGHTS_NAME, find_model

INSTALL_ADVICE = (
    "oralexam model install small.en (about 460 MB), or ORALEXAM_WHISPER_MODEL=path of a checkpoint; "
    "until then calls are held, recorded and replayed, and transcripts wait"
)


def check_speech_model(setting: str, data_folder: Path) -> Finding:
    """The Whisper model that the settings name is on this machine."""
    try:
        path = find_model(setting, data_folder=data_folder)
    except OralExamError as error:
        return warning("speech-model", f"{setting}: {error.reason}", INSTALL_ADVICE)
    weights = path / WEIGHTS_NAME if path.is_dir() else path
    return good("speech-model", f"{setting}: {path}, {weights.stat().st_size / 10**6:.0f} MB")
