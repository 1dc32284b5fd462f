"""What this process does with memory that it freed: kept while a window is heard, given back after it.

Each layer of Whisper's encoder needs blocks of some MB for a moment. malloc gives them back to the kernel
each time, which clears them for the next layer: a tenth of a window's CPU time and more (measured). Kept for
good, for each thread, they are most of a worker's memory. The greatest ones, of 100 MB, are given back at
once all the same: where a small block comes into the hole of one, the next needs 100 MB more
(docs/decisions/0160).
"""

import contextlib
import ctypes
import os
import threading
from collections.abc import Iterator

_M_TRIM_THRESHOLD, _M_MMAP_THRESHOLD, _M_ARENA_MAX = -1, -3, -8
"""glibc's numbers (malloc.h)."""
_SMALLEST_BYTES = 128 * 1024
"""glibc's default of both thresholds (mallopt(3))."""
_GREATEST_KEPT_BYTES = 32 * 1024**2
"""The most that glibc takes as a threshold (mallopt(3), M_MMAP_THRESHOLD: DEFAULT_MMAP_THRESHOLD_MAX)."""
_EVERYTHING_BYTES = 2**31 - 1


def share_one_arena() -> None:
    """Once, before there are threads: what one of them freed another one may use (mallopt(3), M_ARENA_MAX).

    Intel's library would keep what was freed as well (MKL developer guide, MKL_DISABLE_FAST_MM).
    """
    os.environ.setdefault("MKL_DISABLE_FAST_MM", "1")
    _mallopt(_M_ARENA_MAX, 1)


class _Keeping:
    """How many threads want what is freed to be kept: malloc has one setting for all of them."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._wanted = 0

    def begin(self) -> None:
        """One more; the first one sets it."""
        with self._lock:
            self._wanted += 1
            if self._wanted == 1:
                give_back()
                _mallopt(_M_MMAP_THRESHOLD, _GREATEST_KEPT_BYTES)
                _mallopt(_M_TRIM_THRESHOLD, _EVERYTHING_BYTES)

    def end(self) -> None:
        """One less; the last one takes it back."""
        with self._lock:
            self._wanted -= 1
            if not self._wanted:
                _mallopt(_M_MMAP_THRESHOLD, _SMALLEST_BYTES)
                _mallopt(_M_TRIM_THRESHOLD, _SMALLEST_BYTES)
                give_back()


_KEEPING = _Keeping()


@contextlib.contextmanager
def kept_for_a_while() -> Iterator[None]:
    """What is freed within is kept, but the greatest blocks; it is given back when nobody is within."""
    _KEEPING.begin()
    try:
        yield
    finally:
        _KEEPING.end()


def give_back() -> None:
    """The kernel gets what is not in use now (malloc_trim(3): 0.02 s)."""
    malloc_trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if malloc_trim is not None:
        malloc_trim(0)


def _mallopt(option: int, value: int) -> None:
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)  # glibc's; other systems have none
    if mallopt is not None:
        mallopt(option, value)
