"""Reading RTP where it lies."""

import pytest
from aiortc.rtcrtpparameters import RTCRtpHeaderExtensionParameters, RTCRtpParameters
from aiortc.rtp import HeaderExtensions, HeaderExtensionsMap, RtpPacket
from aiortc.rtp import wrap_rtx as aiortc_wrap_rtx

from oralexam.media.rtp import (
    extension_value,
    padding_bytes,
    payload_start,
    starts_vp8_keyframe,
    unwrap_retransmission,
    wrap_retransmission,
)

MAP = HeaderExtensionsMap()
MAP.configure(
    RTCRtpParameters(
        headerExtensions=[
            RTCRtpHeaderExtensionParameters(id=4, uri="urn:ietf:params:rtp-hdrext:sdes:mid"),
            RTCRtpHeaderExtensionParameters(id=1, uri="urn:ietf:params:rtp-hdrext:ssrc-audio-level"),
        ]
    )
)


def packet(payload: bytes = b"payload", mid: str | None = "0", **fields: int) -> bytes:
    """A packet as aiortc writes it: an independent witness."""
    made = RtpPacket(payload_type=96, sequence_number=7, timestamp=9, ssrc=11, payload=payload)
    made.extensions = HeaderExtensions(mid=mid, audio_level=(True, 23) if mid else None)
    made.csrc = [1, 2] if fields.get("csrc") else []
    made.padding_size = fields.get("padding", 0)
    return made.serialize(MAP)


@pytest.mark.parametrize("csrc", [0, 1])
@pytest.mark.parametrize("mid", ["0", "a-long-mid", None])
def test_the_payload_begins_behind_csrc_and_extensions(csrc, mid):
    """Contributing sources and header extensions are stepped over."""
    data = packet(mid=mid, csrc=csrc)
    assert data[payload_start(data, data[0]) :] == b"payload"


def test_a_packet_that_contradicts_itself_has_no_payload():
    """An extension or CSRC list that is longer than the packet is found out."""
    data = packet()
    assert payload_start(data[:13], data[0]) == -1
    assert payload_start(data[:12], 0x8F) == -1
    assert payload_start(data[:14] + b"\xff\xff" + data[16:], data[0]) == -1


def test_padding_is_counted_only_if_it_is_there():
    """The last byte tells the padding; a lie is found out."""
    data = packet(padding=5)
    start = payload_start(data, data[0])
    assert padding_bytes(data, start) == 5
    assert padding_bytes(data[:-1] + b"\xff", start) == -1
    assert padding_bytes(data[:-1] + b"\x00", start) == -1


def test_extensions_are_found_by_their_id():
    """One-byte and two-byte extensions are read; what is cut or absent is None."""
    data = packet()
    assert extension_value(data, data[0], 4) == b"0"
    assert extension_value(data, data[0], 1) == bytes([0x80 | 23])
    assert extension_value(data, data[0], 9) is None
    two_bytes = packet(mid="a-mid-of-more-than-16-bytes")
    assert extension_value(two_bytes, two_bytes[0], 4) == b"a-mid-of-more-than-16-bytes"
    assert extension_value(two_bytes, two_bytes[0], 1) == bytes([0x80 | 23])


def test_every_cut_of_the_extension_block_is_survived():
    """However the lengths inside the block are mangled, reading it ends."""
    data = packet(mid="abc")
    for position in range(12, len(data)):
        for value in (0, 1, 15, 16, 0xF0, 0xFF):
            mangled = bytes([*data[:position], value, *data[position + 1 :]])
            if payload_start(mangled, mangled[0]) >= 0:
                extension_value(mangled, mangled[0], 1)


def test_a_retransmission_is_unwrapped_as_the_original():
    """What aiortc wraps as RTX comes out as the packet that was lost."""
    original = RtpPacket.parse(packet(b"\x90lost"), MAP)
    original.marker = 1
    wrapped = aiortc_wrap_rtx(original, payload_type=97, sequence_number=500, ssrc=99).serialize(MAP)
    assert unwrap_retransmission(wrapped, 96, 11) == original.serialize(MAP)


def test_a_probe_is_no_retransmission():
    """An RTX packet without an original in it (padding to probe the link) brings nothing."""
    assert unwrap_retransmission(packet(b""), 96, 11) is None
    assert unwrap_retransmission(packet(b"", padding=100), 96, 11) is None


def test_wrapping_and_unwrapping_are_inverse():
    """A packet sent again as RTX is the packet that was sent."""
    data = packet(b"again")
    assert unwrap_retransmission(wrap_retransmission(data, 97, 3, 4), 96, 11) == data


@pytest.mark.parametrize(
    ("payload", "starts"),
    [
        (b"\x10\x00rest", True),
        (b"\x10\x01rest", False),  # an inter frame
        (b"\x00\x00rest", False),  # not the first packet of its partition
        (b"\x11\x00rest", False),  # another partition
        (b"\x90\x80\x05\x00rest", True),  # a short picture id
        (b"\x90\x80\x85\x05\x00rest", True),  # a long one
        (b"\x90\xe0\x85\x05\x07\x20\x00rest", True),  # with TL0PICIDX and TID
        (b"\x90\xe0\x85\x05\x07\x20\x01rest", False),
        (b"\x90\x80", False),
        (b"\x10", False),
        (b"", False),
    ],
)
def test_key_frames_are_told_by_their_first_bytes(payload, starts):
    """The payload descriptor of RFC 7741 in all its lengths, and the frame's own first bit."""
    assert starts_vp8_keyframe(payload) is starts
