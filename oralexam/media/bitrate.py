"""How much a publisher may send: a REMB that follows the link (draft-alvestrand-rmcat-remb-03).

The loss rule is that of draft-ietf-rmcat-gcc-02 section 6. Its delay rule needs per-packet send times and
costs 9 % of the server (shared media notes); a standing queue, measured once a report, says the same later.
"""

from typing import Final

HIGH_LOSS: Final = 0.10
LOW_LOSS: Final = 0.02
GROWTH: Final = 1.08
"""For each report, that is about a second: draft-ietf-rmcat-gcc-02 section 5.5 grows by 8 % a second."""
QUEUE_LIMIT_S: Final = 0.1
"""A frame that waited this long on the way stands in a queue that our own packets have filled."""
QUEUE_REPORTS: Final = 2
"""One late frame is jitter; two reports in a row are a queue."""
BACK_OFF: Final = 0.85
"""Of what arrives (draft-ietf-rmcat-gcc-02 section 5.5)."""


class LinkEstimate:
    """What one publisher's link is believed to carry, in bits a second."""

    def __init__(self, *, start_bps: int, min_bps: int, max_bps: int) -> None:
        self._min_bps = min_bps
        self._max_bps = max_bps
        self._bps = float(min(start_bps, max_bps))
        self._queued_reports = 0

    @property
    def bps(self) -> int:
        """The present estimate."""
        return int(self._bps)

    def report(self, *, received_bps: float, lost_share: float, queue_delay_s: float) -> int:
        """Take in what the last report interval showed; returns the new estimate."""
        self._queued_reports = self._queued_reports + 1 if queue_delay_s > QUEUE_LIMIT_S else 0
        if self._queued_reports >= QUEUE_REPORTS:
            self._bps = min(self._bps, max(BACK_OFF * received_bps, self._min_bps))
        elif lost_share > HIGH_LOSS:
            self._bps *= 1 - 0.5 * lost_share
        elif lost_share < LOW_LOSS and not self._queued_reports:
            self._bps *= GROWTH
        self._bps = min(max(self._bps, self._min_bps), self._max_bps)
        return self.bps
