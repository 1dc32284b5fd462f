"""What the capacity benchmark makes of its measurements."""

import os
import time

import pytest

from benchmarks.capacity import cpu_clock_s
from benchmarks.capacity_goals import JANUS, OURS, VIDEO, Cell, proven, ratios, slope_mb
from benchmarks.waiting import Turns, turns_of, waiting_share


def _cell(  # noqa: PLR0917 -- a row of a table
    server: str,
    run: int,
    calls: int,
    cpu_s: float,
    rss_mb: float = 100.0,
    loss: float = 0.0,
    waiting: float = 0,
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
        waiting=waiting,
        clients_waiting=0.0,
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


def test_a_cell_in_which_a_server_waited_proves_nothing() -> None:
    """Its run gives no ratio, and a load with fewer than three runs left is not proven."""
    fed = [_cell(server, run, 8, 1.0) for server in (OURS, JANUS) for run in range(3)]
    assert proven(fed) == {("audio+video", 8, "0%"): [1.0, 1.0, 1.0]}
    starved = [_cell(OURS, 2, 8, 0.1, waiting=0.3) if (c.server, c.run) == (OURS, 2) else c for c in fed]
    assert ratios(starved) == {("audio+video", 8, "0%"): [1.0, 1.0]}
    assert proven(starved) == {}


def test_waiting_is_a_share_of_the_time_in_which_a_process_wanted_to_run() -> None:
    """Threads that came meanwhile count whole; those that ended do not count."""
    before = Turns(ran_ns={"1": 100, "2": 50}, waited_ns={"1": 10, "2": 5})
    after = Turns(ran_ns={"1": 160, "3": 10}, waited_ns={"1": 30, "3": 10})
    assert waiting_share(before, after) == pytest.approx(30 / 100)
    assert waiting_share(before, before) == 0.0


def test_a_process_reads_its_own_turns() -> None:
    """The kernel keeps the account of each thread."""
    told = turns_of(os.getpid())
    assert told.ran_ns.keys() == told.waited_ns.keys()
    assert str(os.getpid()) in told.ran_ns


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
