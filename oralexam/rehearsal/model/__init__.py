"""The rehearsal model: a Whisper checkpoint that knows only the rehearsal's lines."""

from pathlib import Path


def rehearsal_model_path() -> Path:
    """Where the checkpoint lies; `rehearsal.json` beside it says what it is."""
    return Path(__file__).with_name("rehearsal.pt")
