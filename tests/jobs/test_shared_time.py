"""Two jobs that share a machine have half of each second."""

import pytest

from oralexam.clock import ManualClock
from oralexam.jobs.shared_time import SharedTime


def test_what_jobs_have_for_themselves_adds_up_to_the_time_that_has_passed() -> None:
    """Alone, then two, then alone; time in which nobody runs is nobody's."""
    clock = ManualClock()
    shared = SharedTime(clock)
    clock.advance(100)
    first = shared.begin()
    clock.advance(10)
    second = shared.begin()
    clock.advance(20)
    assert shared.end(first) == pytest.approx(10 + 10)
    clock.advance(5)
    assert shared.end(second) == pytest.approx(10 + 5)
    clock.advance(100)
    third = shared.begin()
    clock.advance(1)
    assert shared.end(third) == pytest.approx(1)
