"""The note beside a model file: what it is, and the checksum it had when that was written."""

from pathlib import Path

import msgspec


class ModelNote(msgspec.Struct, frozen=True, kw_only=True):
    """What `<model>.json` beside `<model>.pt` says; other fields (how it was made) are for people."""

    name: str
    sha256: str
    note: str = ""
    single_clips: bool = False
    """It was taught clips by themselves: several in one window (`packing`) would be no speech to it."""


def note_path(model_path: Path) -> Path:
    """Where the note of a model lies."""
    return model_path.with_suffix(".json")


def read_note(model_path: Path) -> ModelNote | None:
    """The note of a model; None where there is none, or where the file beside it is something else."""
    try:
        return msgspec.json.decode(note_path(model_path).read_bytes(), type=ModelNote)
    except (OSError, msgspec.DecodeError):
        return None


def write_note(model_path: Path, note: ModelNote) -> None:
    """Write the note of a model that was just installed."""
    note_path(model_path).write_bytes(msgspec.json.encode(note) + b"\n")
