"""How a model gets here: by a person's command, never by itself."""

import errno
import shutil
import tempfile
from http.client import HTTPException
from pathlib import Path

import msgspec

from oralexam.transcripts import published
from oralexam.transcripts.engines.checkpoint import file_sha256, load_checkpoint
from oralexam.transcripts.engines.choice import Precision
from oralexam.transcripts.engines.converted import converted
from oralexam.transcripts.model_faults import (
    ModelChecksumWrong,
    ModelDownloadFailed,
    ModelNoSpace,
    NotAModel,
    UnknownModel,
)
from oralexam.transcripts.model_notes import ModelNote, note_path, read_note, write_note
from oralexam.transcripts.models import installed_file, models_folder

_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


def install(name: str, *, data_folder: Path, precision: Precision | None = None) -> Path:
    """Fetch a published model with openai-whisper's own download and checksum, or take a file; where it lies.

    Whisper offers downloading only as a part of loading, so the model is loaded once, on the CPU, and let go.
    It comes into a folder of its own and is moved when it is whole: a broken download never looks installed.
    A file of that name that is there already is checked first, and fetched only where it is another one.

    With `precision` its form for faster-whisper is made as well, before it counts as installed.

    A path instead of a name is a checkpoint that somebody brought, installed under the file's name, with what
    the note beside it says. Where that is a published name it must be that very file.

    Raises:
        NotAModel: The file that was brought is something else, or not there.
        UnknownModel: No model of that name is published.
        ModelDownloadFailed: No network, or no server.
        ModelChecksumWrong: The file that came, or was brought under a published name, is another one.
        ModelNoSpace: The disk is full.
        ModelConversionFailed: Its form could not be made.
    """
    import whisper  # noqa: PLC0415  # 2 s and 300 MB that only this command pays

    brought = _brought(name)
    if brought is not None:
        name = brought.stem
        # Before whisper sees it, which would fetch the published one in its place, and blame the network.
        published.published_as(brought, name=name, sha256=file_sha256(brought))
    published_as = name if name in whisper.available_models() else None
    if published_as is None and brought is None:
        raise UnknownModel(model=name)
    folder = models_folder(data_folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".incoming-", dir=folder) as incoming:
            there = brought or installed_file(folder, name)
            if there is not None:
                shutil.copy2(there, incoming)
            if published_as is not None:
                whisper.load_model(name, device="cpu", download_root=incoming)
            (came,) = Path(incoming).glob("*.pt")
            if published_as is None:
                load_checkpoint(came, published_as=None, device="cpu")
            sha256 = file_sha256(came)
            note = _note_about(brought, name=name, sha256=sha256)
            if precision is not None:
                converted(
                    came,
                    sha256=sha256,
                    precision=precision,
                    published_as=published_as,
                    models=folder,
                    about=note,
                )
            write_note(came, note)
            # The note goes first: killed in between, what lies there is refused, not taken unchecked.
            note_path(came).replace(note_path(folder / came.name))
            path = came.replace(folder / came.name)
    except (OSError, HTTPException, TypeError) as error:
        if isinstance(error, OSError) and error.errno in _FULL:
            raise ModelNoSpace(model=name, because=type(error).__name__) from error
        # A TypeError is what whisper makes of an answer without a length: a proxy's or a portal's page.
        raise ModelDownloadFailed(model=name, because=type(error).__name__) from error
    except RuntimeError as error:
        raise ModelChecksumWrong(model=name) from error
    return path


def _brought(name: str) -> Path | None:
    """The file that a path names; None where it is no path but a model's name."""
    path = Path(name).expanduser()
    if path.suffix != ".pt" and path.name == name:
        return None
    if path.suffix != ".pt" or not path.is_file():
        raise NotAModel(file=path.name, because="no .pt file")
    return path


def _note_about(brought: Path | None, *, name: str, sha256: str) -> ModelNote:
    """What a model is not fit for stays with it wherever it is copied to."""
    note = read_note(brought) if brought is not None else None
    if note is None or note.sha256 != sha256:
        return ModelNote(name=name, sha256=sha256)
    return msgspec.structs.replace(note, name=name)
