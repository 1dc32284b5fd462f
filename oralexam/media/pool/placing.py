"""Which worker takes the next sitting, and how many are kept. Pure: from what each carries."""

from collections.abc import Sequence
from typing import Final, Protocol, TypeVar

SPARE_AFTER_S: Final = 1.0
"""A spare is started behind the others, before their calls run: a start takes half a second of processor."""
IDLE_S: Final = 120.0
"""A worker that has carried nothing for so long is ended: an idle server is one process."""


class Carrier(Protocol):
    """A worker, as far as placing looks at it."""

    sittings: set[str]
    idle_since_s: float
    started_s: float
    is_dismissed: bool

    @property
    def is_free(self) -> bool:
        """Whether it carries nothing, and may."""
        ...


Some = TypeVar("Some", bound=Carrier)


def choose(workers: Sequence[Some], *, most: int, apart: bool) -> Some | None:
    """The worker for a sitting; None: start another for it.

    One each while there are few, then the one with the fewest. A sitting whose worker died is kept `apart`
    from calls that are well: whatever killed it may come with it.
    """
    here = [worker for worker in workers if not worker.is_dismissed]
    free = [worker for worker in here if worker.is_free]
    busy = [worker for worker in here if worker.sittings]
    if free and (apart or len(busy) < most):
        return free[0]
    if len(busy) < most or (apart and len(busy) <= most):
        return None
    return min(busy, key=lambda worker: len(worker.sittings), default=None)


def wants_spare(workers: Sequence[Carrier], now: float) -> bool:
    """Whether to start one that nobody needs yet: the calls of one that dies are back at once then."""
    busy = [worker for worker in workers if worker.sittings]
    return (
        bool(busy)
        and not any(worker.is_free for worker in workers)
        and all(now - worker.started_s >= SPARE_AFTER_S for worker in workers)
    )


def superfluous(workers: Sequence[Some], now: float) -> list[Some]:
    """Those that nobody has needed for long; beside calls one is kept."""
    free = [worker for worker in workers if worker.is_free]
    kept = 1 if any(worker.sittings for worker in workers) else 0
    return [worker for worker in free[kept:] if now - worker.idle_since_s >= IDLE_S]
