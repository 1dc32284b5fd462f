"""The rehearsal's lines as a track would hold them."""

import subprocess
from dataclasses import dataclass
from importlib import resources
from pathlib import Path

import msgspec
import numpy as np

from oralexam.transcripts.ports import SAMPLE_RATE_HZ, Samples

REHEARSAL = Path(str(resources.files("oralexam"))) / "rehearsal"
MODEL = REHEARSAL / "model" / "rehearsal.pt"
SHARED_SPEECH = Path(__file__).resolve().parents[3] / "shared" / "speech"


@dataclass(frozen=True, kw_only=True)
class SpokenWord:
    """A word of a line, timed in the line."""

    text: str
    start_s: float
    end_s: float


@dataclass(frozen=True, kw_only=True)
class RehearsalLine:
    """One line of the shipped call, at 16 kHz."""

    seat: str
    text: str
    duration_s: float
    words: tuple[SpokenWord, ...]
    samples: Samples


def decode(source: bytes | Path, *options: str) -> Samples:
    """Any audio as 16 kHz mono floats, by ffmpeg."""
    given = str(source) if isinstance(source, Path) else "-"
    command = [
        "ffmpeg",
        "-nostdin",
        "-v",
        "error",
        *options,
        "-i",
        given,
        "-f",
        "f32le",
        "-ar",
        "16000",
        "-ac",
        "1",
    ]
    data = source if isinstance(source, bytes) else b""
    done = subprocess.run([*command, "-"], input=data, capture_output=True, check=True)
    return np.frombuffer(done.stdout, "<f4").copy()


def through_opus(samples: Samples, *, kbit_s: int) -> Samples:
    """The same audio after Opus, as a browser's microphone track would come back."""
    command = ["ffmpeg", "-nostdin", "-v", "error", "-f", "f32le", "-ar", "16000", "-ac", "1", "-i", "-"]
    command += ["-c:a", "libopus", "-b:a", f"{kbit_s}k", "-application", "voip", "-f", "ogg", "-"]
    coded = subprocess.run(command, input=samples.astype("<f4").tobytes(), capture_output=True, check=True)
    return decode(coded.stdout)


@dataclass(frozen=True, kw_only=True)
class Track:
    """Lines with silence between them, and where each one starts."""

    samples: Samples
    starts_s: tuple[float, ...]


def track_of(lines: list[RehearsalLine], *, pause_s: float = 3.0, gain: float = 1.0) -> Track:
    """One speaker's track: silence, a line, silence, a line ..."""
    parts: list[Samples] = []
    starts_s = []
    position = 0
    for line in lines:
        pause = np.zeros(round(pause_s * SAMPLE_RATE_HZ), np.float32)
        parts += [pause, line.samples * np.float32(gain)]
        starts_s.append((position + len(pause)) / SAMPLE_RATE_HZ)
        position += len(pause) + len(line.samples)
    parts.append(np.zeros(2 * SAMPLE_RATE_HZ, np.float32))
    return Track(samples=np.concatenate(parts), starts_s=tuple(starts_s))


def load_lines() -> list[RehearsalLine]:
    """The shipped call in speaking order."""
    folder = REHEARSAL / "lines"
    return [
        RehearsalLine(
            seat=entry["seat"],
            text=entry["text"],
            duration_s=entry["duration_s"],
            words=tuple(SpokenWord(**word) for word in entry["words"]),
            samples=decode(folder / entry["file"]),
        )
        for entry in msgspec.json.decode((folder / "lines.json").read_bytes())
    ]
