"""From a source into the journal: segments, anchors, sender reports."""

from collections.abc import Callable
from typing import Final

from oralexam.journal.disk import JournalDisk
from oralexam.journal.writer import TrackJournal
from oralexam.media.layout import Stream
from oralexam.media.peer import Peer
from oralexam.media.source import Source

ANCHOR_INTERVAL_S: Final = 1.0
CODECS: Final = {"audio": "opus", "video": "vp8"}


class TrackRecorder:
    """Journals one source while a call is open; each restart of the source is a new segment."""

    def __init__(
        self,
        *,
        peer: Peer,
        stream: Stream,
        disk: JournalDisk,
        utc_offset_us: int,
        on_first_packet: Callable[[Source], None],
        on_closed: Callable[[TrackJournal], None],
    ) -> None:
        self._peer = peer
        self._stream = stream
        self._disk = disk
        self._utc_offset_us = utc_offset_us
        self._on_first_packet = on_first_packet
        self._on_closed = on_closed
        self._journal: TrackJournal | None = None
        self._next_anchor_s = 0.0
        self._closed_bytes = 0
        self._closed_s = 0.0
        self._first_s = self._last_s = 0.0
        self._ended = False
        self._last_sequence: int | None = None

    @property
    def recorded_bytes(self) -> int:
        """What the kernel has of everything recorded so far."""
        return self._closed_bytes + (self._journal.bytes_written if self._journal is not None else 0)

    @property
    def recorded_s(self) -> float:
        """How long the segments are together, from the first packet to the last of each."""
        return self._closed_s + (self._last_s - self._first_s)

    def packet(
        self, source: Source, packet: bytes, _start: int, sequence: int, _timestamp: int, now: float
    ) -> None:
        """Journal a packet as it came."""
        if self._last_sequence is not None and sequence > self._last_sequence:
            return
        utc_us = int(now * 1e6) + self._utc_offset_us
        journal = self._journal
        first = journal is None
        if journal is None:
            if self._ended:
                return
            journal = self._journal = self._open(source, utc_us)
            self._first_s = now
        journal.append(packet, utc_us)
        self._last_s = now
        if now >= self._next_anchor_s:
            self._next_anchor_s = now + ANCHOR_INTERVAL_S
            journal.anchor(packet[2] << 8 | packet[3], int.from_bytes(packet[4:8], "big"), utc_us)
        if first:
            if source.clock_pair is not None:
                ntp, timestamp, arrival_s = source.clock_pair
                self.sender_report(ntp, timestamp, arrival_s)
            self._on_first_packet(source)

    def _open(self, source: Source, utc_us: int) -> TrackJournal:
        peer = self._peer
        return self._disk.open_track(
            sitting_id=peer.sitting_id,
            seat=self._stream.seat.value,
            kind=source.kind,
            codec=CODECS[source.kind],
            clock_rate=source.clock_rate_hz,
            ssrc=source.ssrc,
            payload_type=source.payload_type,
            utc_us=utc_us,
            connection=peer.connection_id,
            extensions=peer.extensions.get(source.kind),
        )

    def sender_report(self, ntp: int, timestamp: int, arrival_s: float) -> None:
        """Note the sender's clock beside the packets."""
        if self._journal is not None:
            utc_us = int(arrival_s * 1e6) + self._utc_offset_us
            self._journal.sender_report(ntp, timestamp & 0xFFFFFFFF, utc_us)

    def take_no_later_than(self, sequence: int) -> None:
        """The call is over: only what is still missing of it may come."""
        self._last_sequence = sequence

    def restarted(self) -> None:
        """Close this segment; the next packet opens another."""
        journal, self._journal = self._journal, None
        self._next_anchor_s = 0.0
        self._closed_s, self._first_s = self.recorded_s, self._last_s
        if journal is not None:
            self._closed_bytes += journal.bytes_written
            self._on_closed(journal)

    def end(self) -> None:
        """Close the segment for good."""
        self._ended = True
        self.restarted()
