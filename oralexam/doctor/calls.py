"""Whether a process that carries calls starts here, and how soon."""

import asyncio
import time
from collections.abc import Awaitable, Callable

from oralexam.doctor.findings import Finding, blocking, good, warning

SLOW_S = 5.0
"""A start takes half a second of processor (docs/decisions/0181); a call whose worker died waits for it."""

StartWorker = Callable[[], Awaitable[bool]]
"""Starts one, waits until it answers, and ends it; whether it did."""


def check_media_worker(start: StartWorker | None) -> Finding:
    """Start one as the server would."""
    if start is None:
        return good("media-workers", "none: the server's own process carries the calls")
    began_s = time.monotonic()
    answered = asyncio.run(_waited(start))
    took_s = time.monotonic() - began_s
    if not answered:
        advice = "read what it has said above; make setup installs what the lock says"
        return blocking("media-workers", "a process that carries calls does not start here", advice)
    found = f"one starts, answers and ends within {took_s:.1f} s"
    if took_s > SLOW_S:
        return warning("media-workers", found, "something else keeps this machine busy: look at its load")
    return good("media-workers", found)


async def _waited(start: StartWorker) -> bool:
    return await start()
