"""Sound of one seat as it comes, for the worker process only: decoded once, in order, at 16 kHz.

Sound without a long hole is one stretch; inside it every sample has its place by the RTP timestamps alone.
Where a stretch lies on the exam clock is asked afterwards, when its clock is known best.
"""

from bisect import bisect_right
from collections.abc import Mapping
from pathlib import Path
from typing import Final

import av
import av.error
import msgspec
import numpy as np
from numpy.typing import NDArray

from oralexam.journal.decoding import decode_one, new_decoder
from oralexam.journal.exam_clock import ExamClock, SegmentClock
from oralexam.journal.following import FollowedPacket, SeatTail
from oralexam.journal.opus import LOOKAHEAD_SAMPLES, RATE_HZ, OpusFrame, concealments, packet_samples

SOUND_RATE_HZ: Final = 16_000
TICKS_A_SAMPLE: Final = RATE_HZ // SOUND_RATE_HZ
SPLIT_AT_S: Final = 1.0
"""After a second without a packet a decoder's concealment is silence: silence itself is more honest."""
_SHORTEST_SAMPLES: Final = 120
_BLOCK_SAMPLES: Final = 9600
"""What is resampled in one go: by count, not by when it was read, so that reading later changes nothing."""


class Sound(msgspec.Struct, frozen=True, kw_only=True):
    """Samples in -1..1 that follow what came before; with `begins` they begin another stretch."""

    samples: NDArray[np.float32]
    begins: bool = False


class _Place(msgspec.Struct, frozen=True, kw_only=True):
    """From this sample of a stretch on, a clock's RTP timestamps count."""

    stretch: int
    at_samples: int
    clock: int
    rtp: int


def _place_key(place: _Place) -> tuple[int, int]:
    return place.stretch, place.at_samples


class Placing:
    """Where samples lie on the exam clock, by the clocks as they are known now."""

    def __init__(
        self, places: list[_Place], clocks: Mapping[int, SegmentClock], exam_clock: ExamClock
    ) -> None:
        self._places = [place for place in places if place.clock in clocks]
        self._keys = [_place_key(place) for place in self._places]
        self._clocks = clocks
        self._exam_clock = exam_clock

    def seconds(self, stretch: int, sample: int) -> float:
        """The instant of a sample of a stretch."""
        place = self._places[max(0, bisect_right(self._keys, (stretch, sample)) - 1)]
        rtp = place.rtp + (sample - place.at_samples) * TICKS_A_SAMPLE
        return self._exam_clock.seconds(self._clocks[place.clock], rtp)


class LiveSound:
    """Decodes what a `SeatTail` gives.

    Args:
        tail: Where the packets come from.
        join_s: A hole shorter than this is filled with silence: a lost connection cuts no sentence in two.
    """

    def __init__(self, tail: SeatTail, *, join_s: float) -> None:
        self.tail = tail
        self._join_s = join_s
        self._run: _Run | None = None
        self._stretch = -1
        self._samples = 0
        self._expected = 0
        self._last: FollowedPacket | None = None
        self._places: list[_Place] = []

    def read(self) -> list[Sound]:
        """What has come since the last time."""
        sounds = [sound for packet in self.tail.poll() for sound in self._take(packet)]
        if not sounds and self._run is not None and self.tail.is_quiet:
            sounds = self._end_run()
        return sounds

    def finish(self) -> list[Sound]:
        """Nothing more comes: all that is left."""
        sounds = [sound for packet in self.tail.finish() for sound in self._take(packet)]
        return sounds + self._end_run()

    @property
    def is_quiet(self) -> bool:
        """Whether all that is there was read, and nothing is being recorded now."""
        return self._run is None and self.tail.is_quiet

    def arrived_us(self, stretch: int, sample: int) -> float:
        """When a sample came, in UTC µs: for laying tracks beside each other while they come.

        The same while the call runs and afterwards, once `STEADY_AFTER_S` of sound or the stretch's end were
        read behind it; the exam clock knows better in the end.
        """
        index = max(0, bisect_right(self._places, (stretch, sample), key=_place_key) - 1)
        place = self._places[index]
        rtp = place.rtp + (sample - place.at_samples) * TICKS_A_SAMPLE
        return self.tail.clocks[place.clock].steady_us(rtp)

    def placing(
        self, exam_clock: ExamClock, whole_segments: Mapping[Path, SegmentClock] | None = None
    ) -> Placing:
        """Where the samples lie; `whole_segments` are better known clocks of segments that have only one."""
        clocks = {}
        for number, clock in enumerate(self.tail.clocks):
            known = (whole_segments or {}).get(clock.segment) if clock.alone else None
            fitted = known or clock.fitted()
            if fitted is not None:
                clocks[number] = fitted
        return Placing(self._places, clocks, exam_clock)

    def _take(self, followed: FollowedPacket) -> list[Sound]:
        packet, last = followed.packet, self._last
        samples = packet_samples(packet.payload)
        if not samples:
            return []
        sounds: list[Sound] = []
        if followed.begins or self._run is None or last is None:
            gap_s = None
            if last is not None:
                since_s = (packet.arrival_us - last.packet.arrival_us) / 1e6
                gap_s = since_s - packet_samples(last.packet.payload) / RATE_HZ
            sounds += self._begin_run(followed, gap_s)
        else:
            hole = packet.timestamp - self._expected
            if 2 * hole <= -samples:
                return []  # this time has been heard already
            if hole >= SPLIT_AT_S * RATE_HZ:
                sounds += self._begin_run(followed, hole / RATE_HZ)
            elif hole >= _SHORTEST_SAMPLES:
                sounds += self._conceal(hole, last.packet.payload[0])
        run = self._run
        if run is None:
            return sounds
        self._mark(followed, run)
        sounds += self._made(run.add(packet.payload, samples, concealed=False))
        self._expected = packet.timestamp + samples
        self._last = followed
        return sounds

    def _conceal(self, hole: int, like: int) -> list[Sound]:
        run = self._run
        if run is None:
            return []
        return [
            sound
            for length, data in concealments(hole, like)
            for sound in self._made(run.add(data, length, concealed=True))
        ]

    def _mark(self, followed: FollowedPacket, run: "_Run") -> None:
        """Note the packet's place where it does not follow from the one before."""
        at = run.began_at + run.given // TICKS_A_SAMPLE
        rtp = followed.packet.timestamp
        last = self._places[-1] if self._places else None
        if last is not None and (last.stretch, last.clock) == (self._stretch, followed.clock):
            expected = last.rtp + (at - last.at_samples) * TICKS_A_SAMPLE
            if abs(expected - rtp) < TICKS_A_SAMPLE:
                return
        self._places.append(_Place(stretch=self._stretch, at_samples=at, clock=followed.clock, rtp=rtp))

    def _begin_run(self, followed: FollowedPacket, gap_s: float | None) -> list[Sound]:
        sounds = self._end_run()
        if gap_s is not None and gap_s < self._join_s and self._stretch >= 0:
            silence = np.zeros(max(0, round(gap_s * SOUND_RATE_HZ)), np.float32)
            sounds += self._made(silence)
        else:
            self._stretch += 1
            self._samples = 0
            sounds.append(Sound(samples=np.zeros(0, np.float32), begins=True))
        self._run = _Run(began_at=self._samples)
        self._expected = followed.packet.timestamp
        return sounds

    def _end_run(self) -> list[Sound]:
        run, self._run = self._run, None
        return self._made(run.end()) if run is not None else []

    def _made(self, samples: NDArray[np.float32]) -> list[Sound]:
        self._samples += len(samples)
        return [Sound(samples=samples)] if len(samples) else []


