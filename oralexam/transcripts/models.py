"""Where Whisper models lie, and how one gets there: by a person's command, never by itself."""

import shutil
import tempfile
from http.client import HTTPException
from pathlib import Path

from oralexam.errors import SystemFault, Unavailable, UserMistake
from oralexam.transcripts.model_notes import ModelNote, read_note, write_note
from oralexam.transcripts.whisper_recognizer import NotAModel, file_sha256


class ModelNotInstalled(Unavailable):
    """Recoverable: `oralexam model install NAME`, or ORALEXAM_WHISPER_MODEL=path; jobs wait until then."""

    code = "model-not-installed"


class UnknownModel(UserMistake):
    """openai-whisper publishes no model of that name."""

    code = "model-unknown"


class ModelDownloadFailed(SystemFault):
    """The model could not be fetched: no network, no server or no space; nothing was installed."""

    code = "model-download-failed"


class ModelChecksumWrong(SystemFault):
    """What was fetched is not what openai-whisper published: nothing was installed."""

    code = "model-checksum-wrong"


def models_folder(data_folder: Path) -> Path:
    """Where installed models lie."""
    return data_folder / "models"


def find_model(setting: str, *, data_folder: Path) -> Path:
    """The file of the model that `setting` (ORALEXAM_WHISPER_MODEL) names: an installed name, or a path.

    Raises:
        ModelNotInstalled: There is no such file.
        NotAModel: It is something that cannot be a model, a folder for instance.
    """
    installed = _installed_file(models_folder(data_folder), setting)
    path = installed or Path(setting).expanduser()
    if not setting or not path.exists():
        raise ModelNotInstalled(model=setting)
    if not path.is_file():
        raise NotAModel(file=path.name, because="not a file")
    return path


def installed_models(data_folder: Path) -> list[str]:
    """Names of the models that `install` put into the data folder, with their notes still beside them."""
    notes = (read_note(path) for path in models_folder(data_folder).glob("*.pt"))
    return sorted(note.name for note in notes if note is not None)


def install(name: str, *, data_folder: Path) -> Path:
    """Fetch a published model with openai-whisper's own download and checksum; its file.

    Whisper offers downloading only as a part of loading, so the model is loaded once, on the CPU, and let go.
    It comes into a folder of its own and is moved when it is whole: a broken download never looks installed.
    A file of that name that is there already is checked first, and fetched only where it is another one.

    Raises:
        UnknownModel: No model of that name is published.
        ModelDownloadFailed: No network, no server, or no space.
        ModelChecksumWrong: The file that came is another one.
    """
    import whisper  # noqa: PLC0415  # 2 s and 300 MB: only this command and the worker pay

    if name not in whisper.available_models():
        raise UnknownModel(model=name)
    folder = models_folder(data_folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".incoming-", dir=folder) as incoming:
            there = _installed_file(folder, name)
            if there is not None:
                shutil.copy2(there, incoming)
            whisper.load_model(name, device="cpu", download_root=incoming)
            (came,) = Path(incoming).glob("*.pt")
            path = came.replace(folder / came.name)
        write_note(path, ModelNote(name=name, sha256=file_sha256(path), note=""))
    except (OSError, HTTPException, TypeError) as error:
        # A TypeError is what whisper makes of an answer without a length: a proxy's or a portal's page.
        raise ModelDownloadFailed(model=name, because=type(error).__name__) from error
    except RuntimeError as error:
        raise ModelChecksumWrong(model=name) from error
    return path


def _installed_file(folder: Path, name: str) -> Path | None:
    """The file of an installed model; some names ("large", "turbo") are kept in a file of another name."""
    if Path(name).name != name:
        return None
    if (folder / f"{name}.pt").exists():
        return folder / f"{name}.pt"
    for path in folder.glob("*.pt"):
        note = read_note(path)
        if note is not None and note.name == name:
            return path
    return None
