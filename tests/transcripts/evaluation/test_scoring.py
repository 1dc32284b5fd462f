"""Errors, hesitations and intervals, against counts made by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from oralexam.transcripts.evaluation.scoring import (
    errors_between,
    hesitations_between,
    interval_of,
)
from oralexam.transcripts.word_errors import WordErrors


def test_errors_are_counted_by_kind() -> None:
    """One word of each: another one, one less, one more; case and full stops count in the raw rate only."""
    normalised, raw = errors_between(
        "Send four cartons to Bristol today.", "send forty cartons Bristol today please"
    )
    assert (normalised.words, normalised.substituted, normalised.deleted, normalised.inserted) == (6, 1, 1, 1)
    assert normalised.rate == 0.5
    assert raw.count == 5  # Send, four, to, today., please


def test_hesitations_are_no_word_errors() -> None:
    """They are left out of both sides, those too that Whisper's normaliser leaves in."""
    normalised, raw = errors_between("um well er I ah think so", "well I think so")
    assert (normalised.count, raw.count) == (0, 0)


@pytest.mark.parametrize(
    ("reference", "heard", "said", "written"),
    [
        ("um well er I think uh so", "um well I think so", 3, 1),
        ("um well er I think uh so", "Uh, well, um, I think: er so.", 3, 3),
        ("well I think", "um well I think", 0, 0),
        ("um well", "", 1, 0),
        ("well um", "um well", 1, 0),
    ],
)
def test_hesitations_are_found_where_they_were_said(
    reference: str, heard: str, said: int, written: int
) -> None:
    """Any sign of hesitation counts for any other; one elsewhere does not."""
    found = hesitations_between(reference, heard)
    assert (found.said, found.written) == (said, written)
    assert found.recall == (written / said if said else None)


def test_nothing_heard_is_everything_missed() -> None:
    """All words are deleted; a text where nothing was said is all insertions."""
    assert errors_between("two words", "")[0] == WordErrors(words=2, substituted=0, deleted=2, inserted=0)
    assert errors_between("um", "and so on")[0] == WordErrors(words=0, substituted=0, deleted=0, inserted=3)


def _file(words: int, errors: int) -> WordErrors:
    return WordErrors(words=words, substituted=errors, deleted=0, inserted=0)


def test_the_interval_holds_the_rate_and_is_the_same_each_time() -> None:
    """Recordings that are all alike leave no doubt; one alone tells nothing about others."""
    files = [_file(10, index % 4) for index in range(40)]
    first, again = interval_of(files, seed=1), interval_of(files, seed=1)
    assert first == again
    assert first is not None
    assert first.low < 0.15 < first.high
    assert 0.05 < first.high - first.low < 0.12  # 1.96 · 0.112 / √40 on each side: 0.07
    alike = interval_of([_file(10, 1)] * 5, seed=0)
    assert alike is not None
    assert (alike.low, alike.high) == (0.1, 0.1)
    assert interval_of([_file(10, 1)], seed=0) is None


@given(some.lists(some.tuples(some.integers(0, 50), some.integers(0, 60)), min_size=2, max_size=8))
def test_an_interval_is_one(counts: list[tuple[int, int]]) -> None:
    """Low below high, never below zero, whatever the recordings."""
    found = interval_of([_file(words, errors) for words, errors in counts], seed=0)
    assert found is not None
    assert 0 <= found.low <= found.high