class _Run:
    """Consecutive frames through one decoder and one resampler, exactly as long as they are."""

    def __init__(self, *, began_at: int) -> None:
        self.began_at = began_at
        self.given = 0
        """Samples at 48 kHz that went in."""
        self._made = 0
        self._skip = LOOKAHEAD_SAMPLES
        self._decoder = new_decoder()
        self._resampler = av.AudioResampler(format="flt", layout="mono", rate=SOUND_RATE_HZ)
        self._waiting: list[NDArray[np.int16]] = []
        self._waiting_samples = 0
        self._fed = 0

    def add(self, data: bytes, samples: int, *, concealed: bool) -> NDArray[np.float32]:
        """Take a frame; what is ready by now."""
        frame = OpusFrame(at_samples=self.given, samples=samples, data=data, concealed=concealed)
        sound = decode_one(self._decoder, frame)
        if sound is None:
            self._decoder = new_decoder()
            sound = np.zeros(samples, np.int16)
        self.given += samples
        return self._feed(sound)

    def end(self) -> NDArray[np.float32]:
        """What is left, so that as much has come out as went in."""
        # What a decoder gives lies later than the timestamps say, by the encoder's look-ahead.
        first = self._feed(np.zeros(LOOKAHEAD_SAMPLES, np.int16))
        last = self._resample() if self._waiting_samples else np.zeros(0, np.float32)
        flushed = [each.to_ndarray().reshape(-1) for each in self._resampler.resample(None)]
        made = np.concatenate([first, last, *flushed])
        length = self.given // TICKS_A_SAMPLE - self._made + len(first) + len(last)
        return np.pad(made[:length], (0, max(0, length - len(made)))).astype(np.float32, copy=False)

    def _feed(self, sound: NDArray[np.int16]) -> NDArray[np.float32]:
        skipped = min(self._skip, len(sound))
        self._skip -= skipped
        self._waiting.append(sound[skipped:])
        self._waiting_samples += len(sound) - skipped
        if self._waiting_samples < _BLOCK_SAMPLES:
            return np.zeros(0, np.float32)
        return self._resample()

    def _resample(self) -> NDArray[np.float32]:
        sound = np.concatenate(self._waiting)
        self._waiting, self._waiting_samples = [], 0
        block = av.AudioFrame.from_ndarray(sound.reshape(1, -1), format="s16", layout="mono")
        block.sample_rate, block.pts = RATE_HZ, self._fed
        self._fed += len(sound)
        parts = [each.to_ndarray().reshape(-1) for each in self._resampler.resample(block)]
        made = np.concatenate(parts) if parts else np.zeros(0, np.float32)
        self._made += len(made)
        return made.astype(np.float32, copy=False)
