"""What English at B1, B2 and C1 is like, side by side: help for a person who judges, and nothing more."""

import functools
import importlib.resources
import tomllib

import msgspec

from oralexam.errors import SystemFault
from oralexam.exams.grids import Wording


class Descriptor(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One aspect at three levels (CEFR Companion Volume, paraphrased)."""

    id: str
    title: Wording
    b1: Wording
    b2: Wording
    c1: Wording


class _Sheet(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    descriptors: tuple[Descriptor, ...]


@functools.cache
def cefr_descriptors() -> tuple[Descriptor, ...]:
    """All aspects, in the order in which they are shown.

    Raises:
        SystemFault: `grid-malformed`, with the `file` and the `problem`.
    """
    file = importlib.resources.files("oralexam.exams") / "cefr.toml"
    try:
        table = tomllib.loads(file.read_bytes().decode("utf-8"))
        return msgspec.convert(table, _Sheet, strict=True).descriptors
    except (OSError, ValueError) as error:
        raise SystemFault("grid-malformed", file="cefr.toml", problem=str(error)) from error
