"""A worker ends when it is told to, whatever it is busy with, and when its server is gone."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

BUSY = """
import os, sys, threading
from oralexam.bootstrap.worker_watch import WorkerWatch
watch = WorkerWatch(server_pid={server_pid}, end_s=0.5)
{more}
print("busy", flush=True)
# Inside one call that no handler of the main thread interrupts, as Whisper is.
import hashlib; hashlib.pbkdf2_hmac('sha256', b'', b'', 10**9)
"""
ENDS_WITHIN_S = 10.0


@contextmanager
def busy_worker(server_pid: int | None, more: str = "") -> Iterator[subprocess.Popen[str]]:
    """A process that computes for minutes, and is watched; gone afterwards."""
    process = subprocess.Popen(
        [sys.executable, "-c", BUSY.format(server_pid=server_pid, more=more)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert process.stdout is not None
    with process:
        try:
            assert process.stdout.readline() == "busy\n"
            yield process
        finally:
            process.kill()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("more", ["", "watch.on_end(lambda: print('stopping', flush=True))"])
def test_a_worker_that_computes_ends_when_it_is_told_to(number: signal.Signals, more: str) -> None:
    """Before it has jobs, and in the middle of one, which it is asked to put down first."""
    with busy_worker(os.getpid(), more) as process:
        process.send_signal(number)
        assert process.wait(ENDS_WITHIN_S) == 0
        assert process.stdout is not None
        assert ("stopping" in process.stdout.read()) is bool(more)


def test_a_worker_ends_with_its_server() -> None:
    """A server that was killed tells nobody; its process is not the worker's parent any more."""
    with busy_worker(os.getpid()) as process:
        assert process.poll() is None
        process.terminate()
        process.wait(ENDS_WITHIN_S)
    # Another process than the one that has just started it: the server was dead before the worker could look.
    script = BUSY.format(server_pid=process.pid, more="")
    began = time.monotonic()
    subprocess.run([sys.executable, "-c", script], timeout=ENDS_WITHIN_S, check=True)
    assert time.monotonic() - began < ENDS_WITHIN_S
