"""VP8 packets to whole pictures that a decoder can take (RFC 7741). Pure."""

from collections.abc import Iterable, Iterator, Sequence

import msgspec

from oralexam.journal.exam_clock import ExamClock
from oralexam.journal.reader import JournalPacket
from oralexam.journal.stretches import Stretch, placed
from oralexam.records.vp8_header import FrameHeader, frame_header


class Picture(msgspec.Struct, frozen=True, kw_only=True):
    """One encoded frame, and when it was taken, on the exam clock."""

    at_s: float
    data: bytes
    header: FrameHeader


def strip_descriptor(payload: bytes) -> tuple[bool, bytes] | None:
    """Whether a packet begins a frame, and its part of it; None where it is cut (RFC 7741 section 4.2)."""
    if not payload:
        return None
    first, size = payload[0], 1
    if first & 0x80:
        if len(payload) < 2:
            return None
        extension, size = payload[1], 2
        if extension & 0x80:
            if len(payload) < 3:
                return None
            size += 2 if payload[2] & 0x80 else 1
        size += 1 if extension & 0x40 else 0
        size += 1 if extension & 0x30 else 0
    if len(payload) <= size:
        return None
    return first & 0x17 == 0x10, payload[size:]


def assemble(packets: Iterable[JournalPacket]) -> Iterator[tuple[int, bytes, FrameHeader]]:
    """The whole frames (timestamp, bytes, header) of ordered packets that can be shown, key frame first.

    After a loss or a damaged frame nothing is given until the next key frame: what was predicted from a
    missing picture would be smear.
    """
    needs_key = True
    parts: list[bytes] = []
    last: JournalPacket | None = None
    for packet in packets:
        follows = last is not None and packet.sequence == last.sequence + 1
        last = packet
        if not follows:
            needs_key, parts = True, []
        if not packet.payload:
            continue  # padding by which a sender probes the link
        stripped = strip_descriptor(packet.payload)
        if stripped is None:
            needs_key, parts = True, []
            continue
        begins, part = stripped
        if begins:
            needs_key, parts = needs_key or bool(parts), [part]
        elif parts:
            parts.append(part)
        if packet.marker and parts:
            data, parts = b"".join(parts), []
            header = frame_header(data)
            needs_key = header is None or (needs_key and not header.key)
            if header is not None and not needs_key:
                yield packet.timestamp, data, header


def lay_out_pictures(stretches: Iterable[Stretch], exam_clock: ExamClock) -> Sequence[Picture]:
    """All pictures of a seat in the order of time, key frame first; none where nothing can be shown."""
    pictures: list[Picture] = []
    for each in placed(stretches, exam_clock):
        first = True
        for timestamp, data, header in assemble(each.stretch.packets):
            at_s = exam_clock.seconds(each.stretch.clock, timestamp)
            if at_s >= each.ends_s:
                break
            if first and pictures:
                # A connection that came back may begin before the old one's last picture.
                while pictures and pictures[-1].at_s >= at_s:
                    pictures.pop()
            first = False
            pictures.append(Picture(at_s=at_s, data=data, header=header))
    return pictures
