"""Calls upon one media worker until the machine is full: what admission says at each step, and what is so.

Eight video calls more at each step, recorded, each eight from a process of their own. At each step the server
tells its own load, and `media.admission` says whether it would let one more begin; the clients measure the
delay that the server adds, and what of all packets arrives. It ends where calls suffer, or at `--most`.
The line holds where nothing suffered as long as admission let calls in (issue 6, point 8).
"""

import argparse
import asyncio
import contextlib
import os
import sys
import tempfile
from pathlib import Path

import msgspec
import numpy as np
import uvloop

from benchmarks.capacity_goals import HEIGHT, LOSS, MAX_OTHERS, MIN_DELIVERED
from benchmarks.media_load import audio_frames, send_for_ever, video_frames
from benchmarks.media_servers import MediaServer
from benchmarks.neighbours import look, others_share
from benchmarks.repairing_load import RepairingParty, repair_for_ever
from benchmarks.result import print_result
from oralexam.media.admission import has_room, suffers
from oralexam.media.ports import MediaLoad

STEP = 8
SETTLING_S = 11.0
"""A little more than the ten seconds over which a worker's load is measured."""
WINDOW_S = 5.0
MOST = 96
HARMED_MS = 40.0
"""Two frames of audio: what a browser's jitter buffer holds without anybody hearing it."""
START_LIMIT_S = 60.0


class Heard(msgspec.Struct, frozen=True, kw_only=True):
    """What one process of clients measured in a window."""

    sent: int
    received: int
    delays_ms: list[float]
    """Every tenth."""


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """So many calls at once."""

    calls: int
    load: MediaLoad
    lets_in: bool
    """Whether admission would let one more begin, on a machine of this one core."""
    suffers: bool
    """Whether admission says that these suffer."""
    delay_p95_ms: float
    delivered: float
    others: float
    """What others than server and clients took of the machine."""
    idle: float
    """What of the machine nobody took."""

    @property
    def is_well(self) -> bool:
        """Whether the calls are as they should be."""
        return self.delay_p95_ms <= HARMED_MS and self.delivered >= MIN_DELIVERED


class Clients:
    """A process of eight calls' clients."""

    def __init__(self, url: str, number: int) -> None:
        self._url, self._number = url, number
        self._process: asyncio.subprocess.Process | None = None

    async def start(self) -> int:
        """Connect and send; the process's id."""
        self._process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "benchmarks.calls_full", "--clients", self._url, str(self._number)),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.DEVNULL,
        )
        await self._line()
        return self._process.pid

    async def measure(self) -> Heard:
        """What a window of it shows."""
        assert self._process is not None
        assert self._process.stdin is not None
        self._process.stdin.write(b"measure\n")
        return msgspec.json.decode(await self._line(), type=Heard)

    async def _line(self) -> bytes:
        assert self._process is not None
        assert self._process.stdout is not None
        line = await asyncio.wait_for(self._process.stdout.readuntil(), START_LIMIT_S)
        if not line:
            raise RuntimeError("the clients have ended")
        return line

    async def stop(self) -> None:
        """End it."""
        if self._process is not None and self._process.returncode is None:
            self._process.kill()
            await self._process.wait()


async def be_clients(url: str, number: int) -> None:
    """Eight calls from this process: prints a line when they are connected, and one for each word read."""
    audio_frames()
    video_frames(HEIGHT)
    async with MediaServer("oralexam", Path(), url=url) as server:
        parties = [RepairingParty(("audio", "video"), stamped=True, height=HEIGHT) for _ in range(2 * STEP)]
        for caller, callee in zip(parties[::2], parties[1::2], strict=True):
            await server.call(caller, callee)
    tasks = [
        asyncio.create_task(repair_for_ever(parties), name="repair"),
        asyncio.create_task(send_for_ever(list(parties)), name="load"),
    ]
    for place, party in enumerate(parties):
        party.impair(LOSS if number % 2 else 0.0, f"{number} {place}")
    print(flush=True)
    while await asyncio.to_thread(sys.stdin.readline):
        before = _counts(parties)
        for party in parties:
            party.delays_s.clear()
        await asyncio.sleep(WINDOW_S)
        sent, received = (now - then for now, then in zip(_counts(parties), before, strict=True))
        delays_ms = [round(1000 * delay, 3) for party in parties for delay in party.delays_s[::10]]
        heard = Heard(sent=sent, received=received, delays_ms=delays_ms)
        print(msgspec.json.encode(heard).decode(), flush=True)
    for task in tasks:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


