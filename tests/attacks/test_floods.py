"""Floods of one seat's socket, of many sockets, of requests: the loop answers on, the call has no gap."""

import asyncio
import json
import signal
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.attacks import flooder
from tests.faults.calls import TOKEN, RunningCall, browser, manager_of, until_closed
from tests.faults.servers import Program

SECONDS = 2.0
MOST_LOOP_S = 0.050
"""Fault notes: the 99th percentile of what the event loop is late, while a call runs."""


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


def late(probe: Path, since: float) -> tuple[float, float, float]:
    """What the loop was held up: 99th percentile and greatest by its own work, percentile by the clock."""
    samples = [[float(part) for part in line.split()] for line in probe.read_text().splitlines() if line]
    flooded = [sample for sample in samples if len(sample) == 3 and sample[0] > since]
    assert len(flooded) > 20, "the loop hardly turned"
    wall = sorted(sample[1] for sample in flooded)
    busy = sorted(sample[2] for sample in flooded)
    place = int(0.99 * len(busy))
    return busy[place], busy[-1], wall[place]


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
    """Each flooder gets its code; the loop's busy stretches stay short; the call of others misses nothing."""
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
            busy_p99, busy_max, wall_p99 = late(tmp_path / "probe", since)
            print(f"{kind}: {answers}, {busy_p99=:.4f} {busy_max=:.4f} {wall_p99=:.4f}")  # noqa: T201 — figures
            assert answers.get(expected, 0) > 0, (kind, answers)
            assert busy_p99 < MOST_LOOP_S, kind
            await call.until_both_hear(20, since=before)
        await call.hang_up()
        tracks = await until_closed(program.data, call.sitting_id)
        assert [track.missing_packets for track in tracks] == [0, 0]
    assert await program.signal(signal.SIGTERM) == 0
