"""CPU seconds of the server for a call-minute, beside Janus and aiortc's classic pair (issue 6, `capacity`).

In each run every server gets the same packets: one process of ours connects up to sixteen calls to it, and
measures at each number of calls, first without loss, then with loss on both legs (made in the clients, so
that every server suffers the same). Clients repair as browsers do. `--brief` takes about a minute.
"""

import argparse
import asyncio
import contextlib
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import psutil
import uvloop

from benchmarks.janus_server import JanusServer, is_installed
from benchmarks.media_load import VIDEO_BPS, audio_frames, send_for_ever, video_frames
from benchmarks.media_servers import MediaServer
from benchmarks.repairing_load import RepairingParty
from benchmarks.result import print_result

HEIGHT = 360
LOSS = 0.05
OURS, JANUS, CLASSIC = "oralexam", "janus", "classic"
VIDEO, AUDIO = ("audio", "video"), ("audio",)
MAX_RATIO = 1.0
RATIO_FROM_CALLS = 8
MAX_DELAY_MS = 5.0
MAX_MB_A_CALL = 3.0
MIN_DELIVERED = 0.98
REPAIR_EVERY_S = 0.01
USABLE_SHARE = 0.7
"""Of a core, when we say how many calls it holds: the rest is for bursts, pages and the database."""


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """How much is measured."""

    runs: int
    calls: tuple[int, ...]
    kinds: tuple[tuple[str, ...], ...]
    settling_s: float
    window_s: float
    memory_s: float
    """How long the last calls run before memory is read: until their packets' history is full."""


FULL = Plan(
    runs=5, calls=(1, 4, 8, 16), kinds=(VIDEO, AUDIO), settling_s=1.2, window_s=2.5, memory_s=8.0
)  # fmt: skip
BRIEF = Plan(runs=1, calls=(1, 8), kinds=(VIDEO,), settling_s=1.0, window_s=3.0, memory_s=0.0)


class Cell(msgspec.Struct, frozen=True, kw_only=True):
    """One load on one server in one run."""

    server: str
    run: int
    kinds: tuple[str, ...]
    calls: int
    loss: float
    cpu_s: float
    """CPU seconds of the server's process, user and system, for a minute of one call."""
    delivered: float
    """Packets that came out at the other ends, late ones too, of those that were sent."""
    delay_p50_ms: float | None
    delay_p95_ms: float | None
    rss_mb: float


def cpu_clock_s(pid: int) -> float:
    """The CPU seconds of another process, to the nanosecond (clock_getcpuclockid(3): its clock's number)."""
    return time.clock_gettime((~pid << 3) | 2)


def _open(kind: str, folder: Path) -> Any:  # noqa: ANN401 -- two classes of one shape
    return JanusServer(folder) if kind == JANUS else MediaServer(kind, folder, eager=False)


async def _repair_for_ever(parties: list[RepairingParty]) -> None:
    while True:
        await asyncio.sleep(REPAIR_EVERY_S)
        now = time.monotonic()
        for party in parties:
            party.repair(now)


