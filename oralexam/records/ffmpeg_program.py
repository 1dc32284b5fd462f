"""Where the ffmpeg program is. Apart from what calls it: the server asks, and needs none of the rest."""

import shutil

from oralexam.errors import SystemFault


def find_ffmpeg() -> str:
    """The ffmpeg program: the one that is installed, else the one that a wheel carries.

    Raises:
        SystemFault: `ffmpeg-missing`.
    """
    if found := shutil.which("ffmpeg"):
        return found
    import imageio_ffmpeg  # noqa: PLC0415  # only where none is installed

    try:
        return str(imageio_ffmpeg.get_ffmpeg_exe())
    except RuntimeError as error:
        raise SystemFault("ffmpeg-missing") from error
