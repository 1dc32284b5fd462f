"""What of each call is recorded now: how loud, how much, and whether it still grows. No I/O."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Protocol

from oralexam.media.ports import SeatTelemetry
from oralexam.rooms.phases import RECORDED
from oralexam.rooms.seats import Seat
from oralexam.signaling.board_messages import BoardSitting, RoomReading, TrackReading
from oralexam.webapp.board.alarms import SILENT_DBOV

STALLED_AFTER = timedelta(seconds=3)
"""Shared fault table: an alert at most 3 s after something stops. Journals reach the kernel once a second."""


class Telemetry(Protocol):
    """What the board needs of the media."""

    def telemetry(self, sitting_id: str) -> list[SeatTelemetry]:
        """How the media of each sending seat is doing."""
        ...


class Recordings:
    """The readings of all calls, and since when something grows or is heard."""

    def __init__(self, media: Telemetry) -> None:
        self.readings: dict[str, RoomReading] = {}
        self.heard_at: dict[tuple[str, Seat], datetime] = {}
        self._media = media
        self._grown: dict[tuple[str, Seat, str], tuple[int, datetime]] = {}

    def look(self, sittings: Iterable[BoardSitting], now: datetime) -> tuple[RoomReading, ...]:
        """The readings that have changed; one without tracks says that nothing is recorded any more."""
        told: dict[str, RoomReading] = {}
        for sitting in sittings:
            if sitting.phase in RECORDED:
                sitting_id = sitting.sitting_id
                tracks = tuple(
                    self._track(sitting_id, track, now) for track in self._media.telemetry(sitting_id)
                )
                told[sitting_id] = RoomReading(sitting_id=sitting_id, tracks=tracks)
        over = self.readings.keys() - told.keys()
        for sitting_id in over:
            self._forget(sitting_id)
        changed = [reading for key, reading in told.items() if reading != self.readings.get(key)]
        self.readings = told
        return (*changed, *(RoomReading(sitting_id=sitting_id, tracks=()) for sitting_id in over))

    def _track(self, sitting_id: str, track: SeatTelemetry, now: datetime) -> TrackReading:
        voice, key = (sitting_id, track.seat), (sitting_id, track.seat, track.kind)
        grown, at = self._grown.get(key, (-1, now))
        if track.recording_bytes > grown:
            at = now
        self._grown[key] = (track.recording_bytes, at)
        level = track.audio_level_dbov
        if level is not None and (level > SILENT_DBOV or voice not in self.heard_at):
            self.heard_at[voice] = now
        return TrackReading(
            seat=track.seat,
            kind=track.kind,
            level_dbov=level,
            recorded_bytes=track.recording_bytes,
            recorded_s=int(track.recorded_s),
            growing=now - at < STALLED_AFTER,
            lost_packets=track.lost,
        )

    def _forget(self, sitting_id: str) -> None:
        self._grown = {key: value for key, value in self._grown.items() if key[0] != sitting_id}
        self.heard_at = {key: value for key, value in self.heard_at.items() if key[0] != sitting_id}
