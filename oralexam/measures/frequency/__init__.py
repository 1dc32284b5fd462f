"""A free frequency list (SOURCE.md beside it says whose), read when it is asked for."""

import functools
from collections.abc import Mapping
from importlib.resources import files
from types import MappingProxyType


@functools.cache
def english_ranks() -> Mapping[str, int]:
    """The rank of each of the 5,000 most frequent word forms, from 1."""
    lines = files(__name__).joinpath("english.txt").read_text(encoding="utf-8").split()
    return MappingProxyType({word: rank for rank, word in enumerate(lines, start=1)})