def _counts(parties: list[RepairingParty]) -> tuple[int, int]:
    sent = sum(len(times) for party in parties for times in party.last_sent_s.values())
    return sent, sum(sum(party.received.values()) for party in parties)


async def fill(most: int) -> None:
    """Step by step, and the line."""
    steps: list[Step] = []
    everybody: list[Clients] = []
    processors = os.cpu_count() or 1
    with tempfile.TemporaryDirectory() as folder:
        async with MediaServer("oralexam", Path(folder), eager=False) as server:
            try:
                pids = [server.pid]
                while STEP * len(everybody) < most and (not steps or steps[-1].is_well):
                    clients = Clients(server.url, len(everybody))
                    everybody.append(clients)
                    pids.append(await clients.start())
                    await asyncio.sleep(SETTLING_S)
                    before = look(*pids)
                    heard = await asyncio.gather(*(each.measure() for each in everybody))
                    after = look(*pids)
                    load = await server.load()
                    idle = (after.idle_s - before.idle_s) / (after.at_s - before.at_s) / processors
                    steps.append(_step(heard, load, others_share(before, after, processors), idle))
            finally:
                await asyncio.gather(*(each.stop() for each in everybody))
    _tell(steps)


def _step(heard: list[Heard], load: MediaLoad, others: float, idle: float) -> Step:
    step = Step(
        calls=load.open_calls,
        load=load,
        lets_in=has_room([load], cores=1, promised=0),
        suffers=suffers([load]),
        delay_p95_ms=round(float(np.percentile([ms for each in heard for ms in each.delays_ms], 95)), 2),
        delivered=round(sum(each.received for each in heard) / sum(each.sent for each in heard), 4),
        others=round(others, 3),
        idle=round(idle, 3),
    )
    print(
        f"{step.calls:>3} calls: busy {load.busy_share:.0%} of a core, loop late {load.late_p95_ms} ms,"
        f" dropped {load.dropped_packets}; delay p95 {step.delay_p95_ms} ms, delivered {step.delivered};"
        f" others {step.others:.0%}, idle {step.idle:.0%};"
        f" admission {'lets in' if step.lets_in and not step.suffers else 'refuses'}",
        flush=True,
    )
    return step


def _tell(steps: list[Step]) -> None:
    well = [step for step in steps if step.is_well]
    harmed = next((step for step in steps if not step.is_well), None)
    refused = next((step for step in steps if step.suffers or not step.lets_in), None)
    in_time = harmed is None or (refused is not None and refused.calls <= harmed.calls)
    disturbed = [step.calls for step in steps if step.others > MAX_OTHERS]
    print_result(
        name="calls_full",
        value=float(max((step.calls for step in well), default=0)),
        unit="video calls at once on one worker, recorded, half of them at 5 % loss, none harmed",
        goal=f"p95 of the delay <= {HARMED_MS} ms, {MIN_DELIVERED:.0%} delivered while one more is let in;"
        f" others with <= {MAX_OTHERS:.0%} of the machine",
        holds=bool(well) and in_time and not disturbed,
        rests_on={
            "steps": [msgspec.to_builtins(step) for step in steps],
            "refused_at": refused and refused.calls,
            "harmed_at": harmed and harmed.calls,
            "disturbed_by_others_at": disturbed,
            "clients": f"{STEP} calls a process, on the same machine: they take more of it than the server",
        },
    )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.calls_full", description=__doc__)
    parser.add_argument("--most", type=int, default=MOST, help="calls at which to stop all the same")
    parser.add_argument("--clients", nargs=2, metavar=("URL", "NUMBER"), help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.clients:
        uvloop.run(be_clients(given.clients[0], int(given.clients[1])))
    else:
        uvloop.run(fill(given.most))


if __name__ == "__main__":
    main()
