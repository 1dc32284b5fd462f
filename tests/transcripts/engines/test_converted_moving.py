"""The process that waits for a conversion notes what was made and moves it: on a full disk, or killed."""

import errno
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from oralexam.transcripts.engines import converted as converted_module
from oralexam.transcripts.engines.checkpoint import file_sha256
from oralexam.transcripts.engines.choice import Precision
from oralexam.transcripts.engines.conversion import ConversionOrder, ConversionResult
from oralexam.transcripts.engines.converted import ConvertedNote, check_converted, converted
from oralexam.transcripts.model_faults import ModelNoSpace
from tests.patience import PATIENCE_S

FORM = {
    "model.bin": b"weights" * 1000,
    "config.json": b"{}",
    "tokenizer.json": b"{}",
    "vocabulary.json": b"[]",
}


def make(order: ConversionOrder) -> ConversionResult:
    """What the converting process leaves in the folder that it was given."""
    for name, content in FORM.items():
        (Path(order.folder) / name).write_bytes(content)
    return ConversionResult(alignment_heads="made")


def ask(data: Path) -> tuple[Path, ConvertedNote]:
    """Ask for the form of a checkpoint in that data folder."""
    checkpoint = data / "own.pt"
    checkpoint.write_bytes(b"a checkpoint")
    return converted(
        checkpoint,
        sha256=file_sha256(checkpoint),
        precision=Precision.INT8,
        published_as=None,
        models=data / "models",
    )


def left_in(models: Path) -> list[str]:
    """All that lies there, but for the lock."""
    return sorted(path.name for path in models.iterdir() if path.name != ".converting.lock")


@pytest.fixture
def conversion(monkeypatch: pytest.MonkeyPatch) -> None:
    """One that takes no time."""
    monkeypatch.setattr(converted_module, "_in_another_process", make)


@pytest.mark.usefixtures("conversion")
@pytest.mark.parametrize("where", ["mkdir", "write_bytes", "replace"])
@pytest.mark.parametrize("spoilt_before", [False, True])
def test_a_disk_that_is_full_when_a_form_is_noted_or_moved_leaves_nothing_half(
    tmp_path: Path, monkeypatch, where: str, *, spoilt_before: bool
):
    """A code of its own, nothing of it in the folder; once there is room, the form is made and whole."""
    if spoilt_before:
        folder, _ = ask(tmp_path)
        (folder / "model.bin").write_bytes(b"spoilt")
    real = getattr(Path, where)
    full = True

    def filling(path: Path, *arguments: object, **named: object) -> object:
        ours = path.name == "oralexam.json" if where == "write_bytes" else path.name == "form"
        if not (full and ours):
            return real(path, *arguments, **named)
        if where == "write_bytes":  # a disk fills in the middle of a file
            real(path, b'{"form_version":')
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, where, filling)
    with pytest.raises(ModelNoSpace):
        ask(tmp_path)
    # What lay there spoilt is looked at again, or gone already; nobody takes it for a form.
    assert not [name for name in left_in(tmp_path / "models") if name.startswith(".")]
    full = False
    folder, note = ask(tmp_path)
    assert left_in(tmp_path / "models") == [folder.name]
    assert file_sha256(folder / "model.bin") == note.weights_sha256
    check_converted(folder)


KILLED = """
import os, signal, sys
from pathlib import Path
from oralexam.transcripts.engines import converted as converted_module
from tests.transcripts.engines.test_converted_moving import ask, make

converted_module._in_another_process = make
where, real_write, real_replace = sys.argv[2], Path.write_bytes, Path.replace

def write_bytes(path, content):
    if path.name != "oralexam.json":
        return real_write(path, content)
    if where == "half a note":
        real_write(path, content[: len(content) // 2])
        os.kill(os.getpid(), signal.SIGKILL)
    return real_write(path, content)

def replace(path, target):
    if where == "before the move":
        os.kill(os.getpid(), signal.SIGKILL)
    moved = real_replace(path, target)
    os.kill(os.getpid(), signal.SIGKILL)
    return moved

Path.write_bytes, Path.replace = write_bytes, replace
ask(Path(sys.argv[1]))
"""


@pytest.mark.usefixtures("conversion")
@pytest.mark.parametrize("where", ["half a note", "before the move", "after the move"])
def test_a_move_that_is_killed_leaves_no_half_form(tmp_path: Path, where: str):
    """The form is there whole, or it is made again; what was left is taken away by whoever asks next."""
    done = subprocess.run(
        [sys.executable, "-c", KILLED, str(tmp_path), where], check=False, timeout=PATIENCE_S
    )
    assert done.returncode == -signal.SIGKILL
    whole = [name for name in left_in(tmp_path / "models") if not name.startswith(".")]
    assert len(whole) == (where == "after the move")
    folder, note = ask(tmp_path)
    assert left_in(tmp_path / "models") == [folder.name]
    assert file_sha256(folder / "model.bin") == note.weights_sha256
    check_converted(folder)
