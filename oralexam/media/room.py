"""The media of one sitting: who hears whom, what is recorded, who has gone silent."""

import math
from collections.abc import Callable
from typing import Final, Literal

import structlog

from oralexam.journal.disk import JournalDisk
from oralexam.journal.writer import TrackJournal
from oralexam.media.forwarder import Forwarder
from oralexam.media.layout import IN_PERSON, Kind, Mode, Stream, expected_of
from oralexam.media.peer import Peer
from oralexam.media.ports import MediaListener, MediaSettings, SeatTelemetry, VoiceWritten
from oralexam.media.recording import TrackRecorder
from oralexam.media.source import Source
from oralexam.rooms.seats import PARTIES, Seat

_log = structlog.get_logger(__name__)

LAST_REPAIR_S: Final = 0.4
"""How long a recording that ends with holes waits for them: a dozen requests for audio (media/repair.py)."""
LEAST_CAP_BPS: Final = 200_000
"""What a publisher may send however thin the other party's link is: the recording and the observer have a
picture then, and a receiver whose picture is shed cannot be told from the one that believes in little."""


class MediaRoom:
    """Forwards and records between the live peers of one sitting, while its call is open."""

    def __init__(
        self,
        sitting_id: str,
        *,
        settings: MediaSettings,
        disk: JournalDisk,
        listener: MediaListener,
        utc_offset_us: int,
        close_journal: Callable[[TrackJournal], None],
    ) -> None:
        self.sitting_id = sitting_id
        self.live: dict[Seat, Peer] = {}
        self.pending: dict[Seat, list[Peer]] = {}
        self.is_open = False
        self._settings = settings
        self._disk = disk
        self._listener = listener
        self._utc_offset_us = utc_offset_us
        self._close_journal = close_journal
        self._recorders: dict[Source, TrackRecorder] = {}
        self._recorded: dict[Stream, tuple[int, float]] = {}
        """Bytes and seconds of the connections before the present one."""
        self._journalled: dict[Seat, set[Kind]] = {}
        self._told_flowing: set[Seat] = set()
        self._lost: set[Seat] = set()
        self._opened_s = 0.0
        self._next_keyframe_s = 0.0
        self._repairing: list[tuple[float, Stream, Source]] = []

    def seat_peer(self, peer: Peer, now: float) -> Peer | None:
        """Make a connected peer the one of its seat; returns the one it replaces, to be closed."""
        replaced = self.live.get(peer.seat)
        if replaced is not None:
            self._unplug(replaced, now)
        self.live[peer.seat] = peer
        peer.on_sender_report = self._sender_report
        self._lost.discard(peer.seat)
        self._wire_up(now)
        self._tell_link(peer, "connected")
        return replaced

    def remove(self, peer: Peer, now: float, *, told: bool = True) -> bool:
        """Take a peer out; whether it was the live one of its seat. If `told`, the listener hears of it."""
        waiting = self.pending.get(peer.seat, [])
        if peer in waiting:
            waiting.remove(peer)
        if self.live.get(peer.seat) is not peer:
            return False
        del self.live[peer.seat]
        self._unplug(peer, now)
        self._wire_up(now)
        if told and peer.seat not in self._lost:
            self._lost.add(peer.seat)
            self._tell_link(peer, "lost")
        return True

    def _tell_link(self, peer: Peer, state: Literal["connected", "lost"], silent_s: float = 0.0) -> None:
        """A connection that brings two people's voices takes both away with it."""
        if peer.mode == "echo":
            return
        for seat in sorted(peer.brings):
            self._listener.link_changed(self.sitting_id, seat, state, silent_s)

    @property
    def is_idle(self) -> bool:
        """Whether nobody is here and nothing is open: such a room holds nothing worth keeping."""
        return not self.is_open and not self.live and not any(self.pending.values())

    def open(self, now: float) -> None:
        """Forward and record from now on."""
        if self.is_open:
            return
        self._end_repairs(math.inf)
        self.is_open = True
        self._opened_s = now
        self._journalled = {}
        self._told_flowing = set()
        self._recorded = {}
        self._next_keyframe_s = now + self._settings.keyframe_interval_s
        self._wire_up(now)

    def close(self, now: float) -> None:
        """Stop forwarding and recording."""
        if not self.is_open:
            return
        self.is_open = False
        for peer in self.live.values():
            for stream, source in peer.sources.items():
                recorder = self._recorders.get(source)
                if source.holes and recorder is not None:
                    recorder.take_no_later_than(source.highest)
                    self._repairing.append((now + LAST_REPAIR_S, stream, source))
                else:
                    self._stop_recording(stream, source)
        self._wire_up(now)

    def _end_repairs(self, now: float) -> None:
        """Close the recordings whose last repairs have had their time."""
        for entry in tuple(self._repairing):
            due_s, stream, source = entry
            if now >= due_s:
                self._repairing.remove(entry)
                self._stop_recording(stream, source)

    def _wire_up(self, now: float) -> None:
        """Make listeners and recorders what the seats and the call's state ask for."""
        listening: dict[Source, list[Forwarder]] = {}
        for peer in self.live.values():
            for (kind, slot), forwarder in peer.forwarders.items():
                shed = kind == "video" and peer.downlink.is_shed
                heard = (self.is_open or peer.mode == "echo") and not shed
                source = self._source_for(peer, kind, slot) if heard else None
                forwarder.attach(source, now)
                if source is not None:
                    listening.setdefault(source, []).append(forwarder)
        for peer in self.live.values():
            for stream, source in peer.sources.items():
                source.listeners = tuple(listening.get(source, ()))
                if self.is_open and source.recorder is None:
                    self._start_recording(peer, stream, source, now)

    def _source_for(self, peer: Peer, kind: Kind, slot: int) -> Source | None:
        if peer.seat in PARTIES and peer.mode in IN_PERSON:
            return None
        whose = peer.seat.other_party if peer.seat in PARTIES else PARTIES[slot]
        if peer.mode == "echo":
            whose = peer.seat
        wanted = Stream(seat=whose, kind=kind)
        return next((one.sources[wanted] for one in self.live.values() if wanted in one.sources), None)

    def _start_recording(self, peer: Peer, stream: Stream, source: Source, now: float) -> None:
        recorder = TrackRecorder(
            peer=peer,
            stream=stream,
            disk=self._disk,
            utc_offset_us=self._utc_offset_us,
            on_first_packet=lambda source: self._first_packet(peer.mode, stream, source),
            on_closed=self._close_journal,
        )
        source.recorder = self._recorders[source] = recorder
        source.request_keyframe(now)

    def _stop_recording(self, stream: Stream, source: Source) -> None:
        recorder = self._recorders.pop(source, None)
        source.recorder = None
        if recorder is not None:
            recorder.end()
            octets, seconds = self._recorded.get(stream, (0, 0.0))
            self._recorded[stream] = (octets + recorder.recorded_bytes, seconds + recorder.recorded_s)

    def _first_packet(self, mode: Mode, stream: Stream, source: Source) -> None:
        source.request_keyframe(source.last_packet_s or 0.0)  # a recording that begins with one can be played
        self._journalled.setdefault(stream.seat, set()).add(stream.kind)
        for whose in PARTIES:
            kinds = self._journalled.get(whose, set())
            if whose not in self._told_flowing and expected_of(mode, whose) <= kinds:
                self._told_flowing.add(whose)
                self._listener.media_flowing(self.sitting_id, whose, frozenset(kinds))

    def _sender_report(self, source: Source, ntp: int, timestamp: int, now: float) -> None:
        recorder = self._recorders.get(source)
        if recorder is not None:
            recorder.sender_report(ntp, timestamp, now)

    def _unplug(self, peer: Peer, now: float) -> None:
        peer.on_sender_report = None
        for forwarder in peer.forwarders.values():
            forwarder.attach(None, now)
        for stream, source in peer.sources.items():
            source.listeners = ()
            self._stop_recording(stream, source)

    def tick(self, now: float) -> None:
        """Four times a second: reports, key frames for seeking, the watchdog."""
        for peer in self.live.values():
            peer.tick(now, self._video_cap_bps(peer))
        self._end_repairs(now)
        if not self.is_open:
            return
        self._shed_pictures(now)
        if now >= self._next_keyframe_s:
            self._next_keyframe_s = now + self._settings.keyframe_interval_s
            for peer in self.live.values():
                for source in peer.sources.values():
                    source.request_keyframe(now)
        for peer in tuple(self.live.values()):
            if peer.seat in PARTIES:
                self._watch(peer, now)

    def _shed_pictures(self, now: float) -> None:
        """Audio first (issue 6): a thin link gets no picture until it is tried again."""
        changed = False
        for peer in self.live.values():
            before = peer.downlink.is_shed
            if all(kind != "video" for kind, _ in peer.forwarders):
                continue
            sent_octets = sum(forwarder.octets for forwarder in peer.forwarders.values())
            if peer.downlink.look(sent_octets, now) is not before:
                changed = True
                _log.info(
                    "picture-back" if before else "picture-shed", sitting_id=self.sitting_id, seat=peer.seat
                )
        if changed:
            self._wire_up(now)

    def _watch(self, peer: Peer, now: float) -> None:
        silent_s = now - max(peer.last_packet_s or 0.0, self._opened_s, peer.opened_s)
        if silent_s > self._settings.lost_after_s:
            if peer.seat not in self._lost:
                self._lost.add(peer.seat)
                self._tell_link(peer, "lost", silent_s)
        elif peer.seat in self._lost and (peer.last_packet_s or 0.0) > self._opened_s:
            self._lost.discard(peer.seat)
            self._tell_link(peer, "connected")

    def _video_cap_bps(self, peer: Peer) -> int:
        """What the other party can receive; an observer on a thin link does not lower the exam's picture."""
        other = self.live.get(peer.seat.other_party) if peer.seat in PARTIES else None
        told = other.downlink.told_bps if other is not None and self.is_open else None
        return min(self._settings.max_video_bps, max(told or self._settings.max_video_bps, LEAST_CAP_BPS))

    def telemetry(self, now: float) -> list[SeatTelemetry]:
        """How the media of each sending seat is doing."""
        told = []
        for peer in self.live.values():
            for stream, source in peer.sources.items():
                recorder = self._recorders.get(source)
                _, seconds = self._recorded.get(stream, (0, 0.0))
                told.append(
                    SeatTelemetry(
                        seat=stream.seat,
                        kind=stream.kind,
                        connected=peer.seat not in self._lost,
                        packets=source.packets,
                        bytes=source.octets,
                        last_rtp_age_s=None if source.last_packet_s is None else now - source.last_packet_s,
                        audio_level_dbov=source.take_loudest_dbov(),
                        lost=source.holes.lost,
                        nacks=source.nacks,
                        recording_bytes=self._written(stream, source),
                        recorded_s=seconds + (recorder.recorded_s if recorder is not None else 0.0),
                    )
                )
        return told

    def voices_written(self) -> list[VoiceWritten]:
        """What is recorded of each voice that comes."""
        return [
            VoiceWritten(seat=stream.seat, packets=source.packets, octets=self._written(stream, source))
            for peer in self.live.values()
            for stream, source in peer.sources.items()
            if stream.kind == "audio"
        ]

    def _written(self, stream: Stream, source: Source) -> int:
        recorder = self._recorders.get(source)
        octets, _ = self._recorded.get(stream, (0, 0.0))
        return octets + (recorder.recorded_bytes if recorder is not None else 0)
