"""What a receiver reports about a stream (RFC 3550 sections 6.4.1, A.3 and A.8)."""

from oralexam.media.rtcp import ReportBlock


class Reception:
    """Counts of one SSRC; a packet that was brought again after a NACK counts as lost on the wire.

    RFC 3550 cannot tell a retransmission on the same SSRC from the original; the sender needs to know what
    the link loses, not what we got in the end, so those are left out of what was received.
    """

    def __init__(self, *, ssrc: int, clock_rate_hz: int, first_sequence: int) -> None:
        self.ssrc = ssrc
        self.highest = first_sequence
        """The highest sequence number, unwrapped: its low 32 bits are what a report carries."""
        self.received = 0
        self.jitter_ticks = 0.0
        self.queue_delay_s = 0.0
        """How much longer the last frame took than the quickest of late: a queue on the way."""
        self._clock_rate_hz = clock_rate_hz
        self._base = first_sequence
        self._prior_expected = 0
        self._prior_received = 0
        self._transit_ticks: float | None = None
        self._quickest_ticks: list[float] = []
        self._report_middle_ntp = 0
        self._report_arrival_s = 0.0

    def packet(self, timestamp: int, now: float) -> None:
        """An in-order packet with this unwrapped timestamp came at `now`: interarrival jitter (A.8)."""
        transit = now * self._clock_rate_hz - timestamp
        if self._transit_ticks is not None:
            self.jitter_ticks += (abs(transit - self._transit_ticks) - self.jitter_ticks) / 16
        self._transit_ticks = transit

    def sample_queue(self, window: int = 20) -> float:
        """The present transit time above the quickest of the last `window` samples, in seconds."""
        if self._transit_ticks is None:
            return 0.0
        self._quickest_ticks.append(self._transit_ticks)
        del self._quickest_ticks[:-window]
        self.queue_delay_s = (self._transit_ticks - min(self._quickest_ticks)) / self._clock_rate_hz
        return self.queue_delay_s

    def sender_report(self, ntp: int, now: float) -> None:
        """A sender report came: later reports refer to it."""
        self._report_middle_ntp = ntp >> 16 & 0xFFFFFFFF
        self._report_arrival_s = now

    def block(self, now: float) -> ReportBlock:
        """The report block for the time since the last one."""
        expected = self.highest - self._base + 1
        expected_interval = expected - self._prior_expected
        lost_interval = expected_interval - (self.received - self._prior_received)
        self._prior_expected, self._prior_received = expected, self.received
        fraction = 0
        if expected_interval > 0 and lost_interval > 0:
            fraction = min(255, (lost_interval << 8) // expected_interval)
        delay = now - self._report_arrival_s if self._report_middle_ntp else 0.0
        return ReportBlock(
            ssrc=self.ssrc,
            fraction_lost=fraction,
            packets_lost=expected - self.received,
            highest_sequence=self.highest & 0xFFFFFFFF,
            jitter=int(self.jitter_ticks),
            last_report=self._report_middle_ntp,
            delay_since_last_report=int(min(delay, 65_535.0) * 65_536),
        )
