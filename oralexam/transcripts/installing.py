"""How a model gets here: by a person's command, never by itself."""

import shutil
import tempfile
from http.client import HTTPException
from pathlib import Path

from oralexam.transcripts.engines.checkpoint import file_sha256
from oralexam.transcripts.engines.choice import Precision
from oralexam.transcripts.engines.converted import converted
from oralexam.transcripts.model_faults import ModelChecksumWrong, ModelDownloadFailed, UnknownModel
from oralexam.transcripts.model_notes import ModelNote, write_note
from oralexam.transcripts.models import installed_file, models_folder


def install(name: str, *, data_folder: Path, precision: Precision | None = None) -> Path:
    """Fetch a published model with openai-whisper's own download and checksum; its file.

    Whisper offers downloading only as a part of loading, so the model is loaded once, on the CPU, and let go.
    It comes into a folder of its own and is moved when it is whole: a broken download never looks installed.
    A file of that name that is there already is checked first, and fetched only where it is another one.

    With `precision` its form for faster-whisper is made as well, before it counts as installed.

    Raises:
        UnknownModel: No model of that name is published.
        ModelDownloadFailed: No network, no server, or no space.
        ModelChecksumWrong: The file that came is another one.
        ModelNoSpace, ModelConversionFailed: Its form could not be made.
    """
    import whisper  # noqa: PLC0415  # 2 s and 300 MB that only this command pays

    if name not in whisper.available_models():
        raise UnknownModel(model=name)
    folder = models_folder(data_folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".incoming-", dir=folder) as incoming:
            there = installed_file(folder, name)
            if there is not None:
                shutil.copy2(there, incoming)
            whisper.load_model(name, device="cpu", download_root=incoming)
            (came,) = Path(incoming).glob("*.pt")
            sha256 = file_sha256(came)
            if precision is not None:
                converted(came, sha256=sha256, precision=precision, published_as=name, models=folder)
            path = came.replace(folder / came.name)
        write_note(path, ModelNote(name=name, sha256=sha256, note=""))
    except (OSError, HTTPException, TypeError) as error:
        # A TypeError is what whisper makes of an answer without a length: a proxy's or a portal's page.
        raise ModelDownloadFailed(model=name, because=type(error).__name__) from error
    except RuntimeError as error:
        raise ModelChecksumWrong(model=name) from error
    return path
