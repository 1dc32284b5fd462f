"""Starting a media worker's process: the event loop goes on meanwhile."""

import asyncio
import signal
import socket
import subprocess
import sys
import threading

import psutil
import pytest

from oralexam.media.pool.process import ChildProcess

SLEEPS = (sys.executable, "-c", "import time; time.sleep(60)")
ANSWERS = (sys.executable, "-c", "import os, sys; os.write(int(sys.argv[2]), sys.argv[1].encode())")
PATIENCE_S = 20.0


def child(command: tuple[str, ...]) -> tuple[ChildProcess, socket.socket]:
    """A process that was not started yet, and our end of its socket."""
    ours, its = socket.socketpair()
    ours.settimeout(PATIENCE_S)
    return ChildProcess(command, end=its, env={}), ours


async def test_the_loop_goes_on_while_a_process_is_started(monkeypatch: pytest.MonkeyPatch) -> None:
    """A start that takes as long as the loop wants it to: it would wait for ever if the loop waited."""
    goes_on, real = threading.Event(), subprocess.Popen

    def slow(*arguments: object, **more: object) -> object:
        assert goes_on.wait(PATIENCE_S)
        return real(*arguments, **more)  # type: ignore[call-overload]

    monkeypatch.setattr(subprocess, "Popen", slow)
    process, ours = child(SLEEPS)
    with ours:
        starting = asyncio.create_task(process.start())
        await asyncio.sleep(0.02)
        assert process.pid is None
        goes_on.set()
        async with asyncio.timeout(PATIENCE_S):
            await starting
            process.kill()
            await process.wait()
    assert process.returncode == -signal.SIGKILL


async def test_it_has_its_end_of_the_socket_and_knows_its_parent() -> None:
    """What it says comes through; then our end sees that it is gone."""
    process, ours = child(ANSWERS)
    with ours:
        async with asyncio.timeout(PATIENCE_S):
            await process.start()
            said = await asyncio.to_thread(ours.recv, 100)
            assert int(said) == psutil.Process().pid
            await process.wait()
        assert await asyncio.to_thread(ours.recv, 100) == b""
    assert process.returncode == 0


async def test_what_was_killed_before_it_ran_does_not_run_long() -> None:
    """Nobody needs it any more when it comes up."""
    process, ours = child(SLEEPS)
    with ours:
        process.kill()
        async with asyncio.timeout(PATIENCE_S):
            await process.start()
            await process.wait()
    assert process.returncode == -signal.SIGKILL


async def test_a_program_that_is_not_there_is_told() -> None:
    """As the fault that it is; and nothing is left to wait for."""
    process, ours = child(("/nowhere/at/all",))
    with ours:
        with pytest.raises(FileNotFoundError):
            await process.start()
        async with asyncio.timeout(PATIENCE_S):
            await process.wait()
        assert await asyncio.to_thread(ours.recv, 100) == b""


async def test_where_no_thread_can_be_started_nobody_waits_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine at the limit of its threads (RuntimeError, as `threading` says it): told, and over."""

    def refused(_thread: threading.Thread) -> None:
        raise RuntimeError("can't start new thread")

    process, ours = child(SLEEPS)
    with ours, monkeypatch.context() as limited:
        limited.setattr(threading.Thread, "start", refused)
        with pytest.raises(OSError, match="no thread"):
            await process.start()
        async with asyncio.timeout(PATIENCE_S):
            await process.wait()
        assert ours.recv(100) == b""


async def test_whatever_keeps_a_program_from_starting_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not only what the system says of it: `subprocess` has errors of its own, and memory may be short."""

    def short(*_arguments: object, **_more: object) -> None:
        raise MemoryError

    monkeypatch.setattr(subprocess, "Popen", short)
    process, ours = child(SLEEPS)
    with ours:
        async with asyncio.timeout(PATIENCE_S):
            with pytest.raises(MemoryError):
                await process.start()
            await process.wait()
