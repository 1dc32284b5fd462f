"""What the capacity benchmark makes of its measurements."""

import os
import subprocess
import sys
import time

import pytest

from benchmarks.capacity_goals import JANUS, OURS, VIDEO, Cell, proven, ratios, slope_mb
from benchmarks.neighbours import Look, cpu_clock_s, look, others_share, wake_us


def _cell(  # noqa: PLR0917 -- a row of a table
    server: str,
    run: int,
    calls: int,
    cpu_s: float,
    rss_mb: float = 100.0,
    loss: float = 0.0,
    others: float = 0,
    clients_busy: float = 0.3,
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
        others=others,
        clients_busy=clients_busy,
        wake_us=40.0,
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


@pytest.mark.parametrize("disturbed", [{"others": 0.2}, {"clients_busy": 0.95}])
def test_a_cell_that_was_disturbed_proves_nothing(disturbed: dict[str, float]) -> None:
    """Its run gives no ratio, and a load with fewer than three runs left is not proven."""
    fed = [_cell(server, run, 8, 1.0) for server in (OURS, JANUS) for run in range(3)]
    assert proven(fed) == {("audio+video", 8, "0%"): [1.0, 1.0, 1.0]}
    starved = [_cell(OURS, 2, 8, 0.1, **disturbed) if (c.server, c.run) == (OURS, 2) else c for c in fed]
    assert ratios(starved) == {("audio+video", 8, "0%"): [1.0, 1.0]}
    assert proven(starved) == {}


def _look(at_s: float, idle_s: float, *cpu_s: float, turns: int = 0, waited_ns: int = 0) -> Look:
    each = len(cpu_s)
    return Look(at_s=at_s, idle_s=idle_s, cpu_s=cpu_s, turns=(turns,) * each, waited_ns=(waited_ns,) * each)


def test_what_others_took_is_what_was_neither_idle_nor_ours() -> None:
    """Ten seconds of two processors: 12 s idle, 4 s of ours, 4 s of others."""
    before, after = _look(100, 1000, 5, 7), _look(110, 1012, 8, 8)
    assert others_share(before, after, 2) == pytest.approx(4 / 20)
    assert others_share(before, before, 2) == 0.0
    assert others_share(before, _look(110, 1020, 8, 8), 2) == 0.0  # idleness is counted in hundredths


def test_waiting_is_told_for_each_turn() -> None:
    """Two milliseconds for fifty turns are forty microseconds each; none where there was no turn."""
    before, after = _look(0, 0, 1.0), _look(1, 1, 1.5, turns=50, waited_ns=2_000_000)
    assert wake_us(before, after, 0) == pytest.approx(40.0)
    assert wake_us(before, before, 0) == 0.0


def test_a_process_that_is_not_measured_is_another() -> None:
    """One that spins beside us is seen; measured with us, it is no other."""
    with subprocess.Popen([sys.executable, "-c", "while True: pass"]) as spinning:
        try:
            before, before_with = look(os.getpid()), look(os.getpid(), spinning.pid)
            while cpu_clock_s(spinning.pid) < before_with.cpu_s[1] + 0.3:
                time.sleep(0.02)
            after, after_with = look(os.getpid()), look(os.getpid(), spinning.pid)
        finally:
            spinning.kill()
    processors = os.cpu_count() or 1
    took_s = (after.at_s - before.at_s) * processors
    without = others_share(before_with, after_with, processors)
    assert others_share(before, after, processors) - without > 0.2 / took_s


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
