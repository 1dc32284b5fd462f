"""Where Whisper models lie, and how one gets there: by a person's command, never by itself."""

from pathlib import Path
from urllib.error import URLError

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
    installed = models_folder(data_folder) / f"{setting}.pt"
    path = installed if _is_plain_name(setting) and installed.exists() else Path(setting).expanduser()
    if not path.exists():
        raise ModelNotInstalled(model=setting)
    if not path.is_file():
        raise NotAModel(file=path.name, because="not a file")
    return path


def installed_models(data_folder: Path) -> list[str]:
    """Names of the models that `install` put into the data folder, with their notes still beside them."""
    return sorted(
        path.stem for path in models_folder(data_folder).glob("*.pt") if read_note(path) is not None
    )


def install(name: str, *, data_folder: Path) -> Path:
    """Fetch a published model with openai-whisper's own download and checksum; its file.

    Whisper offers downloading only as a part of loading, so the model is loaded once, on the CPU, and let go.
    A file that is there already is checked and not fetched again.

    Raises:
        UnknownModel: No model of that name is published.
        ModelDownloadFailed: No network, no server, or no space.
        ModelChecksumWrong: The file that came is another one.
    """
    import whisper  # noqa: PLC0415  # 2 s and 300 MB: only this command and the worker pay

    if name not in whisper.available_models():
        raise UnknownModel(model=name)
    folder = models_folder(data_folder)
    path = folder / f"{name}.pt"
    already_there = path.exists()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        whisper.load_model(name, device="cpu", download_root=str(folder))
    except (URLError, OSError) as error:
        _remove_partial(path, keep=already_there)
        raise ModelDownloadFailed(model=name, because=type(error).__name__) from error
    except RuntimeError as error:
        _remove_partial(path, keep=already_there)
        raise ModelChecksumWrong(model=name) from error
    found = _downloaded_file(folder, name)
    write_note(found, ModelNote(name=name, sha256=file_sha256(found), note=""))
    return found


def _downloaded_file(folder: Path, name: str) -> Path:
    """The file that whisper wrote for `name`: some names ("large", "turbo") are those of another file."""
    path = folder / f"{name}.pt"
    if path.exists():
        return path
    return max(folder.glob("*.pt"), key=lambda candidate: candidate.stat().st_mtime)


def _remove_partial(path: Path, *, keep: bool) -> None:
    """A broken download must not look installed."""
    if not keep:
        path.unlink(missing_ok=True)


def _is_plain_name(setting: str) -> bool:
    return Path(setting).name == setting and not setting.startswith(".")
