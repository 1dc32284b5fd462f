"""Intervals by formulas: against tables."""

import pytest

from oralexam.agreement.estimates import jackknifed, mean_of, share_of, student


@pytest.mark.parametrize(
    ("degrees", "quantile"), [(4, 2.776), (9, 2.262), (19, 2.093), (30, 2.042), (1000, 1.962)]
)
def test_students_t_is_that_of_the_tables(degrees: int, quantile: float) -> None:
    """From four degrees of freedom on, to a thousandth."""
    assert student(degrees) == pytest.approx(quantile, abs=1e-3)


def test_a_share_of_nothing_or_all_has_an_interval() -> None:
    """Wilson's of 0 of 10: 0 to 27.8 %; and turned round."""
    nothing, whole = share_of([(0, 1)] * 10), share_of([(1, 1)] * 10)
    assert [nothing.low, nothing.high] == pytest.approx([0, 0.2775], abs=5e-4)
    assert [whole.low, whole.high] == pytest.approx([0.7225, 1], abs=5e-4)


def test_what_does_not_vary_has_no_interval() -> None:
    """One value, equal ones, or a value that cannot be computed without one case."""
    assert mean_of([2.0]).low is None
    assert mean_of([2.0, 2.0, 2.0]).low is None
    assert jackknifed(1.0, lambda _: 1.0, count=5).low is None
    assert jackknifed(1.0, lambda place: None if place else 0.5, count=5).low is None


def test_the_jackknife_of_a_mean_is_the_interval_of_a_mean() -> None:
    """The one case in which both are known: they are the same."""
    values = [1.0, 4.0, 2.0, 8.0, 5.0, 7.0]
    whole = mean_of(values)

    def without(place: int) -> float:
        rest = [*values[:place], *values[place + 1 :]]
        return sum(rest) / len(rest)

    found = jackknifed(whole.value, without, count=len(values))
    assert [found.low, found.high] == pytest.approx([whole.low, whole.high])
