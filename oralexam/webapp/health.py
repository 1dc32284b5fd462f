"""Whether the process lives, whether it can serve, and what it measures."""

import asyncio
import ipaddress
import math
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor

from aiohttp import web

from oralexam.errors import OralExamError

Probe = Callable[[], None]
"""Raises an OralExamError when something is wrong. Synchronous: called in a thread."""

PROBE_TIMEOUT_S = 5.0
TOLD_AGAIN_S = 1.0
"""For so long the last answer is given again: whoever asks a hundred times a second costs nobody anything."""
WARNINGS = frozenset({"disk-low"})
"""Codes that are told and block nothing, whichever probe says them."""


class Health:
    """The three addresses that machines ask."""

    def __init__(
        self,
        *,
        probes: Mapping[str, Probe],
        advisory: frozenset[str],
        gauges: Mapping[str, Callable[[], float]],
    ) -> None:
        self._probes = probes
        self._advisory = advisory
        # Threads of its own: the pool that asyncio.to_thread takes from is where events are stored.
        self._threads = ThreadPoolExecutor(max(1, len(probes)), thread_name_prefix="health")
        self._asking = asyncio.Lock()
        self._told: dict[str, str] = {}
        self._told_at_s = -math.inf
        self._gauges = gauges

    async def healthz(self, _request: web.Request) -> web.Response:
        """GET /healthz: the process answers."""
        return web.json_response({"status": "ok"})

    async def readyz(self, _request: web.Request) -> web.Response:
        """GET /readyz: 200 when every probe that matters passes, else 503; each probe's code is told.

        A probe that is only advisory (the model: a transcript can wait for it) is told and blocks nothing.
        """
        told = await self._answers()
        ready = all(code == "ok" or code in WARNINGS or name in self._advisory for name, code in told.items())
        return web.json_response({"ready": ready, "checks": told}, status=200 if ready else 503)

    def close(self) -> None:
        """Let the threads go; one that hangs in a probe is not waited for."""
        self._threads.shutdown(wait=False, cancel_futures=True)

    async def metrics(self, request: web.Request) -> web.Response:
        """GET /metrics: Prometheus text, for this machine only."""
        if not _is_loopback(request.remote):
            raise web.HTTPNotFound
        # Loaded when it is first asked for: 2 MB of the 120 that an idle server may have.
        from oralexam.webapp.metrics import METRICS_TYPE, metrics_text  # noqa: PLC0415

        return web.Response(body=metrics_text(self._gauges), headers={"Content-Type": METRICS_TYPE})

    async def _answers(self) -> dict[str, str]:
        """What each probe says, or said less than a second ago."""
        async with self._asking:
            if time.monotonic() - self._told_at_s >= TOLD_AGAIN_S:
                results = await asyncio.gather(*(self._try(probe) for probe in self._probes.values()))
                self._told = dict(zip(self._probes, results, strict=True))
                self._told_at_s = time.monotonic()
            return self._told

    async def _try(self, probe: Probe) -> str:
        asked = asyncio.get_running_loop().run_in_executor(self._threads, probe)
        try:
            await asyncio.wait_for(asked, PROBE_TIMEOUT_S)
        except TimeoutError:
            return "too-slow"
        except OralExamError as error:
            return error.reason
        return "ok"


def _is_loopback(address: str | None) -> bool:
    try:
        return address is not None and ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False
