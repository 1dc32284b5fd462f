"""A voice whose holes were filled, heard once more: for whoever writes words down, in the worker only."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Final

import av
import numpy as np
from numpy.typing import NDArray

from oralexam.journal.live_sound import SOUND_RATE_HZ, Sound
from oralexam.records.heard import HEARD
from oralexam.records.manifest import TrackCopies, read_manifest

LEAST_SAID_S: Final = 0.2
"""Less speech in all holes together is no word: what was written down stands."""
_AT_ONCE_SAMPLES: Final = 30 * SOUND_RATE_HZ


class FilledVoice:
    """A filled listening copy, as a voice that nothing more comes of (`transcripts.track_job.Voice`)."""

    def __init__(self, path: Path, *, starts_s: float, zero_utc: datetime) -> None:
        self._starts_s = starts_s
        self._zero_us = zero_utc.timestamp() * 1e6
        self._sound = _decoded(path)
        self._read = 0

    def read(self) -> list[Sound]:
        """The next half minute."""
        first, self._read = self._read, self._read + _AT_ONCE_SAMPLES
        samples = self._sound[first : self._read]
        return [Sound(samples=samples, begins=first == 0)] if len(samples) else []

    def finish(self) -> list[Sound]:
        """All that is left."""
        left = []
        while sounds := self.read():
            left += sounds
        return left

    @property
    def is_quiet(self) -> bool:
        """Whether all was read."""
        return self._read >= len(self._sound)

    def arrived_us(self, stretch: int, sample: int) -> float:
        """When a sample was, in UTC µs."""
        return self._zero_us + self.seconds(stretch, sample) * 1e6

    def placed(self, zero_utc: datetime, *, for_good: bool) -> "FilledVoice":
        """It lies on the exam clock already."""
        del zero_utc, for_good
        return self

    def seconds(self, stretch: int, sample: int) -> float:
        """Where a sample lies on the exam clock; there is one stretch."""
        del stretch
        return self._starts_s + sample / SOUND_RATE_HZ


class Fillings:
    """Which voices were filled with speech, and of which fillings there are words already.

    Args:
        listening: The folder that has one folder a sitting.
        leave_nothing_unknown: Removes the folder of a sitting that was wiped meanwhile.
    """

    def __init__(self, listening: Path, *, leave_nothing_unknown: Callable[[str], None]) -> None:
        self._listening = listening
        self._leave_nothing_unknown = leave_nothing_unknown

    def wanted(self, sitting_id: str, seat: str) -> str:
        """The version that the words should be of; empty where all that was said arrived."""
        track = self._filled(sitting_id, seat)
        return track.version if track is not None else ""

    def open(self, sitting_id: str, seat: str, zero_utc: datetime) -> FilledVoice | None:
        """The voice; None where it was not filled, or the call was placed on another clock since."""
        track = self._filled(sitting_id, seat)
        manifest = read_manifest(self._listening, sitting_id)
        if track is None or track.audio is None or manifest is None or manifest.zero_utc != zero_utc:
            return None
        path = self._listening / sitting_id / track.audio.name
        return FilledVoice(path, starts_s=track.audio.starts_s, zero_utc=zero_utc)

    def heard(self, sitting_id: str, seat: str) -> str:
        """Of which version the words are."""
        try:
            return self._marker(sitting_id, seat).read_text(encoding="ascii")
        except FileNotFoundError:
            return ""

    def keep_heard(self, sitting_id: str, seat: str, version: str) -> None:
        """The words stand: they are of this version."""
        if version == self.heard(sitting_id, seat):
            return
        self._marker(sitting_id, seat).write_text(version, encoding="ascii")
        self._leave_nothing_unknown(sitting_id)

    def to_hear(self, sitting_id: str) -> list[str]:
        """The seats whose words are of another version than the one that is there."""
        manifest = read_manifest(self._listening, sitting_id)
        seats = [track.seat for track in manifest.tracks] if manifest is not None else []
        wanted = {seat: self.wanted(sitting_id, seat) for seat in seats}
        return [seat for seat, new in wanted.items() if new and new != self.heard(sitting_id, seat)]

    def _filled(self, sitting_id: str, seat: str) -> TrackCopies | None:
        manifest = read_manifest(self._listening, sitting_id)
        for track in manifest.tracks if manifest is not None else ():
            if track.seat == seat and track.copies is not None and track.copies.said_s >= LEAST_SAID_S:
                return track
        return None

    def _marker(self, sitting_id: str, seat: str) -> Path:
        return self._listening / sitting_id / f"{seat}{HEARD}"


def _decoded(path: Path) -> NDArray[np.float32]:
    """All of a file, mono at 16 kHz."""
    parts = []
    with av.open(str(path)) as container:
        resampler = av.AudioResampler(format="flt", layout="mono", rate=SOUND_RATE_HZ)
        for frame in container.decode(audio=0):
            parts += [each.to_ndarray().reshape(-1) for each in resampler.resample(frame)]
        parts += [each.to_ndarray().reshape(-1) for each in resampler.resample(None)]
    return np.concatenate(parts) if parts else np.zeros(0, np.float32)
