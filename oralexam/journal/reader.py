"""Reading the journal: while it is written, after it was closed, or wherever a crash has cut it."""

import hashlib
import heapq
import re
import struct
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final, Literal

import msgspec

from oralexam.journal.mjr import MAGIC, MAX_PACKET_BYTES, MjrFrame, MjrHeader, unpack_frames, unpack_header

_TRACK_NAME: Final = re.compile(r"([a-z]+)-(audio|video)-([0-9]{3,})\.mjr")
_RTP: Final = struct.Struct("!BBHII")
_CHUNK_BYTES: Final = 1 << 18
CLOCK_RATES_HZ: Final = {"audio": 48_000, "video": 90_000}
"""Opus always counts 48 kHz (RFC 7587 section 4.1), VP8 90 kHz (RFC 7741 section 4.1)."""
REORDER_PACKETS: Final = 1024
"""How far a late packet may stand behind: the SRTP replay window in aiortc; older ones were refused."""


class TrackFiles(msgspec.Struct, frozen=True, kw_only=True):
    """The two files of one recorded track segment."""

    seat: str
    kind: Literal["audio", "video"]
    segment: int
    mjr_path: Path
    sidecar_path: Path


class JournalPacket(msgspec.Struct, frozen=True, kw_only=True):
    """One RTP packet as it arrived; `payload` is without padding and may be empty."""

    arrival_us: int
    sequence: int
    timestamp: int
    marker: bool
    payload_type: int
    ssrc: int
    payload: bytes


class TrackSummary(msgspec.Struct, frozen=True, kw_only=True):
    """What is in one track segment; `missing_packets` counts the holes between its first and last packet."""

    seat: str
    kind: Literal["audio", "video"]
    segment: int
    packets: int
    missing_packets: int
    duration_s: float
    bytes: int
    sha256: str


def list_tracks(recordings_dir: Path, sitting_id: str) -> list[TrackFiles]:
    """Every track segment of a sitting, by seat, kind and segment; empty where nothing was recorded."""
    folder = recordings_dir / sitting_id
    tracks = []
    for path in sorted(folder.glob("*.mjr")) if folder.is_dir() else ():
        if match := _TRACK_NAME.fullmatch(path.name):
            seat, kind, segment = match.groups()
            tracks.append(
                TrackFiles(
                    seat=seat,
                    kind="audio" if kind == "audio" else "video",
                    segment=int(segment),
                    mjr_path=path,
                    sidecar_path=path.with_suffix(".jsonl"),
                )
            )
    return sorted(tracks, key=lambda track: (track.seat, track.kind, track.segment))


def parse_packet(frame: MjrFrame, first_frame_us: int) -> JournalPacket | None:
    """The packet in a frame; None where its lengths contradict each other (RFC 3550 section 5.1, 5.3.1)."""
    data = frame.packet
    flags, marker_type, sequence, timestamp, ssrc = _RTP.unpack_from(data)
    start = 12 + 4 * (flags & 15)
    end = len(data)
    if flags & 0x10:
        if end < start + 4:
            return None
        start += 4 + 4 * int.from_bytes(data[start + 2 : start + 4], "big")
    if flags & 0x20:
        end -= data[-1]
    if start > end:
        return None
    return JournalPacket(
        arrival_us=first_frame_us + frame.elapsed_ms * 1000,
        sequence=sequence,
        timestamp=timestamp,
        marker=marker_type >= 0x80,
        payload_type=marker_type & 0x7F,
        ssrc=ssrc,
        payload=data[start:end],
    )


