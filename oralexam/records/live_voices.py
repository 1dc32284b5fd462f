"""The voices that are being followed: each read once, for its words and for its outline."""

import threading
from collections import OrderedDict
from datetime import datetime
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from oralexam.journal.exam_clock import ExamClock, segment_clocks
from oralexam.journal.following import SeatTail
from oralexam.journal.live_sound import SOUND_RATE_HZ, LiveSound, Placing, Sound
from oralexam.journal.reader import list_tracks
from oralexam.records.manifest import BUCKET_S, Peaks

MOST_KEPT: Final = 128
"""Outlines of so many voices are kept, those that were opened last: 120 KB for each ten minutes."""
_BUCKET_SAMPLES: Final = round(BUCKET_S * SOUND_RATE_HZ)
_PLACED_EVERY: Final = 50
"""One bucket in a second is placed by its clock, those between them in equal steps."""


class LiveVoices:
    """Every voice that this process follows or has followed lately."""

    def __init__(self, recordings: Path, *, join_s: float) -> None:
        self._recordings = recordings
        self._join_s = join_s
        self._voices: OrderedDict[tuple[str, str], LiveVoice] = OrderedDict()
        self._lock = threading.Lock()

    def open(self, sitting_id: str, seat: str) -> "LiveVoice":
        """Begin to follow a voice, from its beginning."""
        voice = LiveVoice(self._recordings, sitting_id, seat, join_s=self._join_s)
        with self._lock:
            self._voices[sitting_id, seat] = voice
            self._voices.move_to_end((sitting_id, seat))
            while len(self._voices) > MOST_KEPT:
                self._voices.popitem(last=False)
        return voice

    def beside(self, sitting_id: str, seat: str) -> LiveSound:
        """A voice once more, for whoever listens to another one and has to know what was said beside it."""
        return LiveSound(SeatTail(self._recordings, sitting_id, seat), join_s=self._join_s)

    def outline(self, sitting_id: str, seat: str, zero_utc: datetime, *, within_s: float) -> Peaks | None:
        """The outline of a voice that is followed here, once all that was recorded is in it; else None."""
        with self._lock:
            voice = self._voices.get((sitting_id, seat))
        if voice is None or not voice.caught_up.wait(within_s):
            return None
        return voice.outline(zero_utc)


class LiveVoice:
    """One seat's voice; read by one thread, its outline asked for by any."""

    def __init__(self, recordings: Path, sitting_id: str, seat: str, *, join_s: float) -> None:
        self._recordings = recordings
        self._sitting_id = sitting_id
        self._sound = LiveSound(SeatTail(recordings, sitting_id, seat), join_s=join_s)
        self._lock = threading.Lock()
        self._outlines: list[_Outline] = []
        self.caught_up = threading.Event()
        """Set while all that was recorded has been read, and nothing is being recorded."""

    def read(self) -> list[Sound]:
        """What has come since the last time."""
        with self._lock:
            sounds = self._sound.read()
            self._draw(sounds)
            if not sounds and self._sound.tail.is_quiet:
                self.caught_up.set()
            else:
                self.caught_up.clear()
        return sounds

    def finish(self) -> list[Sound]:
        """Nothing more comes: all that is left."""
        with self._lock:
            sounds = self._sound.finish()
            self._draw(sounds)
            self.caught_up.set()
        return sounds

    @property
    def is_quiet(self) -> bool:
        """Whether all that is there was read, and nothing is being recorded now."""
        return self.caught_up.is_set()

    def arrived_us(self, stretch: int, sample: int) -> float:
        """When a sample came, in UTC µs (`LiveSound.arrived_us`)."""
        return self._sound.arrived_us(stretch, sample)

    def placed(self, zero_utc: datetime, *, for_good: bool) -> Placing:
        """The samples on the exam clock; `for_good` sets voices and pictures to each other, as copies do."""
        exam_clock = ExamClock(zero_utc=zero_utc)
        whole = segment_clocks(list_tracks(self._recordings, self._sitting_id)) if for_good else None
        with self._lock:
            return self._sound.placing(exam_clock, whole)

    def outline(self, zero_utc: datetime) -> Peaks | None:
        """The greatest amplitude of each bucket, as far as the voice was read; None without any sound."""
        placing = self.placed(zero_utc, for_good=False)
        with self._lock:
            drawn = [(number, outline.peaks()) for number, outline in enumerate(self._outlines)]
        drawn = [(number, peaks) for number, peaks in drawn if len(peaks)]
        if not drawn:
            return None
        starts_s = placing.seconds(drawn[0][0], 0)
        placed = [(_buckets(placing, number, len(peaks)) - starts_s, peaks) for number, peaks in drawn]
        length = max(round(float(at_s[-1]) / BUCKET_S) for at_s, _ in placed) + 1
        outline = np.zeros(max(1, length), np.float32)
        for at_s, peaks in placed:
            index = np.clip(np.round(at_s / BUCKET_S).astype(np.int64), 0, len(outline) - 1)
            np.maximum.at(outline, index, peaks)
        heights: list[float] = np.minimum(outline, 1.0).astype(np.float64).round(3).tolist()
        return Peaks(bucket_s=BUCKET_S, starts_s=round(starts_s, 3), peaks=heights)

    def _draw(self, sounds: list[Sound]) -> None:
        for sound in sounds:
            if sound.begins or not self._outlines:
                self._outlines.append(_Outline())
            self._outlines[-1].add(sound.samples)


class _Outline:
    """The outline of one stretch, as it grows."""

    def __init__(self) -> None:
        self._done: list[NDArray[np.float32]] = []
        self._rest = np.zeros(0, np.float32)

    def add(self, samples: NDArray[np.float32]) -> None:
        """Take what comes next."""
        loud = np.concatenate([self._rest, np.abs(samples)])
        whole = len(loud) // _BUCKET_SAMPLES * _BUCKET_SAMPLES
        if whole:
            self._done.append(loud[:whole].reshape(-1, _BUCKET_SAMPLES).max(axis=1))
        self._rest = loud[whole:]

    def peaks(self) -> NDArray[np.float32]:
        """All of it, the last bucket perhaps short."""
        last = [self._rest.max(keepdims=True)] if len(self._rest) else []
        self._done = [np.concatenate(self._done)] if self._done else []
        return np.concatenate([*self._done, *last]) if self._done or last else np.zeros(0, np.float32)


def _buckets(placing: Placing, stretch: int, count: int) -> NDArray[np.float64]:
    """When each bucket of a stretch begins."""
    known = np.unique(np.append(np.arange(0, count, _PLACED_EVERY), count - 1))
    at_s = [placing.seconds(stretch, int(number) * _BUCKET_SAMPLES) for number in known]
    return np.interp(np.arange(count), known, at_s)
