"""Opus packets on a timeline (oralexam.journal.opus, oralexam.journal.stretches)."""

import random
from datetime import UTC, datetime

import pytest

from oralexam.journal.exam_clock import ExamClock, SegmentClock
from oralexam.journal.opus import (
    OpusFrame,
    SeatAudio,
    concealments,
    frame_samples,
    lay_out,
    packet_samples,
)
from oralexam.journal.reader import JournalPacket
from oralexam.journal.stretches import Stretch, split

ZERO = datetime(2026, 12, 8, 9, 30, tzinfo=UTC)
ZERO_US = round(ZERO.timestamp() * 1e6)
PACKET = bytes([0x78, 1, 2, 3])  # configuration 15: hybrid, full band, one frame of 20 ms


def packet(index: int, *, payload: bytes = PACKET, timestamp: int | None = None) -> JournalPacket:
    """The packet of 20 ms number `index`."""
    return JournalPacket(
        arrival_us=ZERO_US + 20_000 * index,
        sequence=index,
        timestamp=960 * index if timestamp is None else timestamp,
        marker=False,
        payload_type=111,
        ssrc=1,
        payload=payload,
    )


def stretch(packets: list[JournalPacket], *, at_s: float = 0.0, drift: float = 0.0) -> Stretch:
    """Packets whose timestamp 0 lies at `at_s` on the exam clock."""
    clock = SegmentClock(origin_rtp=0, origin_utc_us=ZERO_US + at_s * 1e6, tick_us=1e6 / 48_000 * (1 + drift))
    return Stretch(clock=clock, packets=packets)


def laid(*stretches: Stretch) -> SeatAudio:
    """Laid out, and checked: frames stand one after the other, without a hole between them."""
    audio = lay_out(stretches, ExamClock(zero_utc=ZERO))
    assert audio is not None
    cursor = 0
    for frame in audio.frames:
        assert frame.at_samples == cursor
        assert frame.samples == packet_samples(frame.data)
        cursor += frame.samples
    return audio


def concealed(audio: SeatAudio) -> list[OpusFrame]:
    """What did not arrive."""
    return [frame for frame in audio.frames if frame.concealed]


@pytest.mark.parametrize(
    ("configuration", "samples"),
    [(0, 480), (3, 2880), (9, 960), (12, 480), (15, 960), (16, 120), (19, 960), (28, 120), (31, 960)],
)
def test_frame_length_is_told_by_the_configuration(configuration: int, samples: int) -> None:
    """RFC 6716 table 2: SILK has 10 to 60 ms, hybrid 10 and 20, CELT 2.5 to 20."""
    assert frame_samples(configuration << 3) == samples


@pytest.mark.parametrize(
    ("data", "samples"),
    [
        (b"", 0),
        (bytes([0x78]), 960),
        (bytes([0x78]) + bytes(1275), 960),
        (bytes([0x78]) + bytes(1276), 0),
        (bytes([0x79, 1, 2]), 1920),
        (bytes([0x79, 1, 2, 3]), 0),
        (bytes([0x7A, 1, 9, 9]), 1920),
        (bytes([0x7A, 5, 9, 9]), 0),
        (bytes([0x7A]), 0),
        (bytes([0x7A, 252]), 0),
        (bytes([0x7A, 252, 0]) + bytes(252), 1920),
        (bytes([0x7B]), 0),
        (bytes([0x7B, 0]), 0),
        (bytes([0x7B, 3]) + bytes(6), 2880),
        (bytes([0x7B, 3]) + bytes(7), 0),
        (bytes([0x7B, 7]) + bytes(7), 0),
        (bytes([0x7B, 0x43, 1]) + bytes(7), 2880),
        (bytes([0x7B, 0x43, 9]) + bytes(7), 0),
        (bytes([0x7B, 0x43, 255, 0]) + bytes(254 + 6), 2880),
        (bytes([0x7B, 0x43]), 0),
        (bytes([0x7B, 0x82, 1, 9, 9]), 1920),
        (bytes([0x7B, 0x82, 5, 9, 9]), 0),
        (bytes([0x7B, 0x82]), 0),
    ],
)
def test_packet_length_follows_its_structure_and_broken_ones_have_none(data: bytes, samples: int) -> None:
    """The rules R1 to R7 of RFC 6716 section 3.4, each kept and broken."""
    assert packet_samples(data) == samples


def test_packet_length_agrees_with_the_decoder() -> None:
    """What we call malformed libopus refuses, and what we call long it decodes to just that length."""
    import av
    import av.error

    chance = random.Random(5)
    decoder = av.AudioCodecContext.create("libopus", "r")
    decoder.sample_rate, decoder.layout = 48_000, "mono"
    refused = 0
    for _ in range(3000):
        data = bytes([chance.randrange(256), *chance.randbytes(chance.randrange(40))])
        try:
            decoded = sum(frame.samples for frame in decoder.decode(av.Packet(data)))
        except av.error.FFmpegError:
            decoded = 0
            refused += 1
        assert packet_samples(data) == decoded, data.hex()
    assert 100 < refused < 2900


