"""Time as the examination sees it: UTC that nobody can step while the server runs.

The wall clock is read once, at start; from then on the monotonic clock carries it. A technician or an
NTP daemon that steps the wall clock by an hour in the middle of a call moves no deadline.
"""

import time
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Where services read the time; rules never do: they are told `now`."""

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        ...

    def monotonic(self) -> float:
        """Seconds on a clock that never steps; its zero means nothing."""
        ...


class SystemClock:
    """UTC anchored once to the monotonic clock."""

    def __init__(self) -> None:
        self._anchor_utc = datetime.now(UTC)
        self._anchor_monotonic = time.monotonic()

    def now(self) -> datetime:
        """The present instant, aware, in UTC."""
        return self._anchor_utc + timedelta(seconds=time.monotonic() - self._anchor_monotonic)

    def monotonic(self) -> float:
        """Seconds on the process's monotonic clock."""
        return time.monotonic()

    def wall_clock_step_s(self) -> float:
        """By how many seconds the wall clock has been stepped since the anchor was taken."""
        return (datetime.now(UTC) - self.now()).total_seconds()


class ManualClock:
    """A clock that stands still until a test moves it."""

    def __init__(self, start: datetime = datetime(2026, 12, 8, 9, 0, tzinfo=UTC)) -> None:
        self._now = start
        self._start = start

    def now(self) -> datetime:
        """The instant that the test has set."""
        return self._now

    def monotonic(self) -> float:
        """Seconds since the clock was made."""
        return (self._now - self._start).total_seconds()

    def advance(self, seconds: float) -> datetime:
        """Move time forward and return the new instant."""
        self._now += timedelta(seconds=seconds)
        return self._now
