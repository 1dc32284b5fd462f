"""Two microphones, one payload type: each packet finds its track, or none."""

from oralexam.media.demux import SharedPayloadType
from oralexam.media.source import Source

MID_ID = 4


def packet(sequence: int, ssrc: int, mid: str | None = None) -> bytes:
    """An Opus packet, with its MID in a one-byte header extension (RFC 8285) or without."""
    head = bytes([0x90 if mid is not None else 0x80, 111])
    out = head + sequence.to_bytes(2, "big") + (960 * sequence).to_bytes(4, "big") + ssrc.to_bytes(4, "big")
    if mid is not None:
        value = bytes([MID_ID << 4 | len(mid) - 1]) + mid.encode()
        value += bytes(-len(value) % 4)
        out += b"\xbe\xde" + (len(value) // 4).to_bytes(2, "big") + value
    return out + b"\xfcsound"


def two() -> tuple[SharedPayloadType, Source, Source]:
    """Two sources behind one payload type."""
    shared = SharedPayloadType(MID_ID)
    left, right = (
        Source(kind="audio", clock_rate_hz=48_000, payload_type=111, request_keyframe=lambda _: None)
        for _ in range(2)
    )
    shared.add(left, "0")
    assert not shared.is_shared
    shared.add(right, "1")
    assert shared.is_shared
    return shared, left, right


def test_the_mid_says_whose_packet_it_is_and_then_the_ssrc_does():
    """Once a stream has said its name, packets without it still find their way."""
    shared, left, right = two()
    shared.receive(packet(1, 7001, "0"), 0.0)
    shared.receive(packet(1, 7002, "1"), 0.0)
    for sequence in range(2, 6):
        shared.receive(packet(sequence, 7002), 0.02 * sequence)
        shared.receive(packet(sequence, 7001), 0.02 * sequence)
    assert (left.ssrc, left.packets) == (7001, 5)
    assert (right.ssrc, right.packets) == (7002, 5)
    assert shared.refused == 0


def test_what_says_neither_is_dropped():
    """An unknown SSRC without a name, with a foreign name or with a cut extension lands on nobody's track."""
    shared, left, right = two()
    shared.receive(packet(1, 7003), 0.0)
    shared.receive(packet(1, 7003, "2"), 0.0)
    shared.receive(packet(1, 7003, "0")[:14], 0.0)
    assert (left.packets, right.packets, shared.refused) == (0, 0, 3)


def test_a_track_that_begins_anew_is_found_by_its_name():
    """Another microphone in the same section is another SSRC; the other voice is not touched."""
    shared, left, right = two()
    shared.receive(packet(1, 7001, "0"), 0.0)
    shared.receive(packet(1, 7002, "1"), 0.0)
    shared.receive(packet(1, 7009, "0"), 2.0)
    assert left.ssrc == 7009
    assert (right.ssrc, right.packets) == (7002, 1)
