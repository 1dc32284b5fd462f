"""What each of several jobs would have taken alone, where they share one machine."""

import threading

from oralexam.clock import Clock


class SharedTime:
    """Counts for each of n jobs that run at the same time the n-th part of a second, from any thread."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._running = 0
        self._alone_s = 0.0
        self._counted_to_s = clock.monotonic()

    def begin(self) -> float:
        """A job begins; to be given to `end`."""
        with self._lock:
            self._count()
            self._running += 1
            return self._alone_s

    def end(self, began: float) -> float:
        """It ends; how many seconds it has had for itself."""
        with self._lock:
            self._count()
            self._running -= 1
            return self._alone_s - began

    def _count(self) -> None:
        now_s = self._clock.monotonic()
        if self._running:
            self._alone_s += (now_s - self._counted_to_s) / self._running
        self._counted_to_s = now_s
