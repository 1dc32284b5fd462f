"""Text and times as files can hold them, whatever stands in a transcript or a name."""

import re
import unicodedata
from typing import Final

_REORDERS: Final = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Marks that turn the direction of text (Unicode UAX #9, section 2): a line must not show other words than it
holds."""
_FIXED_SPACES: Final = "\u00a0\u202f"
"""French stands them before its double signs: they end no line, and stay."""
_SPACES: Final = re.compile(rf"[^\S{_FIXED_SPACES}]+")


def plain(text: str) -> str:
    """`text` in one line, without what XML 1.0 cannot hold, and without marks that turn its direction.

    Left out: controls, surrogates and noncharacters (XML 1.0, section 2.2, « Char »), and line breaks of
    every kind become one space: a cue, a label or a heading never ends early.
    """
    kept = "".join(_kept(each) for each in text)
    return _SPACES.sub(" ", kept).strip()


def _kept(character: str) -> str:
    if character in _FIXED_SPACES:
        return character
    if character.isspace():
        return " "
    return character if _is_kept(character) else ""


def _is_kept(character: str) -> bool:
    if character in _REORDERS or unicodedata.category(character) in {"Cc", "Cs"}:
        return False
    return ord(character) & 0xFFFE != 0xFFFE and not 0xFDD0 <= ord(character) <= 0xFDEF


def milliseconds(time_s: float) -> int:
    """A time as a whole number of milliseconds, never before zero."""
    return max(0, round(time_s * 1000))


def clock_time(time_ms: int, *, separator: str) -> str:
    """« 01:02:03.456 » with the separator that a format wants before the milliseconds."""
    seconds, rest_ms = divmod(time_ms, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}{separator}{rest_ms:03}"


def short_time(time_s: float) -> str:
    """« 07:18 », as the replay writes a moment."""
    minutes, seconds = divmod(int(time_s + 1e-6), 60)
    return f"{minutes:02}:{seconds:02}"
