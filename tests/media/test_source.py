"""One published stream: counted, repaired, told apart from attacks."""

import struct

from oralexam.media.source import Source

SSRC = 77


class Heard:
    """Remembers what a source handed on."""

    def __init__(self) -> None:
        self.sequences: list[int] = []
        self.timestamps: list[int] = []
        self.restarts = 0

    def restarted(self):
        """Count."""
        self.restarts += 1

    def packet(self, _source, _packet, _start, sequence, timestamp, _now):
        """Remember."""
        self.sequences.append(sequence)
        self.timestamps.append(timestamp)


def rtp(sequence, timestamp=None, *, ssrc=SSRC, payload=b"opus", flags=0x80, payload_type=111):
    """One packet; 20 ms of Opus for each sequence number."""
    stamp = 960 * sequence if timestamp is None else timestamp
    return struct.pack("!BBHII", flags, payload_type, sequence & 0xFFFF, stamp & 0xFFFFFFFF, ssrc) + payload


def audio(*, level_id=None):
    """An audio source, who hears it live, and its recorder."""
    source = Source(
        kind="audio", clock_rate_hz=48_000, payload_type=111, request_keyframe=lambda _: None,
        level_extension_id=level_id,
    )  # fmt: skip
    live, recorder = Heard(), Heard()
    source.listeners, source.recorder = (live,), recorder
    return source, live, recorder


def test_packets_pass_both_wraps():
    """Sequence numbers and timestamps go on growing past 2^16 and 2^32."""
    source, live, _ = audio()
    for n in range(10):
        source.receive(rtp(65_531 + n, 0xFFFFFC00 + 960 * n), 0.02 * n)
    assert live.sequences == list(range(65_531, 65_541))
    assert live.timestamps == [0xFFFFFC00 + 960 * n for n in range(10)]


def test_reordered_packets_are_taken_and_duplicates_are_not():
    """Two that changed places both arrive, a copy does not, and nothing counts as lost."""
    source, live, recorder = audio()
    for n, at in ((1, 0.0), (3, 0.04), (2, 0.041), (2, 0.042), (3, 0.043), (4, 0.06)):
        source.receive(rtp(n), at)
    assert live.sequences == recorder.sequences == [1, 3, 2, 4]
    assert source.reception is not None
    assert source.reception.block(0.1).packets_lost == 0


def test_a_retransmission_is_recorded_but_stays_a_loss_of_the_wire():
    """The sender is told what its link loses; the recording has everything."""
    source, live, recorder = audio()
    source.receive(rtp(1), 0.0)
    source.receive(rtp(3), 0.04)
    assert source.holes.due(0.06, 0.0) == [2]
    source.receive(rtp(2), 0.07)
    assert live.sequences == recorder.sequences == [1, 3, 2]
    assert source.reception is not None
    assert source.reception.block(0.1).packets_lost == 1


def test_what_comes_too_late_to_be_played_is_recorded_only():
    """After 120 ms the listener has concealed it; the evidence still wants it."""
    source, live, recorder = audio()
    source.receive(rtp(1), 0.0)
    source.receive(rtp(3), 0.04)
    source.receive(rtp(2), 0.3)
    assert live.sequences == [1, 3]
    assert recorder.sequences == [1, 3, 2]


def test_an_empty_opus_packet_goes_nowhere():
    """Hostile input 3: it would silence a decoder for the rest of the call."""
    source, live, recorder = audio()
    source.receive(rtp(1), 0.0)
    source.receive(rtp(2, payload=b""), 0.02)
    source.receive(rtp(3, payload=b"\0\0\0\4", flags=0xA0), 0.04)
    source.receive(rtp(4), 0.06)
    assert live.sequences == recorder.sequences == [1, 4]
    assert not source.holes


def test_a_packet_that_lies_about_its_lengths_goes_nowhere():
    """Padding longer than the packet, extensions beyond its end."""
    source, live, _ = audio()
    source.receive(rtp(1), 0.0)
    source.receive(rtp(2, payload=b"abc\xff", flags=0xA0), 0.02)
    source.receive(rtp(2, payload=b"\xbe\xde\xff\xff", flags=0x90), 0.02)
    source.receive(rtp(2), 0.02)
    assert live.sequences == [1, 2]
    assert source.refused == 2


