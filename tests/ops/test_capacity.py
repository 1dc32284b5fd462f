"""What the capacity benchmark makes of its measurements."""

import os
import time

import pytest

from benchmarks.capacity import JANUS, OURS, VIDEO, Cell, cpu_clock_s, ratios, slope_mb


def _cell(  # noqa: PLR0917 -- a row of a table
    server: str, run: int, calls: int, cpu_s: float, rss_mb: float = 100.0, loss: float = 0.0
) -> Cell:
    return Cell(
        server=server,
        run=run,
        kinds=VIDEO,
        calls=calls,
        loss=loss,
        cpu_s=cpu_s,
        delivered=1.0,
        delay_p50_ms=1.0,
        delay_p95_ms=2.0,
        rss_mb=rss_mb,
    )


def test_only_the_same_load_in_the_same_run_is_compared() -> None:
    """A run that Janus lacks gives no ratio, and loss is compared with loss."""
    cells = [
        _cell(OURS, 0, 8, 1.0),
        _cell(JANUS, 0, 8, 2.0),
        _cell(OURS, 1, 8, 9.0),
        _cell(OURS, 0, 8, 3.0, loss=0.05),
        _cell(JANUS, 0, 8, 2.0, loss=0.05),
    ]
    assert ratios(cells) == {("audio+video", 8, "0%"): [0.5], ("audio+video", 8, "5%"): [1.5]}


def test_memory_is_told_for_each_further_call() -> None:
    """The first run's smallest and largest number of calls; other runs and servers do not count."""
    cells = [_cell(OURS, 0, 1, 1, 100), _cell(OURS, 0, 16, 1, 130), _cell(JANUS, 0, 16, 1, 30)]
    assert slope_mb([*cells, _cell(OURS, 1, 16, 1, 999)], OURS) == pytest.approx(2.0)
    assert slope_mb(cells, JANUS) is None


def test_the_cpu_clock_of_a_process_is_that_of_its_own() -> None:
    """Read from outside by its id, it agrees with what the process reads itself."""
    before = time.process_time()
    outside = cpu_clock_s(os.getpid())
    assert before <= outside <= time.process_time()
