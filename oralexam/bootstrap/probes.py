"""What a server asks of its machine, each question with its code."""

from oralexam.errors import SystemFault
from oralexam.records.mixing import find_ffmpeg
from oralexam.settings import Settings
from oralexam.storage.files import DataFolder
from oralexam.transcripts.models import find_model

LEAST_FREE = 0.05
"""Shared fault table: at 5 % free, new sittings are refused."""
WARN_FREE = 0.15


def probe_ffmpeg() -> None:
    """An ffmpeg is there.

    Raises:
        SystemFault: `ffmpeg-missing`.
    """
    find_ffmpeg()


def probe_disk(files: DataFolder) -> None:
    """There is room for a day of recordings.

    Raises:
        SystemFault: `disk-full`.
    """
    if files.free_fraction() < LEAST_FREE:
        raise SystemFault("disk-full")


def probe_model(settings: Settings, files: DataFolder) -> None:
    """The speech model is installed.

    Raises:
        Unavailable: `model-not-installed`.
    """
    find_model(settings.whisper_model, data_folder=files.root)
