"""Searches for a timetable, each in a process of its own: a call on this server must not feel them."""

import asyncio
import contextlib
import os
import sys

import msgspec
import structlog

from oralexam.errors import Refused, SystemFault
from oralexam.exams.timetable.orders import Answer, ReplanOrder, SolveOrder

_log = structlog.get_logger(__name__)

LONGEST_SEARCH_S = 60.0
"""Twelve times what 24 candidates may take (issue 3, « How fast »): a hundred of them on a slow machine."""


class PlanSearch:
    """One search at a time: a second manager waits."""

    def __init__(self) -> None:
        self._one_at_a_time = asyncio.Lock()

    async def find(self, order: SolveOrder | ReplanOrder) -> Answer:
        """What the order gives.

        Raises:
            Refused: why there is no timetable, by its code.
            SystemFault: `plan-search-failed`: too long, or the process ended.
        """
        async with self._one_at_a_time:
            content = await _asked(msgspec.json.encode(order))
        answer = msgspec.json.decode(content, type=Answer)
        if answer.timetable is None:
            raise Refused(answer.code, **answer.details)
        return answer


async def _asked(order: bytes) -> bytes:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "oralexam.exams.timetable",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        # No settings, no tokens: a search needs none of the server's environment.
        env={"PATH": os.defpath, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
    )
    try:
        async with asyncio.timeout(LONGEST_SEARCH_S):
            content, _ = await process.communicate(order)
    except TimeoutError:
        _log.warning("plan-search-too-long")
        raise SystemFault("plan-search-failed") from None
    finally:
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()
    if process.returncode != 0:
        _log.error("plan-search-ended", exit_code=process.returncode)
        raise SystemFault("plan-search-failed")
    return content
