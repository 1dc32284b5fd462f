"""What a short process makes of some bytes: heavy libraries and hostile input stay out of the server.

Every short process ends with the one that waits for it, also where that one is killed.
"""

import asyncio
import contextlib
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

import structlog

from oralexam.errors import SystemFault

_log = structlog.get_logger(__name__)
_BINDING: Final = str(Path(__file__).with_name("bound_process.py"))


def bound(command: Sequence[str]) -> list[str]:
    """The command line of `command` as a process that ends with this one, whatever kills this one (Linux).

    For processes that are waited for by the thread that starts them: its end is the parent's for the kernel.
    """
    return [sys.executable, "-I", "-S", _BINDING, str(os.getpid()), *command]


class ApartFault(SystemFault):
    """The process took too long, or ended with an error; whoever asked says what that means."""

    code = "process-failed"


async def made_apart(
    module: str,
    *arguments: str,
    given: bytes,
    longest_s: float,
    on_line: Callable[[bytes], None] | None = None,
) -> bytes:
    """Run `python -m module`, give it `given`, and return what it writes.

    A process that takes longer is killed, as it is where nobody waits any more. With `on_line`, each line is
    told as it comes, and the last one is returned.

    Raises:
        ApartFault: `process-failed`, with `cause` (`time` or `exit`).
    """
    process = await asyncio.create_subprocess_exec(
        *bound([sys.executable, "-m", module, *arguments]),
        stdin=PIPE,
        stdout=PIPE,
        stderr=DEVNULL,
        # No settings, no tokens: it needs none of the server's environment.
        env={"PATH": os.defpath, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
    )
    try:
        async with asyncio.timeout(longest_s):
            made = await _answer(process, given, on_line)
    except TimeoutError:
        _log.warning("process-took-too-long", module=module, longest_s=longest_s)
        raise ApartFault(cause="time") from None
    finally:
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()
    if process.returncode != 0:
        _log.warning("process-failed", module=module, exit_code=process.returncode)
        raise ApartFault(cause="exit")
    return made


async def _answer(process: Process, given: bytes, on_line: Callable[[bytes], None] | None) -> bytes:
    if on_line is None:
        made, _ = await process.communicate(given)
        return made
    if process.stdin is None or process.stdout is None:
        raise ValueError(process)
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        process.stdin.write(given)
        await process.stdin.drain()
    process.stdin.close()
    last = b""
    async for line in process.stdout:
        on_line(line)
        last = line
    await process.wait()
    return last
