"""The real program, and beside it in the same event loop a probe that says how long the loop was held up.

`ORALEXAM_PROBE` names the file: one line a sample, `when wall cpu`: the POSIX time, and for how many seconds
longer than asked for the probe slept, by the clock on the wall and by the processor time of the loop's own
thread. The latter does not grow when other programs take the processor away.
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
                wall_s, cpu_s = time.monotonic(), time.thread_time()
                await asyncio.sleep(STEP_S)
                late_s = time.monotonic() - wall_s - STEP_S
                file.write(f"{time.time():.4f} {late_s:.6f} {time.thread_time() - cpu_s:.6f}\n")
            file.flush()


if __name__ == "__main__":
    import oralexam.cli.serve

    oralexam.cli.serve.Server = ProbedServer
    main()
