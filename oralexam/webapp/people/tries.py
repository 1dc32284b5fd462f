"""How often somebody may be wrong: tries that failed are counted by key, and then refused for a while."""

import time
from collections import Counter, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from oralexam.errors import BadInput, Refused, UserMistake

MOST_KEYS = 10_000
"""Keys whose failures are remembered; beyond that the key that failed longest ago is forgotten first."""


@dataclass(frozen=True, kw_only=True)
class FailureLimit:
    """At most `most` failures within any stretch of `within_s` seconds."""

    most: int
    within_s: float


class FailedTries:
    """One count of failures a key, kept in this process; each of `limits` must leave a try.

    Our own thirty lines, not a library's: in the idle server that one took 2 MB of the 120 that there are.
    """

    def __init__(self, *limits: FailureLimit, now: Callable[[], float] = time.monotonic) -> None:
        self._limits = limits
        self._longest_s = max(limit.within_s for limit in limits)
        self._now = now
        self._failed: dict[str, deque[float]] = {}
        """Instants of failures by key, the key that failed last at the end."""
        self._trying: Counter[str] = Counter()

    @contextmanager
    def attempt(self, key: str) -> Iterator[None]:
        """Try once: a `UserMistake` inside counts as a failure; a wrong form or state does not.

        A try that is under way counts as a failed one until it is known: ten at once are ten.

        Raises:
            UserMistake: `too-many-tries`, before anything is tried.
        """
        if not self._may_try(key):
            raise UserMistake("too-many-tries")
        self._trying[key] += 1
        try:
            yield
        except (BadInput, Refused):
            raise
        except UserMistake:
            self._remember(key)
            raise
        finally:
            self._trying[key] -= 1
            if not self._trying[key]:
                del self._trying[key]

    def _may_try(self, key: str) -> bool:
        now, failed = self._now(), self._failed.get(key, ())
        return all(
            sum(at > now - limit.within_s for at in failed) + self._trying[key] < limit.most
            for limit in self._limits
        )

    def _remember(self, key: str) -> None:
        now, failed = self._now(), self._failed.pop(key, deque())
        while failed and failed[0] <= now - self._longest_s:
            failed.popleft()
        failed.append(now)
        self._failed[key] = failed
        while len(self._failed) > MOST_KEYS:
            del self._failed[next(iter(self._failed))]