async def sweep(kind: str, run: int, kinds: tuple[str, ...], plan: Plan) -> list[Cell]:
    """One server from one call to the most that it holds."""
    cells: list[Cell] = []
    parties: list[RepairingParty] = []
    tasks = [asyncio.create_task(_repair_for_ever(parties), name="repair")]
    with tempfile.TemporaryDirectory() as folder:
        async with _open(kind, Path(folder)) as server:
            process = psutil.Process(server.pid)
            for calls in plan.calls:
                if cells and max(cell.cpu_s for cell in cells[-2:]) * calls / 60 > 1:
                    break  # a second core would not help one loop: it does not hold this
                added = [
                    RepairingParty(kinds, stamped=kind != CLASSIC, height=HEIGHT)
                    for _ in range(2 * calls - len(parties))
                ]
                for caller, callee in zip(added[::2], added[1::2], strict=True):
                    await server.call(caller, callee)
                parties += added
                tasks.append(asyncio.create_task(send_for_ever(list(added)), name=f"load-{calls}"))
                for loss in (0.0, LOSS):
                    for number, party in enumerate(parties):
                        party.impair(loss, f"{run} {number}")
                    await asyncio.sleep(plan.settling_s)
                    cells.append(await _measure(kind, run, kinds, loss, parties, process, plan.window_s))
                for party in parties:
                    party.impair(0.0, "")
                if calls == plan.calls[-1] and kinds == VIDEO and run == 0:
                    await asyncio.sleep(plan.memory_s)
                    cells[-1] = msgspec.structs.replace(cells[-1], rss_mb=_rss_mb(process))
            for task in tasks:
                task.cancel()
                with contextlib.suppress(asyncio.CancelledError):
                    await task
            await asyncio.gather(*(party.close() for party in parties))
    return cells


def _rss_mb(process: psutil.Process) -> float:
    return float(process.memory_info().rss) / 1e6


async def _measure(  # noqa: PLR0917 -- what a cell is
    kind: str,
    run: int,
    kinds: tuple[str, ...],
    loss: float,
    parties: list[RepairingParty],
    process: psutil.Process,
    window_s: float,
) -> Cell:
    for party in parties:
        party.delays_s.clear()
    sent, received = _counts(parties)
    before_s, began_s = cpu_clock_s(process.pid), time.monotonic()
    await asyncio.sleep(window_s)
    used_s, took_s = cpu_clock_s(process.pid) - before_s, time.monotonic() - began_s
    sent, received = (now - then for now, then in zip(_counts(parties), (sent, received), strict=True))
    delays_ms = np.array([delay for party in parties for delay in party.delays_s]) * 1000
    calls = len(parties) // 2
    cell = Cell(
        server=kind,
        run=run,
        kinds=kinds,
        calls=calls,
        loss=loss,
        cpu_s=used_s / took_s * 60 / calls,
        delivered=received / sent,
        delay_p50_ms=float(np.percentile(delays_ms, 50)) if delays_ms.size else None,
        delay_p95_ms=float(np.percentile(delays_ms, 95)) if delays_ms.size else None,
        rss_mb=_rss_mb(process),
    )
    print(
        f"run {run} {kind:<8} {'+'.join(kinds):<11} {calls:>2} calls, {loss:.0%} lost: {cell.cpu_s:6.3f} s,"
        f" delivered {cell.delivered:.3f}, p95 {cell.delay_p95_ms or 0:.2f} ms, {cell.rss_mb:.0f} MB",
        flush=True,
    )
    return cell


def _counts(parties: list[RepairingParty]) -> tuple[int, int]:
    sent = sum(len(times) for party in parties for times in party.last_sent_s.values())
    return sent, sum(sum(party.received.values()) for party in parties)


async def compare(plan: Plan) -> None:
    """Every run, servers in turn, and the line."""
    audio_frames()
    video_frames(HEIGHT)
    servers = [OURS, JANUS] if is_installed() else [OURS]
    cells: list[Cell] = []
    for run in range(plan.runs):
        for kinds in plan.kinds:
            for kind in servers if run % 2 == 0 else servers[::-1]:
                cells += await sweep(kind, run, kinds, plan)
            cells += await sweep(CLASSIC, run, kinds, plan)
    _tell(cells, plan)


Key = tuple[str, int, str]
"""Kinds, calls, loss: what the same packets went through."""


def key_of(cell: Cell) -> Key:
    """Which load it was."""
    return "+".join(cell.kinds), cell.calls, f"{cell.loss:.0%}"


def ratios(cells: Iterable[Cell]) -> dict[Key, list[float]]:
    """Ours through Janus's, run by run, for each load that both had."""
    by_run: dict[tuple[Key, int], dict[str, float]] = defaultdict(dict)
    for cell in cells:
        by_run[key_of(cell), cell.run][cell.server] = cell.cpu_s
    found: dict[Key, list[float]] = defaultdict(list)
    for (key, _), costs in by_run.items():
        if OURS in costs and JANUS in costs:
            found[key].append(costs[OURS] / costs[JANUS])
    return found


