"""The voice before the picture: shed on a thin link, tried again, for longer each time that it fails."""

from oralexam.media import rtcp
from oralexam.media.audio_first import FIRST_TRY_S, LONGEST_TRY_S, AudioFirst, Downlink


class Link:
    """A receiver's link that carries so much, looked at once a second."""

    def __init__(self, carries_bps: int | None) -> None:
        self.carries_bps = carries_bps
        self.lost_share = 0.0
        self.shed = AudioFirst()
        self.now = 100.0

    def second(self, picture_bps: int = 200_000) -> bool:
        """One second: what comes is voice, and the picture unless it is shed; whether it is shed then."""
        sent = 40_000 + (0 if self.shed.is_shed else picture_bps)
        told = None if self.carries_bps is None else min(self.carries_bps, int(1.5 * sent))
        self.now += 1
        return self.shed.report(told_bps=told, sent_bps=sent, lost_share=self.lost_share, now=self.now)

    def seconds_until(self, *, shed: bool) -> int:
        """How many seconds until it is so."""
        return next(count for count in range(1, 1000) if self.second() is shed)


def test_a_thin_link_loses_its_picture_within_seconds():
    """Three reports in a row below 150 kbit/s."""
    assert Link(120_000).seconds_until(shed=True) == 3


def test_a_wide_link_and_one_that_says_nothing_keep_it():
    """Nothing is shed at 200 kbit/s, nor where the receiver reports no figure."""
    for link in (Link(200_000), Link(None)):
        assert not any(link.second() for _ in range(60))


def test_a_low_figure_of_a_link_that_carries_little_sheds_nothing():
    """A camera that is off makes the receiver believe in little: that is no thin link."""
    link = Link(1_000_000)
    assert not any(link.second(picture_bps=2_000) for _ in range(60))


def test_a_receiver_that_believes_in_less_than_it_gets_keeps_a_small_picture():
    """Those of aiortc say 20 kbit/s while 43 arrive (measured in a rehearsal)."""
    link = Link(20_000)
    assert not any(link.second(picture_bps=20_000) for _ in range(60))


def test_a_receiver_that_believes_in_more_each_second_is_let_grow():
    """After a time of voice alone Chromium begins at some 60 kbit/s: a wide link is not shed for that."""
    link = AudioFirst()
    told = [int(60_000 * 1.08**second) for second in range(12)]
    assert told[-1] < 150_000
    assert not any(
        link.report(told_bps=bps, sent_bps=240_000, lost_share=0.0, now=100.0 + second)
        for second, bps in enumerate(told)
    )


def test_one_low_report_is_a_hiccup():
    """The count begins anew with each report that is well."""
    link = Link(1_000_000)
    for _ in range(20):
        link.carries_bps = 100_000
        assert not link.second()
        link.carries_bps = 1_000_000
        assert not link.second()


def test_a_link_that_loses_a_third_of_everything_is_full():
    """Whatever its receiver believes."""
    link = Link(None)
    link.lost_share = 0.34
    assert link.seconds_until(shed=True) == 3


def test_the_picture_returns_when_the_link_does():
    """It is tried after five seconds, and stays."""
    link = Link(100_000)
    link.seconds_until(shed=True)
    link.carries_bps = 1_000_000
    assert link.seconds_until(shed=False) == FIRST_TRY_S
    assert not any(link.second() for _ in range(60))


def test_tries_that_fail_come_more_and_more_seldom():
    """Each costs the voice a moment; a picture that had come back for long makes them quick again."""
    link = Link(100_000)
    pauses = []
    for _ in range(6):
        link.seconds_until(shed=True)
        pauses.append(link.seconds_until(shed=False))
    assert pauses == [5, 10, 20, 40, 40, 40]
    assert max(pauses) == LONGEST_TRY_S
    link.carries_bps = 1_000_000
    assert not any(link.second() for _ in range(20))
    link.carries_bps = 100_000
    link.seconds_until(shed=True)
    assert link.seconds_until(shed=False) == FIRST_TRY_S


def test_what_a_receiver_says_is_read_from_its_reports():
    """Its REMB, and the greatest loss of the streams that it is sent; others' reports are not about it."""
    downlink = Downlink()
    blocks = [
        rtcp.ReportBlock(
            ssrc=ssrc,
            fraction_lost=lost,
            packets_lost=0,
            highest_sequence=0,
            jitter=0,
            last_report=0,
            delay_since_last_report=0,
        )
        for ssrc, lost in ((1, 64), (2, 128), (9, 255))
    ]
    packet = rtcp.receiver_report(7, blocks) + rtcp.max_bitrate(7, 120_000, [1])
    downlink.hear(rtcp.parse(packet), {1, 2})
    assert (downlink.told_bps, downlink.lost_share) == (120_000, 0.5)
    now = 10.0
    for second in range(3):
        assert not downlink.is_shed
        downlink.hear(rtcp.parse(packet), {1, 2})
        downlink.look(second * 25_000, now + second)
    assert downlink.is_shed


def test_a_link_that_says_nothing_is_cut_and_not_thin():
    """Its last report is not counted again: the picture is there as soon as the link is."""
    downlink = Downlink()
    downlink.hear(rtcp.parse(rtcp.max_bitrate(7, 100_000, [1])), {1})
    for second in range(30):
        assert not downlink.look(second * 50_000, 10.0 + second)
