"""One picture of a video, so that a replay shows faces before it fetches a film."""

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path
from typing import Final

import av
import structlog

from oralexam.records.vp8 import Picture

_AFTER_S: Final = 1.0
"""Cameras open dark: the first key picture after this is taken, or else the first of all."""

_log = structlog.get_logger(__name__)


def write_poster(pictures: Sequence[Picture], path: Path) -> str | None:
    """Write a JPEG of an early key picture; its name. None where there is none, or it cannot be decoded."""
    keys = [picture for picture in pictures if picture.header.key]
    if not keys:
        return None
    late = (picture for picture in keys if picture.at_s >= keys[0].at_s + _AFTER_S)
    try:
        content = _jpeg(next(late, keys[0]).data)
    except (av.FFmpegError, ValueError) as error:
        # A recording without a poster is a recording.
        _log.warning("poster-not-made", cause=type(error).__name__)
        return None
    if not content:
        return None
    path.write_bytes(content)
    return path.name


def _jpeg(key_picture: bytes) -> bytes:
    decoder = av.VideoCodecContext.create("vp8", "r")
    frames = [*decoder.decode(av.Packet(key_picture)), *decoder.decode(None)]
    if not frames:
        return b""
    encoder = av.VideoCodecContext.create("mjpeg", "w")
    encoder.width, encoder.height, encoder.pix_fmt = frames[0].width, frames[0].height, "yuvj420p"
    encoder.time_base = Fraction(1, 1)
    frame = frames[0].reformat(format="yuvj420p")
    frame.pts = 0
    return b"".join(bytes(packet) for packet in [*encoder.encode(frame), *encoder.encode(None)])
