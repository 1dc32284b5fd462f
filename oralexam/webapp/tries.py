"""How often somebody may be wrong: tries that failed are counted by key, and then refused for a while."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from limits import RateLimitItem
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from oralexam.errors import BadInput, Refused, UserMistake


class FailedTries:
    """One count of failures a key, kept in this process; each of `limits` must leave a try."""

    def __init__(self, *limits: RateLimitItem) -> None:
        self._limits = limits
        self._failed = MovingWindowRateLimiter(MemoryStorage())
        self._trying: Counter[str] = Counter()

    @contextmanager
    def attempt(self, key: str) -> Iterator[None]:
        """Try once: a `UserMistake` inside counts as a failure; a wrong form or state does not.

        A try that is under way counts as a failed one until it is known: ten at once are ten.

        Raises:
            UserMistake: `too-many-tries`, before anything is tried.
        """
        for limit in self._limits:
            if self._failed.get_window_stats(limit, key).remaining - self._trying[key] <= 0:
                raise UserMistake("too-many-tries")
        self._trying[key] += 1
        try:
            yield
        except (BadInput, Refused):
            raise
        except UserMistake:
            for limit in self._limits:
                self._failed.hit(limit, key)
            raise
        finally:
            self._trying[key] -= 1
            if not self._trying[key]:
                del self._trying[key]
