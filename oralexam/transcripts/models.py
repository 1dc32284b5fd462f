"""Where Whisper models lie, and which one is meant."""

from pathlib import Path

from oralexam.transcripts.model_faults import ModelNotInstalled, NotAModel
from oralexam.transcripts.model_notes import read_note

WEIGHTS_NAME = "model.bin"
"""What CTranslate2 calls the weights in a folder of its form."""


def models_folder(data_folder: Path) -> Path:
    """Where installed models lie."""
    return data_folder / "models"


def find_model(setting: str, *, data_folder: Path) -> Path:
    """The model that `setting` (ORALEXAM_WHISPER_MODEL) names: an installed name, or a path.

    It is a checkpoint's file, or a folder in CTranslate2's form.

    Raises:
        ModelNotInstalled: There is no such file.
        NotAModel: It is something that cannot be a model, another folder for instance.
    """
    installed = installed_file(models_folder(data_folder), setting)
    path = installed or Path(setting).expanduser()
    if not setting or not path.exists():
        raise ModelNotInstalled(model=setting)
    if not path.is_file() and not is_converted(path):
        raise NotAModel(file=path.name, because="not a file")
    return path


def installed_models(data_folder: Path) -> list[str]:
    """Names of the models that `install` put into the data folder, with their notes still beside them."""
    notes = (read_note(path) for path in models_folder(data_folder).glob("*.pt"))
    return sorted(note.name for note in notes if note is not None)


def is_converted(folder: Path) -> bool:
    """Whether a folder looks like a model in CTranslate2's form, by the names of its files."""
    return (folder / WEIGHTS_NAME).is_file()


def installed_file(folder: Path, name: str) -> Path | None:
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
