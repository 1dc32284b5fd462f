"""Programs that the checks start: told where to write, ended with all that they have started."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import IO

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
STEP_LIMIT_S = 35 * 60
"""Against a hang only. On two quiet cores no step takes half of it; beside others the tests once took 32 min.
A single test that hangs is ended by its own limit (`timeout` in pyproject.toml) and fails alone."""
LAST_WORDS_S = 60
"""A step that is stopped may say where it stood: pytest tells the line it was at, and what failed before."""


class Running:
    """A program in a session of its own: what it has started is stopped with it."""

    def __init__(self, *command: Path | str, out: IO[str]) -> None:
        """Start it; `OSError` if that cannot be done."""
        # What is printed here already is to stand before what the program prints.
        out.flush()
        self._out = out
        self._give_up_at = time.monotonic() + STEP_LIMIT_S
        self._stopped = False
        to = None if out is sys.stdout else out
        self._process = subprocess.Popen(
            [str(each) for each in command],
            cwd=ROOT,
            start_new_session=True,
            stdout=to,
            stderr=None if to is None else subprocess.STDOUT,
        )

    def wait(self) -> int | None:
        """Its exit status; none if it had to be stopped."""
        try:
            return self._process.wait(max(0.0, self._give_up_at - time.monotonic()))
        except subprocess.TimeoutExpired:
            print(f"stopped: not done after {STEP_LIMIT_S / 60:.0f} minutes", file=self._out, flush=True)
            return None
        finally:
            self.stop()

    def stop(self) -> None:
        """Interrupt it if it still runs, then end it and all that it has started; once is enough."""
        if self._stopped:
            return
        self._stopped = True
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGINT)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(LAST_WORDS_S)
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()


def hear_interrupts() -> None:
    """A run in the background ignores interrupts and hands that on; a step that hangs has to hear one."""
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def call(*command: Path | str, out: IO[str] | None = None) -> bool:
    """Run a program to its end; whether it ended well."""
    out = out or sys.stdout
    try:
        running = Running(*command, out=out)
    except OSError as error:
        print(f"{command[0]} could not be started: {error.strerror}", file=out, flush=True)
        return False
    return running.wait() == 0
