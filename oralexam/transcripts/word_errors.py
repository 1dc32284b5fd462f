"""Word errors by jiwer, to be added up: a rate of a whole is errors of all by words of all.

A technician's figure about plumbing, signal and models, never about a candidate.
"""

import functools
import math
import re
import warnings
from collections.abc import Callable
from typing import Final

import msgspec

HESITATION: Final = re.compile(r"(?:u+h+m*|u+m+|h*m{2,}|hm|mhm|e+r+m*|e+h+|a+h+|e+u+h*|hum)", re.IGNORECASE)
"""Sounds of hesitation as people write them: those that Whisper's normaliser deletes (openai-whisper,
whisper/normalizers/english.py: hmm, mm, mhm, mmm, uh, um), er, erm, eh, ah, and the French euh and hum."""
_MARK: Final = "<hesitation>"
_SIGNS: Final = ".,;:!?…\"'()[]«»“”-–—"
WILSON_Z: Final = 1.959964
"""The normal distribution's 97.5th percentile: an interval of 95 %."""


class WordErrors(msgspec.Struct, frozen=True, kw_only=True):
    """What a machine's text has otherwise than a reference, by words of the reference."""

    words: int
    substituted: int
    deleted: int
    inserted: int

    @property
    def count(self) -> int:
        """All errors."""
        return self.substituted + self.deleted + self.inserted

    @property
    def rate(self) -> float:
        """Errors for each word of the reference; above 1 where more is invented than was said."""
        return self.count / self.words if self.words else 0.0


@functools.cache
def _normaliser() -> Callable[[str], str]:
    from whisper.normalizers import EnglishTextNormalizer  # noqa: PLC0415  # imports torch: never in the server

    with warnings.catch_warnings():
        # Whisper forgets to close its own english.json here.
        warnings.simplefilter("ignore", ResourceWarning)
        normaliser: Callable[[str], str] = EnglishTextNormalizer()
    return normaliser


def count_errors(read: str, heard: str) -> WordErrors:
    """Errors of what was heard against what was read; either may be nothing at all."""
    import jiwer  # noqa: PLC0415 — never in the server

    said = len(read.split())
    if said == 0:
        return WordErrors(words=0, substituted=0, deleted=0, inserted=len(heard.split()))
    if not heard.split():
        return WordErrors(words=said, substituted=0, deleted=said, inserted=0)
    found = jiwer.process_words(read, heard)
    return WordErrors(
        words=said, substituted=found.substitutions, deleted=found.deletions, inserted=found.insertions
    )


def count_normalised_errors(read: str, heard: str) -> WordErrors:
    """The same after Whisper's English normaliser: case, signs, numbers and hesitations are no errors."""
    normalised = _normaliser()
    return count_errors(normalised(without_hesitations(read)), normalised(without_hesitations(heard)))


def without_hesitations(text: str) -> str:
    """The words that are none: Whisper's normaliser deletes some hesitations (um) and leaves others (er)."""
    return " ".join(word for word in text.split() if not HESITATION.fullmatch(word.strip(_SIGNS)))


def count_hesitations(read: str, heard: str) -> tuple[int, int]:
    """How many hesitations of what was read the machine has at the same place, and how many there are."""
    import jiwer  # noqa: PLC0415 — never in the server

    said, had = _marked(read), _marked(heard)
    count = said.count(_MARK)
    if not count or _MARK not in had:
        return 0, count
    (chunks,) = jiwer.process_words(" ".join(said), " ".join(had)).alignments
    same = [
        said[place]
        for chunk in chunks
        if chunk.type == "equal"
        for place in range(chunk.ref_start_idx, chunk.ref_end_idx)
    ]
    return same.count(_MARK), count


def _marked(text: str) -> list[str]:
    bare = [word.strip(_SIGNS).casefold() for word in text.split()]
    return [_MARK if HESITATION.fullmatch(word) else word for word in bare if word]


def wilson(successes: int, trials: int) -> tuple[float, float]:
    """Wilson's interval of a share (Wilson 1927, Journal of the American Statistical Association 22)."""
    share, square = successes / trials, WILSON_Z**2
    middle = share + square / (2 * trials)
    reach = WILSON_Z * math.sqrt(share * (1 - share) / trials + square / (4 * trials**2))
    whole = 1 + square / trials
    return max(0.0, (middle - reach) / whole), min(1.0, (middle + reach) / whole)
