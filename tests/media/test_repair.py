"""When a missing packet is asked for, and for how long."""

import pytest

from oralexam.media.repair import AUDIO_REPAIR, MAX_HOLES, MAX_STRETCH, Holes, SentPackets


def asked_times(holes: Holes, until_s: float, round_trip_s: float = 0.0) -> list[float]:
    """The milliseconds at which sequence 5 is asked for."""
    return [ms for ms in range(int(until_s * 1000)) if 5 in holes.due(ms / 1000, round_trip_s)]


def test_a_hole_is_asked_for_again_and_again():
    """First after 10 ms, then every 30 ms; past 120 ms slowly for the recording, and given up at 600 ms."""
    holes = Holes(AUDIO_REPAIR)
    holes.open(5, 5, 0.0)
    times = asked_times(holes, 1.0)
    assert times[:5] == [10, 40, 70, 100, 130]
    assert times[5:] == pytest.approx([230, 330, 430, 530], abs=2)
    assert not holes
    assert holes.lost == 1


def test_nobody_asks_faster_than_the_round_trip():
    """A second request before the first could have been answered only brings duplicates."""
    holes = Holes(AUDIO_REPAIR)
    holes.open(5, 5, 0.0)
    assert asked_times(holes, 0.4, round_trip_s=0.1) == pytest.approx([10, 110, 210, 310], abs=2)


def test_a_late_packet_fills_its_hole_once():
    """It was missing, asked for, and in time; the second copy is a duplicate."""
    holes = Holes(AUDIO_REPAIR)
    holes.open(3, 5, 0.0)
    assert holes.fill(4, 0.005) == (True, False, True)
    holes.due(0.01, 0.0)
    assert holes.fill(3, 0.05) == (True, True, True)
    assert holes.fill(3, 0.06) == (False, False, False)
    assert holes.fill(5, 0.3) == (True, True, False)
    assert not holes
    assert holes.next_due_s() is None


def test_a_given_up_packet_is_still_taken():
    """What comes after all is journalled, and no longer counts as lost."""
    holes = Holes(AUDIO_REPAIR)
    holes.open(5, 5, 0.0)
    assert asked_times(holes, 0.7)
    assert holes.lost == 1
    assert holes.fill(5, 2.0) == (True, True, False)
    assert holes.lost == 0


def test_a_server_that_stood_still_gives_nothing_up_unasked():
    """After a second without a tick the packet is asked for as often as any other."""
    holes = Holes(AUDIO_REPAIR)
    holes.open(5, 5, 0.0)
    times = [ms for ms in range(1_000, 2_000) if holes.due(ms / 1000, 0.0)]
    assert times == pytest.approx([1_000, 1_100, 1_200, 1_300], abs=4)
    assert holes.lost == 1


def test_holes_are_bounded():
    """A link that loses everything does not fill the memory."""
    holes = Holes(AUDIO_REPAIR)
    for start in range(0, 100_000, 2_000):
        holes.open(start, start + 1_999, 0.0)
    assert len(holes.due(0.02, 0.0)) == MAX_HOLES


def packet_of(number: int) -> bytes:
    """What was sent under a sequence number."""
    return b"\x80\x60" + number.to_bytes(2, "big") + b"x"


def test_what_was_sent_in_the_last_two_seconds_can_be_sent_again():
    """Only the packet of exactly that sequence number, over its wrap too; after three seconds it is gone."""
    sent = SentPackets()
    for step in range(400):  # 100 a second
        number = (65_400 + step) & 0xFFFF
        sent.keep(number, packet_of(number), 10 + step / 100)
    for step in range(200, 400):
        number = (65_400 + step) & 0xFFFF
        assert sent.find(number) == packet_of(number)
    assert sent.find(65_400 + 99) is None
    assert sent.find((65_400 + 400) & 0xFFFF) is None


def test_a_flood_is_not_remembered_without_bound():
    """However fast packets come, three stretches are all that is kept."""
    sent = SentPackets()
    for number in range(40_000):
        sent.keep(number, b"x", 5.0)
    assert sum(sent.find(number) is not None for number in range(40_000)) <= 3 * MAX_STRETCH
    assert sent.find(39_999) == b"x"