class JournalTail:
    """Reads a track that is being written: each `poll` gives the packets that have come since the last."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._offset = 0
        self._carry = b""
        self.header: MjrHeader | None = None

    def poll(self, max_bytes: int | None = None) -> list[JournalPacket]:
        """The new whole packets, in the order of their arrival; none while there is no file or no news."""
        try:
            with self._path.open("rb") as file:
                file.seek(self._offset)
                data = file.read(-1 if max_bytes is None else max_bytes)
        except FileNotFoundError:
            return []
        self._offset += len(data)
        self._carry += data
        position = 0
        if self.header is None:
            found = unpack_header(self._carry)
            if found is None:
                if len(self._carry) > len(MAGIC) and not self._carry.startswith(MAGIC):
                    self._carry = self._carry[: len(MAGIC) + 1]  # no journal: never becomes one, never grows
                return []
            self.header, position = found
        packets = []
        for frame, end in unpack_frames(self._carry, position):
            position = end
            packet = parse_packet(frame, self.header.first_frame_us)
            if packet is not None:
                packets.append(packet)
        self._carry = self._carry[position:]
        if len(self._carry) > 4 * MAX_PACKET_BYTES and not packets:
            self._carry = self._carry[-2 * MAX_PACKET_BYTES :]  # damage: keep what a frame may begin in
        return packets

    def at_end(self) -> bool:
        """Whether everything that is in the file has been read."""
        try:
            return self._offset >= self._path.stat().st_size
        except FileNotFoundError:
            return True


def read_packets(path: Path) -> Iterator[JournalPacket]:
    """Every whole packet of a track in the order of arrival, up to wherever the file ends."""
    tail = JournalTail(path)
    while not tail.at_end():
        yield from tail.poll(_CHUNK_BYTES)


class PacketOrder:
    """Puts packets of one track back in order, without duplicates, sequence and timestamp unwrapped.

    A packet behind a hole waits until `window` packets wait (or `flush`), so late retransmissions fall into
    place; without a hole nothing waits. What stands before the very first packet is left out.
    """

    def __init__(self, window: int = REORDER_PACKETS) -> None:
        self._window = window
        self._waiting: list[tuple[int, JournalPacket]] = []
        self._known: set[int] = set()
        self._last_sequence: int | None = None
        self._last_timestamp = 0
        self._released = 0

    def push(self, packet: JournalPacket) -> list[JournalPacket]:
        """Take one packet in; give out those that are now certain."""
        if self._last_sequence is None:
            self._last_sequence, self._last_timestamp = packet.sequence, packet.timestamp
            self._released = packet.sequence - 1
        sequence = _unwrap(packet.sequence, self._last_sequence, 16)
        timestamp = _unwrap(packet.timestamp, self._last_timestamp, 32)
        if sequence <= self._released or sequence in self._known:
            return []
        self._last_sequence = max(self._last_sequence, sequence)
        self._last_timestamp = max(self._last_timestamp, timestamp)
        self._known.add(sequence)
        ordered = msgspec.structs.replace(packet, sequence=sequence, timestamp=timestamp)
        heapq.heappush(self._waiting, (sequence, ordered))
        out = []
        while self._waiting and (
            len(self._waiting) > self._window or self._waiting[0][0] == self._released + 1
        ):
            out.append(self._release())
        return out

    def flush(self) -> list[JournalPacket]:
        """Everything that still waits, in order."""
        return [self._release() for _ in range(len(self._waiting))]

    def _release(self) -> JournalPacket:
        sequence, packet = heapq.heappop(self._waiting)
        self._known.discard(sequence)
        self._released = sequence
        return packet


def _unwrap(value: int, reference: int, bits: int) -> int:
    """The number nearest to `reference` that ends in the `bits` bits of `value`."""
    half = 1 << (bits - 1)
    return reference + ((value - reference + half) & ((1 << bits) - 1)) - half


def in_order(packets: Iterable[JournalPacket], window: int = REORDER_PACKETS) -> Iterator[JournalPacket]:
    """The packets of one track by unwrapped sequence number, duplicates removed, timestamps unwrapped."""
    order = PacketOrder(window)
    for packet in packets:
        yield from order.push(packet)
    yield from order.flush()


def missing_packets(packets: Iterable[JournalPacket]) -> int:
    """How many sequence numbers between the first and the last packet never came."""
    count = 0
    first = last = 0
    for packet in in_order(packets):
        first = packet.sequence if count == 0 else first
        last = packet.sequence
        count += 1
    return last - first + 1 - count if count else 0


def summary(track: TrackFiles) -> TrackSummary:
    """What a track segment holds, read from the packets themselves."""
    count = first = last = first_timestamp = last_timestamp = 0
    for packet in in_order(read_packets(track.mjr_path)):
        if count == 0:
            first, first_timestamp = packet.sequence, packet.timestamp
        last, last_timestamp = packet.sequence, max(last_timestamp, packet.timestamp)
        count += 1
    rate_hz = CLOCK_RATES_HZ[track.kind]
    with track.mjr_path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256")
        size = file.tell()
    return TrackSummary(
        seat=track.seat,
        kind=track.kind,
        segment=track.segment,
        packets=count,
        missing_packets=last - first + 1 - count if count else 0,
        duration_s=round((last_timestamp - first_timestamp) / rate_hz, 3) if count else 0.0,
        bytes=size,
        sha256=digest.hexdigest(),
    )
