"""A receiver whose link is too thin for a picture: the voice goes on alone, the picture is tried again. Pure.

What a receiver believes it can receive (REMB, draft-alvestrand-rmcat-remb-03) is never much more than what it
gets, and may be far less (aiortc's says 20 kbit/s of 43 that all came, in a rehearsal): a low figure alone
means nothing. What is sent to it must be more than a thin link carries, too.
"""

from collections.abc import Container
from typing import Final

from oralexam.media.rtcp import Feedback

SHED_BELOW_BPS: Final = 150_000
"""Issue 6, point 2: under it a picture takes from the voice."""
SHED_LOSS: Final = 0.30
"""A link that loses so much of the voice too is full, whatever its receiver believes."""
SHED_AFTER_REPORTS: Final = 3
"""Reports come about once a second: one that is low is a start or a hiccup."""
FIRST_TRY_S: Final = 5.0
LONGEST_TRY_S: Final = 40.0
"""The pause doubles with each try that fails: a try costs the voice a second of a full link."""
STANDS_AFTER_S: Final = 10.0
"""A picture that was carried for so long has come back."""
LOOK_INTERVAL_S: Final = 1.0
"""How often a receiver's link is looked at: its reports come about as often."""


class AudioFirst:
    """Whether one receiver is sent pictures now."""

    def __init__(self) -> None:
        self.is_shed = False
        self._low = 0
        self._told_bps: int | None = None
        self._pause_s = FIRST_TRY_S
        self._since_s = 0.0

    def report(self, *, told_bps: int | None, sent_bps: float, lost_share: float, now: float) -> bool:
        """Take in what the last second or so showed; returns whether the picture is shed now."""
        if self.is_shed:
            if now - self._since_s >= self._pause_s:
                self.is_shed, self._low, self._since_s = False, 0, now
            return self.is_shed
        thin = told_bps is not None and told_bps < SHED_BELOW_BPS < sent_bps
        if thin and told_bps is not None and self._told_bps is not None:
            # One that was sent a voice alone believes in little, and in 8 % more each second that all comes.
            thin = told_bps <= self._told_bps
        self._told_bps = told_bps
        self._low = self._low + 1 if thin or lost_share > SHED_LOSS else 0
        stood = now - self._since_s >= STANDS_AFTER_S
        if self._low >= SHED_AFTER_REPORTS:
            self._pause_s = FIRST_TRY_S if stood else min(2 * self._pause_s, LONGEST_TRY_S)
            self.is_shed, self._since_s = True, now
        return self.is_shed


class Downlink:
    """What one receiver says of the link to it, and what follows for its pictures."""

    def __init__(self) -> None:
        self.told_bps: int | None = None
        """What it says that it can receive (REMB)."""
        self.lost_share = 0.0
        """What it has lost of a stream, at the most, by its last report."""
        self.audio_first = AudioFirst()
        self._looked_s = 0.0
        self._sent_octets = 0
        self._heard = False
        """Whether it has said anything since it was looked at: an old report is no new one."""

    @property
    def is_shed(self) -> bool:
        """Whether it is sent no picture now."""
        return self.audio_first.is_shed

    def hear(self, feedback: Feedback, sent: Container[int]) -> None:
        """Take in a report on the streams that are `sent` to it."""
        lost = [block.fraction_lost / 256 for block in feedback.blocks if block.ssrc in sent]
        self.lost_share = max(lost, default=self.lost_share)
        if feedback.max_bitrate_bps is not None:
            self.told_bps = feedback.max_bitrate_bps
        self._heard = self._heard or bool(lost) or feedback.max_bitrate_bps is not None

    def look(self, sent_octets: int, now: float) -> bool:
        """Whether its pictures are shed now; `sent_octets` is all that was ever sent to it."""
        elapsed_s = now - self._looked_s
        if elapsed_s < LOOK_INTERVAL_S:
            return self.is_shed
        sent_bps = 8 * (sent_octets - self._sent_octets) / elapsed_s
        self._looked_s, self._sent_octets = now, sent_octets
        heard, self._heard = self._heard, False
        if not heard and not self.is_shed:
            return False  # a link that is cut says nothing, and is not thin
        return self.audio_first.report(
            told_bps=self.told_bps, sent_bps=sent_bps, lost_share=self.lost_share, now=now
        )
