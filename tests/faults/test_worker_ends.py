"""The server's worker goes when the server goes, whatever either of them is doing."""

import asyncio
import signal
from pathlib import Path

import psutil
import pytest

from tests.faults.servers import Program

GONE_WITHIN_S = 15.0


def workers_of(program: Program) -> list[psutil.Process]:
    """The processes that the server has started."""
    assert program.process is not None
    return psutil.Process(program.process.pid).children(recursive=True)


async def until_started(program: Program) -> None:
    """Wait until the worker says that it takes jobs."""
    async with asyncio.timeout(60):
        while "worker-started" not in program.log.read_text(encoding="utf-8"):  # noqa: ASYNC110 — another process
            await asyncio.sleep(0.05)


async def until_gone(processes: list[psutil.Process]) -> None:
    """Wait until none of them runs."""
    _, alive = await asyncio.to_thread(psutil.wait_procs, processes, timeout=GONE_WITHIN_S)
    assert alive == []


@pytest.mark.parametrize("started", [False, True])
async def test_both_end_at_sigterm(*, started: bool, tmp_path: Path) -> None:
    """While the worker imports what it needs, and when it waits for work."""
    program = Program(tmp_path / "data", ORALEXAM_WORKER="true")
    await program.start()
    try:
        if started:
            await until_started(program)
        workers = workers_of(program)
        async with asyncio.timeout(GONE_WITHIN_S):
            assert await program.signal(signal.SIGTERM) == 0
        await until_gone(workers)
    finally:
        await program.end()


@pytest.mark.parametrize("started", [False, True])
async def test_a_worker_whose_server_was_killed_ends(*, started: bool, tmp_path: Path) -> None:
    """Also where the server died before the worker could look for it."""
    program = Program(tmp_path / "data", ORALEXAM_WORKER="true")
    await program.start()
    try:
        if started:
            await until_started(program)
        workers = workers_of(program)
        await program.signal(signal.SIGKILL)
        await until_gone(workers)
    finally:
        await program.end()
