"""Whether a guest may join the media of a sitting now: calls go first (docs/decisions/0193)."""

import time
from collections import deque
from collections.abc import Callable
from typing import Final

import structlog

from oralexam.media.admission import has_room_for_guest, suffers
from oralexam.media.load import WINDOW_S
from oralexam.media.ports import Media, PortRange
from oralexam.media.udp_ports import has_port_for_guest

_log = structlog.get_logger(__name__)

NOT_NOW: Final = "guest-not-now"
"""One code for all reasons: a guest can do nothing about any of them but wait. The log says which it is."""
TOLD_WITHIN_S: Final = 1.0
"""How soon a worker has told of a connection that it answered: it speaks twice a second."""


class GuestGate:
    """Asked before a guest's offer is answered, while a refusal still costs nothing."""

    def __init__(
        self,
        media: Media,
        *,
        ports: PortRange | None,
        promised: Callable[[], int],
        clock_s: Callable[[], float] = time.monotonic,
    ) -> None:
        """`promised`: how many calls do not run yet and will."""
        self._media = media
        self._ports = ports
        self._promised = promised
        self._clock_s = clock_s
        self._let_in: deque[float] = deque()

    def why_not(self, sitting_id: str) -> str:
        """The code with which a guest of this sitting is refused now; "" where they may come (and count).

        Load is measured over ten seconds: whoever was let in since then counts as if none of it were told.
        """
        now = self._clock_s()
        while self._let_in and now - self._let_in[0] > WINDOW_S:
            self._let_in.popleft()
        if reason := self._reason(sitting_id, now):
            _log.info("guest-not-let-in", sitting_id=sitting_id, why=reason, coming=len(self._let_in))
            return NOT_NOW
        self._let_in.append(now)
        return ""

    def _reason(self, sitting_id: str, now: float) -> str:
        loads, promised = self._media.loads(), self._promised()
        if suffers(loads):
            return "calls-suffer"
        untold = sum(now - at <= TOLD_WITHIN_S for at in self._let_in)
        if not has_port_for_guest(loads, self._ports, promised=promised, coming=untold):
            return "media-ports-full"
        fits = has_room_for_guest(
            loads,
            self._media.load_of(sitting_id),
            cores=self._media.most_loops(),
            promised=promised,
            coming=len(self._let_in),
        )
        return "" if fits else "calls-full"
