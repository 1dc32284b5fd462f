"""The other party's voice beside the one that is written down: its outline at any instant of the call."""

import time
from collections import deque
from collections.abc import Callable, Sequence
from typing import Protocol

import msgspec
import numpy as np

from oralexam.transcripts.bleed import AFTER, BEFORE, OutlineBeside
from oralexam.transcripts.ports import Samples, Sound
from oralexam.transcripts.spectrum import BANDS, HOP_S, HOP_SAMPLES, Outline, outline

STEADY_AFTER_S = 5.5
"""So far must a voice have been read past an instant for that to be known for good (`LiveSound.arrived_us`:
five seconds), and a packet more."""
WAIT_S = 3.0
"""How long is waited for a voice of which nothing more comes, though its journal is open: its connection may
be lost. A journal's writer brings packets to the kernel every 0.04 s."""
LOOK_S = 0.1
_KEPT_S = 150.0
"""How far back it is known: a clip of 21 s is given out 6 s after its end, and journals are read in pieces of
up to 52 s (64 KiB of the shortest packets)."""
_SILENCE_DB = -100.0


class BesideVoice(Protocol):
    """A journal as sound, with the instants at which it came."""

    def read(self) -> Sequence[Sound]:
        """What has come since the last time; nothing where there is no news."""
        ...

    @property
    def is_quiet(self) -> bool:
        """Whether all that is there was read, and nothing is being recorded now."""
        ...

    def arrived_us(self, stretch: int, sample: int) -> float:
        """When a sample came, in UTC µs."""
        ...


class OtherVoice:
    """Follows the other party's journal as far as it is needed.

    Args:
        voice: The journal.
        pause: Waits so many seconds; raises where the worker stops.
    """

    def __init__(self, voice: BesideVoice, pause: Callable[[float], None]) -> None:
        self._voice = voice
        self._pause = pause
        self._stretch = -1
        self._samples = 0
        self._rest: Samples = np.zeros(0, np.float32)
        self._known: deque[_Known] = deque()
        self._newest_us = 0.0
        """How far it was read."""
        self._given_up = False
        """Whether it was waited for in vain, and nothing has come since."""

    def follow(self, until_us: float) -> None:
        """Read on up to an instant, as far as it is there; waits for nothing."""
        while self._newest_us < until_us and self._read():
            pass

    def beside(self, start_us: float, frames: int) -> OutlineBeside:
        """Its outline at so many frames from `start_us`, and at those before and after that a gate looks at.

        Waits until the journal was read as far as that, its recording has ended, or nothing more came for
        `WAIT_S`. Where it holds no sound there is silence.
        """
        end_us = start_us + (frames + AFTER) * HOP_S * 1e6
        self._wait_for(end_us + STEADY_AFTER_S * 1e6)
        first_us = start_us - BEFORE * HOP_S * 1e6
        levels = np.full((BEFORE + frames + AFTER, BANDS + 1), _SILENCE_DB, np.float32)
        for known in self._known:
            known.lay_into(levels, first_us, self._voice.arrived_us)
        return OutlineBeside(levels=levels)

    def _wait_for(self, until_us: float) -> None:
        asked_at = time.monotonic()
        while self._newest_us < until_us:
            if self._read():
                asked_at, self._given_up = time.monotonic(), False
            elif self._voice.is_quiet or self._given_up:
                return
            elif time.monotonic() - asked_at > WAIT_S:
                self._given_up = True
            else:
                self._pause(LOOK_S)

    def _read(self) -> bool:
        """Take what has come; whether there was anything."""
        sounds = self._voice.read()
        for sound in sounds:
            if sound.begins or self._stretch < 0:
                self._stretch += 1
                self._samples = 0
                self._rest = np.zeros(0, np.float32)
            waiting = np.concatenate([self._rest, sound.samples])
            levels = outline(waiting)
            self._samples += len(sound.samples)
            if len(levels):
                at = self._samples - len(waiting)
                self._known.append(_Known(stretch=self._stretch, at_samples=at, levels=levels))
            self._rest = waiting[len(levels) * HOP_SAMPLES :]
            if self._samples:
                self._newest_us = self._voice.arrived_us(self._stretch, self._samples)
        self._forget()
        return bool(sounds)

    def _forget(self) -> None:
        # Counted in its own sound: a voice that says nothing new forgets nothing.
        frames = sum(len(known.levels) for known in self._known)
        while self._known and (frames - len(self._known[0].levels)) * HOP_S > _KEPT_S:
            frames -= len(self._known.popleft().levels)


class _Known(msgspec.Struct, frozen=True, kw_only=True):
    """Frames that follow each other, and the place of the first one's first sample."""

    stretch: int
    at_samples: int
    levels: Outline

    def lay_into(self, levels: Outline, first_us: float, arrived_us: Callable[[int, int], float]) -> None:
        """Put what falls into the time of `levels`, which begin at `first_us`, where it falls."""
        row = round((arrived_us(self.stretch, self.at_samples) - first_us) / 1e6 / HOP_S)
        skipped = max(0, -row)
        count = min(len(self.levels), len(levels) - row) - skipped
        if count > 0:
            levels[row + skipped : row + skipped + count] = self.levels[skipped : skipped + count]
