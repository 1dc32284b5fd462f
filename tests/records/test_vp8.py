"""VP8 packets to pictures (oralexam.records.vp8)."""

import random
from datetime import UTC, datetime

import av
import msgspec
import pytest

from oralexam.journal.exam_clock import ExamClock, SegmentClock
from oralexam.journal.reader import JournalPacket
from oralexam.journal.stretches import Stretch
from oralexam.records.vp8 import assemble, lay_out_pictures, strip_descriptor
from oralexam.records.vp8_header import frame_header
from tests.records.made_recordings import encode_vp8, vp8_rtp

ZERO = datetime(2026, 12, 8, 9, 30, tzinfo=UTC)
ZERO_US = ZERO.timestamp() * 1e6


@pytest.fixture(scope="module")
def frames() -> list[bytes]:
    """Two seconds at 15 Hz, a key frame each second."""
    return encode_vp8(2, key_every=15)


def packets(frames: list[bytes]) -> list[JournalPacket]:
    """The packets of frames, in order."""
    return [
        JournalPacket(
            arrival_us=0,
            sequence=index,
            timestamp=sent.timestamp,
            marker=sent.marker,
            payload_type=96,
            ssrc=1,
            payload=sent.payload,
        )
        for index, sent in enumerate(vp8_rtp(frames, begins_s=0, first_timestamp=0, most_bytes=300))
    ]


@pytest.mark.parametrize(
    ("descriptor", "begins"),
    [
        ("10", True),
        ("00", False),
        ("11", False),
        ("30", True),
        ("9000", True),
        ("908005", True),
        ("90808005", True),
        ("904007", True),
        ("902007", True),
        ("9010e0", True),
        ("90f08001070a", True),
    ],
)
def test_descriptors_of_every_length_are_taken_off(descriptor: str, *, begins: bool) -> None:
    """RFC 7741 section 4.2: extension, picture id of 7 or 15 bits, TL0PICIDX, TID and KEYIDX."""
    data = bytes.fromhex(descriptor)
    assert strip_descriptor(data + b"frame") == (begins, b"frame")
    for cut in range(len(data) + 1):
        assert strip_descriptor(data[:cut]) is None


def test_frames_come_back_as_they_were(frames: list[bytes]) -> None:
    """Cut into packets and put together again, byte for byte."""
    assert [data for _, data, _ in assemble(packets(frames))] == frames


def test_after_a_loss_nothing_is_shown_until_a_key_frame(frames: list[bytes]) -> None:
    """A picture that was predicted from a missing one would be smear."""
    sent = packets(frames)
    lost = next(index for index, packet in enumerate(sent) if packet.timestamp == 5 * 6000)
    shown = [data for _, data, _ in assemble(sent[:lost] + sent[lost + 1 :])]
    assert shown == frames[:5] + frames[15:]


def test_padding_is_no_loss(frames: list[bytes]) -> None:
    """Senders probe the link with empty packets between frames."""
    sent = packets(frames)
    padded = []
    for packet in sent:
        padded.append(msgspec.structs.replace(packet, sequence=len(padded)))
        if packet.marker:
            probe = msgspec.structs.replace(packet, sequence=len(padded), payload=b"", marker=False)
            padded.append(probe)
    assert [data for _, data, _ in assemble(padded)] == frames


def test_damaged_frames_are_left_out(frames: list[bytes]) -> None:
    """A frame whose header contradicts it would end a player; the next key frame goes on."""
    assert frame_header(b"") is None
    key = frames[0]
    assert frame_header(key) is not None
    assert frame_header(key[:9]) is None
    assert frame_header(key[:3] + b"\x00\x00\x00" + key[6:]) is None
    assert frame_header(key[:6] + b"\x00\x00" + key[8:]) is None
    assert frame_header(key[:6] + b"\xff\x3f\xff\x3f" + key[10:]) is None
    assert frame_header(b"\xff\xff\xff" + frames[1][3:]) is None
    bad = [b"\xff\xff\xff" + frame[3:] if index == 3 else frame for index, frame in enumerate(frames)]
    assert [data for _, data, _ in assemble(packets(bad))] == frames[:3] + frames[15:]


@pytest.mark.parametrize("seed", [1, 2])
def test_what_passes_the_header_check_libvpx_decodes(seed: int, frames: list[bytes]) -> None:
    """Frames overwritten, cut and made of noise: none that we let through is an error to the decoder."""
    chance = random.Random(seed)

    def new_decoder() -> av.VideoCodecContext:
        decoder = av.VideoCodecContext.create("libvpx", "r")
        decoder.decode(av.Packet(frames[0]))
        return decoder

    decoder, refused, let_through = new_decoder(), 0, 0
    for frame in frames * 20:
        damaged = bytearray(frame)
        match chance.randrange(3):
            case 0:
                for _ in range(6):
                    damaged[chance.randrange(min(60, len(damaged)))] = chance.randrange(256)
            case 1:
                damaged[10:] = chance.randbytes(len(damaged) - 10)
            case _:
                del damaged[chance.randrange(1, len(damaged)) :]
        if frame_header(bytes(damaged)) is None:
            refused += 1
            continue
        let_through += 1
        decoder.decode(av.Packet(bytes(damaged)))
    assert refused > 50
    assert let_through > 50


def test_random_packets_never_raise() -> None:
    """Whatever a client sends as video, reading it ends."""
    chance = random.Random(3)
    noise = [
        JournalPacket(
            arrival_us=0,
            sequence=index + chance.randrange(2),
            timestamp=chance.randrange(1 << 32),
            marker=chance.random() < 0.5,
            payload_type=96,
            ssrc=1,
            payload=chance.randbytes(chance.randrange(30)),
        )
        for index in range(5000)
    ]
    list(assemble(noise))


def test_pictures_lie_on_the_exam_clock(frames: list[bytes]) -> None:
    """Two connections that overlap: from the newer one's first picture on, only its own are shown."""

    def stretch(at_s: float) -> Stretch:
        clock = SegmentClock(origin_rtp=0, origin_utc_us=ZERO_US + at_s * 1e6, tick_us=1e6 / 90_000)
        return Stretch(clock=clock, packets=packets(frames))

    pictures = lay_out_pictures([stretch(1.5), stretch(0)], ExamClock(zero_utc=ZERO))
    times = [picture.at_s for picture in pictures]
    assert times == sorted(times)
    assert times[0] == pytest.approx(0)
    assert times[-1] == pytest.approx(1.5 + 29 / 15)
    assert len(times) == 23 + 30
    assert pictures[0].header.key
    assert pictures[23].header.key
    assert (pictures[0].header.width, pictures[0].header.height) == (320, 240)
