"""Keeps aiortc from loading FFmpeg's libraries: a patch, put in place before aiortc is imported.

The server forwards packets and decodes none: no sender, receiver or codec of aiortc's ever runs in it
(`hooks`), but each of their modules imports PyAV, for names that stand in annotations and in `except`
clauses. Without it the idle server takes 107 MB instead of 123 (`benchmarks idle`), and what a stranger
sends cannot reach a decoder that is not there. The worker and the rehearsal, which do decode, are processes
of their own.
"""

import sys
from types import ModuleType
from typing import Any

from oralexam.errors import SystemFault

_MODULES = ("av", "av.frame", "av.packet", "av.video", "av.video.codeccontext")


class _NotHere:
    """What a class of PyAV's stands for in a process that decodes nothing: it is never made."""

    def __init__(self, *_args: object, **_named: object) -> None:
        raise SystemFault("no-decoding-here")


class _StandIn(ModuleType):
    """A module that has any class that is asked for."""

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401 — a class or an error class, as PyAV has them
        if not name[0].isupper():
            raise AttributeError(name)
        base: type = Exception if name.endswith("Error") else _NotHere
        made = type(name, (base,), {"__module__": self.__name__})
        setattr(self, name, made)
        return made


def leave_ffmpeg_out() -> None:
    """Put what decodes nothing in the place of PyAV, unless that is there already.

    Called by the command that serves, before the server is imported; by nothing else: whoever decodes in the
    same process (the tests do) would have lost it.
    """
    if "av" in sys.modules:
        return
    for name in _MODULES:
        module = _StandIn(name, "Stands in for PyAV's: see oralexam.media.without_ffmpeg.")
        module.__path__ = []
        sys.modules[name] = module
        parent, _, last = name.rpartition(".")
        if parent:
            setattr(sys.modules[parent], last, module)
