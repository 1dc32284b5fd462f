"""What the benchmark's client takes for new, and what it misses."""

from benchmarks.media_load import is_stamped_again, stamped
from benchmarks.repairing_load import _Heard
from oralexam.media.rtp import PACK_HEADER


def _packet(sequence: int, ssrc: int = 7) -> bytes:
    packet: bytes = PACK_HEADER(0x80, 96, sequence & 0xFFFF, 0, ssrc)
    return packet


def test_a_packet_counts_once_however_often_it_comes() -> None:
    """A hole is missed over the wrap, filled once by its repetition, and not by a second."""
    heard = _Heard("audio", 96)
    assert heard.take(_packet(65_535), 0.0) == (True, False)
    assert heard.take(_packet(65_537), 0.0) == (True, False)
    assert heard.holes.due(1.0, 0.0) == [65_536]
    assert heard.take(_packet(65_536), 1.01) == (True, True), "asked for: its delay is the wire's"
    assert heard.take(_packet(65_536), 1.02) == (False, False)
    assert not heard.holes


def test_what_changed_places_on_the_way_was_not_asked_for() -> None:
    """It came before anybody asked: how long it took is the server's."""
    heard = _Heard("audio", 96)
    assert heard.take(_packet(1), 0.0) == (True, False)
    assert heard.take(_packet(3), 0.0) == (True, False)
    assert heard.take(_packet(2), 0.001) == (True, False)


def test_what_is_sent_again_is_stamped_again() -> None:
    """The stamp says when, and that it was; the rest of the packet stays."""
    packet = bytes(range(40))
    first, again = stamped(packet), stamped(packet, again=True)
    assert (is_stamped_again(first), is_stamped_again(again)) == (False, True)
    assert first[:32] == again[:32] == packet[:32]
    assert int.from_bytes(first[-8:], "big") <= int.from_bytes(again[-8:], "big")


def test_another_ssrc_is_a_stream_of_its_own() -> None:
    """What was missing of the first is not asked for of the second."""
    heard = _Heard("video", 97)
    for packet in (_packet(1), _packet(5), _packet(900, ssrc=8)):
        assert heard.take(packet, 0.0) == (True, False)
    assert heard.holes.due(1.0, 0.0) == []
