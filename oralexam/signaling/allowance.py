"""How much somebody may send: a token bucket, which allows a burst and bounds what comes for good."""

import time


class Allowance:
    """Allows `at_once` in a burst and `a_second` for good; sans-I/O but for the monotonic clock."""

    def __init__(self, *, a_second: float, at_once: float) -> None:
        self._a_second = a_second
        self._at_once = at_once
        self._left = at_once
        self._at_s = time.monotonic()

    def take(self) -> bool:
        """Whether one more is allowed now; it is taken if so."""
        now_s = time.monotonic()
        self._left = min(self._at_once, self._left + (now_s - self._at_s) * self._a_second)
        self._at_s = now_s
        if self._left < 1:
            return False
        self._left -= 1
        return True
