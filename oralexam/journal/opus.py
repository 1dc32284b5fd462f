"""Opus packets of a track to frames on one timeline: every 20 ms that were lost stand there as a concealment.

Pure: no file, no decoder. A packet that no decoder would take counts as lost, so that one hostile packet can
neither shorten a recording nor stop whoever plays it.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import msgspec

from oralexam.journal.exam_clock import ExamClock
from oralexam.journal.stretches import Stretch, placed

RATE_HZ: Final = 48_000
"""RTP timestamps of Opus count 48 kHz, whatever was encoded (RFC 7587 section 4.1)."""
LOOKAHEAD_SAMPLES: Final = 312
"""A packet's sound leaves a decoder so much later than its timestamp: libopus looks 6.5 ms ahead."""
LONGEST_PACKET_SAMPLES: Final = 5760
"""120 ms (RFC 6716 section 3.2.5, rule R5)."""
_LONGEST_FRAME_BYTES: Final = 1275
"""RFC 6716 section 3.2.1, rule R2."""
MAX_SLIP_SAMPLES: Final = 960
"""A drifting sound card is set right by one frame once it is off by one: half of the 40 ms allowed."""

_SILK_SAMPLES: Final = (480, 960, 1920, 2880)
_HYBRID_SAMPLES: Final = (480, 960)
_CELT_SAMPLES: Final = (120, 240, 480, 960)
_CELT_FULLBAND: Final = ((480, 30), (240, 29), (120, 28))
"""Frame length and configuration number of the short CELT frames (RFC 6716 section 3.1, table 2)."""


class OpusFrame(msgspec.Struct, frozen=True, kw_only=True):
    """One packet on the timeline: where it begins and how long it is, in samples at 48 kHz."""

    at_samples: int
    samples: int
    data: bytes
    concealed: bool
    """Nothing usable arrived for this time; `data` makes every decoder conceal."""


class SeatAudio(msgspec.Struct, frozen=True, kw_only=True):
    """A seat's whole audio: frames without a hole, the first at `starts_s` on the exam clock."""

    starts_s: float
    frames: Sequence[OpusFrame]
    seams: tuple[int, ...] = ()
    """Samples from which on the place was told by a clock anew: another connection, or a slip set right."""

    @property
    def duration_s(self) -> float:
        """From the first frame to the end of the last."""
        last = self.frames[-1]
        return (last.at_samples + last.samples) / RATE_HZ


def frame_samples(toc: int) -> int:
    """The length of one frame of a packet that begins with this byte (RFC 6716 section 3.1, table 2)."""
    configuration = toc >> 3
    if configuration < 12:
        return _SILK_SAMPLES[configuration & 3]
    if configuration < 16:
        return _HYBRID_SAMPLES[configuration & 1]
    return _CELT_SAMPLES[configuration & 3]


def packet_samples(packet: bytes) -> int:
    """How long a packet sounds; 0 where its structure breaks a rule of RFC 6716 section 3.4 (R1 to R7)."""
    if not packet:
        return 0
    each = frame_samples(packet[0])
    rest = len(packet) - 1
    match packet[0] & 3:
        case 0:
            return each if rest <= _LONGEST_FRAME_BYTES else 0
        case 1:
            return 2 * each if rest % 2 == 0 and rest <= 2 * _LONGEST_FRAME_BYTES else 0
        case 2:
            first, used = _frame_length(packet, 1)
            second = rest - used - first
            return 2 * each if used and 0 <= second <= _LONGEST_FRAME_BYTES else 0
        case _:
            return _many_samples(packet, each)


