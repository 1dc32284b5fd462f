"""Where the converted forms of checkpoints lie: `<data>/models/<SHA-256>-<precision>/`, each made once.

A form comes into a folder of its own and is moved into place when it is whole, with a note of what it was
made from and a checksum of its weights, which is looked at whenever it is loaded: what a power cut or
somebody's hand left behind is made again.
"""

import contextlib
import fcntl
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import msgspec

from oralexam.apart import bound
from oralexam.transcripts.engines.checkpoint import file_sha256
from oralexam.transcripts.engines.choice import Precision
from oralexam.transcripts.engines.conversion import FORM_VERSION, ConversionOrder, ConversionResult
from oralexam.transcripts.model_faults import ModelConversionFailed, ModelNoSpace, NotAModel
from oralexam.transcripts.model_notes import ModelNote
from oralexam.transcripts.models import WEIGHTS_NAME
from oralexam.transcripts.published import UNVERIFIED

NOTE_NAME = "oralexam.json"
NEEDED = (WEIGHTS_NAME, "config.json", "tokenizer.json")
"""Without these faster-whisper would look elsewhere, or fail; the vocabulary has one of two names."""
CONVERSION_LIMIT_S = 900.0
"""small.en takes 10 s here (measured), large-v3 six times the weights: a disk that hangs must end it."""
ROOM_BYTES = 30_000_000
"""Beside the weights: tokeniser and vocabulary (5 MB), and something to spare."""
_PROGRAM = "oralexam.transcripts.engines.conversion"
_INCOMING = ".converting-"
_LOCK = ".converting.lock"


class ConvertedNote(msgspec.Struct, frozen=True, kw_only=True):
    """What lies beside the weights of a form that was made here."""

    form_version: int
    checkpoint_sha256: str
    precision: Precision
    alignment_heads: str
    weights_sha256: str
    note: str = ""
    single_clips: bool = False
    """As `ModelNote` says of the checkpoint: what it is not fit for goes with the form."""


def check_converted(folder: Path) -> None:
    """That a folder which somebody brought has all that a model needs.

    Raises:
        NotAModel: A file is missing.
    """
    for name in NEEDED:
        if not (folder / name).is_file():
            raise NotAModel(file=folder.name, because=f"no {name}")
    if not any(folder.glob("vocabulary.*")):
        raise NotAModel(file=folder.name, because="no vocabulary")


def converted(
    checkpoint: Path,
    *,
    sha256: str,
    precision: Precision,
    published_as: str | None,
    models: Path,
    about: ModelNote | None = None,
) -> tuple[Path, ConvertedNote]:
    """The form of a checkpoint, made now if it is not there; with what it says of itself.

    Raises:
        NotAModel: The checkpoint is something else.
        ModelNoSpace: The disk is full.
        ModelConversionFailed: It could not be made, for another reason.
    """
    folder = models / f"{sha256}-{precision.value}"
    with _one_at_a_time(models):
        note = _note_of(folder)
        if note is None or note.checkpoint_sha256 != sha256:
            note = _convert(
                ConversionOrder(
                    checkpoint=str(checkpoint.resolve()),
                    folder="",
                    precision=precision,
                    published_as=published_as,
                ),
                about=about or ModelNote(name=checkpoint.stem, sha256=sha256),
                folder=folder,
            )
    return folder, note


def brought_note(folder: Path) -> ModelNote:
    """What a brought folder is: its name, its weights' checksum, and what its form says of them."""
    sha256 = file_sha256(folder / WEIGHTS_NAME)
    form = _note_of(folder)
    if form is None:
        return ModelNote(name=folder.name, sha256=sha256, note=UNVERIFIED)
    return ModelNote(
        name=folder.name, sha256=sha256, note=form.note or UNVERIFIED, single_clips=form.single_clips
    )


def _note_of(folder: Path) -> ConvertedNote | None:
    """The note of a form that is whole; None where it must be made (again)."""
    try:
        note = msgspec.json.decode((folder / NOTE_NAME).read_bytes(), type=ConvertedNote)
        check_converted(folder)
        whole = file_sha256(folder / WEIGHTS_NAME) == note.weights_sha256
    except (OSError, msgspec.DecodeError, NotAModel):
        return None
    return note if whole and note.form_version == FORM_VERSION else None


def _convert(order: ConversionOrder, *, about: ModelNote, folder: Path) -> ConvertedNote:
    checkpoint = Path(order.checkpoint)
    name = checkpoint.name
    try:
        # Looked at before seconds are spent on it, for jobs that wait ask again and again.
        if shutil.disk_usage(folder.parent).free < checkpoint.stat().st_size + ROOM_BYTES:
            raise ModelNoSpace(model=name, because="little free")
        with tempfile.TemporaryDirectory(prefix=_INCOMING, dir=folder.parent) as incoming:
            made = Path(incoming) / "form"
            made.mkdir()
            result = _in_another_process(msgspec.structs.replace(order, folder=str(made)))
            note = ConvertedNote(
                form_version=FORM_VERSION,
                checkpoint_sha256=about.sha256,
                precision=order.precision,
                alignment_heads=result.alignment_heads,
                weights_sha256=file_sha256(made / WEIGHTS_NAME),
                note=about.note,
                single_clips=about.single_clips,
            )
            (made / NOTE_NAME).write_bytes(msgspec.json.encode(note) + b"\n")
            shutil.rmtree(folder, ignore_errors=True)
            made.replace(folder)
    except OSError as error:
        raise ModelNoSpace(model=name, because=type(error).__name__) from error
    return note


def _in_another_process(order: ConversionOrder) -> ConversionResult:
    name = Path(order.checkpoint).name
    try:
        done = subprocess.run(  # noqa: S603  # this interpreter, this package
            # A worker that is killed must not leave gigabytes of torch at work behind it.
            bound([sys.executable, "-m", _PROGRAM, msgspec.json.encode(order).decode()]),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=CONVERSION_LIMIT_S,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise ModelConversionFailed(model=name, because="too slow") from error
    last = (done.stdout.strip().splitlines() or [b""])[-1]
    try:
        result = msgspec.json.decode(last, type=ConversionResult)
    except msgspec.DecodeError as error:
        # Killed, for want of memory as a rule: then there is nothing that it could have said.
        raise ModelConversionFailed(model=name, because=f"status {done.returncode}") from error
    if result.code == NotAModel.code:
        raise NotAModel(**result.details)
    if result.code == ModelNoSpace.code:
        raise ModelNoSpace(**result.details)
    if result.code:
        raise ModelConversionFailed(model=name, because=result.code)
    return result


@contextlib.contextmanager
def _one_at_a_time(models: Path) -> Iterator[None]:
    """One process converts in this folder; what others left when they were killed is taken away."""
    try:
        models.mkdir(parents=True, exist_ok=True)
        lock = (models / _LOCK).open("wb")
    except OSError as error:
        raise ModelNoSpace(model="", because=type(error).__name__) from error
    with lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for left in models.glob(f"{_INCOMING}*"):
            shutil.rmtree(left, ignore_errors=True)
        yield
