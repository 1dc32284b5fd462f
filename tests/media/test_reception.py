"""Receiver reports."""

from oralexam.media.reception import Reception


def reception(received: int, span: int) -> Reception:
    """A stream of `span` sequence numbers of which `received` came."""
    made = Reception(ssrc=1, clock_rate_hz=48_000, first_sequence=65_530)
    made.highest = 65_530 + span - 1
    made.received = received
    return made


def test_loss_is_told_as_a_share_and_in_sum():
    """A quarter lost in the interval is 64/256; the highest sequence number counts its cycles."""
    made = reception(75, 100)
    block = made.block(10.0)
    assert (block.fraction_lost, block.packets_lost) == (64, 25)
    assert block.highest_sequence == 65_530 + 99
    made.highest += 100
    made.received += 100
    again = made.block(11.0)
    assert (again.fraction_lost, again.packets_lost) == (0, 25)


def test_reports_refer_to_the_last_sender_report():
    """The middle bits of its NTP time, and the time since it came in 1/65536 s (RFC 3550 section 6.4.1)."""
    made = reception(1, 1)
    assert (made.block(1.0).last_report, made.block(1.0).delay_since_last_report) == (0, 0)
    made.sender_report(0x1122_3344_5566_7788, 10.0)
    block = made.block(10.5)
    assert (block.last_report, block.delay_since_last_report) == (0x3344_5566, 32_768)


def test_jitter_is_none_for_an_even_beat_and_grows_with_unevenness():
    """Interarrival jitter follows RFC 3550 A.8."""
    even, uneven = reception(0, 1), reception(0, 1)
    for n in range(200):
        even.packet(960 * n, 0.02 * n)
        uneven.packet(960 * n, 0.02 * n + (0.01 if n % 2 else 0.0))
    assert even.jitter_ticks < 1
    assert 400 < uneven.jitter_ticks < 500


def test_a_standing_queue_is_seen():
    """Frames that take 200 ms longer than the quickest of late wait in a queue."""
    made = reception(0, 1)
    for n in range(10):
        made.packet(3_000 * n, n / 16)
        made.sample_queue()
    made.packet(30_000, 30_000 / 48_000 + 0.2)
    assert 0.15 < made.sample_queue() < 0.25
