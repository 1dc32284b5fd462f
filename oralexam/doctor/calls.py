"""Whether a process that carries calls starts here, and how soon."""

import asyncio
import time
from collections.abc import Awaitable, Callable

from oralexam.doctor.findings import Finding, blocking, good, say, warning

SLOW_S = 5.0
"""A start takes half a second of processor (docs/decisions/0181); a call whose worker died waits for it."""

StartWorker = Callable[[], Awaitable[bool]]
"""Starts one, waits until it answers, and ends it; whether it did."""


def check_media_worker(start: StartWorker | None) -> Finding:
    """Start one as the server would."""
    if start is None:
        return good("media-workers", say("workers-none"))
    began_s = time.monotonic()
    answered = asyncio.run(_waited(start))
    took_s = time.monotonic() - began_s
    if not answered:
        return blocking("media-workers", say("workers-fail"), say("workers-read"))
    found = say("workers-well", took_s=took_s)
    if took_s > SLOW_S:
        return warning("media-workers", found, say("workers-busy"))
    return good("media-workers", found)


async def _waited(start: StartWorker) -> bool:
    return await start()
