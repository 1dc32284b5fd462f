"""What the benchmark's client takes for new, and what it misses."""

from benchmarks.repairing_load import _Heard
from oralexam.media.rtp import PACK_HEADER


def _packet(sequence: int, ssrc: int = 7) -> bytes:
    packet: bytes = PACK_HEADER(0x80, 96, sequence & 0xFFFF, 0, ssrc)
    return packet


def test_a_packet_counts_once_however_often_it_comes() -> None:
    """A hole is missed over the wrap, filled once by its repetition, and not by a second."""
    heard = _Heard("audio", 96)
    assert heard.take(_packet(65_535), 0.0)
    assert heard.take(_packet(65_537), 0.0)
    assert heard.holes.due(1.0, 0.0) == [65_536]
    assert heard.take(_packet(65_536), 0.01)
    assert not heard.take(_packet(65_536), 0.02)
    assert not heard.holes


def test_another_ssrc_is_a_stream_of_its_own() -> None:
    """What was missing of the first is not asked for of the second."""
    heard = _Heard("video", 97)
    assert heard.take(_packet(1), 0.0)
    assert heard.take(_packet(5), 0.0)
    assert heard.take(_packet(900, ssrc=8), 0.0)
    assert heard.holes.due(1.0, 0.0) == []
