"""The real program, and beside it in the same event loop a probe that says how long the loop was held up.

`ORALEXAM_PROBE` names the file: one line a sample, `when late cpu waited`: the POSIX time; for how many
seconds longer than asked for the probe slept; how long the loop's thread ran meanwhile; and how long it was
ready to run and had no processor, because other programs had it (schedstat, proc(5)).
"""

import asyncio
import os
import time

from oralexam.__main__ import main
from oralexam.bootstrap.server import Server

STEP_S = 0.005
WRITE_EVERY = 50


class ProbedServer(Server):
    """A server with the probe."""

    async def start(self) -> None:
        """Start, and begin to probe."""
        await super().start()
        self.probe = asyncio.create_task(_probe(), name="probe")

    async def stop(self) -> None:
        """End the probe, then stop."""
        self.probe.cancel()
        await asyncio.gather(self.probe, return_exceptions=True)
        await super().stop()


async def _probe() -> None:
    with open(os.environ["ORALEXAM_PROBE"], "w", encoding="ascii") as file:  # noqa: ASYNC230, PTH123
        while True:
            for _ in range(WRITE_EVERY):
                wall_s, cpu_s, waited_s = time.monotonic(), time.thread_time(), _waited_s()
                await asyncio.sleep(STEP_S)
                late_s = time.monotonic() - wall_s - STEP_S
                spent = f"{time.thread_time() - cpu_s:.6f} {_waited_s() - waited_s:.6f}"
                file.write(f"{time.time():.4f} {late_s:.6f} {spent}\n")
            file.flush()


def _waited_s() -> float:
    """How long this thread has waited for a processor in its life; 0 where the kernel does not count it."""
    try:
        with open("/proc/thread-self/schedstat", "rb") as file:  # noqa: PTH123
            return int(file.read().split()[1]) / 1e9
    except (OSError, IndexError):
        return 0.0


if __name__ == "__main__":
    import oralexam.cli.serving

    oralexam.cli.serving.Server = ProbedServer
    main()
