"""How Python's collector of garbage looks through memory: never so long that anybody hears it."""

import gc
from typing import Final

FULL_AFTER: Final = 2
"""A full collection comes after so many of the middle generation, not ten: each finds a fifth of the garbage,
and takes as much less. Python still waits until a quarter of what lives is new (`gc.set_threshold`)."""


def settle() -> None:
    """To be called once, when all is started: what the program is made of is looked through no more.

    A full collection of a media worker took 35 to 80 ms, after some 25 joins of guests; all its calls stood
    still for so long (docs/decisions/0193).
    """
    gc.collect()
    gc.freeze()
    young, middle, _ = gc.get_threshold()
    gc.set_threshold(young, middle, FULL_AFTER)
    gc.collect()  # counts what lives now, by which Python decides when the next one is worth it
