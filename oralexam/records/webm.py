"""Seekable WebM files from what was sent, without encoding anything anew; for the worker process only.

Cues stand at the front and the duration in the header, so that a browser can seek after its first request.
"""

import io
from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import zip_longest
from pathlib import Path
from typing import Final

import av

from oralexam.journal.ogg import SILENT_PACKET, ogg_opus
from oralexam.journal.opus import RATE_HZ, OpusFrame
from oralexam.records.vp8 import Picture

_OPTIONS: Final = {"cluster_time_limit": "2000", "cues_to_front": "1", "fflags": "+bitexact"}
"""One cue for each two seconds of sound (milliseconds; the muxer's default is one for five). Bit-exact: the
same packets make the same file, without chance in its identifiers: made again, it is left in its place."""
_VIDEO_RATE_HZ: Final = 90_000
LAST_PICTURE_S: Final = 1 / 15
"""How long the last picture stands: nothing says it, and this is one frame of a slow camera."""


def write_audio(path: Path, frames: Iterable[OpusFrame]) -> None:
    """One seat's voice; concealed frames stand in it as packets that make the player conceal."""
    time_base = Fraction(1, RATE_HZ)
    with (
        # PyAV sets codec headers in no other way: the muxer takes the stream of an empty file as a pattern.
        av.open(io.BytesIO(b"".join(ogg_opus([SILENT_PACKET]))), "r", format="ogg") as template,
        av.open(str(path), "w", format="webm", options=_OPTIONS) as output,
    ):
        stream = output.add_stream_from_template(template.streams.audio[0], opaque=True)
        for frame in frames:
            packet = av.Packet(frame.data)
            packet.stream, packet.time_base = stream, time_base
            packet.pts = packet.dts = frame.at_samples
            packet.duration = frame.samples
            packet.is_keyframe = True
            output.mux(packet)


def write_video(path: Path, pictures: Sequence[Picture]) -> None:
    """One seat's picture, its zero at the first of `pictures`, which is a key frame."""
    time_base = Fraction(1, _VIDEO_RATE_HZ)
    header = pictures[0].header
    with av.open(str(path), "w", format="webm", options=_OPTIONS) as output:
        stream = output.add_mux_stream("vp8", width=header.width, height=header.height)
        stream.time_base = time_base
        earliest = 0
        for picture, following in zip_longest(pictures, pictures[1:]):
            # The file counts whole milliseconds; no two pictures may stand at the same one.
            pts = max(earliest, round((picture.at_s - pictures[0].at_s) * _VIDEO_RATE_HZ))
            earliest = pts + _VIDEO_RATE_HZ // 1000
            packet = av.Packet(picture.data)
            packet.stream, packet.time_base = stream, time_base
            packet.pts = packet.dts = pts
            stands_s = LAST_PICTURE_S if following is None else following.at_s - picture.at_s
            packet.duration = max(1, round(stands_s * _VIDEO_RATE_HZ))
            packet.is_keyframe = picture.header.key
            output.mux(packet)
