"""Failures are counted in any stretch of a limit's length; tries under way count, good ones do not."""

from collections.abc import Callable

import pytest

from oralexam.errors import BadInput, UserMistake
from oralexam.webapp.people import tries
from oralexam.webapp.people.tries import FailedTries, FailureLimit


class Hand:
    """A clock that is moved by hand."""

    at_s = 1000.0

    def __call__(self) -> float:
        """What it shows."""
        return self.at_s


@pytest.fixture
def hand() -> Hand:
    """At some instant."""
    return Hand()


def fail(counted: FailedTries, key: str = "a", error: Callable[[], Exception] = UserMistake) -> str:
    """One try that comes to nothing; the code that it ends with."""
    with pytest.raises(UserMistake) as refused, counted.attempt(key):
        raise error()
    return refused.value.reason


def test_after_so_many_failures_no_try_is_left_until_the_first_is_old(hand: Hand) -> None:
    """A moving window: not all are forgiven at once. Another key has its own."""
    counted = FailedTries(FailureLimit(most=3, within_s=60), now=hand)
    for _ in range(3):
        assert fail(counted) == "unknown"
        hand.at_s += 10
    assert fail(counted) == "too-many-tries"
    assert fail(counted, "b") == "unknown"
    hand.at_s += 30
    assert fail(counted) == "unknown"
    assert fail(counted) == "too-many-tries"


def test_every_limit_must_leave_a_try(hand: Hand) -> None:
    """Five a minute, and six an hour."""
    counted = FailedTries(FailureLimit(most=5, within_s=60), FailureLimit(most=6, within_s=3600), now=hand)
    for _ in range(6):
        assert fail(counted) == "unknown"
        hand.at_s += 61
    assert fail(counted) == "too-many-tries"
    hand.at_s += 3600
    assert fail(counted) == "unknown"


def test_what_is_no_guess_is_not_counted(hand: Hand) -> None:
    """A good try, a wrong form: neither says anything about a secret."""
    counted = FailedTries(FailureLimit(most=1, within_s=60), now=hand)
    for _ in range(3):
        with counted.attempt("a"):
            pass
        assert fail(counted, error=BadInput) == "bad-input"
    assert fail(counted) == "unknown"


def test_tries_at_the_same_time_count_before_they_end(hand: Hand) -> None:
    """Who asks ten times at once has asked ten times."""
    counted = FailedTries(FailureLimit(most=2, within_s=60), now=hand)
    with counted.attempt("a"), counted.attempt("a"):
        assert fail(counted) == "too-many-tries"
    with counted.attempt("a"):
        pass


def test_memory_is_bounded(hand: Hand, monkeypatch: pytest.MonkeyPatch) -> None:
    """The key that failed longest ago is forgotten first."""
    monkeypatch.setattr(tries, "MOST_KEYS", 2)
    counted = FailedTries(FailureLimit(most=1, within_s=60), now=hand)
    for key in ("a", "b", "c"):
        fail(counted, key)
    assert fail(counted, "c") == "too-many-tries"
    assert fail(counted, "b") == "too-many-tries"
    assert fail(counted, "a") == "unknown"
