"""Words against words: errors, hesitations apart, and how sure the rate is."""

from collections.abc import Sequence
from typing import Final

import numpy as np

from oralexam.transcripts.evaluation.report import Hesitations, Interval
from oralexam.transcripts.word_errors import (
    WordErrors,
    count_errors,
    count_hesitations,
    count_normalised_errors,
    without_hesitations,
)

RESAMPLES: Final = 2000
CONFIDENCE: Final = 0.95
"""Bisani and Ney, « Bootstrap estimates for confidence intervals in ASR performance evaluation », ICASSP
2004: recordings are drawn with replacement; words of one recording depend on each other."""


def errors_between(reference: str, heard: str) -> tuple[WordErrors, WordErrors]:
    """Errors on normalised text and on the text as it stands, hesitations left out of both."""
    return (
        count_normalised_errors(reference, heard),
        count_errors(without_hesitations(reference), without_hesitations(heard)),
    )


def hesitations_between(reference: str, heard: str) -> Hesitations:
    """How many hesitations of the reference stand in the text where they were said, as any hesitation."""
    written, said = count_hesitations(reference, heard)
    return Hesitations(said=said, written=written)


def interval_of(files: Sequence[WordErrors], *, seed: int) -> Interval | None:
    """Where the word error rate lies with a confidence of 95 %; None below two recordings."""
    if len(files) < 2:
        return None
    errors = np.array([each.count for each in files], np.float64)
    words = np.array([each.words for each in files], np.float64)
    drawn = np.random.default_rng(seed).integers(0, len(files), (RESAMPLES, len(files)))
    rates = errors[drawn].sum(axis=1) / np.maximum(words[drawn].sum(axis=1), 1)
    low, high = np.quantile(rates, [(1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2])
    return Interval(low=float(low), high=float(high))
