"""Word error rate by jiwer: a technician's figure about plumbing and signal, never about a candidate."""

import functools
import warnings
from collections.abc import Callable, Mapping

import msgspec


class WordErrorRate(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Errors for each word of the reference: on normalised text (the compared figure) and on the raw text."""

    normalised: float
    raw: float
    reference_words: int


@functools.cache
def _normaliser() -> Callable[[str], str]:
    from whisper.normalizers import EnglishTextNormalizer  # noqa: PLC0415  # imports torch: worker only

    with warnings.catch_warnings():
        # Whisper forgets to close its own english.json here.
        warnings.simplefilter("ignore", ResourceWarning)
        normaliser: Callable[[str], str] = EnglishTextNormalizer()
    return normaliser


def normalised(text: str) -> str:
    """What Whisper's English normaliser leaves: no case, signs or hesitations, numbers as digits."""
    return _normaliser()(text)


def word_error_rate(reference: str, heard: str) -> WordErrorRate:
    """How far `heard` is from `reference`.

    Whisper's English normaliser writes numbers, case and punctuation one way, and deletes um, uh and hmm:
    hesitations are not errors here.

    Raises:
        ValueError: The reference has no words.
    """
    import jiwer  # noqa: PLC0415  # with the normaliser: worker only

    clean_reference = _normaliser()(reference)
    if not clean_reference.split():
        raise ValueError("a reference without words has no word error rate")
    return WordErrorRate(
        normalised=float(jiwer.wer(clean_reference, _normaliser()(heard))),
        raw=float(jiwer.wer(reference, heard)),
        reference_words=len(clean_reference.split()),
    )


def by_seat(references: Mapping[str, str], heard: Mapping[str, str]) -> dict[str, WordErrorRate]:
    """The word error rate of each seat that has a reference; a seat in which nothing was heard has 1."""
    return {seat: word_error_rate(text, heard.get(seat, "")) for seat, text in references.items()}
