"""Floods of one seat's socket, of many sockets, of requests: the loop answers on, the call has no gap."""

import asyncio
import json
import signal
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.attacks import flooder
from tests.faults.calls import TOKEN, RunningCall, browser, manager_of, until_closed
from tests.faults.servers import Program

SECONDS = 2.0
MOST_LOOP_S = 0.050
"""Fault notes: the 99th percentile of what the event loop is late, while a call runs.

That is wall time, and includes what the loop waits for: its own work, the disk, a lock. What it does not
include is the time for which the flooder and the call's clients, on the same cores, keep the processor from
it: over a network they would have their own.
"""


class ProbedProgram(Program):
    """The program with a probe in its event loop."""

    module = "tests.attacks.probed_server"


@pytest.fixture
async def program(tmp_path: Path) -> AsyncIterator[ProbedProgram]:
    """The real program, with the probe."""
    running = ProbedProgram(
        tmp_path / "data", ORALEXAM_MANAGER_TOKEN=TOKEN, ORALEXAM_PROBE=str(tmp_path / "probe")
    )
    await running.start()
    yield running
    await running.end()


async def flood(program: Program, kind: str, path: str, cookie: str) -> dict[str, int]:
    """Let the flooder do its worst; how it was treated."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *(flooder.__file__, kind, "127.0.0.1", str(program.port), str(SECONDS), path, cookie),
        stdout=asyncio.subprocess.PIPE,
    )
    output, _ = await asyncio.wait_for(process.communicate(), SECONDS + 30)
    return dict(json.loads(output))


class Lateness(NamedTuple):
    """What a flood did to the loop: 99th percentiles, in seconds."""

    held: float
    """It answered later by so much, less what other programs kept the processor from it."""
    busy: float
    """It worked for so long between two looks at the clock."""
    wall: float
    """It answered later by so much, whoever was to blame."""


def lateness(probe: Path, since: float) -> Lateness:
    """What the probe has seen since then."""
    samples = [[float(part) for part in line.split()] for line in probe.read_text().splitlines() if line]
    flooded = [sample for sample in samples if len(sample) == 4 and sample[0] > since]
    assert len(flooded) > 20, "the loop hardly turned"
    place = int(0.99 * len(flooded))
    held = sorted(late - waited for _, late, _, waited in flooded)
    busy = sorted(cpu for _, _, cpu, _ in flooded)
    wall = sorted(late for _, late, _, _ in flooded)
    return Lateness(held[place], busy[place], wall[place])


FLOODS = {
    "messages": "4008",
    "nonsense": "4002",
    "control": "4008",
    "fragments": "1002",
    "deep": "4002",
    "binary": "1003",
    "oversized": "1009",
    "sockets": "4001",
    "guesses": "429",
}
"""What is sent, and the close code or HTTP status that the flooder is to get."""


@pytest.mark.slow
async def test_a_flood_is_closed_and_hurts_nobody(program: ProbedProgram, tmp_path: Path) -> None:
    """Each flooder gets its code; the loop is never held up for long; the call of others misses nothing."""
    async with (
        manager_of(program.url) as manager,
        browser(program.url) as villain,
        RunningCall(manager) as call,
    ):
        sitting_id, links = await manager.open_sitting()
        await villain.join(links["candidate"])
        cookie = "; ".join(f"{each.key}={each.value}" for each in villain.http.cookie_jar)
        for kind, expected in FLOODS.items():
            before, since = call.heard(), time.time()
            answers = await flood(program, kind, f"/api/ws/{sitting_id}/candidate", cookie)
            late = lateness(tmp_path / "probe", since)
            print(f"{kind}: {answers}, {late}")  # noqa: T201 — figures
            assert answers.get(expected, 0) > 0, (kind, answers)
            assert max(late.held, late.busy) < MOST_LOOP_S, (kind, late)
            await call.until_both_hear(20, since=before)
        await call.hang_up()
        tracks = await until_closed(program.data, call.sitting_id)
        assert [track.missing_packets for track in tracks] == [0, 0]
    assert await program.signal(signal.SIGTERM) == 0
