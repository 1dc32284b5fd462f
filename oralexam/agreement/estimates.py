"""A figure with the limits between which it lies: 95 % intervals by formulas, without drawing lots."""

import math
from collections.abc import Callable, Sequence
from statistics import NormalDist, fmean
from typing import Final

import msgspec

CONFIDENCE: Final = 0.95
_Z: Final = NormalDist().inv_cdf((1 + CONFIDENCE) / 2)
_ROUNDING: Final = 1e-9
"""Far above what arithmetic loses, far below what one mark moves."""


class Estimate(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A value with its 95 % interval; both limits are None where none can be computed."""

    value: float
    low: float | None = None
    high: float | None = None


def student(degrees: int) -> float:
    """The 97.5 % quantile of Student's t (Abramowitz and Stegun, 1964, 26.7.5).

    Right to 0.01 from four degrees of freedom on; below, the intervals are too narrow to be used.
    """
    z, v = _Z, degrees
    return (
        z
        + (z**3 + z) / (4 * v)
        + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * v**2)
        + (3 * z**7 + 19 * z**5 + 17 * z**3 - 15 * z) / (384 * v**3)
        + (79 * z**9 + 776 * z**7 + 1482 * z**5 - 1920 * z**3 - 945 * z) / (92160 * v**4)
    )


def mean_of(values: Sequence[float]) -> Estimate:
    """The mean of values that do not depend on each other; no interval for one, nor where all are equal."""
    count, mean = len(values), fmean(values)
    if not _varies(values):
        return Estimate(value=mean)
    spread = math.fsum((each - mean) ** 2 for each in values)
    reach = student(count - 1) * math.sqrt(spread / (count - 1) / count)
    return Estimate(value=mean, low=mean - reach, high=mean + reach)


def share_of(clusters: Sequence[tuple[int, int]]) -> Estimate:
    """A share over clusters (`hits`, `all` of each): what lies in one cluster may depend on each other.

    Wilson's interval (1927) with the effective number of cases (Korn and Graubard, Survey Methodology 24,
    1998): as many as make the spread between clusters that was seen; never fewer than there are clusters.
    """
    cases = sum(whole for _, whole in clusters)
    share = sum(hits for hits, _ in clusters) / cases
    count = len(clusters)
    effective: float = count
    if count > 1 and 0 < share < 1:
        spread = math.fsum((hits - share * whole) ** 2 for hits, whole in clusters)
        variance = count / (count - 1) * spread / cases**2
        effective = cases if variance == 0 else share * (1 - share) / variance
    effective = min(max(effective, count), cases)
    middle = share + _Z**2 / (2 * effective)
    reach = _Z * math.sqrt(share * (1 - share) / effective + _Z**2 / (4 * effective**2))
    whole = 1 + _Z**2 / effective
    return Estimate(
        value=share, low=max(0.0, (middle - reach) / whole), high=min(1.0, (middle + reach) / whole)
    )


def jackknifed(value: float, without: Callable[[int], float | None], *, count: int) -> Estimate:
    """A value with an interval from what it would be without each of `count` clusters.

    Fleiss and Davies, « Jackknifing functions of multinomial frequencies », American Journal of Epidemiology
    115, 1982; with Student's t. No interval where it does not vary, or cannot be computed without one.
    """
    left = [without(place) for place in range(count)]
    values = [each for each in left if each is not None]
    if len(values) < count or not _varies(values):
        return Estimate(value=value)
    mean = fmean(values)
    variance = (count - 1) / count * math.fsum((each - mean) ** 2 for each in values)
    reach = student(count - 1) * math.sqrt(variance)
    return Estimate(value=value, low=value - reach, high=value + reach)


def _varies(values: Sequence[float]) -> bool:
    """Whether they differ by more than rounding does."""
    return max(values) - min(values) > _ROUNDING