def slope_mb(cells: Iterable[Cell], server: str) -> float | None:
    """Memory that each further video call takes, from the first run; None from a single number of calls."""
    told = {
        cell.calls: cell.rss_mb for cell in cells if (cell.server, cell.run, cell.kinds) == (server, 0, VIDEO)
    }
    few, many = min(told, default=0), max(told, default=0)
    return (told[many] - told[few]) / (many - few) if many > few else None


def _spread(values: list[float]) -> dict[str, float]:
    return {
        "median": round(float(np.median(values)), 3),
        "min": round(min(values), 3),
        "max": round(max(values), 3),
    }


def _tell(cells: list[Cell], plan: Plan) -> None:
    costs: dict[str, dict[str, dict[str, float]]] = defaultdict(dict)
    grouped: dict[tuple[Key, str], list[Cell]] = defaultdict(list)
    for cell in cells:
        grouped[key_of(cell), cell.server].append(cell)
    for (key, server), same in grouped.items():
        costs[" ".join(map(str, key))][server] = _spread([cell.cpu_s for cell in same])
    compared = {key: _spread(values) for key, values in ratios(cells).items()}
    worst = max(
        (told["median"] for key, told in compared.items() if key[1] >= RATIO_FROM_CALLS), default=float("inf")
    )
    most = max(plan.calls)
    delays = {
        server: _spread([cell.delay_p95_ms or 0.0 for cell in same])
        for (key, server), same in grouped.items()
        if key == ("+".join(VIDEO), most, "0%")
    }
    slopes = {server: slope_mb(cells, server) for server in (OURS, JANUS)}
    ours = [cell for cell in cells if cell.server == OURS]
    fullest = float(np.median([cell.cpu_s for cell in ours if cell.calls == most and cell.kinds == VIDEO]))
    print_result(
        name="capacity",
        value=worst if np.isfinite(worst) else 0.0,
        unit="of Janus's CPU for the same calls, in the worst cell",
        goal=f"<= {MAX_RATIO} from {RATIO_FROM_CALLS} calls on; p95 <= {MAX_DELAY_MS} ms and"
        f" <= {MAX_MB_A_CALL} MB a call at {most}",
        holds=worst <= MAX_RATIO
        and delays[OURS]["median"] <= MAX_DELAY_MS
        and (slopes[OURS] or 0.0) <= MAX_MB_A_CALL
        and min(cell.delivered for cell in ours) >= MIN_DELIVERED,
        rests_on={
            "cpu_s_per_call_minute": costs,
            "ratio_ours_to_janus": {" ".join(map(str, key)): told for key, told in compared.items()},
            "janus": is_installed(),
            "delay_p95_ms_at_most_calls": delays,
            "delay_is": "client to client through the server, both clients' event loop included",
            "mb_a_call": {server: slope and round(slope, 2) for server, slope in slopes.items()},
            "least_delivered": {
                server: round(min(cell.delivered for cell in cells if cell.server == server), 3)
                for server in {cell.server for cell in cells}
            },
            "calls_a_core": int(60 * USABLE_SHARE / fullest),
            "calls_a_core_is": f"video calls at {USABLE_SHARE:.0%} of a core, from the cost at {most}",
            "runs": plan.runs,
            "window_s": plan.window_s,
            "input": f"640x{HEIGHT} VP8 at {VIDEO_BPS // 1000} kbit/s and 30 frames/s, Opus at 32 kbit/s",
        },
    )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.capacity", description=__doc__)
    parser.add_argument("--brief", action="store_true", help="one run of 1 and 8 video calls")
    uvloop.run(compare(BRIEF if parser.parse_args().brief else FULL))


if __name__ == "__main__":
    main()
