"""How a juror's marks lie beside a colleague's: worked by hand, and silent where there are too few."""

import random

import pytest

from oralexam.agreement.severity import Comparison, TooFew, severity


def compared(*apart: float, colleagues: int = 2, candidates: int | None = None) -> list[Comparison]:
    """A sitting for each difference, on one line of the grid."""
    return [
        Comparison(
            candidate=str(place % (candidates or len(apart))),
            colleague=str(place % colleagues),
            own=(2 + int(each),),
            others=(2,),
        )
        for place, each in enumerate(apart)
    ]


def test_the_mean_difference_and_its_interval() -> None:
    """Ten candidates, five a level higher: +0.5, and Student's t of nine with their spread."""
    found = severity(compared(*[0, 1] * 5), levels=4)
    assert found.difference is not None
    assert found.difference.value == pytest.approx(0.5)
    # Spread 0.5270 by ten's root 3.1623, by t 2.2622: 0.3770.
    assert found.difference.low == pytest.approx(0.5 - 0.3770, abs=5e-4)
    assert found.difference.high == pytest.approx(0.5 + 0.3770, abs=5e-4)
    assert (found.candidates, found.sittings, found.marks, found.colleagues) == (10, 10, 10, 2)


def test_the_parts_of_one_candidate_are_one_case() -> None:
    """Twenty sittings of nine candidates are too few; of ten, they are ten cases."""
    few = severity(compared(*[0, 1] * 10, candidates=9), levels=4)
    assert (few.difference, few.too_few, few.candidates) == (None, TooFew.CANDIDATES, 9)
    assert severity(compared(*[0, 1, 1] * 7, candidates=10), levels=4).candidates == 10


def test_beside_one_colleague_nobody_can_tell_whose_the_difference_is() -> None:
    """However many candidates there are."""
    found = severity(compared(*[0, 1] * 20, colleagues=1), levels=4)
    assert (found.difference, found.too_few) == (None, TooFew.COLLEAGUES)


def test_two_jurors_who_mark_together_lie_opposite_each_other() -> None:
    """Exchanging own and colleague's marks turns the sign of the difference, and nothing else."""
    chance = random.Random(3)
    ones = [
        Comparison(
            candidate=str(place),
            colleague=str(place % 3),
            own=tuple(chance.randint(1, 4) for _ in range(5)),
            others=tuple(chance.randint(1, 4) for _ in range(5)),
        )
        for place in range(15)
    ]
    others = [
        Comparison(candidate=each.candidate, colleague=each.colleague, own=each.others, others=each.own)
        for each in ones
    ]
    one, other = severity(ones, levels=4).difference, severity(others, levels=4).difference
    assert one is not None
    assert other is not None
    assert one.low is not None
    assert other.high is not None
    assert one.value == pytest.approx(-other.value)
    assert one.low == pytest.approx(-other.high)


def test_the_interval_holds_the_truth_as_often_as_it_says() -> None:
    """Of 500 samples of twelve candidates whose differences are 0.3 on average: 92 to 98 in 100."""
    chance, held = random.Random(11), 0
    for _ in range(500):
        apart = chance.choices([-1, 0, 1, 2], [0.15, 0.45, 0.35, 0.05], k=12)
        found = severity(compared(*apart), levels=4).difference
        assert found is not None
        if found.low is not None and found.high is not None:
            held += found.low <= 0.3 <= found.high
    assert 0.92 <= held / 500 <= 0.98
