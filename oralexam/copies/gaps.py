"""The map of gaps of a voice: which of its two copies has what, and what nobody has. A pure value."""

from enum import StrEnum
from typing import Final

import msgspec


class Held(StrEnum):
    """Who has a stretch of a voice; what both have stands in no map."""

    OWN_ONLY = "own-only"
    """The network lost it; the browser's own copy had it, and it is heard."""
    JOURNAL_ONLY = "journal-only"
    """The own copy lacks it; it is heard from what arrived."""
    NEITHER = "neither"
    """It is lost."""


class Span(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A stretch on the exam clock that not both copies have, to the sample."""

    starts_s: float
    ends_s: float
    held: Held


class RunReport(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What was found of a run of the own copy beside the journal.

    `reason` is why it is not trusted (then nothing is taken from it), and empty where it is.
    """

    run: str
    offset_s: float
    """Where its first sample lies, counted from the journal's first one."""
    drift_ppm: float
    """How much faster its clock runs."""
    residual_ms: float
    """Root mean square of how far the windows lie from the line."""
    windows: int
    """In so many both copies had somebody's sound."""
    agreeing: int
    reason: str = ""
    by_clock: bool = False
    """Nowhere had both anything to compare: it lies where the clocks of page and server say."""
    within_ms: float = 0.0
    """How far off that may be."""


class CopyMap(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Both copies of a voice beside each other; counts are samples at 48 kHz."""

    spans: tuple[Span, ...]
    samples: int
    """How long the voice is, from the first to the last sample that either has."""
    journal_missing_samples: int
    filled_samples: int
    missing_samples: int
    """What neither has."""
    said_s: float = 0.0
    """So much of what was filled is loud enough to be speech."""
    runs: tuple[RunReport, ...]
    whole: bool
    """All of the own copy is here."""


SHOWN_S: Final = 0.1
"""Single packets that were lost and are heard again would be hundreds of marks that nobody can see."""


def shown(whole: CopyMap) -> CopyMap:
    """The map for people: its counts are exact, stretches shorter than a tenth of a second are left out."""
    spans = tuple(span for span in whole.spans if span.ends_s - span.starts_s >= SHOWN_S)
    return msgspec.structs.replace(whole, spans=spans)
