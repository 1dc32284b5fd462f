"""Agreement and weighted kappa: against tables worked by hand, published values, what must always hold."""

import random
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oralexam.agreement.concordance import (
    MarkPair,
    NoKappa,
    concordance,
    fewest_for_kappa,
    quadratic_kappa,
    weighted_kappa,
)

LEVELS = 4
TABLES = st.dictionaries(
    st.tuples(st.integers(1, LEVELS), st.integers(1, LEVELS)), st.integers(1, 30), min_size=1
)


def pairs_of(*marks: tuple[int, int], each_sitting: int = 1) -> list[MarkPair]:
    """So many pairs a sitting."""
    return [
        MarkPair(sitting_id=str(place // each_sitting), player=one, observer=other)
        for place, (one, other) in enumerate(marks)
    ]


def test_kappa_of_tables_worked_by_hand() -> None:
    """Two levels: (0.70 - 0.50) / (1 - 0.50). Three, squares of distances as weights: 1 - 9 / 7."""
    table = {(1, 1): 20, (1, 2): 5, (2, 1): 10, (2, 2): 15}
    assert quadratic_kappa(table, levels=2) == pytest.approx(0.4)
    # Observed: 1·1 + 1·4 + 1·4 = 9. By chance, over 6 pairs: firsts 2, 2, 2; seconds 1, 3, 2.
    # (2·3·1 + 2·2·4 + 2·1·1 + 2·2·1 + 2·1·4 + 2·3·1) / 6 = 42 / 6 = 7.
    table = {(1, 2): 1, (1, 3): 1, (2, 2): 2, (3, 1): 1, (3, 3): 1}
    assert quadratic_kappa(table, levels=3) == pytest.approx(1 - 9 / 7)


def test_kappa_of_a_published_example() -> None:
    """The weighting example of scikit-learn's own tests: 0.9541 with quadratic weights."""
    first, second = [1] * 46 + [2] * 44 + [3] * 10, [1] * 50 + [2] * 40 + [3] * 10
    table = Counter(zip(first, second, strict=True))
    assert quadratic_kappa(table, levels=3) == pytest.approx(0.9541, abs=5e-5)


@given(TABLES)
def test_kappa_is_the_concordance_of_two_means_and_spreads(table: dict[tuple[int, int], int]) -> None:
    """2 cov / (var + var + (mean - mean)²) (Fleiss and Cohen 1973; Krippendorff 1970): another way to it."""
    pairs = list(Counter(table).elements())
    whole = len(pairs)
    one, other = sum(a for a, _ in pairs) / whole, sum(b for _, b in pairs) / whole
    spread = sum((a - one) ** 2 + (b - other) ** 2 for a, b in pairs) / whole + (one - other) ** 2
    kappa = quadratic_kappa(table, levels=LEVELS)
    if kappa is None:
        assert spread == pytest.approx(0, abs=1e-12)
    else:
        assert kappa == pytest.approx(
            2 * sum((a - one) * (b - other) for a, b in pairs) / whole / spread, abs=1e-9
        )


@given(TABLES)
def test_kappa_does_not_ask_who_is_first_nor_from_which_end_levels_count(
    table: dict[tuple[int, int], int],
) -> None:
    """Both judges exchanged, or the scale turned round: the same kappa."""
    kappa = quadratic_kappa(table, levels=LEVELS)
    exchanged = {(b, a): count for (a, b), count in table.items()}
    turned = {(LEVELS + 1 - a, LEVELS + 1 - b): count for (a, b), count in table.items()}
    for other in (exchanged, turned):
        same = quadratic_kappa(other, levels=LEVELS)
        assert same == (None if kappa is None else pytest.approx(kappa))


@given(st.lists(st.integers(1, LEVELS), min_size=2))
def test_the_same_marks_agree_wholly(levels: list[int]) -> None:
    """Kappa is 1, unless all are of one level; from the other end of the scale it is below 0."""
    same = quadratic_kappa(Counter((level, level) for level in levels), levels=LEVELS)
    turned = quadratic_kappa(Counter((level, LEVELS + 1 - level) for level in levels), levels=LEVELS)
    assert same == (None if len(set(levels)) == 1 else 1)
    assert turned is None or turned <= 0


def test_shares_are_counted_and_have_intervals() -> None:
    """Of ten sittings with one pair each, six the same, nine the same or next: Wilson's intervals."""
    found = concordance(pairs_of(*[(3, 3)] * 6, *[(2, 3)] * 3, (1, 4)), levels=4)
    assert found.exact is not None
    assert found.adjacent is not None
    assert found.exact.value == pytest.approx(0.6)
    assert found.adjacent.value == pytest.approx(0.9)
    # Wilson (1927) of 6 of 10: 0.3127 to 0.8318.
    assert found.exact.low == pytest.approx(0.3127, abs=5e-4)
    assert found.exact.high == pytest.approx(0.8318, abs=5e-4)
    assert (found.kappa, found.no_kappa) == (None, NoKappa.FEW)


def test_marks_of_one_sitting_are_one_case() -> None:
    """Five lines that always go together in a sitting say no more than one: the interval is as wide."""
    once = [(3, 3) if place % 3 else (2, 4) for place in range(12)]
    five = [marks for marks in once for _ in range(5)]
    single = concordance(pairs_of(*once), levels=4)
    many = concordance(pairs_of(*five, each_sitting=5), levels=4)
    assert (many.sittings, many.pairs) == (12, 60)
    assert single.exact is not None
    assert many.exact is not None
    assert many.exact.low == pytest.approx(single.exact.low, abs=0.02)


def test_too_few_marks_are_said_to_be_too_few() -> None:
    """Nine sittings have no share, 31 no kappa on four levels, and marks of one level never have one."""
    nine = concordance(pairs_of(*[(3, 2)] * 9), levels=4)
    assert (nine.exact, nine.adjacent, nine.kappa, nine.no_kappa) == (None, None, None, NoKappa.FEW)
    assert (nine.sittings, nine.fewest, nine.fewest_for_kappa) == (9, 10, 32)
    spread = [(1 + place % 4, 1 + (place // 2) % 4) for place in range(32)]
    assert concordance(pairs_of(*spread[:31]), levels=4).kappa is None
    assert concordance(pairs_of(*spread), levels=4).kappa is not None
    level = concordance(pairs_of(*[(3, 3)] * 40), levels=4)
    assert (level.kappa, level.no_kappa) == (None, NoKappa.ONE_LEVEL)
    assert concordance(pairs_of(*[(1, 2)] * 30), levels=2).adjacent is None
    assert [fewest_for_kappa(levels) for levels in (2, 3, 4, 5)] == [20, 20, 32, 50]


def test_marks_that_never_differ_have_a_kappa_without_an_interval() -> None:
    """It would be no wider than a point, and so say more than is known."""
    found = concordance(pairs_of(*[(1 + place % 4,) * 2 for place in range(40)]), levels=4)
    assert found.kappa is not None
    assert (found.kappa.value, found.kappa.low, found.kappa.high) == (1, None, None)


@pytest.mark.parametrize("lines", [1, 4])
def test_the_interval_holds_the_truth_as_often_as_it_says(lines: int) -> None:
    """Of 400 samples of 32 sittings drawn from a known table, 91 to 99 in 100; also with four lines each."""
    cells = {(a, b): 9 - 3 * abs(a - b) for a in range(1, 5) for b in range(1, 5) if abs(a - b) < 3}
    truth = quadratic_kappa(cells, levels=LEVELS)
    assert truth is not None
    chance, held = random.Random(7), 0
    for _ in range(400):
        drawn = chance.choices(list(cells), list(cells.values()), k=32 * lines)
        pairs = pairs_of(*drawn, each_sitting=lines)
        clusters = [pairs[at : at + lines] for at in range(0, len(pairs), lines)]
        found = weighted_kappa(clusters, levels=LEVELS)
        assert found is not None
        assert found.low is not None
        assert found.high is not None
        held += found.low <= truth <= found.high
    assert 0.91 <= held / 400 <= 0.99
