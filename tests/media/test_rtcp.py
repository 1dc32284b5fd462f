"""RTCP against aiortc's own reading and writing of it."""

from aiortc import rtp as aiortc_rtp

from oralexam.media import rtcp

BLOCK = rtcp.ReportBlock(
    ssrc=5, fraction_lost=12, packets_lost=-3, highest_sequence=70_000, jitter=9, last_report=77,
    delay_since_last_report=65_536,
)  # fmt: skip


def compound() -> bytes:
    """Everything that we send, in one packet."""
    return (
        rtcp.receiver_report(1, [BLOCK])
        + rtcp.sender_report(rtcp.SenderInfo(ssrc=2, ntp=(1 << 63) + 9, rtp=1 << 31), 10, 20)
        + rtcp.source_description([2, 3], "some-name")
        + rtcp.negative_acknowledgement(1, 5, [65_534, 65_535, 0, 14, 100, 117])
        + rtcp.picture_loss(1, 6)
        + rtcp.max_bitrate(1, 1_234_567, [5, 6])
        + rtcp.goodbye([2, 3])
    )


def test_others_read_what_we_write():
    """Aiortc reads our compound packet as what was meant."""
    report, sender, name, other, nack, pli, remb, bye = aiortc_rtp.RtcpPacket.parse(compound())
    (block,) = report.reports
    assert (block.ssrc, block.fraction_lost, block.packets_lost) == (5, 12, -3)
    assert (block.highest_sequence, block.jitter, block.lsr, block.dlsr) == (70_000, 9, 77, 65_536)
    assert (sender.ssrc, sender.sender_info.ntp_timestamp) == (2, (1 << 63) + 9)
    assert sender.sender_info.rtp_timestamp == 1 << 31
    assert [chunk.ssrc for chunk in (*name.chunks, *other.chunks)] == [2, 3]
    assert other.chunks[0].items == [(1, b"some-name")]
    assert {sequence & 0xFFFF for sequence in nack.lost} == {65_534, 65_535, 0, 14, 100, 117}
    assert (pli.fmt, pli.media_ssrc) == (1, 6)
    bitrate, ssrcs = aiortc_rtp.unpack_remb_fci(remb.fci)
    assert 1_234_000 < bitrate <= 1_234_567
    assert ssrcs == [5, 6]
    assert bye.sources == [2, 3]


def test_we_read_what_we_write():
    """Reports, requests and the bitrate come back; what is not of interest is left out."""
    feedback = rtcp.parse(compound())
    assert feedback.blocks == [BLOCK]
    assert feedback.senders == [rtcp.SenderInfo(ssrc=2, ntp=(1 << 63) + 9, rtp=1 << 31)]
    assert feedback.nacks == [(5, [65_534, 65_535, 0, 14, 100, 117])]
    assert feedback.keyframe_requests == [6]
    assert feedback.max_bitrate_bps is not None
    assert 1_234_000 < feedback.max_bitrate_bps <= 1_234_567


def test_a_full_intra_request_is_a_keyframe_request():
    """FIR names its stream in its entry (RFC 5104 section 4.3.1.1)."""
    fir = aiortc_rtp.RtcpPsfbPacket(fmt=4, ssrc=1, media_ssrc=0, fci=(9).to_bytes(4, "big") + b"\1\0\0\0")
    assert rtcp.parse(bytes(fir)).keyframe_requests == [9]


def test_every_cut_and_every_flipped_byte_is_survived():
    """Reading mangled RTCP ends, and gives what stands before the damage."""
    data = compound()
    for end in range(len(data)):
        rtcp.parse(data[:end])
    for position in range(len(data)):
        for value in (0, 0x7F, 0xFF):
            rtcp.parse(bytes([*data[:position], value, *data[position + 1 :]]))


def test_a_huge_nack_is_cut():
    """One packet cannot ask for more than a bounded number of retransmissions."""
    data = rtcp.negative_acknowledgement(1, 5, list(range(0, 60_000, 17)))
    assert len(rtcp.parse(data).nacks[0][1]) == rtcp.MAX_NACKED
