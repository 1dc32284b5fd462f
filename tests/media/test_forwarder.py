"""One outgoing stream on one timeline, whatever is attached."""

from itertools import pairwise

from aiortc.rtcrtpparameters import RTCRtpHeaderExtensionParameters, RTCRtpParameters
from aiortc.rtp import HeaderExtensionsMap, RtpPacket

from oralexam.media.forwarder import MAX_SAVED_RESENDS, RESENDS_A_PACKET, Forwarder, OutgoingFormat
from oralexam.media.rtp import unwrap_retransmission
from oralexam.media.source import ONLOOKERS_KEYFRAME_S, Source
from tests.media.test_source import rtp

KEY, INTER = b"\x10\x00key", b"\x10\x01inter"
MAP = HeaderExtensionsMap()
MAP.configure(
    RTCRtpParameters(
        headerExtensions=[
            RTCRtpHeaderExtensionParameters(id=4, uri="urn:ietf:params:rtp-hdrext:sdes:mid"),
            RTCRtpHeaderExtensionParameters(id=1, uri="urn:ietf:params:rtp-hdrext:ssrc-audio-level"),
            RTCRtpHeaderExtensionParameters(
                id=2, uri="http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time"
            ),
        ]
    )
)


def source_of(kind):
    """A source of this kind, without a wire."""
    rate, payload_type = (48_000, 111) if kind == "audio" else (90_000, 111)
    return Source(
        kind=kind, clock_rate_hz=rate, payload_type=payload_type, request_keyframe=lambda _: None,
        level_extension_id=1,
    )  # fmt: skip


def forwarder_of(kind, **changes: int | None):
    """A forwarder of this kind, and what it sends."""
    sent: list[bytes] = []
    fields = {
        "kind": kind, "ssrc": 42, "payload_type": 100, "clock_rate_hz": 48_000 if kind == "audio" else 90_000,
        "mid": "0", "mid_extension_id": 4, "level_extension_id": 1 if kind == "audio" else None,
        "send_time_extension_id": 2 if kind == "video" else None, **changes,
    }  # fmt: skip
    return Forwarder(OutgoingFormat(**fields), sent.append), sent


def plug(source, forwarder, now=0.0):
    """Attach as a room does."""
    forwarder.attach(source, now)
    source.listeners = (forwarder,)


def read(packets):
    """What an independent reader makes of what was sent."""
    return [RtpPacket.parse(packet, MAP) for packet in packets]


def test_a_packet_gets_our_header_and_keeps_its_payload():
    """SSRC, payload type, MID and level are those of this leg; marker and payload those of the publisher."""
    source, (forwarder, sent) = source_of("audio"), forwarder_of("audio")
    plug(source, forwarder)
    source.receive(rtp(7, flags=0x90, payload=b"\xbe\xde\x00\x01\x10\x97\x00\x00opus"), 1.0)
    (packet,) = read(sent)
    assert (packet.ssrc, packet.payload_type, packet.payload) == (42, 100, b"opus")
    assert packet.extensions.mid == "0"
    assert packet.extensions.audio_level == (True, 0x17)


def test_video_carries_the_send_time():
    """24 bits of seconds in 6.18 fixed point, where it was negotiated."""
    source, (forwarder, sent) = source_of("video"), forwarder_of("video")
    plug(source, forwarder)
    source.receive(rtp(7, payload=KEY), 65.5)
    (packet,) = read(sent)
    assert packet.extensions.abs_send_time == int(1.5 * 2**18)
    assert packet.payload == KEY


def test_without_negotiated_extensions_there_are_none():
    """The header is the bare one."""
    source = source_of("audio")
    forwarder, sent = forwarder_of("audio", mid_extension_id=None, level_extension_id=None)
    plug(source, forwarder)
    source.receive(rtp(7), 1.0)
    assert sent[0][:2] == b"\x80\x64"
    assert len(sent[0]) == 16


def test_video_begins_with_the_first_packet_of_a_key_frame():
    """What comes before it, and late packets of before it, are not sent on."""
    source, (forwarder, sent) = source_of("video"), forwarder_of("video")
    plug(source, forwarder)
    for n, payload in ((1, INTER), (2, INTER), (4, KEY), (3, INTER), (5, INTER)):
        source.receive(rtp(n, 3_000 * n, payload=payload), 0.03 * n)
    assert [packet.payload for packet in read(sent)] == [KEY, INTER]


def test_the_timeline_goes_on_when_the_publisher_changes():
    """Sequence numbers follow without a gap, the timestamp as much later as the clock."""
    forwarder, sent = forwarder_of("audio")
    first, second = source_of("audio"), source_of("audio")
    plug(first, forwarder)
    for n in range(50):
        first.receive(rtp(60_000 + n, 5_000_000 + 960 * n), 0.02 * n)
    first.listeners = ()
    plug(second, forwarder, 3.0)
    for n in range(50):
        second.receive(rtp(9 + n, 960 * n, ssrc=88), 3.0 + 0.02 * n)
    packets = read(sent)
    numbers = [packet.sequence_number for packet in packets]
    assert all((b - a) & 0xFFFF == 1 for a, b in pairwise(numbers))
    leap = (packets[50].timestamp - packets[49].timestamp) & 0xFFFFFFFF
    assert abs(leap / 48_000 - 2.02) < 0.01