def test_a_timestamp_that_jumps_is_a_new_segment():
    """Hostile input 6: backwards, or far ahead of the time that has passed, is a reset and no wrap."""
    for jumped in (1_000_000, 4_000_000_000):
        source, live, recorder = audio()
        for n in range(100):
            source.receive(rtp(n, 2_000_000 + 960 * n), 0.02 * n)
        source.receive(rtp(100, jumped), 2.0)
        source.receive(rtp(101, jumped + 960), 2.02)
        assert recorder.restarts == live.restarts == 1
        assert live.sequences[-2:] == [100, 101]


def test_a_pause_is_no_reset():
    """A timestamp that leaps as far as the clock did is the same timeline."""
    source, _, recorder = audio()
    source.receive(rtp(1, 0), 0.0)
    source.receive(rtp(2, 48_000 * 60), 60.0)
    assert recorder.restarts == 0


def test_another_ssrc_takes_over_only_from_a_silent_one():
    """Two at once are an attack; one that follows a silence is a new segment."""
    source, live, recorder = audio()
    for n in range(60):
        source.receive(rtp(n), 0.02 * n)
        source.receive(rtp(5_000 + n, ssrc=99), 0.02 * n)
    assert recorder.restarts == 0
    assert max(live.sequences) == 59
    source.receive(rtp(5_100, ssrc=99), 2.0)
    assert recorder.restarts == 1
    assert source.ssrc == 99


def test_restarts_are_at_most_one_a_second():
    """Each is a new file: a hostile publisher cannot fill the folder."""
    source, _, recorder = audio()
    for n in range(3_000):
        source.receive(rtp(n * 20_000), 0.001 * n)
    assert recorder.restarts <= 3


def test_the_level_is_read_where_it_was_negotiated():
    """The RFC 6464 octet is kept; a packet without one changes nothing."""
    source, _, _ = audio(level_id=1)
    assert not source.told_level
    source.receive(rtp(1, flags=0x90, payload=b"\xbe\xde\x00\x01\x10\x97\x00\x00opus"), 0.0)
    source.receive(rtp(2), 0.02)
    assert source.told_level
    assert source.level == 0x97


def test_key_frames_are_asked_for_at_most_twice_a_second():
    """Whoever asks, and however often."""
    asked: list[int] = []
    source = Source(kind="video", clock_rate_hz=90_000, payload_type=96, request_keyframe=asked.append)
    source.request_keyframe(0.0)
    assert asked == []  # nothing has been received yet: nobody to ask
    source.receive(rtp(1, payload_type=96), 0.0)
    for ms in range(0, 1_600, 10):
        source.request_keyframe(ms / 1000)
    assert asked == [SSRC] * 4


def test_rtx_fills_a_hole_and_nothing_else():
    """A retransmission of what is missing is placed; of what was never missed it is dropped."""
    source = Source(kind="video", clock_rate_hz=90_000, payload_type=96, request_keyframe=lambda _: None)
    recorder = Heard()
    source.recorder = recorder
    for n in (1, 3):
        source.receive(rtp(n, 3_000 * n, payload_type=96), 0.0)
    for original in (2, 2, 3, 9):
        again = rtp(
            500, 3_000 * original, ssrc=5, payload=original.to_bytes(2, "big") + b"vp8", payload_type=97
        )
        source.receive_retransmission(again, 0.1)
    assert recorder.sequences == [1, 3, 2]


def leveled(sequence, octet):
    """A packet that says how loud it is (RFC 6464, as a one-byte extension of RFC 8285)."""
    extension = bytes((0xBE, 0xDE, 0, 1, 2 << 4, octet, 0, 0))
    return rtp(sequence, payload=extension + b"opus", flags=0x90)


def test_the_loudest_level_since_the_last_look_is_told():
    """Speech has gaps: what was said between two looks is not missed. Without levels nothing is told."""
    source, _, _ = audio(level_id=2)
    assert source.take_loudest_dbov() is None
    for n, octet in enumerate((0x7F, 0x80 | 23, 60)):  # silence, a voice at -23 dBov, a hum
        source.receive(leveled(n + 1, octet), 0.02 * n)
    assert source.take_loudest_dbov() == -23
    assert source.take_loudest_dbov() == -127