def test_concealment_is_as_long_as_the_hole() -> None:
    """A hole is filled to within 2.5 ms, whatever the frame length before it."""
    for like in range(256):
        for hole in (960, 1000, 2880, 4801, 100):
            lengths = [length for length, data in concealments(hole, like) if packet_samples(data) == length]
            assert 0 <= hole - sum(lengths) < 120


def test_lost_and_malformed_packets_are_concealed_in_their_place() -> None:
    """The timeline is as long as what was sent; an empty or broken packet counts as lost."""
    packets = [packet(index) for index in range(10) if index not in {3, 4}]
    packets[5] = packet(7, payload=b"")
    packets[6] = packet(8, payload=bytes([0x7B, 0]))
    audio = laid(stretch(packets))
    assert audio.duration_s == pytest.approx(0.2)
    assert [frame.at_samples // 960 for frame in concealed(audio)] == [3, 4, 7, 8]
    assert all(frame.data == bytes([0x78]) for frame in concealed(audio))


def test_a_longer_frame_length_moves_nothing() -> None:
    """A sender may change the length of its packets: 60 ms between those of 20 ms stay in place."""
    sixty = bytes([0x18, 9, 9])  # configuration 3: SILK, one frame of 60 ms
    packets = [packet(0), packet(1, payload=sixty)]
    packets += [packet(2, timestamp=960 * 4), packet(3, timestamp=960 * 8)]
    audio = laid(stretch(packets))
    assert [frame.samples for frame in audio.frames] == [960, 2880, 960, 960, 960, 960, 960]
    assert len(concealed(audio)) == 3


def test_repeated_time_is_heard_once() -> None:
    """A packet whose time has been heard already is left out."""
    packets = [packet(0), packet(1), packet(2, timestamp=960), packet(3, timestamp=1920)]
    audio = laid(stretch(packets))
    assert audio.duration_s == pytest.approx(0.06)


def test_segments_lie_where_the_exam_clock_says() -> None:
    """Between two connections there is silence for as long as nobody was connected."""
    audio = laid(
        stretch([packet(index) for index in range(50)], at_s=-1.5),
        stretch([packet(index) for index in range(50)], at_s=12.0),
    )
    assert audio.starts_s == pytest.approx(-1.5)
    assert audio.duration_s == pytest.approx(14.5, abs=0.0026)
    assert sum(frame.samples for frame in concealed(audio)) == pytest.approx(12.5 * 48_000, abs=120)


def test_the_newer_connection_is_heard_where_two_overlap() -> None:
    """A connection that was replaced may still send for a while: nothing is heard twice."""
    newer = bytes([0x78, 9, 9])
    audio = laid(
        stretch([packet(index) for index in range(100)], at_s=0.0),
        stretch([packet(index, payload=newer) for index in range(100)], at_s=1.0),
    )
    assert audio.duration_s == pytest.approx(3.0)
    assert [frame.data for frame in audio.frames] == [PACKET] * 50 + [newer] * 100


@pytest.mark.parametrize("drift", [-200e-6, 200e-6])
def test_a_drifting_sound_card_stays_on_the_exam_clock(drift: float) -> None:
    """After ten minutes at 200 ppm (120 ms) no packet lies more than 20 ms from where the clock has it."""
    packets = [packet(index) for index in range(30_000)]
    audio = laid(stretch(packets, drift=drift))
    assert audio.duration_s == pytest.approx(600 * (1 + drift), abs=0.021)
    dropped = len(packets) - sum(not frame.concealed for frame in audio.frames)
    assert len(concealed(audio)) + dropped <= 7


def test_a_packet_from_nowhere_is_left_out() -> None:
    """One foreign timestamp (a hostile packet) neither moves nor divides what comes after it."""
    packets = [packet(index) for index in range(20)]
    packets[10] = packet(10, timestamp=1 << 31)
    assert split(packets, 48_000) == [packets[:10] + packets[11:]]


def test_a_clock_set_anew_begins_a_stretch() -> None:
    """Where all later packets have jumped, they follow another clock."""
    packets = [packet(index) for index in range(20)]
    packets += [packet(index, timestamp=960 * index + (1 << 30)) for index in range(20, 40)]
    assert [len(each) for each in split(packets, 48_000)] == [20, 20]


def test_a_pause_as_long_as_time_passed_is_no_jump() -> None:
    """A cable out for 40 s leaves a hole of 40 s in one stretch."""
    packets = [packet(index) for index in (*range(20), *range(2020, 2040))]
    assert len(split(packets, 48_000)) == 1
    assert laid(stretch(packets)).duration_s == pytest.approx(0.02 * 2040)


def test_nothing_decodable_is_nothing() -> None:
    """Without one good packet there is no audio, and no error."""
    assert lay_out([], ExamClock(zero_utc=ZERO)) is None
    assert lay_out([stretch([packet(0, payload=b"")])], ExamClock(zero_utc=ZERO)) is None


def test_damage_cannot_make_a_recording_of_days() -> None:
    """What claims to lie more than six hours after the first is left out."""
    audio = laid(stretch([packet(0)]), stretch([packet(0)], at_s=30 * 86_400))
    assert audio.duration_s == pytest.approx(0.02)
