"""CPU seconds of the server for a call-minute, beside Janus and aiortc's classic pair (issue 6, `capacity`).

In each run every server gets the same packets: one process of ours connects up to sixteen calls to it, and
measures at each number of calls, first without loss, then with loss on both legs (made in the clients, so
that every server suffers the same). Clients repair as browsers do.

A cell in which others took more than a little of the machine, or in which these clients were themselves at
their limit, is measured again, twice at most, and then told and not counted (`benchmarks.neighbours`): on a
machine that others use a goal may be left without proof, and the line says so.
`--brief` takes about a minute; `--proof` about nine: what the goals ask of video calls, no classic pair.
"""

import argparse
import asyncio
import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import psutil
import uvloop

from benchmarks.capacity_goals import AUDIO, CLASSIC, HEIGHT, JANUS, LOSS, OURS, VIDEO, Cell, Plan, tell
from benchmarks.janus_server import JanusServer, is_installed
from benchmarks.media_load import audio_frames, send_for_ever, video_frames
from benchmarks.media_servers import MediaServer
from benchmarks.neighbours import look, others_share, wake_us
from benchmarks.repairing_load import RepairingParty, repair_for_ever

REPEATS = 40
"""How many cells of a whole run are measured again where others disturbed them; the last try stands."""
PROCESSORS = os.cpu_count() or 1
PROOF = Plan(
    runs=5, calls=(1, 8, 16), kinds=(VIDEO,), settling_s=1.2, window_s=6.0, memory_s=8.0, classic=False
)
FULL = Plan(
    runs=5, calls=(1, 4, 8, 16), kinds=(VIDEO, AUDIO), settling_s=1.2, window_s=2.5, memory_s=8.0
)  # fmt: skip
BRIEF = Plan(runs=1, calls=(1, 8), kinds=(VIDEO,), settling_s=1.0, window_s=3.0, memory_s=0.0)


def _open(kind: str, folder: Path) -> Any:  # noqa: ANN401 -- two classes of one shape
    return JanusServer(folder) if kind == JANUS else MediaServer(kind, folder, eager=False)


async def sweep(
    kind: str, run: int, kinds: tuple[str, ...], plan: Plan, repeats: Iterator[int]
) -> list[Cell]:
    """One server from one call to the most that it holds."""
    cells: list[Cell] = []
    parties: list[RepairingParty] = []
    tasks = [asyncio.create_task(repair_for_ever(parties), name="repair")]
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
                    for again in (2, 1, 0):
                        cell = await _measure(kind, run, kinds, loss, parties, process, plan.window_s)
                        if kind == CLASSIC or not (cell.starved and again and next(repeats, 0)):
                            break
                    cells.append(cell)
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
    pids = process.pid, os.getpid()
    before = look(*pids)
    await asyncio.sleep(window_s)
    after = look(*pids)
    took_s = after.at_s - before.at_s
    used_s, clients_s = (then - first for first, then in zip(before.cpu_s, after.cpu_s, strict=True))
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
        others=others_share(before, after, PROCESSORS),
        clients_busy=clients_s / took_s,
        wake_us=wake_us(before, after, 0),
    )
    print(
        f"run {run} {kind:<8} {'+'.join(kinds):<11} {calls:>2} calls, {loss:.0%} lost: {cell.cpu_s:6.3f} s,"
        f" delivered {cell.delivered:.3f}, p95 {cell.delay_p95_ms or 0:.2f} ms, {cell.rss_mb:.0f} MB,"
        f" others {cell.others:.1%}, clients {cell.clients_busy:.0%} of a core, woken after"
        f" {cell.wake_us:.0f} us{' STARVED' if cell.starved else ''}",
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
    repeats = iter(range(REPEATS, 0, -1))
    for run in range(plan.runs):
        for kinds in plan.kinds:
            for kind in servers if run % 2 == 0 else servers[::-1]:
                cells += await sweep(kind, run, kinds, plan, repeats)
            if plan.classic:
                cells += await sweep(CLASSIC, run, kinds, plan, repeats)
    tell(cells, plan)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.capacity", description=__doc__)
    some = parser.add_mutually_exclusive_group()
    some.add_argument("--brief", action="store_true", help="one run of 1 and 8 video calls")
    some.add_argument("--proof", action="store_true", help="the goals alone: video, 1, 8 and 16 calls")
    given = parser.parse_args()
    uvloop.run(compare(BRIEF if given.brief else PROOF if given.proof else FULL))


if __name__ == "__main__":
    main()
