"""What a server asks of its machine, each question with its code."""

from oralexam.errors import SystemFault, Unavailable
from oralexam.records.ffmpeg_program import find_ffmpeg
from oralexam.settings import Settings
from oralexam.storage.files import LEAST_FREE, LITTLE_FREE, DataFolder
from oralexam.transcripts.models import find_model


def probe_ffmpeg() -> None:
    """An ffmpeg is there.

    Raises:
        SystemFault: `ffmpeg-missing`.
    """
    find_ffmpeg()


def probe_disk(files: DataFolder) -> None:
    """There is room for a day of recordings.

    Raises:
        SystemFault: `disk-full`: nothing new begins.
        Unavailable: `disk-low`: a warning; all goes on.
    """
    free = files.free_fraction()
    if free < LEAST_FREE:
        raise SystemFault("disk-full")
    if free < LITTLE_FREE:
        raise Unavailable("disk-low")


def probe_model(settings: Settings, files: DataFolder) -> None:
    """The speech model is installed.

    Raises:
        Unavailable: `model-not-installed`.
    """
    find_model(settings.whisper_model, data_folder=files.root)
