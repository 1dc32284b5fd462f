"""The listening copy: all voices in one file, each levelled, the whole at one loudness. Made by ffmpeg."""

import re
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import ffmpeg

from oralexam.apart import bound
from oralexam.bound_process import NOT_THERE
from oralexam.errors import SystemFault
from oralexam.records.ffmpeg_program import find_ffmpeg

TARGET_LUFS: Final = -18.0
"""Loudness of speech where people listen at a desk (AES TD1008, interface distribution: speech)."""
_MOST_GAIN_DB: Final = 20.0
_PEAK: Final = 0.84
"""-1.5 dB: what is lost to encoding stays below full scale (EBU R 128 keeps 1 dB)."""
_ENCODING: Final = {"acodec": "libopus", "b:a": "64k", "compression_level": 5, "ar": 48_000, "ac": 1}
"""More than one channel of speech needs; measured, level 5 takes 3/4 of the time of level 10."""
_TIMEOUT_S: Final = 600
_LEVELLED: Final = {"f": 250, "g": 15, "m": 8, "t": 0.003}
"""dynaudnorm: frames of 250 ms, smoothed over 15 (about 4 s), at most +18 dB, silence left as it is."""
_LOUDNESS: Final = re.compile(r"^\s*I:\s+(-?[0-9.]+) LUFS", re.MULTILINE)


def mix(voices: Sequence[tuple[Path, float]], target: Path, *, work: Path) -> None:
    """Write the voices (file, how many seconds it begins after the first one) into `target`, WebM with Opus.

    `work` is a folder for what is needed in between.

    Raises:
        SystemFault: `ffmpeg-missing`, `ffmpeg-failed`.
    """
    program = find_ffmpeg()
    levelled = work / "levelled.wav"
    loudness = _measured(_run(program, _levelling(voices, levelled)))
    gain_db = 0.0 if loudness is None else max(-_MOST_GAIN_DB, min(_MOST_GAIN_DB, TARGET_LUFS - loudness))
    loud = ffmpeg.input(str(levelled)).audio.filter("volume", f"{gain_db:.2f}dB")
    limited = loud.filter("alimiter", limit=_PEAK, level="disabled")
    encoded = limited.output(str(target), format="webm", cues_to_front=1, **_ENCODING)
    _run(program, encoded)


def _levelling(voices: Sequence[tuple[Path, float]], levelled: Path) -> ffmpeg.nodes.OutputStream:
    heard = []
    for path, begins_s in voices:
        voice = ffmpeg.input(str(path)).audio.filter("dynaudnorm", **_LEVELLED)
        heard.append(voice.filter("adelay", delays=round(begins_s * 1000), all=1))
    together = ffmpeg.filter(heard, "amix", inputs=len(heard), normalize=0) if len(heard) > 1 else heard[0]
    measured = together.filter("ebur128", framelog="verbose")
    return measured.output(str(levelled), acodec="pcm_s16le", ar=48_000, ac=1, format="wav")


def _run(program: str, stream: ffmpeg.nodes.OutputStream) -> str:
    quiet = ["-nostdin", "-hide_banner", "-nostats"]
    command = [*ffmpeg.compile(stream, cmd=program, overwrite_output=True), *quiet]
    try:
        done = subprocess.run(  # noqa: S603 -- no shell; every argument is made here, files have server-made names
            bound(command), capture_output=True, check=True, timeout=_TIMEOUT_S, text=True, errors="replace"
        )
    except subprocess.CalledProcessError as error:
        if error.returncode == NOT_THERE:
            raise SystemFault("ffmpeg-missing") from error
        raise SystemFault("ffmpeg-failed", exit_status=error.returncode) from error
    except subprocess.TimeoutExpired as error:
        raise SystemFault("ffmpeg-failed", timeout_s=_TIMEOUT_S) from error
    return done.stderr


def _measured(log: str) -> float | None:
    """The integrated loudness (ITU-R BS.1770) that ffmpeg tells last; None where there was only silence."""
    found = _LOUDNESS.findall(log)
    loudness = float(found[-1]) if found else -70.0
    return loudness if loudness > -70.0 else None
