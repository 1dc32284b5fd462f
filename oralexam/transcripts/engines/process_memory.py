"""What this process does with memory that it freed: kept while a window is heard, given back after it.

Each layer of Whisper's encoder needs matrices of 100 MB for a moment. malloc gives blocks of that size back
to the kernel each time, which clears them for the next layer: a quarter of a window's CPU time (measured).
Kept for good, for each thread, they are most of a worker's memory (docs/decisions/0160).
"""

import contextlib
import ctypes
import os
from collections.abc import Iterator

_M_TRIM_THRESHOLD, _M_MMAP_MAX, _M_ARENA_MAX = -1, -4, -8
"""glibc's numbers (malloc.h)."""
_TRIM_BYTES, _MMAPS = 128 * 1024, 65_536
"""glibc's defaults (mallopt(3))."""
_EVERYTHING_BYTES = 2**31 - 1


def share_one_arena() -> None:
    """Once, before there are threads: what one of them freed another one may use (mallopt(3), M_ARENA_MAX).

    Intel's library would keep what was freed as well (MKL developer guide, MKL_DISABLE_FAST_MM).
    """
    os.environ.setdefault("MKL_DISABLE_FAST_MM", "1")
    _mallopt(_M_ARENA_MAX, 1)


@contextlib.contextmanager
def kept_for_a_while() -> Iterator[None]:
    """What is freed within is kept; what was freed before, and within, is given back."""
    give_back()
    _mallopt(_M_MMAP_MAX, 0)
    _mallopt(_M_TRIM_THRESHOLD, _EVERYTHING_BYTES)
    try:
        yield
    finally:
        _mallopt(_M_MMAP_MAX, _MMAPS)
        _mallopt(_M_TRIM_THRESHOLD, _TRIM_BYTES)
        give_back()


def give_back() -> None:
    """The kernel gets what is not in use now (malloc_trim(3): 0.02 s)."""
    malloc_trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if malloc_trim is not None:
        malloc_trim(0)


def _mallopt(option: int, value: int) -> None:
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)  # glibc's; other systems have none
    if mallopt is not None:
        mallopt(option, value)