def test_a_restart_of_the_publisher_is_a_change_too():
    """A timestamp reset at the source does not reach the listener."""
    source, (forwarder, sent) = source_of("audio"), forwarder_of("audio")
    plug(source, forwarder)
    for n in range(100):
        source.receive(rtp(n, 9_000_000 + 960 * n), 0.02 * n)
    source.receive(rtp(100, 50), 2.0)
    last, new = read(sent)[-2:]
    assert (new.sequence_number - last.sequence_number) & 0xFFFF == 1
    assert 0 < (new.timestamp - last.timestamp) & 0xFFFFFFFF < 48_000


def test_a_reordered_packet_keeps_its_place():
    """The listener can put it where it belongs."""
    source, (forwarder, sent) = source_of("audio"), forwarder_of("audio")
    plug(source, forwarder)
    for n in (1, 2, 4, 3, 5):
        source.receive(rtp(n), 0.02 * n)
    base = read(sent)[0].sequence_number
    assert [packet.sequence_number - base for packet in read(sent)] == [0, 1, 3, 2, 4]


def test_what_is_missed_is_sent_again():
    """Plain where RTX was not negotiated, as RTX where it was; what is gone is not."""
    source, (forwarder, sent) = source_of("audio"), forwarder_of("audio")
    plug(source, forwarder)
    for n in range(300):
        source.receive(rtp(n), 0.02 * n)
    numbers = [packet.sequence_number for packet in read(sent)]
    forwarder.resend([numbers[-5], numbers[0]])
    assert sent[300:] == [sent[295]]

    source, (forwarder, sent) = source_of("video"), forwarder_of("video", rtx_payload_type=101, rtx_ssrc=43)
    plug(source, forwarder)
    source.receive(rtp(1, payload=KEY), 0.0)
    forwarder.resend([read(sent)[0].sequence_number])
    assert read(sent[1:])[0].ssrc == 43
    assert unwrap_retransmission(sent[1], 100, 42) == sent[0]


def test_one_request_brings_a_bounded_answer():
    """A NACK for everything is no amplifier."""
    source, (forwarder, sent) = source_of("audio"), forwarder_of("audio")
    plug(source, forwarder)
    for n in range(128):
        source.receive(rtp(n), 0.02 * n)
    forwarder.resend([packet.sequence_number for packet in read(sent)])
    assert len(sent) == 128 + 64


def test_who_asks_without_end_gets_twice_what_is_sent():
    """What was saved, then two for each packet: the rest of the machine belongs to the others."""
    source, (forwarder, sent) = source_of("audio"), forwarder_of("audio")
    plug(source, forwarder)
    number = 0
    for _ in range(20):
        for _ in range(10):
            source.receive(rtp(number), number / 50)
            number += 1
        for _ in range(20):
            forwarder.resend(list(range(max(0, number - 60), number)))
    assert forwarder.packets == number == 200
    assert MAX_SAVED_RESENDS <= forwarder.resent <= MAX_SAVED_RESENDS + RESENDS_A_PACKET * number
    assert len(sent) == forwarder.packets + forwarder.resent


def test_an_onlooker_waits_longer_for_a_key_frame_than_a_party():
    """However many ask, the publisher hears of it every four seconds; a party asks every half second."""
    asked: list[float] = []
    source = source_of("video")
    clock = [0.0]
    source._request_keyframe = lambda _ssrc: asked.append(clock[0])
    onlookers = [
        Forwarder(forwarder_of("video")[0].format, lambda _: None, keyframe_every_s=ONLOOKERS_KEYFRAME_S)
        for _ in range(6)
    ]
    party, _ = forwarder_of("video")
    source.receive(rtp(0, payload=KEY), 0.0)
    for forwarder in (*onlookers, party):
        forwarder.attach(source, 0.0)
    for step in range(1, 200):
        clock[0] = step / 10
        for forwarder in onlookers:
            forwarder.request_keyframe(clock[0])
    assert asked == [0.0, 4.0, 8.0, 12.0, 16.0]
    clock[0] = 19.95
    party.request_keyframe(clock[0])
    assert asked[-1] == clock[0]


def test_sender_reports_lie_on_the_publishers_line():
    """The publisher's clock pair, moved on by what has passed, on our timeline."""
    source, (forwarder, sent) = source_of("audio"), forwarder_of("audio")
    plug(source, forwarder)
    source.receive(rtp(1, 1_000), 10.0)
    assert forwarder.sender_info(10.0) is None
    source.sender_report(100 << 32, 1_480, 10.01)
    info = forwarder.sender_info(10.51)
    assert info is not None
    assert abs(info.ntp / 2**32 - 100.5) < 1e-6
    assert (info.rtp - read(sent)[0].timestamp) & 0xFFFFFFFF == 480 + 24_000
