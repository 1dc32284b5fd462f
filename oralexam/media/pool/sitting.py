"""What is wanted for the media of one sitting, who carries it, and how it is doing."""

import time

import msgspec

from oralexam.media.layout import Kind
from oralexam.media.pool.worker import MediaWorker
from oralexam.media.ports import SeatTelemetry, VoiceWritten
from oralexam.rooms.seats import Seat


class CarriedSitting:
    """One sitting, as the pool keeps it."""

    def __init__(self) -> None:
        self.worker: MediaWorker | None = None
        self.is_briefed = False
        """Whether its worker knows what is wanted."""
        self.is_open = False
        self.has_lost_worker = False
        self.impairment: tuple[float, int] | None = None
        self.seats: set[Seat] = set()
        """Whose clients were answered by this worker."""
        self.linked: set[Seat] = set()
        """Whose voices came last time that somebody told."""
        self._telemetry: tuple[SeatTelemetry, ...] = ()
        self._told_s = 0.0
        self._loudest: dict[tuple[Seat, Kind], int] = {}

    def lose_worker(self) -> frozenset[Seat]:
        """Its worker is dead; whose links are lost with it."""
        lost = frozenset(self.linked)
        self.worker, self.is_briefed, self.has_lost_worker = None, False, True
        self._telemetry = ()
        self.linked.clear()
        return lost

    def note(self, told: tuple[SeatTelemetry, ...]) -> None:
        """Keep what its worker tells."""
        self._telemetry, self._told_s = told, time.monotonic()
        for each in told:
            key, level = (each.seat, each.kind), each.audio_level_dbov
            if level is not None:
                self._loudest[key] = max(level, self._loudest.get(key, level))

    def take_telemetry(self) -> list[SeatTelemetry]:
        """How it is doing; the loudest is that since the last call of this."""
        since_s = time.monotonic() - self._told_s
        told = [
            msgspec.structs.replace(
                each,
                last_rtp_age_s=None if each.last_rtp_age_s is None else each.last_rtp_age_s + since_s,
                audio_level_dbov=self._loudest.get((each.seat, each.kind), each.audio_level_dbov),
            )
            for each in self._telemetry
        ]
        self._loudest.clear()
        return told

    def voices_written(self) -> list[VoiceWritten]:
        """What is recorded of each voice, as it was told last."""
        return [
            VoiceWritten(seat=each.seat, packets=each.packets, octets=each.recording_bytes)
            for each in self._telemetry
            if each.kind == "audio"
        ]