def _many_samples(packet: bytes, each: int) -> int:
    """The length of a packet of code 3: any number of frames (RFC 6716 section 3.2.5)."""
    if len(packet) < 2:
        return 0
    count = packet[1] & 63
    samples = count * each
    if not 0 < samples <= LONGEST_PACKET_SAMPLES:
        return 0
    position, padding = 2, 0
    if packet[1] & 0x40:
        more = True
        while more:
            if position >= len(packet):
                return 0
            more = packet[position] == 255
            padding += 254 if more else packet[position]
            position += 1
    if packet[1] & 0x80:
        lengths = 0
        for _ in range(count - 1):
            length, used = _frame_length(packet, position)
            if not used:
                return 0
            position += used
            lengths += length
        last = len(packet) - padding - position - lengths
        return samples if 0 <= last <= _LONGEST_FRAME_BYTES else 0
    frames = len(packet) - padding - position
    return samples if frames >= 0 and frames % count == 0 and frames // count <= _LONGEST_FRAME_BYTES else 0


def _frame_length(packet: bytes, position: int) -> tuple[int, int]:
    """A frame's length and by how many bytes it is told; 0 bytes where they are missing (section 3.2.1)."""
    if position >= len(packet):
        return 0, 0
    first = packet[position]
    if first < 252:
        return first, 1
    if position + 1 >= len(packet):
        return 0, 0
    return 4 * packet[position + 1] + first, 2


def concealments(samples: int, like: int) -> Iterator[tuple[int, bytes]]:
    """Packets (length, bytes) that make a decoder conceal `samples`, to within 2.5 ms.

    A packet of nothing but its first byte, told to be one frame, holds no sound at all: decoders conceal
    (shared media notes, Loss). `like` is the first byte of the packet before the hole.
    """
    each, packet = frame_samples(like), bytes([like & 0xFC])
    while samples >= each:
        yield each, packet
        samples -= each
    for short, configuration in _CELT_FULLBAND:
        while samples >= short:
            yield short, bytes([configuration << 3 | like & 4])
            samples -= short


def lay_out(stretches: Iterable[Stretch], exam_clock: ExamClock) -> SeatAudio | None:
    """All stretches of a seat on one timeline without holes; None where nothing can be decoded.

    Inside a stretch the RTP timestamps say exactly what is missing; its clock says where it lies. Where two
    overlap, the later one is heard: it is the connection that replaced the other.
    """
    in_place = placed(stretches, exam_clock)
    if not in_place:
        return None
    starts_s = in_place[0].starts_s
    frames: list[OpusFrame] = []
    seams: list[int] = []
    cursor = 0
    for each in in_place:
        ends = round((each.ends_s - starts_s) * RATE_HZ)
        for anew, hole, samples, packet in _timed(each.stretch, exam_clock, starts_s, ends, cursor):
            if hole >= _CELT_SAMPLES[0]:
                like = frames[-1].data[0] if frames else packet[0]
                for length, concealment in concealments(hole, like):
                    frames.append(_frame(cursor, length, concealment, concealed=True))
                    cursor += length
            if anew and frames:
                seams.append(cursor)
            frames.append(_frame(cursor, samples, packet, concealed=False))
            cursor += samples
    return SeatAudio(starts_s=starts_s, frames=frames, seams=tuple(seams)) if frames else None


def _frame(at_samples: int, samples: int, data: bytes, *, concealed: bool) -> OpusFrame:
    return OpusFrame(at_samples=at_samples, samples=samples, data=data, concealed=concealed)


def _timed(
    stretch: Stretch, exam_clock: ExamClock, starts_s: float, ends: int, cursor: int
) -> Iterator[tuple[bool, int, int, bytes]]:
    """Each packet to be heard: (placed anew, samples missing before it, its samples, its bytes)."""
    expected: int | None = None
    for packet in stretch.packets:
        samples = packet_samples(packet.payload)
        if not samples:
            continue
        target = round((exam_clock.seconds(stretch.clock, packet.timestamp) - starts_s) * RATE_HZ)
        if target >= ends:
            return
        hole, anew = target - cursor, True
        if expected is not None:
            slip = hole - (packet.timestamp - expected)
            if abs(slip) <= MAX_SLIP_SAMPLES:
                hole, anew = packet.timestamp - expected, False
        if 2 * hole <= -samples:
            continue  # this time has been heard already
        yield anew, hole, samples, packet.payload
        filled = hole - hole % _CELT_SAMPLES[0] if hole > 0 else 0
        cursor += filled + samples
        expected = packet.timestamp + samples
